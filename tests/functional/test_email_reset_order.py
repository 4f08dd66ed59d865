"""First the shape, then a try, the code, the strength, on a real table (moto)."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.reset_desk import (
    NEW,
    OLD,
    WRONG,
    Desk,
)
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import counter_key
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import WeakPassword

WEAK = "Nguyễn Văn An 1955"


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


@pytest.mark.parametrize("new", [WEAK, OLD, "password1234", NEW])
def test_a_wrong_code_is_wrong_whatever_the_password(desk: Desk, new: str) -> None:
    reset = desk.open()

    assert desk.guess(reset.reset_id, WRONG, new) == 4


@pytest.mark.parametrize(
    ("new", "reason"),
    [(WEAK, "PERSONAL"), (OLD, "SAME_AS_CURRENT"), (f"  {OLD} ", "SAME_AS_CURRENT"),
     ("an.nguyen an.nguyen", "PERSONAL"), ("matkhau123456", "COMMON")],
)  # fmt: skip
def test_a_right_code_with_a_weak_password_says_why_and_costs_no_try(
    desk: Desk, new: str, reason: str
) -> None:
    reset = desk.open()

    for _ in range(12):
        with pytest.raises(WeakPassword) as refusal:
            desk.confirm(reset, new=new)
        assert reason in [each.code for each in refusal.value.reasons]

    for left in (4, 3, 2, 1):
        assert desk.guess(reset.reset_id) == left
    desk.confirm(reset)
    assert desk.works(NEW)


@pytest.mark.parametrize("new", ["ngắn", "a" * 129, "", "   " * 20, "ﷺ" * 20])
def test_a_password_of_a_wrong_length_is_refused_before_any_try(desk: Desk, new: str) -> None:
    reset = desk.open()

    for code in (WRONG, reset.code):
        with pytest.raises(WeakPassword):
            desk.confirm(reset, code, new)

    assert desk.guess(reset.reset_id) == 4


def test_a_try_is_given_back_to_the_day_that_it_was_taken_from(desk: Desk) -> None:
    desk.clock.now = datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)
    reset = desk.open()

    class Slow(ResetTable):
        def account(self, number: str, pair: str):  # type: ignore[no-untyped-def]
            desk.clock.advance(seconds=2)
            return super().account(number, pair)

    with pytest.raises(WeakPassword):
        replace(desk.resets, store=Slow(desk.table)).confirm(reset.reset_id, reset.code, WEAK)

    yesterday = desk.item(counter_key(desk.pair(), datetime(2026, 3, 9, tzinfo=UTC).date()))
    today = desk.item(counter_key(desk.pair(), datetime(2026, 3, 10, tzinfo=UTC).date()))
    assert (yesterday["wrongCodes"], today) == (0, {})
