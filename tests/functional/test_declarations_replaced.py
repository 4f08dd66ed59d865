"""One open declaration for a person: the same again, another one instead, and somebody else's."""

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    COLLECTOR,
    CONFIRM,
    NEW_ADDRESS,
    OFFICER,
    OTHER_OFFICER,
    OTHER_UNIT,
    REJECT,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
    in_person,
)
from tests.people import BINH, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Declaration, Declared, Status
from vssid_recovery.errors import CheckFailed, Conflict, NotConfirmed
from vssid_recovery.staff import Staff

OTHER_ADDRESS = "binh.khac@thu.example"


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def brought_to(desk: DeclarationDesk, status: Status) -> Declaration:
    """The unit's declaration, taken as far as `status`."""
    if status is Status.SUBMITTED:
        return desk.declare()
    if status is Status.APPROVED:
        return desk.approved()[0]
    if status is Status.REJECTED:
        return desk.decide(desk.declare(), REJECT)
    if status is Status.EXPIRED:
        expired = desk.approved()[0]
        desk.clock.advance(days=30)
        return expired
    confirmed = desk.confirmed()
    if status is Status.REFUSED:
        desk.call(key="9")
    if status is Status.ACTIVE:
        desk.clock.advance(hours=72)
    return confirmed


OPEN = pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED, Status.CONFIRMED])
OVER = pytest.mark.parametrize(
    "status", [Status.REJECTED, Status.REFUSED, Status.EXPIRED, Status.ACTIVE]
)


@OPEN
@pytest.mark.parametrize("again", [form(), form(email=NEW_ADDRESS.upper()), form(note="lần hai")])
def test_the_same_again_is_the_one_that_stands(
    desk: DeclarationDesk, status: Status, again: Declared
) -> None:
    standing = desk.case(brought_to(desk, status))
    entered = desk.events()

    for staff in (UNIT, COLLECTOR):
        assert desk.declaring.declare(staff, again) == (standing, False)

    assert desk.case(standing) == standing
    assert desk.events() == entered
    assert desk.deliver() == []


@OPEN
def test_another_address_of_the_same_unit_takes_its_place(
    desk: DeclarationDesk, status: Status
) -> None:
    first = brought_to(desk, status)
    desk.clock.advance(minutes=1)

    second, is_new = desk.declaring.declare(UNIT, form(email=OTHER_ADDRESS))

    assert is_new
    last = desk.case(first).timeline[-1]
    assert (last.status, last.by, last.reason) == (
        Status.REPLACED,
        "unit TN0001N sub-unit",
        second.declaration_id,
    )
    assert desk.status(second) is Status.SUBMITTED
    assert desk.account().pending_email is None
    assert desk.sharers(NEW_ADDRESS) == frozenset()


def test_what_was_replaced_cannot_be_confirmed_nor_decided_any_more(desk: DeclarationDesk) -> None:
    first, token = desk.approved()
    desk.declare(form(email=OTHER_ADDRESS))

    with pytest.raises(NotConfirmed):
        desk.confirm(token)
    with pytest.raises(Conflict):
        desk.decide(first)
    with pytest.raises(Conflict):
        desk.deciding.mail_again(UNIT, first.declaration_id)
    assert desk.account().pending_email is None


def test_the_mail_of_a_replaced_declaration_is_not_sent_any_more(desk: DeclarationDesk) -> None:
    desk.decide(desk.declare())
    desk.declare(form(email=OTHER_ADDRESS))

    assert [mail.purpose for mail in desk.deliver()] == []


@OPEN
def test_another_unit_waits_until_it_is_over(desk: DeclarationDesk, status: Status) -> None:
    standing = desk.case(brought_to(desk, status))
    register(desk.table, replace(desk.account(), unit_code="TN0002N"))

    for email in (NEW_ADDRESS, OTHER_ADDRESS):
        with pytest.raises(Conflict):
            desk.declare(form(email=email), OTHER_UNIT)
    assert desk.case(standing) == standing


@OPEN
@pytest.mark.parametrize("officer", [OFFICER, OTHER_OFFICER], ids=["own office", "other office"])
@pytest.mark.parametrize("email", [NEW_ADDRESS, OTHER_ADDRESS], ids=["same", "other"])
def test_who_comes_in_person_goes_before_any_unit(
    desk: DeclarationDesk, status: Status, officer: Staff, email: str
) -> None:
    first = brought_to(desk, status)

    second = desk.declare(in_person(email=email), officer)

    assert desk.status(first) is Status.REPLACED
    assert desk.status(second) is Status.SUBMITTED
    assert desk.account().pending_email is None


def test_a_unit_does_not_replace_what_an_office_has_taken_in(desk: DeclarationDesk) -> None:
    standing = desk.declare(in_person(), OFFICER)

    for email in (NEW_ADDRESS, OTHER_ADDRESS):
        with pytest.raises(Conflict):
            desk.declare(form(email=email))
    assert desk.status(standing) is Status.SUBMITTED


def test_in_person_the_same_again_is_the_offices_own_and_elsewhere_a_new_one(
    desk: DeclarationDesk,
) -> None:
    standing = desk.declare(in_person(), OFFICER)
    assert desk.declaring.declare(OFFICER, in_person()) == (standing, False)

    elsewhere, is_new = desk.declaring.declare(OTHER_OFFICER, in_person())
    assert is_new
    assert (desk.status(standing), elsewhere.office_code) == (Status.REPLACED, "07907")


@OVER
def test_once_it_is_over_a_new_one_may_be_entered(desk: DeclarationDesk, status: Status) -> None:
    first = brought_to(desk, status)
    assert desk.status(first) is status

    second, is_new = desk.declaring.declare(UNIT, form(email=OTHER_ADDRESS))

    assert is_new
    assert desk.status(first) is status, "what is over stays as it ended"
    assert second.declaration_id != first.declaration_id


@OVER
def test_once_it_is_over_another_unit_may_enter_one(desk: DeclarationDesk, status: Status) -> None:
    brought_to(desk, status)
    register(desk.table, replace(BINH, unit_code="TN0002N"))

    assert desk.declare(form(email=OTHER_ADDRESS), OTHER_UNIT).status is Status.SUBMITTED


def test_a_new_declaration_does_not_end_an_address_that_counts(
    desk: DeclarationDesk, clock: MovableClock
) -> None:
    brought_to(desk, Status.ACTIVE)

    second, token = desk.approved(form(email=OTHER_ADDRESS))
    assert desk.account().recovery_email(clock()) == NEW_ADDRESS
    desk.confirm(token)
    assert desk.account().recovery_email(clock()) == NEW_ADDRESS
    assert desk.sharers(NEW_ADDRESS) == desk.sharers(OTHER_ADDRESS) == {second.number}

    clock.advance(hours=72)
    assert desk.account().recovery_email(clock()) == OTHER_ADDRESS
    assert desk.recovers(BINH, OTHER_ADDRESS)
    assert not desk.recovers(BINH, NEW_ADDRESS)


def test_an_office_that_corrects_itself_keeps_telling_the_address_it_put_out_of_use(
    desk: DeclarationDesk, clock: MovableClock
) -> None:
    desk.confirmed()
    clock.advance(hours=72)
    desk.approved(in_person(email="nham@thu.example"), OFFICER, SUPERVISOR)

    with pytest.raises(CheckFailed):
        desk.declare(in_person(email="x@thu"), OFFICER)
    second = desk.decide(desk.declare(in_person(email=OTHER_ADDRESS), OFFICER), staff=SUPERVISOR)

    assert second.former is not None
    assert second.former.email == NEW_ADDRESS
    told = {(mail.to, mail.purpose) for mail in desk.deliver()}
    assert told == {(OTHER_ADDRESS, CONFIRM), (NEW_ADDRESS, "EMAIL_REPLACED")}
    assert not desk.recovers(BINH, NEW_ADDRESS)
