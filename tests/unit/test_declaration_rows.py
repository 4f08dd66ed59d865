"""What a row of a declaration file must be, and how one that is not is told to mend it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vssid_recovery import declaration_row_reasons
from vssid_recovery.declaration_columns import LABELS, Row
from vssid_recovery.declaration_rows import DeclaredRow, RowRefused, read_row
from vssid_recovery.errors import Reason

TODAY = date(2026, 3, 9)
GOOD = Row(2, "0123456790", "Trần Thị Bình", "14/07/1985", "0900000102", "binh@thu.example", "")


def accepted(**cells: str) -> DeclaredRow:
    read = read_row(replace(GOOD, **cells), TODAY)
    assert isinstance(read, DeclaredRow), read
    return read


def reasons(**cells: str) -> list[tuple[str, str]]:
    read = read_row(replace(GOOD, **cells), TODAY)
    assert isinstance(read, RowRefused), read
    return [(reason.column, reason.code) for reason in read.reasons]


def test_a_good_row_is_read() -> None:
    row = accepted(note=" Bổ sung địa chỉ email\nlần đầu ")

    assert (row.number, row.identifier.number, row.padded) == (2, "0123456790", False)
    assert (row.full_name, row.date_of_birth) == ("Trần Thị Bình", date(1985, 7, 14))
    assert (row.phone, row.email) == ("0900000102", "binh@thu.example")
    assert row.note == "Bổ sung địa chỉ email\nlần đầu"


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("0123456790", "social_insurance", "0123456790"),
        (" 012 345.67-90\u00a0", "social_insurance", "0123456790"),
        ("001185000002", "personal_identification", "001185000002"),
        ("GD4790123456790", "social_insurance", "0123456790"),
    ],
)
def test_every_number_a_person_has_is_taken(text: str, kind: str, number: str) -> None:
    row = accepted(identifier=text)

    assert (row.identifier.kind, row.identifier.number, row.padded) == (kind, number, False)


@pytest.mark.parametrize(
    ("text", "number"),
    [("123456790", "0123456790"), ("79195000013", "079195000013"), ("12.345.679-0", "0123456790")],
)
def test_a_zero_that_excel_lost_is_put_back_and_told(text: str, number: str) -> None:
    row = accepted(identifier=text)

    assert (row.identifier.number, row.padded) == (number, True)


@pytest.mark.parametrize("text", ["1.2E+11", "1,2E+11", "1.23457e+11", "8E+10", "1E11"])
def test_a_number_that_excel_rounded_is_told_to_be_formatted_as_text(text: str) -> None:
    assert reasons(identifier=text) == [("identifier", "IDENTIFIER_ROUNDED")]
    assert "(Text)" in declaration_row_reasons.IDENTIFIER_ROUNDED.vi


@pytest.mark.parametrize(
    "text", ["12345678", "0123456790123", "０１２３４５６７９０", "abc", "#N/A"]
)
def test_what_is_no_number_of_a_person_is_refused(text: str) -> None:
    assert reasons(identifier=text) == [("identifier", "IDENTIFIER")]


@pytest.mark.parametrize("text", ["1985-07-14", "14/07/1985", "14/7/1985", " 14/07/1985 "])
def test_dates_come_in_both_orders(text: str) -> None:
    assert accepted(date_of_birth=text).date_of_birth == date(1985, 7, 14)


def test_the_day_comes_before_the_month() -> None:
    assert accepted(date_of_birth="3/2/1955").date_of_birth == date(1955, 2, 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/1985", "DATE"),
        ("07/14/1985", "DATE"),
        ("14/07/85", "DATE"),
        ("1985", "DATE"),
        ("31242", "DATE"),
        ("1900-02-29", "DATE"),
        ("1985-7-14", "DATE"),
        ("31/12/1899", "DATE_IMPLAUSIBLE"),
        ("10/03/2026", "DATE_IMPLAUSIBLE"),
    ],
)
def test_what_is_no_birth_date_is_refused(text: str, code: str) -> None:
    assert reasons(date_of_birth=text) == [("date_of_birth", code)]


@pytest.mark.parametrize("text", ["01/01/1900", "09/03/2026"])
def test_the_first_and_the_last_day_are_taken(text: str) -> None:
    assert accepted(date_of_birth=text).date_of_birth.strftime("%d/%m/%Y") == text


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_date_reads_the_same_in_both_forms(day: date) -> None:
    assert accepted(date_of_birth=day.isoformat()).date_of_birth == day
    assert accepted(date_of_birth=day.strftime("%d/%m/%Y")).date_of_birth == day


def test_a_name_is_composed_with_single_spaces() -> None:
    decomposed = unicodedata.normalize("NFD", " Trần \u00a0Thị\nBình ")

    assert accepted(full_name=decomposed).full_name == "Trần Thị Bình"


def test_a_name_has_at_most_a_hundred_characters() -> None:
    assert accepted(full_name="A" * 100).full_name == "A" * 100
    assert reasons(full_name="A" * 101) == [("full_name", "NAME")]


@pytest.mark.parametrize("text", ['"An', "12345", "..."])
def test_what_is_no_name_is_refused(text: str) -> None:
    assert reasons(full_name=text) == [("full_name", "NAME")]


@pytest.mark.parametrize(
    "text", ["binh@@thu.example", "bình@thu.example", "a@b.example;c@d.example"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert reasons(email=text) == [("email", "EMAIL")]


@pytest.mark.parametrize("text", ["", "không có", "12", "+84 900 000 102", "0900.000.102"])
def test_any_phone_is_taken_because_it_changes_nothing(text: str) -> None:
    assert accepted(phone=text).phone == text


def test_spaces_that_do_not_break_count_as_spaces() -> None:
    assert accepted(phone="0900\u00a0000 102").phone == "0900 000 102"


@pytest.mark.parametrize("text", ["0" * 33, "0900\u200b000102"])
def test_a_phone_that_cannot_be_one_is_refused(text: str) -> None:
    assert reasons(phone=text) == [("phone", "PHONE")]


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠", "\t", "\r", " =", "\u00a0@"])
@pytest.mark.parametrize("column", LABELS)
def test_a_cell_that_a_spreadsheet_would_calculate_is_refused(column: str, sign: str) -> None:
    assert reasons(**{column: f"{sign}cmd|' /C calc'!A0"}) == [(column, "FORMULA")]


@pytest.mark.parametrize("text", ["+84cmd|x", "+SUM(1)", "=0900000102", "-0900000102"])
def test_only_a_plain_number_may_follow_the_plus_of_a_phone(text: str) -> None:
    assert reasons(phone=text) == [("phone", "FORMULA")]


@pytest.mark.parametrize("column", ["identifier", "full_name", "date_of_birth", "email"])
def test_an_empty_or_an_unseen_cell_is_told_as_such(column: str) -> None:
    value = getattr(GOOD, column)

    assert reasons(**{column: " "}) == [(column, "MISSING")]
    assert reasons(**{column: f"{value}\u200b"}) == [(column, "UNPRINTABLE")]


@pytest.mark.parametrize("column", LABELS)
def test_a_cell_of_over_a_thousand_characters_is_refused(column: str) -> None:
    assert reasons(**{column: "A" * 1001}) == [(column, "TOO_LONG")]


def test_a_note_may_have_a_thousand_characters_and_none_that_is_unseen() -> None:
    assert accepted(note="a" * 1000).note == "a" * 1000
    assert reasons(note="a\x1b[31m") == [("note", "UNPRINTABLE")]


def test_a_note_is_composed() -> None:
    assert accepted(note=unicodedata.normalize("NFD", "Đổi địa chỉ")).note == "Đổi địa chỉ"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert reasons(identifier="1", full_name="", email="x") == [
        ("identifier", "IDENTIFIER"),
        ("full_name", "MISSING"),
        ("email", "EMAIL"),
    ]


@given(st.tuples(*[st.text(max_size=40)] * 6))
def test_no_row_whatever_is_in_it_is_a_crash(cells: tuple[str, ...]) -> None:
    assert isinstance(read_row(Row(2, *cells), TODAY), DeclaredRow | RowRefused)


def test_every_reason_has_its_code_for_name_and_both_sentences() -> None:
    found = {k: v for k, v in vars(declaration_row_reasons).items() if isinstance(v, Reason)}

    assert len(found) == 11
    for name, reason in found.items():
        assert reason.code == name
        assert reason.vi.endswith(".")
        assert reason.en.endswith(".")
