"""Guessing codes, on a real table (moto): how many tries there are, and what a guess tells."""

from datetime import UTC, datetime

import pytest

from tests.clock import MovableClock
from tests.functional.reset_desk import (
    ID,
    NEW,
    OLD,
    WRONG,
    Desk,
    Open,
)
from tests.people import AN, BINH, CLOSED
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import pair_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import TooManyAttempts

WEAK = "Nguyễn Văn An 1955"
PAIRS = pytest.mark.parametrize(
    "pair",
    [
        (ID, AN.email),
        ("9999999999", "nobody@thu.example"),
        (ID, "somebody.else@thu.example"),
        (BINH.social_insurance_number, AN.email),
        (CLOSED.social_insurance_number, CLOSED.email),
    ],
    ids=["known", "unknown", "wrong pair", "no e-mail", "closed"],
)
Pair = tuple[str, str]


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


def guess_until_limited(desk: Desk, reset_id: str) -> tuple[list[int], int]:
    """The tries left after each guess, and the wait of the refusal that ends them."""
    left = []
    for _ in range(50):
        try:
            left.append(desk.guess(reset_id))
        except TooManyAttempts as refusal:
            return left, refusal.retry_after
    raise AssertionError("no limit after fifty guesses")


# ------------------------------------------------------------------ tries of one reset


@PAIRS
def test_a_reset_has_five_tries_whoever_asked(desk: Desk, pair: Pair) -> None:
    reset_id = desk.ask(*pair).reset_id
    desk.deliver()

    assert [desk.guess(reset_id) for _ in range(7)] == [4, 3, 2, 1, 0, 0, 0]


def test_the_fifth_try_may_be_the_right_one_and_the_sixth_may_not(desk: Desk) -> None:
    reset = desk.open()
    for _ in range(4):
        desk.guess(reset.reset_id)
    desk.confirm(reset)
    assert desk.works(NEW)

    desk.clock.advance(minutes=1)
    reset = desk.open()
    for _ in range(5):
        desk.guess(reset.reset_id)
    assert desk.guess(reset.reset_id, reset.code, NEW + " khác") == 0
    assert desk.works(NEW)


@pytest.mark.parametrize(
    "reset_id",
    ["0" * 32, "f" * 32, "", "x", "RESET", "0" * 31, "0" * 33, "0" * 5000, "A" * 32, "é", "a/b",
     "../password-resets", "%2e%2e", "\0", "a\nb", "0" * 31 + "\n", "＀" * 32, "'; drop"],
)  # fmt: skip
def test_unknown_and_malformed_ids_are_like_a_reset_without_tries(
    desk: Desk, reset_id: str
) -> None:
    assert desk.guess(reset_id) == 0


def test_malformed_ids_have_no_count_in_common(desk: Desk) -> None:
    for number in range(30):
        assert desk.guess(f"malformed {number}") == 0


def test_somebody_elses_reset_id_is_of_no_use_without_the_code(desk: Desk) -> None:
    desk.change_account(email=AN.email)
    reset = desk.open()
    thiefs = desk.ask("9999999999", "thief@thu.example")

    assert desk.guess(reset.reset_id, "10000002") == 4
    assert desk.guess(thiefs.reset_id, reset.code) == 4
    assert desk.works(OLD)


# ------------------------------------------------------------------ wrong codes of a day


@PAIRS
def test_a_new_request_gives_no_new_guesses_beyond_ten_a_day(desk: Desk, pair: Pair) -> None:
    answered, waits = 0, []
    for _ in range(6):
        reset_id = desk.ask(*pair).reset_id
        for _ in range(4):
            try:
                desk.guess(reset_id)
            except TooManyAttempts as refusal:
                waits.append(refusal.retry_after)
            else:
                answered += 1
        desk.clock.advance(minutes=30)

    assert answered == 10
    assert len(waits) == 14
    assert waits[0] == (24 * 60 - (3 * 60 + 15)) * 60, "from 03:15 to midnight UTC"


def test_the_wait_after_ten_wrong_codes_is_to_midnight_utc_and_then_there_are_ten_more(
    desk: Desk,
) -> None:
    desk.clock.now = datetime(2026, 3, 9, 23, 50, tzinfo=UTC)
    first = desk.open()
    for _ in range(5):
        desk.guess(first.reset_id)
    desk.clock.advance(minutes=1)
    second = desk.open()
    for _ in range(5):
        desk.guess(second.reset_id)
    desk.clock.advance(minutes=1)
    third = desk.open()

    with pytest.raises(TooManyAttempts) as refusal:
        desk.confirm(third)
    assert refusal.value.retry_after == 8 * 60

    desk.clock.advance(minutes=8)
    desk.confirm(third)


def test_a_right_code_is_none_of_the_days_wrong_ones(desk: Desk) -> None:
    first = desk.open()
    for _ in range(4):
        desk.guess(first.reset_id)
    desk.confirm(first)
    desk.clock.advance(hours=1)
    second = desk.open()
    for _ in range(5):
        desk.guess(second.reset_id)
    desk.clock.advance(minutes=1)

    desk.confirm(desk.open(), new=NEW + " khác")  # the tenth that could be wrong, and is not
    assert desk.works(NEW + " khác")


def test_a_success_gives_no_new_guesses_for_the_day(desk: Desk) -> None:
    for number in range(2):
        reset = desk.open()
        for _ in range(4):
            desk.guess(reset.reset_id)
        desk.confirm(reset, new=f"{NEW} lần {number}")
        desk.clock.advance(minutes=1)
    reset = desk.open()

    assert guess_until_limited(desk, reset.reset_id)[0] == [4, 3]


@pytest.mark.parametrize("state", ["expired", "used", "without tries", "unknown"])
def test_guesses_that_can_tell_nothing_are_not_held_against_the_pair(
    desk: Desk, state: str
) -> None:
    reset = desk.open()
    if state == "expired":
        desk.clock.advance(minutes=15)
    elif state == "used":
        desk.confirm(reset)
    elif state == "without tries":
        for _ in range(5):
            desk.guess(reset.reset_id)
    else:
        reset = Open("f" * 32, WRONG)
    noted = desk.item(pair_key(desk.pair())).get("wrongInARow", 0)

    # One answer however often, and never «too many»: there is nothing here that could be guessed.
    assert [desk.guess(reset.reset_id) for _ in range(25)] == [0] * 25
    assert desk.item(pair_key(desk.pair())).get("wrongInARow", 0) == noted
    desk.clock.advance(minutes=1)
    assert desk.guess(desk.open().reset_id) == 4
