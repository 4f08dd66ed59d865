"""The result file: Excel shows it as it is, nothing in it runs, and it can be uploaded again."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vssid_recovery.declaration_columns import Row
from vssid_recovery.declaration_file import read_rows
from vssid_recovery.declaration_results import (
    RowResult,
    escaped,
    result_header,
    result_lines,
    unescaped,
)

ROW = Row(7, "0123456790", "Trần Thị Bình", "14/07/1985", "+84900000102", "b@thu.example", "x;y")
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
CELLS = st.tuples(*[CELL] * 6).filter(lambda cells: any(map(str.strip, cells)))


def result_file(*results: RowResult, separator: str = ";") -> bytes:
    return result_header(separator) + b"".join(result_lines(results, separator))


def shown(file: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_result_file_says_of_each_row_what_became_of_it() -> None:
    header, accepted, refused = shown(
        result_file(
            RowResult(ROW),
            RowResult(ROW, ("Ô này còn trống.", "Xin điền vào."), ("MISSING", "DATE")),
        )
    )

    assert header == [
        "Dòng", "Mã số BHXH", "Họ và tên", "Ngày sinh", "Điện thoại", "Email", "Ghi chú",
        "Kết quả", "Lý do", "Mã lỗi",
    ]  # fmt: skip
    assert (accepted[0], accepted[-3:]) == ("7", ["đã tiếp nhận", "", ""])
    assert (refused[0], refused[-3:-1]) == ("7", ["bị từ chối", "Ô này còn trống. Xin điền vào."])
    assert refused[-1] == "MISSING DATE"


def test_nothing_accepted_is_called_approved() -> None:
    assert "duyệt" not in result_file(RowResult(ROW)).decode()


def test_excel_sees_utf8_and_the_separator_of_its_vietnamese_settings() -> None:
    file = result_file()

    assert file.startswith("\ufeffDòng;Mã số BHXH;".encode())
    assert file.endswith(b"\r\n")


@pytest.mark.parametrize("text", ["0123456790", "001185000002", "14/07/1985", "1E5", "-1", "'x"])
def test_what_excel_would_change_is_marked_as_text(text: str) -> None:
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Trần Thị Bình", "an@thu.example", "Đỗ", ""])
def test_what_begins_with_a_letter_stays_as_it_is(text: str) -> None:
    assert escaped(text) == text


@given(CELL)
def test_no_cell_begins_with_what_a_spreadsheet_calculates(text: str) -> None:
    cell = escaped(text)

    assert not cell or cell[0] == "'" or cell[0].isalpha()
    assert unescaped(cell) == text


@given(st.lists(CELLS, min_size=1), st.sampled_from(";,"))
def test_rows_come_back_from_a_result_file_exactly(
    rows: list[tuple[str, ...]], separator: str
) -> None:
    results = [RowResult(Row(9, *cells), ("=Xin sửa lại.",)) for cells in rows]

    file = BytesIO(result_file(*results, separator=separator))

    read = list(read_rows(file, "ket-qua.csv"))
    assert read == [Row(number, *cells) for number, cells in enumerate(rows, 2)]


def test_a_cell_of_a_thousand_characters_comes_back_whole() -> None:
    row = Row(2, "0123456790", "An", "14/07/1985", "", "a@thu.example", "=" + "x" * 999)

    assert list(read_rows(BytesIO(result_file(RowResult(row))), "a.csv")) == [row]


def test_parts_written_apart_make_one_file() -> None:
    parts = [result_header(), *result_lines([RowResult(ROW)]), *result_lines([RowResult(ROW)])]

    assert len(list(read_rows(BytesIO(b"".join(parts)), "a.csv"))) == 2
