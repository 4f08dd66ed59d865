"""A hundred wrong codes in a row close an address, on a real table (moto)."""

import pytest

from tests.clock import MovableClock
from tests.functional.reset_desk import (
    NEW,
    OLD,
    Desk,
)
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import pair_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import WeakPassword

WEAK = "Nguyễn Văn An 1955"


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


def guess_on(desk: Desk, days: int) -> None:
    """Ten wrong codes a day."""
    for _ in range(days):
        for _ in range(2):
            reset_id = desk.ask().reset_id
            for _ in range(5):
                desk.guess(reset_id)
            desk.clock.advance(minutes=1)
        desk.clock.advance(days=1)


def test_a_hundred_wrong_codes_in_a_row_close_the_pair_for_good(desk: Desk) -> None:
    guess_on(desk, 9)
    standing = desk.open()
    desk.clock.advance(minutes=1)
    guess_on(desk, 1)
    assert desk.item(pair_key(desk.pair()))["wrongInARow"] == 100

    for _ in range(3):
        asked = desk.ask()
        assert desk.deliver() == []
        assert desk.guess(asked.reset_id) == 4, "and who asks hears nothing of it"
        desk.clock.advance(days=100)
    assert desk.guess(standing.reset_id, standing.code) == 0
    assert desk.works(OLD)


def test_a_code_mailed_before_the_hundredth_wrong_one_is_dead_after_it(desk: Desk) -> None:
    guess_on(desk, 9)
    for _ in range(2):
        reset = desk.open()
        for _ in range(4):
            desk.guess(reset.reset_id)
        desk.clock.advance(minutes=1)
    assert desk.item(pair_key(desk.pair()))["wrongInARow"] == 98
    desk.clock.advance(days=1)
    reset = desk.open()
    for _ in range(2):
        desk.guess(reset.reset_id)

    assert desk.guess(reset.reset_id, reset.code) == 2
    assert desk.works(OLD)


def test_ninety_nine_do_not_and_a_right_one_begins_anew(desk: Desk) -> None:
    guess_on(desk, 9)
    first = desk.open()
    for _ in range(5):
        desk.guess(first.reset_id)
    desk.clock.advance(minutes=1)
    second = desk.open()
    for _ in range(4):
        desk.guess(second.reset_id)
    assert desk.item(pair_key(desk.pair()))["wrongInARow"] == 99

    desk.confirm(second)

    assert desk.works(NEW)
    assert desk.item(pair_key(desk.pair()))["wrongInARow"] == 0


def test_a_closed_pair_closes_no_other_address(desk: Desk) -> None:
    guess_on(desk, 10)
    desk.change_account(email="other@thu.example", version=2)

    desk.confirm(desk.open(email="other@thu.example"))

    assert desk.works(NEW)


def test_a_weak_password_and_a_request_leave_the_count_in_a_row(desk: Desk) -> None:
    guess_on(desk, 1)
    reset = desk.open()
    with pytest.raises(WeakPassword):
        desk.confirm(reset, new=WEAK)

    assert desk.item(pair_key(desk.pair()))["wrongInARow"] == 10
