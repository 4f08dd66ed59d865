"""What became of each row, as a CSV that Excel shows unchanged and that can be uploaded again.

A cell that Excel would calculate, or store as a number or date, gets an apostrophe in front;
the reader takes it off again. See docs/decisions/result-csv.md.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from msgspec import Struct

from vssid_recovery.declaration_columns import LABELS, Row
from vssid_recovery.declaration_csv import SEPARATORS

MARK = "\ufeff".encode()
ESCAPE = "'"
HEADER = ("Dòng", *(label.vi for label in LABELS.values()), "Kết quả", "Lý do", "Mã lỗi")
ACCEPTED, REFUSED = "đã tiếp nhận", "bị từ chối"


class RowResult(Struct, frozen=True):
    """One row and why it is refused, in sentences; no sentence means that it is accepted.

    `codes` are for programs, which have the English sentences by them.
    """

    row: Row
    sentences: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def result_header(separator: str = SEPARATORS[0]) -> bytes:
    """How a result file begins: once, before the lines of any part.

    `separator` is best that of the uploaded file, which the unit's own Excel wrote.
    """
    return MARK + _line(HEADER, separator)


def result_lines(results: Iterable[RowResult], separator: str = SEPARATORS[0]) -> Iterator[bytes]:
    """One line for each row; parts of a file may be written apart and put together."""
    for result in results:
        cells = (getattr(result.row, name) for name in LABELS)
        outcome = REFUSED if result.sentences else ACCEPTED
        reasons = (escaped(" ".join(result.sentences)), " ".join(result.codes))
        yield _line((str(result.row.number), *map(escaped, cells), outcome, *reasons), separator)


def escaped(text: str) -> str:
    """`text` as a cell that spreadsheets take for text; what begins with a letter they leave."""
    return ESCAPE + text if text and not text[0].isalpha() else text


def unescaped(cell: str) -> str:
    """What `escaped` was given."""
    return cell.removeprefix(ESCAPE)


def _line(cells: Sequence[str], separator: str) -> bytes:
    line = StringIO(newline="")
    csv.writer(line, delimiter=separator).writerow(cells)
    return line.getvalue().encode()
