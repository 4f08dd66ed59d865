import pytest

from vssid_recovery.errors import InvalidRequest
from vssid_recovery.identifiers import Identifier, parse_identifier


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0123456789", "0123456789"),
        (" 0123 456-789. ", "0123456789"),
        ("0123\u00a0456\u2011789", "0123456789"),
        ("DN4010123456789", "0123456789"),
        ("dn 4 01 0123456789", "0123456789"),
    ],
)
def test_the_social_insurance_number_in_every_spelling(text: str, number: str) -> None:
    assert parse_identifier(text) == Identifier("social_insurance", number)


def test_the_personal_identification_number() -> None:
    found = parse_identifier("001 055 000 001")
    assert found == Identifier("personal_identification", "001055000001")


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "012345678", "01234567890", "0123456789012", "012345678a",
        "０１２３４５６７８９",
        "٠١٢٣٤٥٦٧٨٩", "DN6010123456789", "D14010123456789", "DN40101234567890", "0123456789\n0",
        "+84912345678", "Timeout", "0123456789;DROP", "1.2E+11",
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    with pytest.raises(InvalidRequest, match="identifier"):
        parse_identifier(text)
