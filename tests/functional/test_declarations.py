"""From the unit's form to the address that recovers the account, and what is refused on the way."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    COLLECTOR,
    NEW_ADDRESS,
    OFFICER,
    OTHER_UNIT,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
    in_person,
)
from tests.functional.reset_desk import Spy
from tests.people import AN, BINH, CLOSED, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Declared, Flag, Status
from vssid_recovery.errors import CheckFailed, Forbidden
from vssid_recovery.model import Account, AccountStatus
from vssid_recovery.staff import Staff

ELSEWHERE = replace(
    BINH,
    social_insurance_number="0123456799",
    personal_identification_number="001155000099",
    unit_code="TN0002N",
    office_code="07907",
)
# Of a unit that is not the clerk's, yet of the collector's office.
NEIGHBOUR = replace(
    ELSEWHERE,
    social_insurance_number="0123456798",
    personal_identification_number="",
    office_code="07906",
)


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    register(table, ELSEWHERE, NEIGHBOUR)
    return DeclarationDesk(table, secret, clock)


def refused(desk: DeclarationDesk, declared: Declared, staff: Staff = UNIT) -> list[str]:
    with pytest.raises(CheckFailed) as refusal:
        desk.declare(declared, staff)
    return [finding.reason.code for finding in refusal.value.findings]


def test_a_declared_address_counts_once_it_is_approved_confirmed_and_its_time_has_come(
    desk: DeclarationDesk, clock: MovableClock
) -> None:
    declaration, token = desk.approved()
    assert desk.account().recovery_email(clock()) == ""

    desk.confirm(token)
    clock.advance(hours=71, minutes=59)
    assert desk.status(declaration) is Status.CONFIRMED
    assert desk.account().recovery_email(clock()) == ""

    clock.advance(minutes=1)
    assert desk.status(declaration) is Status.ACTIVE
    assert desk.account().recovery_email(clock()) == declaration.declared.email


def test_what_was_entered_is_kept_with_who_entered_it(desk: DeclarationDesk) -> None:
    declaration = desk.case(desk.declare(form(note="Chị Bình đổi hộp thư")))

    assert (declaration.status, declaration.version) == (Status.SUBMITTED, 1)
    assert (declaration.entered_by, declaration.unit_code) == ("sub-unit", "TN0001N")
    assert (declaration.office_code, declaration.number) == ("07906", BINH.social_insurance_number)
    assert declaration.declared.note == "Chị Bình đổi hộp thư"
    assert desk.events() == [("SUBMITTED", "unit TN0001N sub-unit", "")]
    assert desk.deliver() == [], "nobody is told before somebody has decided"


@pytest.mark.parametrize(
    "identifier",
    [
        BINH.personal_identification_number,
        f"TE479{BINH.social_insurance_number}",
        "012 345.6790",
    ],
    ids=["12 digits", "health card", "separators"],
)
def test_a_person_is_found_by_any_of_the_numbers(desk: DeclarationDesk, identifier: str) -> None:
    assert desk.declare(form(identifier=identifier)).number == BINH.social_insurance_number


def test_a_declared_phone_number_never_becomes_the_registered_one(
    desk: DeclarationDesk, clock: MovableClock
) -> None:
    desk.confirmed(form(phone="0900000001"))
    clock.advance(hours=72)

    assert desk.account().phone == BINH.phone


# ------------------------------------------------------------------ somebody else's people


def somebody_elses(staff: Staff) -> list[Declared]:
    unknown = form(identifier="9999999999")
    unknown_pin = form(identifier="999999999999")
    others = [form(ELSEWHERE), form(ELSEWHERE, identifier=ELSEWHERE.personal_identification_number)]
    wrong = form(ELSEWHERE, email="no address", full_name="Ai Đó", date_of_birth=date(2000, 1, 1))
    by_office = [form(NEIGHBOUR)] if staff is UNIT else []
    return [unknown, unknown_pin, *others, wrong, *by_office]


@pytest.mark.parametrize("staff", [UNIT, COLLECTOR], ids=["unit", "collector"])
def test_of_anothers_people_a_unit_learns_nothing_at_all(
    desk: DeclarationDesk, staff: Staff
) -> None:
    desk.declare(form(ELSEWHERE), OTHER_UNIT)
    told = {desk.events(ELSEWHERE)[0]}

    for declared in somebody_elses(staff):
        assert refused(desk, declared, staff) == ["PERSON_NOT_FOUND"]

    assert set(desk.events(ELSEWHERE)) == told, "and their history does not grow"
    assert desk.events(NEIGHBOUR) == []


def test_an_unknown_person_costs_the_same_work_as_anothers(
    desk: DeclarationDesk, dynamodb: Any
) -> None:
    desk.declare(form(ELSEWHERE, "khac@thu.example"), OTHER_UNIT)
    costs = []
    for declared in (form(identifier="9999999999"), form(ELSEWHERE), form(NEIGHBOUR)):
        spy: Any = Spy(dynamodb)
        spied = DeclarationDesk(Table(spy, "recovery", pause=lambda: None), desk.secret, desk.clock)
        spy.calls.clear()
        assert refused(spied, declared) == ["PERSON_NOT_FOUND"]
        costs.append(spy.calls)

    assert costs[0] == costs[1] == costs[2]


def test_a_collector_speaks_for_the_people_of_the_own_office(desk: DeclarationDesk) -> None:
    declaration = desk.declare(form(NEIGHBOUR), COLLECTOR)
    assert (declaration.unit_code, declaration.office_code) == ("TN0001N", "07906")


def test_any_office_takes_in_whoever_comes_in_person(desk: DeclarationDesk) -> None:
    declaration = desk.declare(in_person(ELSEWHERE), OFFICER)
    assert (declaration.unit_code, declaration.office_code) == ("", "07906")


@pytest.mark.parametrize(
    ("staff", "declared"),
    [
        (UNIT, in_person()),
        (COLLECTOR, in_person()),
        (OFFICER, form()),
        (SUPERVISOR, form()),
        (SUPERVISOR, in_person()),
        (replace(UNIT, unit_code=""), form()),
        (replace(OFFICER, office_code=""), in_person()),
        (replace(UNIT, roles=frozenset()), form()),
        (UNIT, form(form="D02-LT")),
    ],
)
def test_a_form_is_not_everybodys_to_enter(
    desk: DeclarationDesk, staff: Staff, declared: Declared
) -> None:
    for identifier in (declared.identifier, "9999999999", "no number"):
        with pytest.raises(Forbidden):
            desk.declare(replace(declared, identifier=identifier), staff)


# ------------------------------------------------------------------ what does not agree


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"full_name": "Trần Thị Bính"}, ["NAME_MISMATCH"]),
        ({"date_of_birth": date(1955, 3, 2)}, ["DATE_OF_BIRTH_MISMATCH"]),
        ({"email": "binh@thu"}, ["EMAIL_MALFORMED"]),
        ({"email": "binh@gmial.com"}, ["EMAIL_TYPO"]),
        ({"email": "binh@mailinator.com"}, ["EMAIL_DISPOSABLE"]),
        ({"fields": {"99": "x"}}, ["FIELD_UNKNOWN"]),
        (
            {"full_name": "Ai Đó", "date_of_birth": date(2000, 1, 1), "email": "x"},
            ["NAME_MISMATCH", "DATE_OF_BIRTH_MISMATCH", "EMAIL_MALFORMED"],
        ),
    ],
)
def test_everything_that_does_not_agree_is_told_at_once_and_nothing_entered(
    desk: DeclarationDesk, changes: dict[str, Any], found: list[str]
) -> None:
    assert refused(desk, form(**changes)) == found
    assert desk.store.look_up(BINH.social_insurance_number, "").latest is None
    assert desk.events() == [("CHECK_FAILED", "unit TN0001N sub-unit", " ".join(found))]


def test_refused_again_and_again_is_one_line_a_day(desk: DeclarationDesk) -> None:
    for _ in range(3):
        refused(desk, form(full_name="Ai Đó"))
    assert len(desk.events()) == 1


@pytest.mark.parametrize("status", [each for each in AccountStatus if each != AccountStatus.ACTIVE])
def test_an_account_that_is_not_open_gets_no_address(
    desk: DeclarationDesk, status: AccountStatus
) -> None:
    register(desk.table, replace(CLOSED, status=status))
    assert refused(desk, form(CLOSED)) == ["ACCOUNT_NOT_OPEN"]


def sharing(desk: DeclarationDesk, how_many: int) -> None:
    """So many other accounts have confirmed the new address."""
    for each in range(how_many):
        number = f"01000000{each:02d}"
        person: Account = replace(
            BINH, social_insurance_number=number, personal_identification_number=""
        )
        register(desk.table, person)
        desk.confirmed(form(person))


def test_a_fifth_account_may_share_an_address_and_a_sixth_may_not(desk: DeclarationDesk) -> None:
    sharing(desk, 4)
    declaration = desk.confirmed()
    assert declaration.flags == (Flag.ADDRESS_SHARED,)
    assert len(desk.sharers(NEW_ADDRESS)) == 5

    assert refused(desk, form(AN, NEW_ADDRESS.upper())) == ["EMAIL_SHARED"]


def test_todays_address_is_not_declared_again(desk: DeclarationDesk, clock: MovableClock) -> None:
    assert refused(desk, form(AN, AN.email.title())) == ["EMAIL_UNCHANGED"]

    desk.confirmed()
    clock.advance(hours=72)
    assert refused(desk, form()) == ["EMAIL_UNCHANGED"]
