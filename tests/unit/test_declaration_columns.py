"""However a header is spelt, its columns are found, and what is missing is named."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vssid_recovery.declaration_columns import LABELS, Row, read_header
from vssid_recovery.declaration_refusals import FileRefused

VIETNAMESE = ["Mã số BHXH", "Họ và tên", "Ngày sinh", "Điện thoại", "Email", "Ghi chú"]
CELLS = ["0123456789", "An", "1955-02-03", "0912345678", "an@thu.example", "xin sớm"]


def row_under(header: list[str], cells: list[str]) -> Row:
    return read_header(dict(enumerate(header))).row(2, dict(enumerate(cells)))


def refusal(header: list[str]) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read_header(dict(enumerate(header)))
    return refused.value


@pytest.mark.parametrize(
    "header",
    [
        VIETNAMESE,
        list(LABELS),
        [name.upper() for name in VIETNAMESE],
        [unicodedata.normalize("NFD", name) for name in VIETNAMESE],
        ["\ufeff ma so bhxh", "HO VA TEN", " ngày  sinh ", "dien-thoai", "E-mail", "Ghi\nchú"],
        ["Identifier", "Full name", "Date of birth", "PHONE", "eMail", "Note"],
    ],
)
def test_a_header_is_understood_with_and_without_diacritics(header: list[str]) -> None:
    assert row_under(header, CELLS) == Row(2, *CELLS)


@given(st.permutations(list(zip(VIETNAMESE, CELLS, strict=True))))
def test_columns_come_in_any_order(pairs: list[tuple[str, str]]) -> None:
    header, cells = (list(part) for part in zip(*pairs, strict=True))

    assert row_under(header, cells) == Row(2, *CELLS)


def test_columns_of_other_names_are_ignored() -> None:
    row = row_under(["STT", *VIETNAMESE, "Kết quả", ""], ["1", *CELLS, "bị từ chối", "x"])

    assert row == Row(2, *CELLS)


def test_phone_and_note_may_be_absent() -> None:
    row = row_under(["email", "identifier", "full_name", "date_of_birth"], ["e", "i", "f", "d"])

    assert row == Row(2, "i", "f", "d", "", "e", "")


def test_a_missing_column_is_named_in_both_languages() -> None:
    reason = refusal(["Mã số BHXH", "Họ và tên", "Điện thoại"]).reason

    assert reason.code == "MISSING_COLUMN"
    assert "«Ngày sinh», «Email»" in reason.vi
    assert "date_of_birth, email" in reason.en


def test_a_column_that_comes_twice_is_named() -> None:
    reason = refusal([*VIETNAMESE, "E-Mail"]).reason

    assert reason.code == "DUPLICATE_COLUMN"
    assert "«Email»" in reason.vi


@pytest.mark.parametrize("header", [CELLS, ["Name", "Mail"], ["TỜ KHAI"], [""]])
def test_a_first_line_without_any_known_name_is_no_header(header: list[str]) -> None:
    assert refusal(header).reason.code == "NO_HEADER"
