"""Cells of an XLSX sheet as the text a person sees in them."""

import re
from datetime import date, timedelta
from string import ascii_uppercase

LETTERS = ["", *ascii_uppercase]
# The first columns by name, A to IV; what lies beyond is no column of ours.
PLACES = {
    name: at
    for at, name in enumerate(
        [first + second for first in LETTERS for second in ascii_uppercase][:256]
    )
}
MOST_EXACT = 10**15  # Excel keeps 15 digits
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ST_Xstring, ISO/IEC 29500-1 22.9.2.19
DAY_0_OF_1900, DAY_0_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
LAST_SERIAL = 2_958_465  # 31/12/9999, counted from 1900
DAYS_TO_1904 = 1_462


def place_of(reference: str) -> int | None:
    """The column of a cell such as AB12, from 0; None for one beyond the first 256."""
    return PLACES.get(reference.rstrip("0123456789"))


def number_text(text: str, is_date: bool, counts_from_1904: bool) -> str:
    """A number as digits, or as yyyy-mm-dd where its style shows a date."""
    if not is_date and text.isascii() and text.isdigit():
        return text
    number = float(text)
    last = LAST_SERIAL - DAYS_TO_1904 if counts_from_1904 else LAST_SERIAL
    if is_date and 0 <= number < last + 1:
        return _day_text(int(number), counts_from_1904)
    if number.is_integer() and abs(number) < MOST_EXACT:
        return str(int(number))
    return text


def _day_text(serial: int, counts_from_1904: bool) -> str:
    if counts_from_1904:
        return _iso(DAY_0_OF_1904, serial)
    if serial == 60:
        return "1900-02-29"  # which Excel believes in, for Lotus's sake
    return _iso(DAY_0_OF_1900, serial if serial > 60 else serial + 1)


def _iso(start: date, days: int) -> str:
    return (start + timedelta(days)).isoformat()


def unescaped_text(text: str) -> str:
    """A text without Excel's way of writing what XML cannot hold: _x000D_ is a line end."""
    return ESCAPED.sub(_character, text) if "_x" in text else text


def _character(escape: re.Match[str]) -> str:
    """Halves of surrogate pairs and NUL stay as they are written: no text holds them."""
    code = int(escape[1], 16)
    return escape[0] if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)
