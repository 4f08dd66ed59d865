"""What a reset code is bound to, on a real table (moto): it dies with any of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.reset_desk import ID, NEW, OLD, Desk
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.email_reset import EmailReset
from vssid_recovery.errors import InvalidCode
from vssid_recovery.model import Account, AccountStatus
from vssid_recovery.reset_ports import PairState


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


CHANGES: dict[str, Callable[[Desk], object]] = {
    "the password changed": lambda desk: desk.credentials.change(ID, OLD, OLD + " khác"),
    "a password was chosen by phone": lambda desk: desk.credentials.change(
        ID, desk.call_hotline(), OLD + " khác"
    ),
    "the version rose": lambda desk: desk.change_account(version=2),
    "the e-mail changed": lambda desk: desk.change_account(email="other@thu.example", version=2),
    "the e-mail changed and the version did not": lambda desk: desk.change_account(
        email="other@thu.example"
    ),
    "the e-mail is no longer confirmed": lambda desk: desk.change_account(email_confirmed_on=None),
    "the account was closed": lambda desk: desk.change_account(status=AccountStatus.CLOSED),
    "the person died": lambda desk: desk.change_account(status=AccountStatus.DECEASED),
    "the way by e-mail was closed": lambda desk: close_email_way(desk),
    "a pending address came into force": lambda desk: set_pending_soon(desk),
}


def close_email_way(desk: Desk) -> None:
    from tests.functional.test_email_reset_request import close_email_way as close

    close(desk.table._client, "2026-03-10T02:15:00.000000Z")


def set_pending_soon(desk: Desk) -> None:
    from tests.functional.test_hotline import set_pending

    active_from = desk.clock() + timedelta(minutes=1)
    set_pending(desk.table._client, active_from.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    desk.clock.advance(minutes=1)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_code_dies_with_what_it_was_bound_to(
    desk: Desk, change: Callable[[Desk], object]
) -> None:
    reset = desk.open()
    change(desk)
    before = desk.account()

    assert desk.guess(reset.reset_id, reset.code) == 4, "as after any wrong code"
    assert desk.account() == before


class Meddled(ResetTable):
    """Something happens once, just after the account was read."""

    def __init__(self, table: Table, change: Callable[[], object]) -> None:
        super().__init__(table)
        self.changes = [change]

    def account(self, number: str, pair: str) -> tuple[Account | None, PairState]:
        found = super().account(number, pair)
        while self.changes:
            self.changes.pop()()
        return found


def meddled(desk: Desk, change: Callable[[], object]) -> EmailReset:
    return replace(desk.resets, store=Meddled(desk.table, change))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_between_reading_and_writing_wins(
    desk: Desk, change: Callable[[Desk], object]
) -> None:
    reset = desk.open()

    with pytest.raises(InvalidCode) as refusal:
        meddled(desk, lambda: change(desk)).confirm(reset.reset_id, reset.code, NEW)

    assert refusal.value.attempts_left == 4
    assert not desk.works(NEW)
    assert "PASSWORD CHANGED RESET_CODE" not in desk.events()


def test_a_newer_request_between_reading_and_writing_wins(desk: Desk) -> None:
    reset = desk.open()
    desk.clock.advance(minutes=1)

    with pytest.raises(InvalidCode):
        meddled(desk, desk.ask).confirm(reset.reset_id, reset.code, NEW)

    assert desk.works(OLD)


def test_of_two_right_codes_at_once_the_loser_has_nothing_left(desk: Desk) -> None:
    reset = desk.open()

    with pytest.raises(InvalidCode) as refusal:
        meddled(desk, lambda: desk.confirm(reset, new=NEW + " trước")).confirm(
            reset.reset_id, reset.code, NEW
        )

    assert refusal.value.attempts_left == 0
    assert desk.works(NEW + " trước")
