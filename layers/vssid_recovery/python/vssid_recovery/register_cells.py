"""The cells of one row of a register file, read as what each column holds."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from vssid_recovery.email_addresses import parse_address
from vssid_recovery.model import Account, AccountStatus
from vssid_recovery.passwords import check_hash
from vssid_recovery.phone_numbers import is_of_before_2018, parse_stored

LONGEST = {"password_hash": 512}
LONGEST_OF_OTHERS = 254
# ASCII digits in this one form: date.fromisoformat also takes weeks and dates without dashes.
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST = date(1900, 1, 1)


class BadCell(Exception):
    """One row is refused; its text is the reason, without a value of the row."""


class Cells(Struct, frozen=True):
    """The cells of one row by column; every method raises BadCell with the column's name."""

    texts: Mapping[str, str]
    today: date

    def account(self) -> Account:
        for name, text in self.texts.items():
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
            unit_code=self.texts["unit_code"],
            office_code=self.texts["office_code"],
            status=self._status(),
        )

    def password_hash(self) -> str:
        return self._read("password_hash", _checked_hash)

    def has_old_phone(self) -> bool:
        """Whether the phone number is one of before 2018."""
        return bool(self.texts["phone"]) and is_of_before_2018(self.texts["phone"])

    def number_if_any(self) -> str:
        try:
            return self._digits("social_insurance_number", 10)
        except BadCell:
            return ""

    def _required(self, name: str) -> str:
        if not (text := self.texts.get(name, "")):
            raise BadCell(f"{name} is empty")
        return text

    def _digits(self, name: str, count: int, or_empty: bool = False) -> str:
        text = self.texts.get(name, "") if or_empty else self._required(name)
        if text and not re.fullmatch(f"[0-9]{{{count}}}", text):
            raise BadCell(f"{name} does not have {count} digits")
        return text

    def _day(self, name: str, text: str) -> date:
        try:
            day = date.fromisoformat(text) if DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            raise BadCell(f"{name} is no date (yyyy-mm-dd)")
        if day > self.today:
            raise BadCell(f"{name} is in the future")
        if day < EARLIEST:
            raise BadCell(f"{name} is before {EARLIEST.year}")
        return day

    def _confirmed_on(self, what: str) -> date | None:
        name = f"{what}_confirmed_on"
        if not (text := self.texts[name]):
            return None
        if not self.texts[what]:
            raise BadCell(f"{name} without {what}")
        return self._day(name, text)

    def _read(self, name: str, parse: Callable[[str], str]) -> str:
        text = self.texts.get(name, "")
        try:
            return parse(text) if text else ""
        except ValueError as error:
            raise BadCell(f"{name}: {error}") from None

    def _status(self) -> AccountStatus:
        text = self.texts["status"] or AccountStatus.ACTIVE
        if text not in AccountStatus.__members__:
            raise BadCell(f"status is none of {', '.join(AccountStatus)}")
        return AccountStatus(text)


def _check_text(name: str, text: str) -> None:
    if not text.isprintable():
        raise BadCell(f"{name} has a character that cannot be seen")
    if len(text) > LONGEST.get(name, LONGEST_OF_OTHERS):
        raise BadCell(f"{name} is too long")


def _checked_hash(text: str) -> str:
    check_hash(text)
    return text
