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
        results = map(_result, rows, outcomes)
        yield from result_lines(results, separator)


def _result(row: Row, outcome: RowOutcome) -> RowResult:
    sentences = tuple(reason.vi for reason in outcome.reasons)
    return RowResult(row, sentences, tuple(reason.code for reason in outcome.reasons))
