"""The rows of a register file: each is an account, or is refused with its line and the reason."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from vssid_recovery.email_addresses import parse_address
from vssid_recovery.model import Account, AccountStatus
from vssid_recovery.passwords import check_hash
from vssid_recovery.phone_numbers import is_of_before_2018, parse_stored

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
LONGEST = {"password_hash": 512}
LONGEST_OF_OTHERS = 254
# ASCII digits in this one form: date.fromisoformat also takes weeks and dates without dashes.
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST = date(1900, 1, 1)


class FileRefused(Exception):
    """The file as a whole is no register; one line says why, and nothing of it was loaded."""


class _BadCell(Exception):
    """One row is refused; its text is the reason, without a value of the row."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One person as the file has him. `password_hash` is an Argon2 PHC string or ''."""

    line: int
    account: Account
    password_hash: str = ""
    has_old_phone: bool = False

    @property
    def number(self) -> str:
        return self.account.social_insurance_number


@dataclass(frozen=True, slots=True)
class RefusedRow:
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
    except _BadCell as bad:
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
        row = _Row({}, today)
        try:
            row = _Row(_named(_cells(text), columns), today)
            read = RegisterRow(line, row.account(), row.password_hash(), row.is_old())
            _check_new(read, seen)
        except _BadCell as bad:
            yield RefusedRow(line, row.number_if_any(), str(bad))
        else:
            yield read


def _cells(text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        raise _BadCell(f"not a CSV row ({error})") from None


def _named(cells: list[str], columns: list[str]) -> dict[str, str]:
    if len(cells) != len(columns):
        raise _BadCell(f"{len(cells)} columns, the header has {len(columns)}")
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
            raise _BadCell(f"{name} is in line {seen[number]} already")
    seen.update((number, row.line) for number in numbers.values() if number)


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one row by column; every method raises _BadCell naming the column."""

    cells: Mapping[str, str]
    today: date

    def account(self) -> Account:
        for name, text in self.cells.items():
            _check_text(name, text)
        return Account(
            social_insurance_number=self._digits("social_insurance_number", 10),
            personal_identification_number=self._digits(
                "personal_identification_number", 12, or_empty=True
            ),
            full_name=unicodedata.normalize("NFC", self._required("full_name")),
            date_of_birth=self._day("date_of_birth", self._required("date_of_birth")),
            phone=self._read("phone", parse_stored),
            phone_confirmed_on=self._confirmed_on("phone"),
            email=self._read("email", parse_address),
            email_confirmed_on=self._confirmed_on("email"),
            unit_code=self.cells["unit_code"],
            office_code=self.cells["office_code"],
            status=self._status(),
        )

    def password_hash(self) -> str:
        return self._read("password_hash", _checked_hash)

    def is_old(self) -> bool:
        """Whether the phone number is one of before 2018."""
        return bool(self.cells["phone"]) and is_of_before_2018(self.cells["phone"])

    def number_if_any(self) -> str:
        try:
            return self._digits("social_insurance_number", 10)
        except _BadCell:
            return ""

    def _required(self, name: str) -> str:
        if not (text := self.cells.get(name, "")):
            raise _BadCell(f"{name} is empty")
        return text

    def _digits(self, name: str, count: int, or_empty: bool = False) -> str:
        text = self.cells.get(name, "") if or_empty else self._required(name)
        if text and not re.fullmatch(f"[0-9]{{{count}}}", text):
            raise _BadCell(f"{name} does not have {count} digits")
        return text

    def _day(self, name: str, text: str) -> date:
        try:
            day = date.fromisoformat(text) if DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            raise _BadCell(f"{name} is no date (yyyy-mm-dd)")
        if day > self.today:
            raise _BadCell(f"{name} is in the future")
        if day < EARLIEST:
            raise _BadCell(f"{name} is before {EARLIEST.year}")
        return day

    def _confirmed_on(self, what: str) -> date | None:
        name = f"{what}_confirmed_on"
        if not (text := self.cells[name]):
            return None
        if not self.cells[what]:
            raise _BadCell(f"{name} without {what}")
        return self._day(name, text)

    def _read(self, name: str, parse: Callable[[str], str]) -> str:
        text = self.cells.get(name, "")
        try:
            return parse(text) if text else ""
        except ValueError as error:
            raise _BadCell(f"{name}: {error}") from None

    def _status(self) -> AccountStatus:
        text = self.cells["status"] or AccountStatus.ACTIVE
        if text not in AccountStatus.__members__:
            raise _BadCell(f"status is none of {', '.join(AccountStatus)}")
        return AccountStatus(text)


def _check_text(name: str, text: str) -> None:
    if not text.isprintable():
        raise _BadCell(f"{name} has a character that cannot be seen")
    if len(text) > LONGEST.get(name, LONGEST_OF_OTHERS):
        raise _BadCell(f"{name} is too long")


def _checked_hash(text: str) -> str:
    check_hash(text)
    return text
