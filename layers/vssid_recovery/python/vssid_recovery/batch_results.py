"""The result of a file: every row again, with what became of it."""

from collections.abc import Iterable, Iterator, Sequence

from vssid_recovery.batch_model import RowOutcome
from vssid_recovery.declaration_columns import Row
from vssid_recovery.declaration_results import RowResult, result_header, result_lines


def result_of(
    parts: Iterable[tuple[Sequence[Row], Sequence[RowOutcome]]], separator: str
) -> Iterator[bytes]:
    """The file from its chunks, in their order; one chunk at a time is in memory."""
    yield result_header(separator)
    for rows, outcomes in parts:
        results = (
            RowResult(row, tuple(reason.vi for reason in outcome.reasons))
            for row, outcome in zip(rows, outcomes, strict=True)
        )
        yield from result_lines(results, separator)
