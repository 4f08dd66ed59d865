"""What a batch says of itself: its chunks, whether it is read, whether it is decided."""

import pytest

from tests.clock import START
from vssid_recovery.batch_intake import tasks_left
from vssid_recovery.batch_model import Batch, BatchDecision, RowOutcome, Task, Work
from vssid_recovery.staff import Role, Staff

STAFF = Staff("sub", frozenset({Role.UNIT}), "TN0001N", "07906")
DECISION = BatchDecision(True, "", frozenset(), STAFF, START)


def batch(total: int = 0, **other: object) -> Batch:
    return Batch("b", "a.csv", STAFF, "07906", START, total=total, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("total", "chunks"), [(0, 0), (1, 1), (200, 1), (201, 2), (400, 2), (100_000, 500)]
)
def test_every_row_is_in_one_chunk(total: int, chunks: int) -> None:
    assert batch(total).chunks == range(chunks)


def test_what_is_left_is_every_chunk_that_is_not_done_and_then_the_end() -> None:
    rows = [Task("b", Work.ROWS, chunk) for chunk in range(3)]

    assert [*tasks_left(batch(600))] == rows
    assert [*tasks_left(batch(600, done=frozenset({0, 2})))] == [rows[1]]
    assert [*tasks_left(batch(600, done=frozenset({0, 1, 2})))] == [Task("b", Work.FINISH)]


def test_it_is_decided_when_a_decision_has_reached_every_chunk() -> None:
    reached = frozenset({0, 1})

    assert not batch(400, decided_chunks=reached).is_decided
    assert not batch(600, decided_chunks=reached, decision=DECISION).is_decided
    assert batch(400, decided_chunks=reached, decision=DECISION).is_decided


@pytest.mark.parametrize(
    ("outcome", "accepted", "with_file"),
    [
        (RowOutcome(2), False, False),
        (RowOutcome(2, "d"), True, True),
        (RowOutcome(2, "d", is_flagged=True), True, False),
        (RowOutcome(2, "d", stood_before=True), True, False),
    ],
)
def test_only_plain_rows_of_its_own_go_with_the_file(
    outcome: RowOutcome, accepted: bool, with_file: bool
) -> None:
    assert (outcome.is_accepted, outcome.goes_with_file) == (accepted, with_file)
