"""Having the confirmation mail sent anew: by its unit and its office, and not too often."""

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    COLLECTOR,
    NEW_ADDRESS,
    OFFICER,
    OTHER_OFFICER,
    OTHER_UNIT,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
)
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Declaration, Status
from vssid_recovery.errors import Conflict, Forbidden, NotFound, TooManyAttempts
from vssid_recovery.staff import Staff


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


@pytest.fixture
def approved(desk: DeclarationDesk) -> Declaration:
    return desk.approved()[0]


def again(desk: DeclarationDesk, declaration: Declaration, staff: Staff = UNIT) -> None:
    desk.deciding.mail_again(staff, declaration.declaration_id)


def wait_told(desk: DeclarationDesk, declaration: Declaration) -> int:
    with pytest.raises(TooManyAttempts) as refusal:
        again(desk, declaration)
    assert desk.deliver() == []
    return refusal.value.retry_after


@pytest.mark.parametrize("staff", [UNIT, COLLECTOR, OFFICER, SUPERVISOR])
def test_its_unit_and_its_office_have_the_mail_sent_again(
    desk: DeclarationDesk, approved: Declaration, staff: Staff
) -> None:
    desk.clock.advance(seconds=60)

    again(desk, approved, staff)

    mails = desk.deliver()
    assert [mail.to for mail in mails] == [NEW_ADDRESS]
    desk.confirm(desk.token_in(mails))
    assert desk.status(approved) is Status.CONFIRMED


@pytest.mark.parametrize(
    "staff",
    [OTHER_UNIT, OTHER_OFFICER, replace(UNIT, unit_code=""), replace(OFFICER, roles=frozenset())],
)
def test_nobody_else_does(desk: DeclarationDesk, approved: Declaration, staff: Staff) -> None:
    desk.clock.advance(seconds=60)

    with pytest.raises((NotFound, Forbidden)):
        again(desk, approved, staff)
    assert desk.deliver() == []


@pytest.mark.parametrize("staff", [OTHER_UNIT, OTHER_OFFICER])
def test_to_another_unit_or_office_it_does_not_exist(
    desk: DeclarationDesk, approved: Declaration, staff: Staff
) -> None:
    with pytest.raises(NotFound):
        again(desk, approved, staff)


def test_earlier_links_go_on_working(desk: DeclarationDesk) -> None:
    declaration, first = desk.approved()
    desk.clock.advance(seconds=60)
    again(desk, declaration)
    desk.deliver()

    desk.confirm(first)
    assert desk.status(declaration) is Status.CONFIRMED


def test_once_more_may_be_asked_for_at_once_and_then_a_minute_apart(
    desk: DeclarationDesk, approved: Declaration
) -> None:
    again(desk, approved)
    assert len(desk.deliver()) == 1
    assert wait_told(desk, approved) == 60
    desk.clock.advance(seconds=58, milliseconds=500)
    assert wait_told(desk, approved) == 2
    desk.clock.advance(seconds=1, milliseconds=500)
    again(desk, approved)
    assert len(desk.deliver()) == 1
    assert wait_told(desk, approved) == 60


def test_five_in_a_day_whose_hours_move_on(desk: DeclarationDesk, approved: Declaration) -> None:
    for _ in range(5):
        desk.clock.advance(hours=1)
        again(desk, approved)
        assert len(desk.deliver()) == 1

    desk.clock.advance(hours=1)
    wait = wait_told(desk, approved)
    assert wait == 19 * 3600
    desk.clock.advance(seconds=wait - 1)
    assert wait_told(desk, approved) == 1
    desk.clock.advance(seconds=1)
    again(desk, approved)
    assert len(desk.deliver()) == 1


def test_it_waits_no_longer_than_told(desk: DeclarationDesk, approved: Declaration) -> None:
    for _ in range(5):
        desk.clock.advance(minutes=1)
        again(desk, approved)
        desk.deliver()
    desk.clock.advance(milliseconds=1)

    desk.clock.advance(seconds=wait_told(desk, approved))
    again(desk, approved)


@pytest.mark.parametrize("status", ["SUBMITTED", "EXPIRED", "CONFIRMED", "REPLACED"])
def test_only_what_waits_to_be_confirmed(desk: DeclarationDesk, status: str) -> None:
    declaration = desk.declare() if status == "SUBMITTED" else desk.approved()[0]
    if status == "CONFIRMED":
        desk.clock.advance(minutes=1)
        again(desk, declaration)
        desk.confirm(desk.token_in(desk.deliver()))
    if status == "REPLACED":
        desk.declare(form(email="khac@thu.example"))
    desk.clock.advance(days=30 if status == "EXPIRED" else 1)

    with pytest.raises(Conflict):
        again(desk, declaration)
    assert desk.deliver() == []


def test_a_mail_for_what_has_ended_before_it_was_sent_is_not_sent(
    desk: DeclarationDesk, approved: Declaration
) -> None:
    desk.clock.advance(minutes=1)
    again(desk, approved)
    desk.clock.advance(days=30)

    assert desk.deliver() == []
