"""When `make bench-batch` says that a file takes too much."""

import pytest

from tests.performance.batch_steps import MOST_GROWTH, MOST_SLOPE, Step, excesses
from tests.performance.worker import Call

SMALL, LARGE = 1_000, 100_000


def step(rows: int, peak: float = 60.0, cpu_of_a_row: float = 0.5) -> Step:
    counts = {"dynamodb": 15, "writes": 3 * rows}
    call = Call(cpu=cpu_of_a_row * rows, wall=2 * rows, told=[True, counts])
    return Step("rows", rows, [call], at_rest=50.0, peak=peak)


def test_a_file_whose_memory_stays_and_whose_time_grows_with_its_rows_is_fine() -> None:
    assert [*excesses([step(SMALL), step(10_000), step(LARGE)])] == []


@pytest.mark.parametrize("rows_in_turn", [(SMALL, LARGE), (LARGE, SMALL)])
def test_memory_that_grows_with_the_file_is_named(rows_in_turn: tuple[int, int]) -> None:
    steps = [step(rows, peak=60 + (rows == LARGE) * (MOST_GROWTH + 1)) for rows in rows_in_turn]

    [told] = excesses(steps)

    assert told.startswith("rows: 17.0 MB more at 100,000 rows")


def test_cpu_time_that_grows_faster_than_the_rows_is_named() -> None:
    slow = step(LARGE, cpu_of_a_row=0.5 * (MOST_SLOPE + 0.05))

    [told] = excesses([step(SMALL), step(10_000), slow])

    assert told.startswith("rows: a row costs 1.30 times the CPU time")


def test_a_step_tells_its_rate_and_what_one_row_takes_of_the_table() -> None:
    assert step(SMALL).cells == (
        "rows", "1,000", "2.0 s", "500", "0.500 ms", "50.0 MB", "60.0 MB", "0.0150", "3.0000",
        "0",
    )  # fmt: skip
