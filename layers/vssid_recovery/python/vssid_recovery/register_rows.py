"""The rows of a register file: each is an account, or is refused with its line and the reason."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from vssid_recovery.model import Account
from vssid_recovery.register_cells import BadCell, Cells

COLUMNS = (
    "social_insurance_number",
    "personal_identification_number",
    "full_name",
    "date_of_birth",
    "phone",
    "phone_confirmed_on",
    "email",
    "email_confirmed_on",
    "unit_code",
    "office_code",
    "status",
)
OPTIONAL = ("password_hash",)


class FileRefused(Exception):
    """The file as a whole is no register; one line says why, and nothing of it was loaded."""


class RegisterRow(Struct, frozen=True):
    """One person as the file has him. `password_hash` is an Argon2 PHC string or ''."""

    line: int
    account: Account
    password_hash: str = ""
    has_old_phone: bool = False

    @property
    def number(self) -> str:
        return self.account.social_insurance_number


class RefusedRow(Struct, frozen=True):
    """`number` is the social insurance number, '' where the row has no well-formed one."""

    line: int
    number: str
    reason: str


def read_rows(lines: Iterable[str], today: date) -> Iterator[RegisterRow | RefusedRow]:
    """Read a file's lines one by one, so that a stray quote spoils its own row only.

    Columns may come in any order; empty lines are passed over. `today` is the day in Vietnam.
    Raises FileRefused at once when the header lacks a column or has an unknown one.
    """
    numbered = ((line, text) for line, text in enumerate(lines, 1) if text.strip())
    columns = _columns(next(numbered, (1, ""))[1])
    return _rows(numbered, columns, today)


def _columns(header: str) -> list[str]:
    try:
        columns = [cell.strip() for cell in _cells(header)]
    except BadCell as bad:
        raise FileRefused(f"the header cannot be read: {bad}") from None
    if missing := [name for name in COLUMNS if name not in columns]:
        raise FileRefused(f"the header has no column {', '.join(missing)}")
    if unknown := [name for name in columns if name not in COLUMNS + OPTIONAL]:
        raise FileRefused(f"the header has an unknown column: {', '.join(map(repr, unknown))}")
    if len(set(columns)) < len(columns):
        raise FileRefused("the header has a column twice")
    return columns


def _rows(
    numbered: Iterable[tuple[int, str]], columns: list[str], today: date
) -> Iterator[RegisterRow | RefusedRow]:
    seen: dict[str, int] = {}
    for line, text in numbered:
        cells = Cells({}, today)
        try:
            cells = Cells(_named(_cells(text), columns), today)
            read = RegisterRow(line, cells.account(), cells.password_hash(), cells.has_old_phone())
            _check_new(read, seen)
        except BadCell as bad:
            yield RefusedRow(line, cells.number_if_any(), str(bad))
        else:
            yield read


def _cells(text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        raise BadCell(f"not a CSV row ({error})") from None


def _named(cells: list[str], columns: list[str]) -> dict[str, str]:
    if len(cells) != len(columns):
        raise BadCell(f"{len(cells)} columns, the header has {len(columns)}")
    return {name: " ".join(cell.split()) for name, cell in zip(columns, cells, strict=True)}


def _check_new(row: RegisterRow, seen: dict[str, int]) -> None:
    """Neither number may stand in the file twice: which row would hold?"""
    account = row.account
    numbers = {
        "social_insurance_number": account.social_insurance_number,
        "personal_identification_number": account.personal_identification_number,
    }
    for name, number in numbers.items():
        if number in seen:
            raise BadCell(f"{name} is in line {seen[number]} already")
    seen.update((number, row.line) for number in numbers.values() if number)
