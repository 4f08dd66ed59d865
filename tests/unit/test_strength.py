from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.clock import START
from tests.people import AN
from vssid_recovery.errors import WeakPassword
from vssid_recovery.model import PendingEmail
from vssid_recovery.passwords import (
    check_length,
    in_groups,
    is_temporary,
    new_temporary_password,
    normalised,
)
from vssid_recovery.strength import check_strength, common_phrases, folded, personal_words

HOA = replace(AN, full_name="Đặng Thị Hoà", date_of_birth=date(1961, 12, 5))


@pytest.mark.parametrize(
    "password",
    [
        "DangThiHoa1961", "hoa đặng thị 05121961", "Hoà 05-12-61 hoà", "0912345678 vssid",
        "0123456789bhxh", "an.nguyen@0912", "AnhYeuEmMaiMai", "Hanoi1234567890", "qwertyuiop123",
        "an.nguyen@thu.example", "an.nguyen@thu.example1", "thuexample1961 ",
        "Mật khẩu của tôi", "bốn con cá bơi quanh núi", "matkhau123456", "Vssid@2026!!",
    ],
)  # fmt: skip
def test_what_others_would_try_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_strength(normalised(password), HOA)


@pytest.mark.parametrize(
    "password",
    [
        "mèo tím gõ bàn phím",
        "trời xanh ghế đỏ ốc sên",
        "x9$kQ2mZ!pLw",
        "correct horse battery staple",
    ],
)
def test_unrelated_words_and_real_chance_are_accepted(password: str) -> None:
    check_strength(normalised(password), HOA)


def test_folding_takes_away_what_guessers_ignore() -> None:
    assert folded("Đặng Văn-Hoà ") == folded("dang.van.hoa") == "dangvanhoa"


def test_both_tone_placements_are_one_word() -> None:
    assert folded("hoà") == folded("hòa")


def test_personal_words_know_the_address_that_is_pending_too() -> None:
    pending = PendingEmail("chauchau88@thu.example", START, "d-1")
    assert "chauchau88" in personal_words(replace(HOA, pending_email=pending))


@pytest.mark.parametrize(
    "word", ["dangthihoa", "hoadangthi", "05121961", "051261", "1961", "0912345678"]
)
def test_personal_words_have_names_joins_and_dates(word: str) -> None:
    assert word in personal_words(HOA)


def test_the_list_of_common_phrases_is_read_and_folded() -> None:
    phrases = common_phrases()
    assert len(phrases) > 200
    assert "anhyeuem" in phrases
    assert all(phrase == folded(phrase) for phrase in phrases)


@given(st.text(min_size=1, max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    with suppress(WeakPassword):
        check_strength(normalised(text), AN)


@pytest.mark.parametrize("digits", ["8421", "84213", "842131", "8421312", "84213125"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\u2028"])
def test_digits_before_a_line_break_are_judged_like_others(digits: str, line_break: str) -> None:
    check_strength(normalised(f"chuối {digits}{line_break}mèo tím gõ phím"), AN)


@pytest.mark.parametrize(("length", "code"), [(11, "TOO_SHORT"), (129, "TOO_LONG")])
def test_length_is_counted_in_characters_after_nfkc(length: int, code: str) -> None:
    with pytest.raises(WeakPassword, match=code):
        check_length(normalised("ế" * length), 12)
    check_length(normalised(" " + "ế" * 12 + " "), 12)
    check_length("x" * 128, 12)


def test_a_temporary_password_has_nine_digits_zeros_and_all() -> None:
    password = new_temporary_password(lambda below: {10**9: 7}[below])
    assert password == "000000007"
    assert in_groups(password) == ("000", "000", "007")
    assert is_temporary(password)


@pytest.mark.parametrize(
    "text", ["12345678", "1234567890", "12345678a", "123 456 789", "١٢٣٤٥٦٧٨٩"]
)
def test_only_nine_ascii_digits_are_a_temporary_password(text: str) -> None:
    assert not is_temporary(text)
