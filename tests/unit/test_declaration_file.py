"""A file of either kind is told by what is inside, and its size and rows are held to bounds."""

import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest

from tests.unit.workbooks import Xml, shared, sheet, workbook
from vssid_recovery import declaration_refusals
from vssid_recovery.declaration_columns import Row
from vssid_recovery.declaration_file import read_rows, result_separator
from vssid_recovery.declaration_refusals import MOST_BYTES, FileRefused, refuse_mostly_bad
from vssid_recovery.errors import Reason

HEADER = ["Mã số BHXH", "Họ và tên", "Ngày sinh", "Điện thoại", "Email", "Ghi chú"]
CELLS = ["0123456790", "Trần Thị Bình", "14/07/1985", "0900000102", "b@thu.example", "ghi chú"]
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def csv_of(*rows: list[str], encoding: str = "utf-8-sig") -> BytesIO:
    return BytesIO("\r\n".join(";".join(cells) for cells in rows).encode(encoding))


def rows_of(file: BytesIO, name: str = "tk1.csv") -> list[Row]:
    return list(read_rows(file, name))


def code(file: BytesIO | bytes, name: str = "tk1.csv") -> str:
    with pytest.raises(FileRefused) as refused:
        rows_of(BytesIO(file) if isinstance(file, bytes) else file, name)
    return refused.value.reason.code


@pytest.mark.parametrize("make", [csv_of, lambda *rows: workbook(rows)])
def test_both_kinds_give_the_same_rows_numbered_as_in_excel(
    make: Callable[..., BytesIO],
) -> None:
    file = make(HEADER, CELLS, [""], ["", " ", ""], CELLS)

    assert rows_of(file, "") == [Row(2, *CELLS), Row(5, *CELLS)]
    assert not file.closed


@pytest.mark.parametrize(
    ("content", "separator"),
    [
        (b"email,note\r\n1;2,3\r\n", ","),
        (b"\r\nemail;note\r\n", ";"),
        (b"sep=,\r\nemail;note\r\n", ","),
        (b"nothing", ";"),
        (workbook([["email"]]).getvalue(), ";"),
    ],
)
def test_results_are_separated_as_the_excel_that_made_the_file_does(
    content: bytes, separator: str
) -> None:
    assert result_separator(BytesIO(content)) == separator


def test_a_file_may_be_read_twice() -> None:
    file = csv_of(HEADER, CELLS)

    assert rows_of(file) == rows_of(file)


def test_whoever_stops_half_way_may_close_the_file() -> None:
    file = csv_of(HEADER, CELLS, CELLS)
    rows = read_rows(file, "a.csv")

    next(rows)
    file.close()

    del rows


def test_a_control_character_spoils_its_row_and_not_the_file() -> None:
    bad, good = rows_of(csv_of(HEADER, ["\x1b", *CELLS[1:]], CELLS))

    assert (bad.identifier, good.identifier) == ("\x1b", CELLS[0])


def test_a_row_with_nothing_but_its_running_number_is_empty() -> None:
    file = csv_of(["STT", *HEADER], ["1", *CELLS], ["2", *[""] * 6])

    assert [row.number for row in rows_of(file)] == [2]


def test_lines_above_the_header_may_be_empty() -> None:
    assert rows_of(workbook([[], [], HEADER, CELLS]), "a.xlsx") == [Row(4, *CELLS)]


def test_short_rows_have_empty_cells_and_long_ones_lose_what_has_no_name() -> None:
    short, long = rows_of(csv_of(HEADER, CELLS[:2], [*CELLS, "more"]))

    assert (short.full_name, short.email) == (CELLS[1], "")
    assert long == Row(3, *CELLS)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "EMPTY"),
        (b"\xef\xbb\xbf", "EMPTY"),
        (b"\r\n\r\n", "EMPTY"),
        (b"%PDF-1.7\n...", "NOT_A_TABLE"),
        (b"<html><table>", "NOT_A_TABLE"),
        (b"\x89PNG\r\n\x1a\n", "NOT_A_TABLE"),
        (b"{\\rtf1", "NOT_A_TABLE"),
        (b"PK\x03\x04 no archive", "NOT_A_TABLE"),
        (b"\x01\x02\x03 something", "NOT_A_TABLE"),
        (OLE2 + b"Workbook", "OLD_EXCEL"),
        (OLE2 + b"\0" * (1 << 20) + "EncryptedPackage".encode("utf-16-le"), "ENCRYPTED"),
        ("Mã số BHXH;Email".encode("utf-16"), "NOT_UTF8"),
        ("identifier;email".encode("utf-16-le"), "NOT_UTF8"),
        ("Ma so BHXH;Họ".encode("cp1258", "ignore") + b"\xf2", "NOT_UTF8"),
        (b"An;Binh\r\n", "NO_HEADER"),
        (b"email;note\r\n", "MISSING_COLUMN"),
    ],
)
def test_what_is_no_table_of_ours_is_refused_by_its_kind(content: bytes, expected: str) -> None:
    assert code(content, "") == expected


@pytest.mark.parametrize("at", [(1 << 20) - 9, (1 << 20) - 33])
def test_an_encrypted_workbook_is_known_wherever_it_says_so(at: int) -> None:
    mark = "EncryptedPackage".encode("utf-16-le")

    assert code(OLE2.ljust(at, b"\0") + mark, "a.xlsx") == "ENCRYPTED"


def test_a_name_that_does_not_fit_what_is_inside_is_refused() -> None:
    assert code(csv_of(HEADER, CELLS), "tk1.XLSX") == "WRONG_NAME"
    assert code(workbook([HEADER, CELLS]), "tk1.csv") == "WRONG_NAME"


def test_a_name_of_another_kind_says_nothing() -> None:
    assert rows_of(csv_of(HEADER, CELLS), "tk1.2026")
    assert rows_of(workbook([HEADER, CELLS]), "tk1")


@pytest.mark.parametrize("make", [csv_of, lambda *rows: workbook(rows)])
def test_a_header_alone_is_an_empty_file(make: Callable[..., BytesIO]) -> None:
    assert code(make(HEADER), "") == "EMPTY"
    assert code(make(HEADER, ["", "", " "]), "") == "EMPTY"


def many_rows(count: int) -> BytesIO:
    return BytesIO(f"{';'.join(HEADER)}\n".encode() + f"{';'.join(CELLS)}\n".encode() * count)


def test_a_hundred_thousand_rows_are_taken_and_one_more_is_not() -> None:
    assert sum(1 for _ in read_rows(many_rows(100_000), "a.csv")) == 100_000
    assert code(many_rows(100_001)) == "TOO_MANY_ROWS"


def test_a_file_of_twenty_mebibytes_is_taken_and_a_byte_more_is_not() -> None:
    table = csv_of(HEADER, CELLS).getvalue() + b"\n"
    lines = table + (b" " * 65_000 + b"\n") * 400

    assert len(rows_of(BytesIO(lines[: MOST_BYTES - 1] + b"\n"))) == 1
    assert code(lines[:MOST_BYTES] + b"\n") == "TOO_LARGE"


@pytest.mark.parametrize(("total", "bad"), [(3, 1), (6, 2), (100_000, 33_333), (1, 0)])
def test_a_third_of_the_rows_may_be_bad(total: int, bad: int) -> None:
    refuse_mostly_bad(total, bad)


@pytest.mark.parametrize(("total", "bad"), [(2, 1), (5, 2), (100_000, 33_334), (1, 1)])
def test_more_than_a_third_may_not(total: int, bad: int) -> None:
    with pytest.raises(FileRefused) as refused:
        refuse_mostly_bad(total, bad)

    assert refused.value.reason.code == "TOO_MANY_BAD"


def peak_while_reading(file: BytesIO, name: str) -> int:
    tracemalloc.start()
    for _ in read_rows(file, name):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def people(count: int) -> Iterator[list[str]]:
    yield HEADER
    for number in range(count):
        yield [f"{number:010}", f"Người Thứ {number}", *CELLS[2:4], f"{number}@thu.example"]


def inline(count: int) -> BytesIO:
    return workbook(people(count))


def apart(count: int) -> BytesIO:
    """As Excel does it: every text once in a part of its own."""
    texts = [cell for cells in people(count) for cell in cells]
    numbers = iter(range(len(texts)))
    cells = (
        [Xml(f'<c r="{{at}}" t="s"><v>{next(numbers)}</v></c>') for _ in row]
        for row in people(count)
    )
    parts = {
        "xl/worksheets/sheet1.xml": sheet(cells),
        "xl/sharedStrings.xml": shared(f"<t>{text}</t>" for text in texts),
    }
    return workbook([], parts)


@pytest.mark.parametrize(("make", "name"), [(many_rows, "a.csv"), (inline, "a.xlsx")])
def test_twenty_times_the_rows_take_no_more_memory(
    make: Callable[[int], BytesIO], name: str
) -> None:
    peak_while_reading(make(1_000), name)  # what is imported or cached once

    few, many = (peak_while_reading(make(count), name) for count in (1_000, 20_000))

    assert many < 1.3 * few + 100_000


def test_texts_kept_apart_take_little_more_than_themselves() -> None:
    file = apart(20_000)
    own = sum(len(cell.encode()) for cells in people(20_000) for cell in cells)

    assert peak_while_reading(file, "a.xlsx") < 2.5 * own + 1_500_000


def test_every_reason_has_its_code_for_name_and_both_sentences() -> None:
    found = {k: v for k, v in vars(declaration_refusals).items() if isinstance(v, Reason)}

    assert len(found) == 13
    for name, reason in found.items():
        assert reason.code == name
        assert reason.vi.endswith(".")
        assert reason.en.endswith(".")
