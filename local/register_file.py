"""A register file on disk, and its way into the table batch by batch."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from vssid_recovery.errors import Unavailable
from vssid_recovery.register import MOST_ROWS, Outcome, Register, Result
from vssid_recovery.register_rows import FileRefused, RefusedRow, RegisterRow, read_rows

# With or without the mark that Excel puts first.
ENCODING = "utf-8-sig"


@dataclass(frozen=True)
class RegisterFile:
    """A file that is text throughout; `lines` is how many it has."""

    path: Path
    lines: int

    @classmethod
    def at(cls, path: Path | str) -> "RegisterFile":
        """Read it once, so that nothing is loaded of a file that is no text further down.

        Raises FileRefused.
        """
        if not path:
            raise FileRefused("No file is named: make accounts FILE=accounts.csv")
        try:
            with Path(path).open(encoding=ENCODING) as text:
                return cls(Path(path), sum(1 for _ in text))
        except UnicodeDecodeError:
            raise FileRefused(f"{path} is not UTF-8 text: save it as CSV UTF-8.") from None
        except OSError as error:
            raise FileRefused(f"{path} cannot be read: {error.strerror}.") from None

    def rows(self, today: date) -> Iterator[RegisterRow | RefusedRow]:
        """Its rows one by one. Raises FileRefused, before any, when the header is wrong."""
        try:
            with self.path.open(encoding=ENCODING) as lines:
                yield from read_rows(lines, today)
        except FileRefused as refusal:
            raise FileRefused(f"{self.path} is refused: {refusal}.") from None


@dataclass
class Summary:
    """What became of the rows; `stopped` says why not all were tried, '' when all were."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    old_phones: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    stopped: str = ""

    def add(self, result: Result) -> None:
        row = result.row
        if result.outcome is Outcome.REFUSED:
            self.refused.append(RefusedRow(row.line, row.number, result.reason))
        else:
            self.counts[result.outcome] += 1
            self.old_phones += row.has_old_phone


def load_file(
    register: Register,
    rows: Iterable[RegisterRow | RefusedRow],
    at_line: Callable[[int], object],
) -> Summary:
    """Load all rows; what the table takes before it fails stays, and is told."""
    summary = Summary()
    try:
        for batch in _batches(rows, summary):
            for result in register.load(batch):
                summary.add(result)
            at_line(batch[-1].line)
    except Unavailable as failure:
        summary.stopped = str(failure)
    summary.refused.sort(key=lambda row: row.line)
    return summary


def _batches(
    rows: Iterable[RegisterRow | RefusedRow], summary: Summary
) -> Iterator[list[RegisterRow]]:
    batch: list[RegisterRow] = []
    for row in rows:
        if isinstance(row, RefusedRow):
            summary.refused.append(row)
            continue
        batch.append(row)
        if len(batch) == MOST_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch
