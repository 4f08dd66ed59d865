"""A declaration file of either kind as rows, told apart by what is inside, not by its name."""

from collections.abc import Iterable, Iterator, Mapping
from io import SEEK_END
from pathlib import PurePath
from typing import IO

from vssid_recovery.declaration_columns import LABELS, Columns, Row, read_header
from vssid_recovery.declaration_csv import SEPARATORS, read_csv, separator_of
from vssid_recovery.declaration_refusals import (
    EMPTY,
    ENCRYPTED,
    MOST_BYTES,
    MOST_ROWS,
    NOT_A_TABLE,
    NOT_UTF8,
    OLD_EXCEL,
    TOO_LARGE,
    TOO_MANY_ROWS,
    WRONG_NAME,
    FileRefused,
)
from vssid_recovery.declaration_results import unescaped
from vssid_recovery.declaration_xlsx import read_xlsx

HEAD = 4096
ZIP, OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")  # in the directory of an OLE2 file
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
NO_TABLES = (b"%PDF", b"{\\rtf", b"<", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8")
TEXT_NAMES, ZIP_NAMES = {".csv", ".txt"}, {".xlsx", ".xlsm"}
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))


def read_rows(stream: IO[bytes], name: str) -> Iterator[Row]:
    """The rows of a file, one by one; those that are empty are passed over.

    `stream` must be seekable and stays open. Raises FileRefused, some of it only when the rows
    before are read: whoever keeps rows reads the file through once before.
    """
    _check_size(stream)
    stream.seek(0)
    head = stream.read(HEAD)
    is_zip = head.startswith(ZIP)
    if not is_zip:
        _check_text(head, stream)
    if PurePath(name).suffix.lower() in (TEXT_NAMES if is_zip else ZIP_NAMES):
        raise FileRefused(WRONG_NAME)
    stream.seek(0)
    yield from _rows(read_xlsx(stream) if is_zip else read_csv(stream))


def result_separator(stream: IO[bytes]) -> str:
    """With which separator a result file opens where this accepted file was made."""
    stream.seek(0)
    is_zip = stream.read(len(ZIP)) == ZIP
    stream.seek(0)
    return SEPARATORS[0] if is_zip else separator_of(stream)


def _check_size(stream: IO[bytes]) -> None:
    size = stream.seek(0, SEEK_END)
    if size > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if not size:
        raise FileRefused(EMPTY)


def _check_text(head: bytes, stream: IO[bytes]) -> None:
    """Refuse by name what people upload instead of a CSV."""
    if head.startswith(OLE2):
        raise FileRefused(ENCRYPTED if _contains(stream, ENCRYPTED_STREAM) else OLD_EXCEL)
    # Without a mark UTF-16 still shows: every other byte of plain letters is 0.
    if head.startswith(UTF16_MARKS) or head.count(0) > len(head) // 4:
        raise FileRefused(NOT_UTF8)
    header = head.lstrip().partition(b"\n")[0]
    if header.startswith(NO_TABLES) or header != header.translate(None, CONTROLS):
        raise FileRefused(NOT_A_TABLE)


def _contains(stream: IO[bytes], wanted: bytes) -> bool:
    stream.seek(0)
    before = b""
    while piece := stream.read(1 << 20):
        if wanted in before + piece:
            return True
        before = piece[-len(wanted) :]
    return False


def _rows(records: Iterable[tuple[int, Mapping[int, str]]]) -> Iterator[Row]:
    filled = ((number, cells) for number, cells in records if any(map(str.strip, cells.values())))
    columns = _header(filled)
    count = 0
    for number, cells in filled:
        row = columns.row(number, {at: unescaped(cell) for at, cell in cells.items()})
        if _is_blank(row):
            continue
        count += 1
        if count > MOST_ROWS:
            raise FileRefused(TOO_MANY_ROWS)
        yield row
    if not count:
        raise FileRefused(EMPTY)


def _header(records: Iterator[tuple[int, Mapping[int, str]]]) -> Columns:
    for _, cells in records:
        return read_header(cells)
    raise FileRefused(EMPTY)


def _is_blank(row: Row) -> bool:
    """Also where columns that are not ours, such as a running number, are filled."""
    return not any(getattr(row, name).strip() for name in LABELS)
