"""Phone numbers as the register and a call give them, compared as E.164."""

import phonenumbers
from msgspec import Struct
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# The change of 15/09/2018 from 11 to 10 digits; the last seven digits stayed.
PREFIXES_OF_2018 = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36",
    "167": "37", "168": "38", "169": "39", "186": "56", "188": "58", "199": "59",
}  # fmt: skip
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class Caller(Struct, frozen=True):
    """Who calls: `number` is E.164 or None (withheld); only a Vietnamese mobile proves anything."""

    number: str | None
    is_mobile: bool

    @property
    def national(self) -> str:
        """The number as it is dialled in Vietnam: 0912345678."""
        return f"0{self.number[3:]}" if self.number and self.is_mobile else ""


def parse_caller(address: object) -> Caller:
    """Read the address of a call. Anything that is not a number counts as withheld."""
    number = _parse(address) if isinstance(address, str) else None
    if number is None:
        return Caller(None, False)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Caller(e164, _is_vietnamese_mobile(number))


def parse_stored(text: str) -> str:
    """Read a number of the register as E.164, an old 11-digit one as what it is today.

    Raises ValueError for what is no possible phone number.
    """
    number = _parse(text)
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError("not a phone number")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_of_before_2018(text: str) -> bool:
    """Whether `text` is an 11-digit mobile number of before 15/09/2018."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return False
    return number != _converted(number)


def _parse(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None
    return _converted(number)


def _converted(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    digits = str(number.national_number)
    today = PREFIXES_OF_2018.get(digits[:3])
    if number.country_code != 84 or len(digits) != 10 or today is None:
        return number
    return phonenumbers.PhoneNumber(country_code=84, national_number=int(today + digits[3:]))


def _is_vietnamese_mobile(number: phonenumbers.PhoneNumber) -> bool:
    return (
        number.country_code == 84
        and phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) in MOBILE
    )
