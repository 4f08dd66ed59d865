"""XLSX files that are damaged, or made to do damage: an answer each, no crash and no cost."""

from collections.abc import Callable
from io import BytesIO
from struct import pack
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from tests.unit.workbooks import (
    MAIN,
    Xml,
    shared,
    sheet,
    workbook,
    zipped,
)
from vssid_recovery import xlsx_archive, xlsx_workbook
from vssid_recovery.declaration_refusals import FileRefused
from vssid_recovery.declaration_xlsx import read_xlsx

SHEET = "xl/worksheets/sheet1.xml"


def code(file: IO[bytes]) -> str:
    with pytest.raises(FileRefused) as refused:
        list(read_xlsx(file))
    return refused.value.reason.code


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("_rels/.rels", None),
        ("xl/workbook.xml", None),
        (SHEET, None),
        (SHEET, "<worksheet"),
        (SHEET, "\x00\x01"),
        (SHEET, f'<worksheet xmlns="{MAIN}"><row r="2"/><row r="2"/></worksheet>'),
        (SHEET, f'<worksheet xmlns="{MAIN}"><row r="x"/></worksheet>'),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheet name="a"/></workbook>'),
        ("xl/styles.xml", f'<s xmlns="{MAIN}"><cellXfs><xf numFmtId="x"/></cellXfs></s>'),
    ],
)
def test_what_is_missing_or_damaged_inside_is_told_and_no_crash(
    part: str, text: str | None
) -> None:
    assert code(workbook([["a"]], {part: text})) == "NOT_A_TABLE"


@pytest.mark.parametrize("end", [30, 300, -30])
def test_an_archive_that_is_cut_short_is_told(end: int) -> None:
    assert code(BytesIO(workbook([["a"]]).getvalue()[:end])) == "NOT_A_TABLE"


def test_any_archive_with_a_flipped_byte_is_read_or_refused() -> None:
    whole = workbook([["email", "note"], ["a", "b"]]).getvalue()
    codes = set()

    for at in range(0, len(whole), 7):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        try:
            list(read_xlsx(BytesIO(bytes(broken))))
        except FileRefused as refusal:
            codes.add(refusal.reason.code)

    assert "NOT_A_TABLE" in codes
    assert codes <= {"NOT_A_TABLE", "ARCHIVE_BOMB", "ENCRYPTED"}


@pytest.mark.parametrize("kind", [BytesIO, TemporaryFile])
def test_a_directory_that_begins_before_the_file_is_told_in_memory_and_on_disk(
    kind: Callable[[], IO[bytes]],
) -> None:
    content = bytearray(workbook([["a"]]).getvalue())
    [end] = [at for at in range(len(content)) if content.startswith(b"PK\x05\x06", at)]
    content[end + 16 : end + 20] = pack("<L", len(content) + 1000)

    with kind() as file:
        file.write(content)
        assert code(file) == "NOT_A_TABLE"


def test_other_archives_are_no_table() -> None:
    assert code(zipped({"word/document.xml": "<x/>"})) == "NOT_A_TABLE"
    assert code(zipped({})) == "NOT_A_TABLE"


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_a_bomb() -> None:
    assert code(workbook([], {SHEET: sheet([["0" * 3_000_000]])})) == "ARCHIVE_BOMB"


def test_parts_that_are_too_large_together_are_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_archive, "MOST_UNPACKED", 5_000)

    assert code(workbook([[str(number)] for number in range(100)])) == "ARCHIVE_BOMB"


def test_a_thousand_parts_are_a_bomb_before_any_is_opened() -> None:
    assert code(zipped({str(number): "" for number in range(1_001)})) == "ARCHIVE_BOMB"


def test_a_part_that_lies_about_its_size_unpacks_no_further() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", " " * 1_500_000)
    lie = file.getvalue().replace((1_500_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))

    assert code(BytesIO(lie)) == "NOT_A_TABLE"


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        f'<!ENTITY a "{"x" * 1000}">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        "",
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"])
def test_no_part_may_declare_entities(part: str, entities: str) -> None:
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><x/>'

    assert code(workbook([], {part: bomb})) == "ARCHIVE_BOMB"


def test_a_tag_of_megabytes_is_a_bomb() -> None:
    noise = "".join(f" a{number}='{number * 7919 % 100003}'" for number in range(200_000))

    assert code(workbook([], {SHEET: f'<worksheet xmlns="{MAIN}"{noise}/>'})) == "ARCHIVE_BOMB"


@pytest.mark.parametrize("limit", ["MOST_STRINGS", "MOST_STRING_BYTES"])
def test_more_texts_than_a_batch_can_hold_are_a_bomb(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(xlsx_workbook, limit, 10)
    texts = shared([f"<t>{number}</t>" for number in range(11)])

    assert code(workbook([], {"xl/sharedStrings.xml": texts})) == "ARCHIVE_BOMB"


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    cells = [Xml('<c r="A1"><v>1</v></c>'), Xml('<c r="XFD1"><v>2</v></c>'), Xml("<c><v>3</v></c>")]

    assert list(read_xlsx(workbook([cells]))) == [(1, {0: "1"})]


def test_an_encrypted_part_is_told_as_such() -> None:
    file = bytearray(workbook([["a"]]).getvalue())
    file[file.index(b"PK\x01\x02") + 8] |= 1

    assert code(BytesIO(bytes(file))) == "ENCRYPTED"


def test_only_the_packing_that_spreadsheets_use_is_unpacked() -> None:
    file = BytesIO()
    with ZipFile(workbook([["a"]])) as usual, ZipFile(file, "w", ZIP_LZMA) as other:
        for part in usual.namelist():
            other.writestr(part, usual.read(part))

    assert code(file) == "NOT_A_TABLE"
