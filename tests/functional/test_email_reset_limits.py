"""How often a code may be asked for: per pair, in UTC hours and days, told honestly."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.reset_desk import DEFAULTS, ID, PIN, Desk
from tests.people import AN
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import TooManyAttempts
from vssid_recovery.reset_ports import RequestLimits

NOBODY = ("9999999999", "nobody@thu.example")
PAIRS = pytest.mark.parametrize("pair", [(ID, AN.email), NOBODY], ids=["known", "unknown"])
Pair = tuple[str, str]
MakeDesk = Callable[[RequestLimits], Desk]


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


@pytest.fixture
def desk_with(table: Table, secret: RootSecret, clock: MovableClock) -> MakeDesk:
    def make(limits: RequestLimits) -> Desk:
        return Desk(table, secret, clock, replace(DEFAULTS, requests=limits))

    return make


def wait(desk: Desk, pair: Pair) -> int:
    """How long a refused request is told to wait."""
    with pytest.raises(TooManyAttempts) as refusal:
        desk.ask(*pair)
    return refusal.value.retry_after


@PAIRS
def test_two_requests_are_a_minute_apart(desk: Desk, pair: Pair) -> None:
    assert desk.ask(*pair).resend_after == 60

    assert wait(desk, pair) == 60
    desk.clock.advance(seconds=59.5)
    assert wait(desk, pair) == 1
    desk.clock.advance(seconds=0.5)
    assert desk.ask(*pair).resend_after == 60


@PAIRS
def test_the_third_of_an_hour_is_its_last_and_tells_the_wait_to_the_next(
    desk: Desk, pair: Pair
) -> None:
    told = []
    for _ in range(3):  # at 02:15, 02:16 and 02:17
        told.append(desk.ask(*pair).resend_after)
        desk.clock.advance(minutes=1)

    assert told == [60, 60, 43 * 60]
    assert wait(desk, pair) == 42 * 60
    desk.clock.advance(minutes=42, microseconds=-1)
    assert wait(desk, pair) == 1
    desk.clock.advance(microseconds=1)
    assert desk.ask(*pair).resend_after == 60


@PAIRS
def test_the_sixth_of_a_day_is_its_last_and_tells_the_wait_to_midnight(
    desk: Desk, pair: Pair
) -> None:
    told = []
    for _ in range(6):  # two in each of three hours: 02:15, 02:45 … 04:45
        told.append(desk.ask(*pair).resend_after)
        desk.clock.advance(minutes=30)

    assert told == [60] * 5 + [(19 * 60 + 15) * 60]
    assert wait(desk, pair) == (18 * 60 + 45) * 60
    desk.clock.advance(hours=18, minutes=45, seconds=-1)
    assert wait(desk, pair) == 1
    desk.clock.advance(seconds=1)
    assert desk.ask(*pair).resend_after == 60


@PAIRS
def test_whoever_waits_as_long_as_told_is_never_refused(desk: Desk, pair: Pair) -> None:
    desk.clock.now = datetime(2026, 3, 9, 22, 58, 30, 123456, tzinfo=UTC)

    for _ in range(20):
        desk.clock.advance(seconds=desk.ask(*pair).resend_after)


@PAIRS
def test_whoever_is_refused_and_waits_as_long_as_told_is_let_in(desk: Desk, pair: Pair) -> None:
    desk.ask(*pair)
    for _ in range(20):
        desk.clock.advance(seconds=wait(desk, pair))
        desk.ask(*pair)


def test_a_minute_that_ends_in_the_next_hour_is_longer_than_the_hour(desk: Desk) -> None:
    desk.clock.now = datetime(2026, 3, 9, 4, 57, tzinfo=UTC)
    for _ in range(2):
        desk.ask()
        desk.clock.advance(seconds=60)
    desk.clock.now = datetime(2026, 3, 9, 4, 59, 30, tzinfo=UTC)

    assert desk.ask().resend_after == 60
    desk.clock.advance(seconds=30)
    assert wait(desk, (ID, AN.email)) == 30


def test_a_refused_request_counts_nothing_and_leaves_the_last_code(desk: Desk) -> None:
    reset = desk.open()
    for _ in range(5):
        wait(desk, (ID, AN.email))
    desk.confirm(reset)

    told = []
    for _ in range(2):  # at 02:16 and 02:17
        desk.clock.advance(minutes=1)
        told.append(desk.ask().resend_after)
    assert told == [60, 43 * 60]


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        # One an hour: from 02:15 the next can be at 03:00.
        (RequestLimits(60, 1, 6), [45 * 60, 3600, 3600, 3600, 3600, 16 * 3600 + 3600]),
        # One a day.
        (RequestLimits(60, 6, 1), [(21 * 60 + 45) * 60, 86400]),
        (RequestLimits(60, 1, 1), [(21 * 60 + 45) * 60, 86400]),
        # An hour between two: that is longer than any window of an hour.
        (RequestLimits(3600, 1, 3), [3600, 3600, (19 * 60 + 45) * 60]),
        (RequestLimits(3600, 5, 6), [3600, 3600]),
    ],
    ids=repr,
)
def test_other_limits_are_told_as_honestly(
    desk_with: MakeDesk, limits: RequestLimits, told: list[int]
) -> None:
    desk = desk_with(limits)

    for expected in told:
        assert desk.ask().resend_after == expected
        if expected > 1:
            desk.clock.advance(seconds=expected - 1)
            assert wait(desk, (ID, AN.email)) == 1
            desk.clock.advance(seconds=1)


def test_wrong_codes_after_midnight_do_not_use_up_requests(desk: Desk) -> None:
    desk.clock.now = datetime(2026, 3, 9, 23, 59, tzinfo=UTC)
    reset = desk.open()
    desk.clock.advance(minutes=2)
    desk.guess(reset.reset_id)

    assert desk.ask().resend_after == 60
    desk.clock.advance(minutes=1)
    assert desk.ask().resend_after == 60


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((ID, "thief@thu.example"), id="who knows only the number"),
        pytest.param(("9999999999", AN.email), id="who knows only the address"),
        pytest.param((ID, "an.nguyen+1@thu.example"), id="who guesses at the address"),
    ],
)
def test_a_stranger_cannot_use_up_the_owners_requests_and_tries(desk: Desk, other: Pair) -> None:
    for _ in range(3):
        asked = desk.ask(*other)
        for _ in range(3):
            desk.guess(asked.reset_id)
        desk.clock.advance(minutes=1)
    assert wait(desk, other) > 60

    reset = desk.open()
    for left in (4, 3, 2, 1):
        assert desk.guess(reset.reset_id) == left
    desk.confirm(reset)


@pytest.mark.parametrize(
    "same", ["0123.456 789", "DN4010123456789", "dn4010123456789", "0123-456-789"]
)
def test_another_way_to_write_the_number_is_the_same_pair(desk: Desk, same: str) -> None:
    desk.ask()

    assert wait(desk, (same, AN.email)) == 60
    assert wait(desk, (same, AN.email.upper())) == 60


def test_an_account_is_mailed_six_codes_a_day_over_all_its_pairs(desk: Desk) -> None:
    sent = 0
    for _ in range(6):
        desk.ask()
        desk.ask(PIN)
        sent += len(desk.deliver())
        desk.clock.advance(minutes=30)

    assert sent == 6
