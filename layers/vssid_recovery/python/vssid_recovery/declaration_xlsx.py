"""XLSX sheets row by row, with the standard library: docs/decisions/xlsx-reader.md says why."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import IO
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from vssid_recovery.declaration_csv import KEPT_OF_CELL
from vssid_recovery.declaration_refusals import NOT_A_TABLE, FileRefused
from vssid_recovery.xlsx_archive import Archive
from vssid_recovery.xlsx_cells import number_text, place_of, unescaped_text
from vssid_recovery.xlsx_workbook import TAGS, PartOf, Workbook

# What damaged and made-up files raise: a bad zip, bad XML, parts, numbers or times that are none,
# a compression or encryption that zipfile does not know (RuntimeError), a place before the file's
# beginning (ValueError in memory, OSError on disk).
DAMAGE = (
    *(BadZipFile, ExpatError, zlib.error, struct.error, OSError),
    *(LookupError, ValueError, OverflowError, EOFError, RuntimeError),
)
Record = tuple[int, Mapping[int, str]]


def read_xlsx(stream: IO[bytes]) -> Iterator[Record]:
    """Each row's number and cells by place, of the first visible sheet that has any.

    Dates come as yyyy-mm-dd, numbers as their digits, a formula as its text behind «=», whatever
    its value: nobody typed that. Raises FileRefused. Leaves `stream` open.
    """
    try:
        archive = Archive(stream)
        workbook = Workbook(archive)
        for part in workbook.sheets:
            rows = _rows(archive, part, workbook)
            if (first := next(rows, None)) is not None:
                yield from chain([first], rows)
                return
    except DAMAGE:
        raise FileRefused(NOT_A_TABLE) from None


def _rows(archive: Archive, part: str, workbook: Workbook) -> Iterator[Record]:
    sheet = _Sheet(workbook)
    for _ in archive.read(part, sheet):
        yield from sheet.rows
        sheet.rows.clear()


class _Sheet(PartOf):
    """Hears of a sheet's cells and keeps the rows that are complete and not empty."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self.rows: list[Record] = []
        self._number = 0
        self._place: int | None = -1
        self._cells: dict[int, str] = {}
        self._kind = self._style = ""
        self._value: list[str] = []
        self._left = 0
        self._is_text = self._is_phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match TAGS.get(name):
            case "c":
                self._start_cell(attributes)
            case "v" | "t":
                # A formula's value is behind it, and nobody typed that.
                self._is_text = not self._is_phonetic and self._kind != "f"
            case "f":
                self._kind = "f"
                self._value = ["="]
                self._is_text = True
            case "rPh":
                self._is_phonetic = True
            case "row":
                self._start_row(attributes)
            case _:
                pass

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._number + 1))
        if number <= self._number:
            raise FileRefused(NOT_A_TABLE)
        self._number, self._place, self._cells = number, -1, {}

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        after = None if self._place is None else self._place + 1
        self._place = place_of(reference) if reference else after
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value, self._left = [], KEPT_OF_CELL

    def text(self, text: str) -> None:
        if self._is_text and self._left > 0:
            self._value.append(text[: self._left])
            self._left -= len(text)

    def end(self, name: str) -> None:
        match TAGS.get(name):
            case "v" | "t" | "f":
                self._is_text = False
            case "rPh":
                self._is_phonetic = False
            case "c" if self._value and self._place is not None:
                self._cells[self._place] = self._shown("".join(self._value))
            case "row" if any(map(str.strip, self._cells.values())):
                self.rows.append((self._number, self._cells))
            case _:
                pass

    def _shown(self, value: str) -> str:
        match self._kind:
            case "s":
                return unescaped_text(self._workbook.strings[int(value)])
            case "n":
                is_date = self._style in self._workbook.dates.styles
                return number_text(value.strip(), is_date, self._workbook.counts_from_1904)
            case "d":
                return value[: len("yyyy-mm-dd")]
            case "b":
                return "TRUE" if value == "1" else "FALSE"
            case _:
                return unescaped_text(value)
