"""A file that is refused whole: it says why, in both languages, and nothing of it is kept."""

import pytest

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare
from tests.functional.batch_samples import HEADER, csv_of, enrol, lines_of, person, row
from tests.functional.declaration_desk import OFFICER, UNIT
from tests.unit.workbooks import sheet, workbook
from vssid_recovery import declaration_refusals as refusals
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.batch_model import Batch, BatchStatus
from vssid_recovery.declaration_refusals import MOST_BYTES
from vssid_recovery.errors import Reason

PEOPLE = [person(at) for at in range(9)]
HEADER_LINE = ";".join(HEADER).encode()
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = workbook([], {"xl/worksheets/sheet1.xml": sheet([["0" * 3_000_000]])}).getvalue()
GOOD_WORKBOOK = workbook([HEADER, [*row(PEOPLE[0]).values()]]).getvalue()
FILES = {
    "NOT_A_TABLE": b"%PDF-1.7 ...",
    "WRONG_NAME": GOOD_WORKBOOK,
    "NOT_UTF8": ";".join(HEADER).encode("utf-16"),
    "OLD_EXCEL": OLE2 + b"\0" * 512,
    "ENCRYPTED": OLE2 + "EncryptedPackage".encode("utf-16-le"),
    "ARCHIVE_BOMB": BOMB,
    "TOO_LARGE": b"x" * (MOST_BYTES + 1),
    "TOO_MANY_ROWS": HEADER_LINE + b"\r\n1;a;b;c;d;e" * 100_001,
    "EMPTY": HEADER_LINE + b"\r\n;;;;;\r\n",
    "NO_HEADER": csv_of([row(PEOPLE[0])]).partition(b"\r\n")[2],
    "MISSING_COLUMN": b"identifier;full_name;email\r\n1;2;3\r\n",
    "DUPLICATE_COLUMN": HEADER_LINE + b";Email\r\n1;2;3;4;5;6;7\r\n",
    "TOO_MANY_BAD": csv_of([row(PEOPLE[0]), row(PEOPLE[1], email="none")]),
}


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    enrol(table, *PEOPLE)
    return open_desk(table, secret, clock)


def uploaded(desk: BatchDesk, code: str, monkeypatch: pytest.MonkeyPatch) -> Batch:
    if code == "TOO_MANY_ROWS":  # chunks of the rows before are kept, and 500 is much for a test
        monkeypatch.setattr(desk.files, "keep_rows", lambda *given: None)
    return desk.uploaded(FILES[code], name="a.xlsx" if code == "ARCHIVE_BOMB" else "a.csv")


def test_every_way_to_refuse_a_file_is_tried() -> None:
    told = {each.code for each in vars(refusals).values() if isinstance(each, Reason)}

    assert told == FILES.keys()


@pytest.mark.parametrize("code", FILES)
def test_a_file_is_refused_with_its_reason_and_nothing_half_done(
    desk: BatchDesk, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    batch = uploaded(desk, code, monkeypatch)

    assert batch.status is BatchStatus.REFUSED
    assert batch.reason is not None
    assert batch.reason.code == code
    assert "Quý khách" in batch.reason.vi or "cột" in batch.reason.vi
    assert "{" not in batch.reason.vi + batch.reason.en
    assert "lease" in batch.reason.en or "split" in batch.reason.en
    assert (batch.total, batch.accepted, batch.rejected) == (0, 0, 0)
    assert desk.items("DECLARATION#") == []
    assert desk.items("CONTENT#") == []
    assert desk.waiting() == []
    assert bool(desk.look_at(batch, UNIT).result_url) == (code == "TOO_MANY_BAD")


def test_a_refused_file_cannot_be_decided_on_and_shows_the_office_no_rows(desk: BatchDesk) -> None:
    batch = desk.uploaded(FILES["EMPTY"])

    shown = desk.look_at(batch, OFFICER)

    assert (shown.sample, shown.flagged) == ((), ())


def test_one_bad_row_in_three_is_kept_and_one_more_is_refused(desk: BatchDesk) -> None:
    rows = [row(each) for each in PEOPLE]
    for at in (0, 4, 8):
        rows[at]["email"] = "none"
    kept = desk.uploaded(csv_of(rows))
    rows[5]["full_name"] = "=cmd|' /C calc'!A0"

    refused = desk.uploaded(csv_of(rows))

    assert (kept.status, kept.accepted, kept.rejected) == (BatchStatus.DONE, 6, 3)
    assert refused.status is BatchStatus.REFUSED


def test_a_file_that_is_refused_for_its_rows_says_what_is_wrong_with_each(desk: BatchDesk) -> None:
    rows = [row(each) for each in PEOPLE[:3]]
    rows[0]["email"] = "none"
    rows[2]["full_name"] = "=cmd|' /C calc'!A0"

    batch = desk.uploaded(csv_of(rows, ","))

    lines = lines_of(desk.result(batch), ",")
    assert [line[0] for line in lines] == ["2", "3", "4"]
    assert {line[-2] for line in lines} == {"bị từ chối"}
    assert "email" in lines[0][-1]
    assert "không có lỗi" in lines[1][-1]
    assert lines[2][2].startswith("'=cmd")


def test_a_formula_is_one_rows_fault_and_not_the_files(desk: BatchDesk) -> None:
    rows = [row(each) for each in PEOPLE[:4]]
    rows[1]["note"] = '=HYPERLINK("http://evil.example")'

    batch = desk.uploaded(csv_of(rows))

    assert desk.reasons(batch) == {2: [], 3: ["FORMULA"], 4: [], 5: []}


def test_a_file_over_20_mib_is_refused_without_its_content_being_read(
    desk: BatchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = desk.open()
    desk.put(opened, FILES["TOO_LARGE"])

    with desk.files.fetch(opened.batch.batch_id, MOST_BYTES) as upload:
        assert upload is not None
        assert upload.size == MOST_BYTES + 1
        assert upload.content.seek(0, 2) == 0
