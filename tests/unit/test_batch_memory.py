"""However long a file is, little of it is in memory: the first pass and the result are streams."""

import tempfile
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, cast

import pytest
from msgspec.structs import replace

from tests.clock import START
from vssid_recovery import batch_intake
from vssid_recovery.batch_intake import Intake
from vssid_recovery.batch_model import CHUNK, Batch, BatchStatus, RowOutcome, Task, Work
from vssid_recovery.batch_ports import BatchFiles, BatchStore, Upload
from vssid_recovery.batch_results import result_of
from vssid_recovery.declaration_columns import Row
from vssid_recovery.errors import Reason
from vssid_recovery.staff import Role, Staff

UNIT = Staff("sub", frozenset({Role.UNIT}), "TN0001N", "07906")
LINE = "{number:010d};Trần Thị Bình;1955-02-03;0912345678;p{number}@thu.example;{note}\r\n"
MOST_MORE = 128 * 1024  # bytes, that 10 times the rows may take more
FINGERPRINTS = 16  # bytes a row, of its address and its person


class OneBatch:
    """Holds one batch that awaits its file."""

    def __init__(self) -> None:
        self.held = Batch("b", "a.csv", UNIT, "07906", START)

    def batch(self, batch_id: str) -> Batch | None:
        return self.held

    def start(self, batch: Batch, content: str) -> str:
        self.held = replace(batch, status=BatchStatus.RUNNING)
        return ""

    def refuse(self, batch: Batch, reason: Reason, has_result: bool) -> None:
        self.held = replace(batch, status=BatchStatus.REFUSED, reason=reason)


class OneFile:
    """Keeps nothing but how many rows each chunk had."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.chunks: list[int] = []

    @contextmanager
    def fetch(self, batch_id: str, most_bytes: int) -> Iterator[Upload | None]:
        yield Upload("name", self.content.seek(0, 2), self.content)

    def keep_rows(self, batch_id: str, upload: str, chunk: int, rows: Sequence[Row]) -> None:
        assert chunk == len(self.chunks)
        self.chunks.append(len(rows))

    def rows(self, batch: Batch, chunk: int) -> Sequence[Row]:
        return [Row(number, "1", "a", "b", "c", "d", "e") for number in range(CHUNK)]

    def write_result(self, batch: Batch, lines: Iterable[bytes]) -> None:
        for _ in lines:
            pass


class Tasks:
    def __init__(self) -> None:
        self.put_in: list[Task] = []

    def put(self, tasks: Iterable[Task]) -> None:
        self.put_in += tasks


@contextmanager
def file_of(rows: int, note: str = "") -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as content:
        content.write(b"identifier;full_name;date_of_birth;phone;email;note\r\n")
        for number in range(rows):
            content.write(LINE.format(number=number, note=note).encode())
        yield content


def taken(rows: int, note: str = "") -> tuple[int, OneBatch, OneFile, Tasks]:
    """The most memory that the first pass took, in bytes, and what came of it."""
    with file_of(rows, note) as content:
        store, files, tasks = OneBatch(), OneFile(content), Tasks()
        ports = cast("BatchStore", store), cast("BatchFiles", files)
        intake = Intake(*ports, tasks, lambda: START)
        tracemalloc.start()
        try:
            intake.take("b")
            return tracemalloc.get_traced_memory()[1], store, files, tasks
        finally:
            tracemalloc.stop()


def test_a_file_is_cut_into_chunks_with_a_task_each() -> None:
    _, store, files, tasks = taken(2 * CHUNK + 1)

    assert files.chunks == [CHUNK, CHUNK, 1]
    assert (store.held.total, store.held.chunks) == (2 * CHUNK + 1, range(3))
    assert tasks.put_in == [Task("b", Work.ROWS, chunk) for chunk in range(3)]


@pytest.mark.parametrize(
    ("note", "status"), [("", BatchStatus.RUNNING), ("=1+1", BatchStatus.REFUSED)]
)
def test_the_first_pass_takes_only_fingerprints_more_for_10_000_rows_than_for_1_000(
    monkeypatch: pytest.MonkeyPatch, note: str, status: BatchStatus
) -> None:
    monkeypatch.setattr(batch_intake, "PIECE", 1 << 14)  # less than the smaller file
    taken(CHUNK, note)  # what is made once, at the first time

    little, *_ = taken(1_000, note)
    much, store, *_ = taken(10_000, note)

    assert store.held.status is status
    assert much < little + 9_000 * FINGERPRINTS + MOST_MORE


def test_a_result_is_made_one_chunk_at_a_time() -> None:
    def parts(chunks: int) -> Iterator[tuple[Sequence[Row], Sequence[RowOutcome]]]:
        for chunk in range(chunks):
            numbers = range(chunk * CHUNK, (chunk + 1) * CHUNK)
            rows = [Row(number, "1", "a", "b", "c", "d", "e") for number in numbers]
            yield rows, [RowOutcome(number, "id") for number in numbers]

    def peak(chunks: int) -> int:
        tracemalloc.start()
        try:
            assert sum(1 for _ in result_of(parts(chunks), ";")) == chunks * CHUNK + 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(100) < peak(5) + MOST_MORE
