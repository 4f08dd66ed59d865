"""CSV as Excel and others write it, record by record: never more of it in memory than one."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO

from vssid_recovery.declaration_columns import known_names
from vssid_recovery.declaration_refusals import NOT_A_TABLE, NOT_UTF8, FileRefused

LONGEST_RECORD = 64 * 1024  # characters
LONGEST_CELL = 1_000  # characters; what is longer is a bad row
KEPT_OF_CELL = LONGEST_CELL + 2  # still shows that it is too long, also behind an escape
SEPARATORS = ";,"  # the first is that of Excel with Vietnamese settings
# Excel takes this line for itself and does not count it.
DECLARATION = re.compile(f'"?sep=([{SEPARATORS}])"?\\s*', re.IGNORECASE)


def read_csv(stream: IO[bytes]) -> Iterator[tuple[int, Mapping[int, str]]]:
    """Each record's number as Excel counts it, and its cells by place. Leaves `stream` open.

    Quoted cells may hold line ends; a stray quote spoils its own line only. Raises FileRefused for
    what is not UTF-8 or has a line that no table has.
    """
    with _lines_of(stream) as lines:
        yield from _records(lines)


def separator_of(stream: IO[bytes]) -> str:
    """What stands between the cells; the first of SEPARATORS for a file without a header."""
    with _lines_of(stream) as lines:
        separator = _declared_separator(lines)
        while not separator and (joined := _joined(lines)):
            separator = _separator_of_header(joined)
    return separator or SEPARATORS[0]


@contextmanager
def _lines_of(stream: IO[bytes]) -> Iterator["_Lines"]:
    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        yield _Lines(text)
    except UnicodeDecodeError:
        raise FileRefused(NOT_UTF8) from None
    finally:
        if not stream.closed:  # by a reader that stopped half-way
            text.detach()


class _Lines:
    """Lines with their ends, none longer than a record may be; some may be given back."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._returned: deque[str] = deque()

    def next(self) -> str:
        """'' at the end."""
        if self._returned:
            return self._returned.popleft()
        line = self._text.readline(LONGEST_RECORD + 1)
        if len(line) > LONGEST_RECORD or "\0" in line:
            raise FileRefused(NOT_A_TABLE)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))


def _records(lines: _Lines) -> Iterator[tuple[int, Mapping[int, str]]]:
    separator = _declared_separator(lines)
    number = 0
    while joined := _joined(lines):
        number += 1
        separator = separator or _separator_of_header(joined)
        cells, taken = _cells(joined, separator or SEPARATORS[0])
        lines.give_back(joined[taken:])
        yield number, {at: cell[:KEPT_OF_CELL] for at, cell in enumerate(cells)}


def _declared_separator(lines: _Lines) -> str:
    first = lines.next()
    if declared := DECLARATION.fullmatch(first):
        return declared[1]
    lines.give_back([first] if first else [])
    return ""


def _separator_of_header(record: list[str]) -> str:
    """'' for a line that is no header."""
    found = (one for one in SEPARATORS if known_names(_cells(record, one)[0]))
    return next(found, "")


def _joined(lines: _Lines) -> list[str]:
    """The lines up to where the quotes are even; the first alone if they never are."""
    record = [line] if (line := lines.next()) else []
    length, is_open = len(line), line.count('"') % 2
    while is_open:
        line = lines.next()
        record += [line] if line else []
        length += len(line)
        if not line or length > LONGEST_RECORD:
            lines.give_back(record[1:])
            return record[:1]
        is_open ^= line.count('"') % 2
    return record


def _cells(record: list[str], separator: str) -> tuple[list[str], int]:
    """The cells, and how many of the lines they are of: the first alone where a quote is stray."""
    reader = csv.reader(record, delimiter=separator, strict=True)
    try:
        cells = next(reader, [])
    except csv.Error:
        return _literal_cells(record[0], separator), 1
    # So much between two quotes is no cell: the first of them is stray.
    if reader.line_num > 1 and max(map(len, cells)) > LONGEST_CELL:
        return _literal_cells(record[0], separator), 1
    return cells, reader.line_num


def _literal_cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator, quoting=csv.QUOTE_NONE), [])
