"""A guess costs the same whoever is guessed at, on a real table (moto)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.reset_desk import (
    DEFAULTS,
    ID,
    NEW,
    WRONG,
    CountingHasher,
    Desk,
    Spy,
)
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import InvalidCode, TooManyAttempts
from vssid_recovery.reset_ports import CodeLimits, RequestLimits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


def known(desk: Desk) -> str:
    return desk.open().reset_id


def old(desk: Desk, minutes: int) -> str:
    reset_id = desk.open().reset_id
    desk.clock.advance(minutes=minutes)
    return reset_id


def used(desk: Desk) -> str:
    reset = desk.open()
    desk.confirm(reset)
    return reset.reset_id


def without_tries(desk: Desk) -> str:
    reset_id = desk.open().reset_id
    for _ in range(5):
        desk.guess(reset_id)
    return reset_id


def replaced(desk: Desk) -> str:
    reset_id = old(desk, 1)
    desk.ask()
    return reset_id


CASES: dict[str, Callable[[Desk], str]] = {
    "a code that was mailed": known,
    "nobody's request": lambda desk: desk.ask("9999999999", "nobody@thu.example").reset_id,
    "a wrong pair": lambda desk: desk.ask(ID, "somebody.else@thu.example").reset_id,
    "a mail that is not out yet": lambda desk: desk.ask().reset_id,
    "an unknown id": lambda desk: "f" * 32,
    "a malformed id": lambda desk: "x",
    "expired": lambda desk: old(desk, 15),
    "used": used,
    "without tries": without_tries,
    "replaced": replaced,
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_wrong_code_costs_the_same_calls_and_one_hash(
    desk: Desk, dynamodb: "DynamoDBClient", case: Callable[[Desk], str]
) -> None:
    reset_id = case(desk)
    spy, hasher = Spy(dynamodb), CountingHasher(desk.hasher)
    table = Table(spy, "recovery", pause=lambda: None)  # type: ignore[arg-type]

    with pytest.raises(InvalidCode):
        replace(desk.resets, store=ResetTable(table), hasher=hasher).confirm(reset_id, WRONG, NEW)

    assert spy.calls == [
        "get_item", "update_item", "update_item", "batch_get_item", "update_item",
    ]  # fmt: skip
    kinds = [key.partition("#")[0] for key in spy.keys]
    assert kinds == ["RESET", "RESET", "COUNT", "ACCOUNT", "PAIR", "PAIR"]
    assert hasher.work == 1


def test_a_try_is_spent_before_anything_is_compared(desk: Desk, dynamodb: "DynamoDBClient") -> None:
    reset = desk.open()

    class Crashing(CountingHasher):
        def matches(self, stored: object, password: str) -> bool:
            raise RuntimeError("made-up crash")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="made-up"):
            replace(desk.resets, hasher=Crashing(desk.hasher)).confirm(
                reset.reset_id, reset.code, NEW
            )

    assert desk.guess(reset.reset_id) == 2


@pytest.mark.parametrize(("per_reset", "per_day"), [(1, 1), (1, 10), (10, 3)])
def test_other_limits_hold_as_well(
    table: Table, secret: RootSecret, clock: MovableClock, per_reset: int, per_day: int
) -> None:
    rules = replace(
        DEFAULTS, requests=RequestLimits(1, 99, 99), codes=CodeLimits(per_reset, per_day)
    )
    desk = Desk(table, secret, clock, rules)
    guesses = 0
    for _ in range(12):
        reset_id = desk.ask().reset_id
        for _ in range(per_reset):
            try:
                desk.guess(reset_id)
            except TooManyAttempts:
                break
            guesses += 1
        desk.clock.advance(seconds=1)

    assert guesses == per_day
