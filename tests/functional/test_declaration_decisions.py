"""Deciding on a declaration: a second person, of the own office, once; and the mail sent anew."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    APPROVE,
    COLLECTOR,
    CONFIRM,
    NEW_ADDRESS,
    OFFICER,
    OTHER_OFFICER,
    OTHER_SUPERVISOR,
    OTHER_UNIT,
    REJECT,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
    in_person,
)
from tests.people import AN, BINH, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import joined
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.deciding import Decision, read_decision
from vssid_recovery.declaration_model import Declared, Status, Step
from vssid_recovery.errors import (
    CheckFailed,
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
)
from vssid_recovery.model import AccountStatus
from vssid_recovery.staff import Role, Staff

BOTH = frozenset({Role.OFFICER, Role.SUPERVISOR})


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def test_an_approval_is_signed_and_asks_the_new_address_alone(
    desk: DeclarationDesk, clock: MovableClock
) -> None:
    declaration = desk.declare()
    clock.advance(hours=1)

    desk.decide(declaration, Decision(Step.APPROVE, "Đúng người."))

    last = desk.case(declaration).timeline[-1]
    assert (last.status, last.at, last.by, last.reason) == (
        Status.APPROVED,
        clock(),
        "officer 07906 sub-officer",
        "Đúng người.",
    )
    assert ("APPROVED", "officer 07906 sub-officer", "Đúng người.") in desk.events()
    assert [(mail.to, mail.purpose) for mail in desk.deliver()] == [(NEW_ADDRESS, CONFIRM)]


def test_the_mail_to_the_new_address_names_neither_person_nor_number(desk: DeclarationDesk) -> None:
    desk.decide(desk.declare())
    [mail] = desk.deliver()

    assert mail.fields.keys() == {"link", "expires_at"}
    told = str(mail.fields)
    for name in (BINH.full_name, BINH.social_insurance_number, BINH.personal_identification_number):
        assert name not in told


def test_a_rejection_tells_the_person_at_the_address_in_force(desk: DeclarationDesk) -> None:
    declaration = desk.declare(form(AN))

    assert desk.decide(declaration, REJECT).status is Status.REJECTED

    [mail] = desk.deliver()
    assert (mail.to, mail.purpose) == (AN.email, "DECLARATION_REFUSED")
    assert mail.fields["reason"] == REJECT.reason
    assert "refuse_link" not in mail.fields
    assert ("REJECTED", "officer 07906 sub-officer", REJECT.reason) in desk.events(AN)


def test_a_rejection_of_somebody_without_an_address_owes_no_mail(desk: DeclarationDesk) -> None:
    desk.decide(desk.declare(), REJECT)
    assert desk.deliver() == []


@pytest.mark.parametrize("first", [APPROVE, REJECT])
@pytest.mark.parametrize("second", [APPROVE, REJECT])
def test_a_second_decision_is_refused(
    desk: DeclarationDesk, first: Decision, second: Decision
) -> None:
    declaration = desk.declare()
    desk.decide(declaration, first)
    decided = desk.case(declaration)

    for officer in (OFFICER, replace(OFFICER, sub="sub-second")):
        with pytest.raises(Conflict):
            desk.decide(declaration, second, officer)
    assert desk.case(declaration) == decided


@pytest.mark.parametrize("decision", [APPROVE, REJECT])
def test_what_was_refused_is_not_decided_on(desk: DeclarationDesk, decision: Decision) -> None:
    declaration = desk.confirmed()
    desk.call(key="9")
    assert desk.status(declaration) is Status.REFUSED

    with pytest.raises(Conflict):
        desk.decide(declaration, decision)


@pytest.mark.parametrize(
    ("declared", "entered_by", "decides", "refusal"),
    [
        (form(), UNIT, OFFICER, None),
        (form(), COLLECTOR, OFFICER, None),
        (in_person(), OFFICER, SUPERVISOR, None),
        (form(), UNIT, SUPERVISOR, Forbidden),
        (in_person(), OFFICER, OFFICER, Forbidden),
        (in_person(), OFFICER, replace(OFFICER, sub="sub-second"), Forbidden),
        (in_person(), replace(OFFICER, roles=BOTH), replace(OFFICER, roles=BOTH), Forbidden),
        (in_person(), OFFICER, replace(OFFICER, roles=BOTH), Forbidden),
        (form(), UNIT, replace(OFFICER, sub=UNIT.sub), Forbidden),
        (form(), UNIT, OTHER_OFFICER, NotFound),
        (in_person(), OFFICER, OTHER_SUPERVISOR, NotFound),
        (form(), UNIT, UNIT, Forbidden),
        (form(), UNIT, OTHER_UNIT, Forbidden),
        (form(), UNIT, COLLECTOR, Forbidden),
        (form(), UNIT, replace(OFFICER, office_code=""), Forbidden),
        (form(), UNIT, replace(OFFICER, roles=frozenset()), Forbidden),
    ],
)
def test_a_second_person_of_the_own_office_decides(
    desk: DeclarationDesk,
    declared: Declared,
    entered_by: Staff,
    decides: Staff,
    refusal: type[Exception] | None,
) -> None:
    declaration = desk.declare(declared, entered_by)

    for decision in (APPROVE, REJECT) if refusal else (APPROVE,):
        if refusal:
            with pytest.raises(refusal):
                desk.decide(declaration, decision, decides)
        else:
            desk.decide(declaration, decision, decides)

    assert desk.status(declaration) is (Status.SUBMITTED if refusal else Status.APPROVED)


@pytest.mark.parametrize(
    "declaration_id", ["0" * 32, "f" * 32, "x", "../../etc", "Bình", "9" * 5000]
)
def test_what_is_not_there_is_not_found(desk: DeclarationDesk, declaration_id: str) -> None:
    with pytest.raises(NotFound):
        desk.deciding.decide(OFFICER, declaration_id, APPROVE)
    with pytest.raises(NotFound):
        desk.deciding.mail_again(UNIT, declaration_id)
    with pytest.raises(NotFound):
        desk.lists.look_at(UNIT, declaration_id)
    with pytest.raises(Forbidden):
        desk.deciding.decide(UNIT, declaration_id, APPROVE)


@pytest.mark.parametrize(
    ("decision", "reason", "field"),
    [
        ("", "", "decision"),
        ("approve", "", "decision"),
        ("CONFIRM", "", "decision"),
        ("REFUSE", "x", "decision"),
        ("REJECT", "", "reason"),
        ("REJECT", " \n\t ", "reason"),
        ("REJECT", "x" * 501, "reason"),
        ("APPROVE", "x" * 501, "reason"),
        ("REJECT", "sai\u0000tên", "reason"),
        ("REJECT", "sai\u202etên", "reason"),
    ],
)
def test_a_decision_says_what_and_a_rejection_why(decision: str, reason: str, field: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_decision(decision, reason)
    assert refusal.value.field == field


def test_a_reason_is_one_line(desk: DeclarationDesk) -> None:
    reason = read_decision("REJECT", "  Sai tên.\r\n Bcc:\tai@thu.example <b>x</b> ").reason
    assert reason == "Sai tên. Bcc: ai@thu.example <b>x</b>"
    assert read_decision("APPROVE", "").reason == ""
    assert len(read_decision("REJECT", "x" * 500).reason) == 500


# ------------------------------------------------------------------ what changed in between


def approval_refused(desk: DeclarationDesk, declaration: Any) -> list[str]:
    with pytest.raises(CheckFailed) as refusal:
        desk.decide(declaration)
    assert desk.status(declaration) is Status.SUBMITTED
    assert desk.deliver() == []
    return [finding.reason.code for finding in refusal.value.findings]


@pytest.mark.parametrize("status", [AccountStatus.CLOSED, AccountStatus.DECEASED])
def test_a_person_whose_account_closed_meanwhile_is_only_rejected(
    desk: DeclarationDesk, status: AccountStatus
) -> None:
    declaration = desk.declare()
    register(desk.table, replace(BINH, status=status))

    assert approval_refused(desk, declaration) == ["ACCOUNT_NOT_OPEN"]
    assert desk.decide(declaration, REJECT).status is Status.REJECTED


def test_an_address_that_five_others_took_meanwhile_is_only_rejected(desk: DeclarationDesk) -> None:
    declaration = desk.declare()
    for each in range(5):
        desk.table.update(joined(NEW_ADDRESS, f"01000000{each:02d}"))

    assert approval_refused(desk, declaration) == ["EMAIL_SHARED"]
    assert desk.decide(declaration, REJECT).status is Status.REJECTED


def test_an_address_that_the_register_set_meanwhile_is_only_rejected(desk: DeclarationDesk) -> None:
    declaration = desk.declare()
    confirmed = {"email": NEW_ADDRESS, "email_confirmed_on": BINH.phone_confirmed_on}
    register(desk.table, replace(BINH, **confirmed))

    assert approval_refused(desk, declaration) == ["EMAIL_UNCHANGED"]


def test_an_account_that_is_gone_is_a_conflict(desk: DeclarationDesk, dynamodb: Any) -> None:
    declaration = desk.declare()
    key = {"pk": {"S": f"ACCOUNT#{BINH.social_insurance_number}"}, "sk": {"S": "ACCOUNT"}}
    dynamodb.delete_item(TableName="recovery", Key=key)

    for decision in (APPROVE, REJECT):
        with pytest.raises(Conflict):
            desk.decide(declaration, decision)
