"""XLSX as Excel, LibreOffice and others write it."""

from io import BytesIO

import pytest

from tests.unit.workbooks import (
    CUSTOM_DATE,
    DATE,
    MAIN,
    OFFICE,
    TEXT,
    Cell,
    Xml,
    book,
    shared,
    sheet,
    workbook,
)
from vssid_recovery.declaration_csv import KEPT_OF_CELL
from vssid_recovery.declaration_refusals import FileRefused
from vssid_recovery.declaration_xlsx import read_xlsx
from vssid_recovery.xlsx_workbook import is_date_format

SHEET = "xl/worksheets/sheet1.xml"
BOOK_LINKS = "xl/_rels/workbook.xml.rels"


def records(file: BytesIO) -> list[tuple[int, list[str]]]:
    return [(number, list(cells.values())) for number, cells in read_xlsx(file)]


def shown(cell: Cell, **parts: str) -> str:
    """How one cell is read."""
    named = {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    ((_, (text,)),) = records(workbook([[cell]], named))
    return text


def code(file: BytesIO) -> str:
    with pytest.raises(FileRefused) as refused:
        records(file)
    return refused.value.reason.code


def styled(number: float | str, style: int) -> Xml:
    return Xml(f'<c r="{{at}}" s="{style}"><v>{number}</v></c>')


def test_rows_come_with_their_numbers_and_cells_with_their_places() -> None:
    lines = (
        '<row r="3"><c r="B3" t="inlineStr"><is><t>b</t></is></c><c r="D3"><v>4</v></c></row>'
        '<row r="4"/><row r="5" spans="1:2"><c r="A5" s="1"/></row>'
        "<row><c><v>1</v></c><c><v>2</v></c></row>"
    )
    part = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'

    read = list(read_xlsx(workbook([], {SHEET: part})))

    assert read == [(3, {1: "b", 3: "4"}), (6, {0: "1", 1: "2"})]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("123456790", "123456790"),
        ("79012345678", "79012345678"),
        ("1.2E+11", "120000000000"),
        ("123456790.0", "123456790"),
        ("-5", "-5"),
        ("1955.5", "1955.5"),
        ("1E+21", "1E+21"),
    ],
)
def test_a_number_is_shown_with_all_its_digits(text: str, digits: str) -> None:
    assert shown(styled(text, 0)) == digits


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (1, "1900-01-01"),
        (59, "1900-02-28"),
        (60, "1900-02-29"),
        (61, "1900-03-01"),
        (20123, "1955-02-03"),
        (31242.75, "1985-07-14"),
        (2958465, "9999-12-31"),
        (2958466, "2958466"),
        (-1, "-1"),
    ],
)
@pytest.mark.parametrize("style", [DATE, CUSTOM_DATE])
def test_a_number_in_a_date_style_is_a_day(serial: float, day: str, style: int) -> None:
    assert shown(styled(serial, style)) == day


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    from_1904 = book('date1904="1"')

    assert shown(styled(18661, DATE), xl__workbook=from_1904) == "1955-02-03"
    assert shown(styled(2957003, DATE), xl__workbook=from_1904) == "9999-12-31"
    assert shown(styled(2957004, DATE), xl__workbook=from_1904) == "2957004"


def test_a_number_in_another_style_is_no_day() -> None:
    assert shown(styled(1955, 0)) == "1955"
    assert shown(styled(1955, TEXT)) == "1955"


def test_formats_that_only_a_condition_sets_make_no_day() -> None:
    conditional = '<dxfs><dxf><numFmt numFmtId="165" formatCode="d"/></dxf></dxfs>'
    cells = '<cellXfs><xf numFmtId="165"/></cellXfs>'
    styles = f'<styleSheet xmlns="{MAIN}">{conditional}{cells}</styleSheet>'

    assert shown(styled(1955, 0), xl__styles=styles) == "1955"


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("dd/mm/yyyy", True),
        ("[$-42A]d mmmm yyyy;@", True),
        ('"ngày" d', True),
        ("General", False),
        ('0.00" đy"', False),
        ("[Red]0", False),
        (r"\d0", False),
        ("hh:mm", False),
        ("@", False),
    ],
)
def test_a_format_with_a_day_or_a_year_is_a_date_format(code: str, is_date: bool) -> None:
    assert is_date_format(code) == is_date


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('t="d"><v>1955-02-03T00:00:00</v>', "1955-02-03"),
        ('t="b"><v>1</v>', "TRUE"),
        ('t="e"><v>#N/A</v>', "#N/A"),
        ('t="inlineStr"><is><r><t>Trần </t></r><r><t>Bình</t></r></is>', "Trần Bình"),
        ('t="inlineStr"><is><t>An</t><rPh sb="0" eb="1"><t>x</t></rPh></is>', "An"),
        ('t="inlineStr"><is><t>An_x000D_Bé _x005F_x0041_</t></is>', "An\rBé _x0041_"),
        ('t="inlineStr"><is><t>_xD83D_ _x0000_</t></is>', "_xD83D_ _x0000_"),
    ],
)
def test_a_cell_of_every_kind_is_shown_as_a_person_sees_it(cell: str, text: str) -> None:
    assert shown(Xml(f'<c r="{{at}}" {cell}</c>')) == text


def test_texts_that_are_kept_apart_are_found_by_their_number() -> None:
    phonetic = '<rPh sb="0" eb="1"><t>x</t></rPh>'
    texts = shared(
        [f"<t>Một</t>{phonetic}", "<r><t>Hai</t></r><r><t> ba</t></r>", "<t/>", "<t>Bốn</t>"]
    )
    cells = [Xml(f'<c r="{{at}}" t="s"><v>{number}</v></c>') for number in (3, 1, 0, 2)]

    ((_, read),) = records(workbook([cells], {"xl/sharedStrings.xml": texts}))

    assert read == ["Bốn", "Hai ba", "Một", ""]


@pytest.mark.parametrize("number", ["1", "-1", "x"])
def test_a_text_that_is_not_there_is_damage(number: str) -> None:
    cell = Xml(f'<c r="{{at}}" t="s"><v>{number}</v></c>')

    assert code(workbook([[cell]], {"xl/sharedStrings.xml": shared(["<t>a</t>"])})) == "NOT_A_TABLE"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('><f>A1&amp;"x"</f><v>123456790</v>', '=A1&"x"'),
        ('t="str"><f>cmd|x</f><v>An</v>', "=cmd|x"),
        ('t="s"><f t="shared" si="0"/><v>0</v>', "="),
    ],
)
def test_a_formula_stays_a_formula_whatever_its_value(cell: str, text: str) -> None:
    assert shown(Xml(f'<c r="{{at}}" {cell}</c>')) == text


def test_a_cell_of_a_million_characters_is_cut() -> None:
    apart = shown(Xml('<c r="{at}" t="s"><v>0</v></c>'), xl__sharedStrings=shared(
        [f"<t>{'a b' * 300_000}</t>"]))  # fmt: skip

    assert len(shown("xy " * 300_000)) == len(apart) == KEPT_OF_CELL


def test_each_text_has_the_full_length_to_itself() -> None:
    long = "a" * 900
    cells = [Xml(f'<c r="{{at}}" t="s"><v>{number}</v></c>') for number in (0, 1)]
    parts = {"xl/sharedStrings.xml": shared([f"<t>{long}</t>"] * 2)}

    assert records(workbook([cells], parts)) == [(1, [long, long])]


def test_the_first_visible_sheet_that_holds_anything_is_read() -> None:
    sheets = "".join(
        f'<sheet name="{number}" sheetId="{number}" state="{state}" r:id="r{number}"/>'
        for number, state in enumerate(["hidden", *["visible"] * 4], 1)
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" '
        f'Target="/xl/worksheets/{number}.xml"/>'
        for number, kind in enumerate(["worksheet", "chartsheet", *["worksheet"] * 3], 1)
    )
    texts = [[["hidden"]], [["chart"]], [], [["first"]], [["second"]]]
    parts = {f"xl/worksheets/{number}.xml": sheet(rows) for number, rows in enumerate(texts, 1)}

    file = workbook(
        [],
        {**parts, "xl/workbook.xml": book(sheets=sheets), BOOK_LINKS: f"<x xmlns='y'>{links}</x>"},
    )

    assert records(file) == [(1, ["first"])]


def test_prefixes_the_strict_form_and_other_namespaces_are_understood() -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    part = (
        f'<x:worksheet xmlns:x="{strict}" xmlns:o="urn:other"><x:sheetData><x:row r="1">'
        '<o:c r="Z1"><o:v>9</o:v></o:c><x:c r="A1"><x:v>7</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )

    assert records(workbook([], {SHEET: part})) == [(1, ["7"])]
