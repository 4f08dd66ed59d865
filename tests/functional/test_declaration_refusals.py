"""«This was not me» from the mailbox whose address a declaration replaces, or is to replace."""

import pytest

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    APPROVE,
    NEW_ADDRESS,
    OFFICER,
    OTHER_OFFICER,
    OTHER_SUPERVISOR,
    REJECT,
    REPLACED,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
    in_person,
)
from tests.functional.reset_desk import Mail
from tests.people import AN
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Declaration, Status
from vssid_recovery.errors import Conflict, NotConfirmed

AN_ID = AN.social_insurance_number
THIRD_ADDRESS = "an.khac@thu.example"
STAGES = pytest.mark.parametrize("stage", [Status.APPROVED, Status.CONFIRMED, Status.ACTIVE])


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def brought_to(
    desk: DeclarationDesk, stage: Status, by_office: bool = False
) -> tuple[Declaration, list[str]]:
    """An's new address, taken as far as `stage`; the tokens that the old address got."""
    declared = (in_person if by_office else form)(AN, NEW_ADDRESS)
    entered_by, decides = (OFFICER, SUPERVISOR) if by_office else (UNIT, OFFICER)
    declaration = desk.decide(desk.declare(declared, entered_by), APPROVE, decides)
    mails = desk.deliver()
    if stage is not Status.APPROVED:
        desk.clock.advance(minutes=1)
        desk.confirm(desk.token_in(mails), AN_ID)
        mails = [*mails, *desk.deliver()]
    desk.clock.advance(hours=72 if stage is Status.ACTIVE else 1)
    told = [mail for mail in mails if mail.purpose == REPLACED]
    assert {mail.to for mail in told} == {AN.email}
    return declaration, [desk.token_in([mail], REPLACED) for mail in told]


def receipts(mails: list[Mail]) -> list[tuple[str, object]]:
    return [(mail.to, mail.fields["what"]) for mail in mails if mail.purpose == "REFUSAL_RECORDED"]


# ------------------------------------------------------------------ by a unit: it ends


@STAGES
def test_the_old_address_ends_what_a_unit_declared(desk: DeclarationDesk, stage: Status) -> None:
    declaration, tokens = brought_to(desk, stage)

    desk.refuse(tokens[-1])

    assert desk.status(declaration) is Status.REFUSED
    assert desk.case(declaration).timeline[-1].by == "citizen"
    assert desk.account(AN).pending_email is None
    assert desk.sharers(NEW_ADDRESS) == frozenset()
    desk.clock.advance(hours=24)
    assert desk.recovers(AN, AN.email)
    assert not desk.recovers(AN, NEW_ADDRESS)


@STAGES
def test_the_receipt_tells_of_a_closed_way_where_one_is_closed(
    desk: DeclarationDesk, stage: Status
) -> None:
    _, tokens = brought_to(desk, stage)
    is_closed = stage is Status.ACTIVE

    desk.refuse(tokens[-1])

    told = {what for _, what in receipts(desk.deliver())}
    assert told == {"EMAIL_REPLACED" if is_closed else "EMAIL_PENDING"}
    assert desk.recovers(AN, AN.email) is not is_closed


@STAGES
def test_a_second_refusal_is_taken_and_changes_nothing(
    desk: DeclarationDesk, stage: Status
) -> None:
    declaration, tokens = brought_to(desk, stage)
    desk.refuse(tokens[0])
    refused, account = desk.case(declaration), desk.account(AN)
    desk.clock.advance(seconds=1)

    desk.refuse(tokens[0])

    assert (desk.case(declaration), desk.account(AN)) == (refused, account)


def test_what_was_refused_cannot_be_confirmed_any_more(desk: DeclarationDesk) -> None:
    declaration = desk.decide(desk.declare(form(AN, NEW_ADDRESS)))
    mails = desk.deliver()
    desk.refuse(desk.token_in(mails, REPLACED))

    with pytest.raises(NotConfirmed):
        desk.confirm(desk.token_in(mails), AN_ID)
    with pytest.raises(Conflict):
        desk.decide(declaration)
    assert desk.account(AN).email == AN.email


def test_the_address_in_force_refuses_what_is_to_replace_it_and_stays(
    desk: DeclarationDesk, clock: MovableClock
) -> None:
    """Also where an office has brought that address: its own declaration is not at issue."""
    office, _ = brought_to(desk, Status.ACTIVE, by_office=True)
    unit = desk.decide(desk.declare(form(AN, THIRD_ADDRESS)))
    token = desk.token_in([mail for mail in desk.deliver() if mail.to == NEW_ADDRESS], REPLACED)

    desk.refuse(token)

    assert (desk.status(office), desk.status(unit)) == (Status.ACTIVE, Status.REFUSED)
    assert desk.account(AN).recovery_email(clock()) == NEW_ADDRESS


def test_a_new_form_does_not_hide_the_one_that_took_effect(desk: DeclarationDesk) -> None:
    first, tokens = brought_to(desk, Status.ACTIVE)
    desk.declare(form(AN, THIRD_ADDRESS))

    desk.refuse(tokens[0])

    assert desk.status(first) is Status.REFUSED
    assert not desk.recovers(AN, NEW_ADDRESS)


# ------------------------------------------------------------------ in person: the office looks


@STAGES
def test_what_an_office_has_seen_goes_back_to_it(desk: DeclarationDesk, stage: Status) -> None:
    declaration, tokens = brought_to(desk, stage, by_office=True)

    desk.refuse(tokens[0])

    case = desk.case(declaration)
    assert (case.status, case.was_returned) == (Status.SUBMITTED, True)
    assert (case.confirm_by, case.active_from) == (None, None)
    assert receipts(desk.deliver()) == [(AN.email, "EMAIL_RETURNED")]
    assert not desk.recovers(AN, AN.email)
    assert not desk.recovers(AN, NEW_ADDRESS)
    assert desk.sharers(NEW_ADDRESS) == frozenset()


def test_a_thief_in_the_old_mailbox_returns_a_case_once(desk: DeclarationDesk) -> None:
    declaration, [first, second] = brought_to(desk, Status.CONFIRMED, by_office=True)
    desk.refuse(first)
    desk.deliver()
    desk.clock.advance(hours=1)
    desk.decide(declaration, APPROVE, SUPERVISOR)

    again = desk.deliver()
    assert [mail.purpose for mail in again] == ["EMAIL_TO_CONFIRM"], "no new token to refuse with"
    desk.refuse(second)
    assert desk.status(declaration) is Status.APPROVED
    desk.confirm(desk.token_in(again), AN_ID)
    assert desk.deliver() == [], "nor is it told of the confirmation"
    desk.clock.advance(hours=72)
    desk.refuse(second)

    assert desk.status(declaration) is Status.ACTIVE
    assert desk.recovers(AN, NEW_ADDRESS)


def test_an_approval_after_a_return_gives_new_tries_and_thirty_new_days(
    desk: DeclarationDesk,
) -> None:
    declaration, [token] = brought_to(desk, Status.APPROVED, by_office=True)
    desk.refuse(token)
    desk.clock.advance(days=29)

    again = desk.decide(declaration, APPROVE, SUPERVISOR)

    assert again.confirm_by is not None
    assert (again.confirm_by - desk.clock()).days == 30
    assert again.wrong_numbers == 0


@STAGES
def test_a_rejection_gives_the_old_address_back(desk: DeclarationDesk, stage: Status) -> None:
    declaration, tokens = brought_to(desk, stage, by_office=True)
    desk.refuse(tokens[-1])
    assert not desk.recovers(AN, AN.email)
    desk.deliver()

    desk.decide(declaration, REJECT, SUPERVISOR)

    assert [(mail.to, mail.purpose) for mail in desk.deliver()] == [
        (AN.email, "DECLARATION_REFUSED")
    ]
    account = desk.account(AN)
    assert (account.email, account.email_confirmed_on) == (AN.email, AN.email_confirmed_on)
    assert desk.sharers(AN.email) == {AN_ID}
    assert desk.recovers(AN, AN.email)


@pytest.mark.parametrize("stage", [Status.SUBMITTED, Status.APPROVED])
def test_no_form_of_a_unit_lets_the_old_mailbox_end_what_an_office_brought(
    desk: DeclarationDesk, clock: MovableClock, stage: Status
) -> None:
    """A clerk who reads the old mailbox declares anything at all, and refuses the office's."""
    office, tokens = brought_to(desk, Status.ACTIVE, by_office=True)
    clerks = desk.declare(form(AN, THIRD_ADDRESS))
    if stage is Status.APPROVED:
        desk.decide(clerks)
        desk.deliver()

    desk.refuse(tokens[-1])

    assert desk.status(clerks) is stage
    assert desk.case(office).status is Status.SUBMITTED, "the supervisor looks at it again"
    desk.decide(office, APPROVE, SUPERVISOR)
    desk.confirm(desk.token_in(desk.deliver()), AN_ID)
    clock.advance(hours=72)
    assert desk.account(AN).recovery_email(clock()) == NEW_ADDRESS


def test_an_office_that_replaces_a_returned_case_tells_the_old_address(
    desk: DeclarationDesk,
) -> None:
    declaration, [token] = brought_to(desk, Status.APPROVED, by_office=True)
    desk.refuse(token)
    desk.deliver()

    second = desk.declare(in_person(AN, THIRD_ADDRESS), OTHER_OFFICER)

    assert desk.status(declaration) is Status.REPLACED
    assert second.former is not None
    assert second.former.email == AN.email


def test_a_rejection_of_the_one_that_replaced_a_returned_case_gives_the_old_address_back(
    desk: DeclarationDesk,
) -> None:
    _, [token] = brought_to(desk, Status.APPROVED, by_office=True)
    desk.refuse(token)
    second = desk.declare(in_person(AN, THIRD_ADDRESS), OTHER_OFFICER)

    desk.decide(second, REJECT, OTHER_SUPERVISOR)

    assert desk.recovers(AN, AN.email)
