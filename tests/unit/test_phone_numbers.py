import pytest

from vssid_recovery.phone_numbers import (
    PREFIXES_OF_2018,
    Caller,
    is_of_before_2018,
    parse_caller,
    parse_stored,
)

AN = "+84912345678"


@pytest.mark.parametrize(
    "text",
    ["0912345678", "+84912345678", "84912345678", "0084912345678", "0912.345.678", "0912 345 678",
     "(091) 234-5678", "０９１２３４５６７８"],
)  # fmt: skip
def test_every_common_spelling_is_one_number(text: str) -> None:
    assert parse_stored(text) == AN
    assert parse_caller(text) == Caller(AN, True)


@pytest.mark.parametrize(("old", "new"), PREFIXES_OF_2018.items())
def test_the_change_of_2018(old: str, new: str) -> None:
    assert parse_stored(f"0{old}3456789") == f"+84{new}3456789"
    assert parse_caller(f"+84{new}3456789").is_mobile
    assert is_of_before_2018(f"0{old}3456789")
    assert not is_of_before_2018(f"0{new}3456789")


def test_all_twenty_one_prefixes_changed() -> None:
    assert len(PREFIXES_OF_2018) == 21


@pytest.mark.parametrize("address", [None, "", "anonymous", "Restricted", 84912345678, [], {}])
def test_a_withheld_number_is_nobodys(address: object) -> None:
    assert parse_caller(address) == Caller(None, False)


@pytest.mark.parametrize(
    "address", ["+842438256789", "+12025550123", "+8419009068", "+84112", "+6591234567"]
)
def test_only_a_vietnamese_mobile_proves_anything(address: str) -> None:
    caller = parse_caller(address)
    assert not caller.is_mobile
    assert caller.national == ""


def test_a_foreign_number_with_the_same_digits_is_another() -> None:
    assert parse_caller("+14155550123").number == "+14155550123"
    assert not parse_caller("+1 (223) 456-7890").is_mobile


def test_the_number_as_it_is_dialled() -> None:
    assert parse_caller(AN).national == "0912345678"


@pytest.mark.parametrize("text", ["", "12", "no phone", "0" * 30])
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a phone number"):
        parse_stored(text)
