"""The numbers a person is known by, as people type and key them."""

import re
from typing import Literal

from msgspec import Struct

from vssid_recovery.errors import InvalidRequest

SEPARATORS = str.maketrans("", "", " \u00a0\u2009.-\u2010\u2011\u2013")
# ASCII digits only: `\d` would also take full-width and Arabic-Indic ones, and miss the account.
SOCIAL_INSURANCE = re.compile(r"[0-9]{10}")
PERSONAL_IDENTIFICATION = re.compile(r"[0-9]{12}")
HEALTH_CARD = re.compile(r"[A-Z]{2}[1-5][0-9]{2}([0-9]{10})")


class Identifier(Struct, frozen=True):
    """A social insurance number (10 digits) or a personal identification number (12 digits)."""

    kind: Literal["social_insurance", "personal_identification"]
    number: str


def parse_identifier(text: str) -> Identifier:
    """Read what a person gave as his number.

    Takes the 10-digit social insurance number, the 12-digit personal identification number and
    the 15-character health-card number, whose last 10 are the social insurance number (decision
    1351/QĐ-BHXH); spaces, dots and dashes do not count. Raises InvalidRequest("identifier").
    """
    bare = text.translate(SEPARATORS).upper()
    if SOCIAL_INSURANCE.fullmatch(bare):
        return Identifier("social_insurance", bare)
    if PERSONAL_IDENTIFICATION.fullmatch(bare):
        return Identifier("personal_identification", bare)
    if card := HEALTH_CARD.fullmatch(bare):
        return Identifier("social_insurance", card[1])
    raise InvalidRequest("identifier")
