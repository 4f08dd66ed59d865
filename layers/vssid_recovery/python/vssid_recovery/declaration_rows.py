"""Whether a row of a declaration file can be what it should be, before anyone is looked up."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from msgspec import Struct

from vssid_recovery.declaration_columns import Row
from vssid_recovery.declaration_csv import LONGEST_CELL
from vssid_recovery.declaration_row_reasons import (
    DATE,
    DATE_IMPLAUSIBLE,
    EMAIL,
    FORMULA,
    IDENTIFIER,
    IDENTIFIER_ROUNDED,
    MISSING,
    NAME,
    PHONE,
    TOO_LONG,
    UNPRINTABLE,
    CellReason,
    in_column,
)
from vssid_recovery.email_addresses import parse_address
from vssid_recovery.errors import InvalidRequest, Reason
from vssid_recovery.identifiers import SEPARATORS, Identifier, parse_identifier
from vssid_recovery.register_cells import DAY, EARLIEST

T = TypeVar("T")

# With the full-width ones, which spreadsheets in East Asian settings take for the same.
FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
PLUS_NUMBER = re.compile(r"\+[0-9 .()\-]+")
LOST_ZERO = re.compile(r"[0-9]{9}|[0-9]{11}")
ROUNDED = re.compile(r"[0-9]([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
LONGEST_NAME = 100
LONGEST_PHONE = 32
LINE_ENDS = str.maketrans("\r\n\t", "   ")


class DeclaredRow(Struct, frozen=True):
    """A row that reads well. `padded`: its number lost a zero in Excel, which was put back.

    A padded number is the person's only if name and birth date agree.
    """

    number: int
    identifier: Identifier
    full_name: str
    date_of_birth: date
    phone: str
    email: str
    note: str
    padded: bool = False


class RowRefused(Struct, frozen=True):
    """A row and everything that is wrong with it, in the order of the columns."""

    number: int
    reasons: tuple[CellReason, ...]


class _BadCell(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def read_row(row: Row, today: date) -> DeclaredRow | RowRefused:
    """Read the cells of one row; `today` is the day in Vietnam."""
    cells = _Cells(row)
    identifier = cells.read("identifier", _identifier)
    name = cells.read("full_name", _name)
    born = cells.read("date_of_birth", lambda text: _born(text, today))
    phone = cells.read("phone", _phone)
    email = cells.read("email", _email)
    note = cells.read("note", _note)
    if (
        identifier is None
        or name is None
        or born is None
        or phone is None
        or email is None
        or note is None
    ):
        return RowRefused(row.number, tuple(cells.reasons))
    number, padded = identifier
    return DeclaredRow(row.number, number, name, born, phone, email, note, padded)


class _Cells:
    """Reads cell after cell and keeps what is wrong with each."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.reasons: list[CellReason] = []

    def read(self, column: str, parse: Callable[[str], T]) -> T | None:
        raw: str = getattr(self._row, column)
        text = raw.replace("\u00a0", " ").strip()
        try:
            if len(raw) > LONGEST_CELL:
                raise _BadCell(TOO_LONG)
            if raw.startswith(FORMULA_SIGNS) or text.startswith(FORMULA_SIGNS):
                _check_plus(column, text)
            return parse(text)
        except _BadCell as bad:
            self.reasons.append(in_column(column, bad.reason))
            return None


def _check_plus(column: str, text: str) -> None:
    """Of all that looks like a formula only a phone number such as +84… is none."""
    if column != "phone" or not PLUS_NUMBER.fullmatch(text):
        raise _BadCell(FORMULA)


def _identifier(text: str) -> tuple[Identifier, bool]:
    _check_filled(text)
    if ROUNDED.fullmatch(text):
        raise _BadCell(IDENTIFIER_ROUNDED)
    padded = LOST_ZERO.fullmatch(text.translate(SEPARATORS)) is not None
    try:
        return parse_identifier(f"0{text}" if padded else text), padded
    except InvalidRequest:
        raise _BadCell(IDENTIFIER) from None


def _name(text: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    _check_filled(name)
    if len(name) > LONGEST_NAME or '"' in name or not any(map(str.isalpha, name)):
        raise _BadCell(NAME)
    return name


def _born(text: str, today: date) -> date:
    _check_filled(text)
    day = _day(text)
    if not EARLIEST <= day <= today:
        raise _BadCell(DATE_IMPLAUSIBLE)
    return day


def _day(text: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
        if parts := DAY_FIRST.fullmatch(text):
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError:
        pass  # such as 31/02
    raise _BadCell(DATE)


def _phone(text: str) -> str:
    """As it was written: a declared number never changes the registered one."""
    if len(text) > LONGEST_PHONE or not text.isprintable():
        raise _BadCell(PHONE)
    return text


def _email(text: str) -> str:
    _check_filled(text)
    try:
        return parse_address(text)
    except ValueError:
        raise _BadCell(EMAIL) from None


def _note(text: str) -> str:
    if not text.translate(LINE_ENDS).isprintable():
        raise _BadCell(UNPRINTABLE)
    return unicodedata.normalize("NFC", text)


def _check_filled(text: str) -> None:
    if not text:
        raise _BadCell(MISSING)
    if not text.isprintable():
        raise _BadCell(UNPRINTABLE)
