"""The first pass over an uploaded file: refuse it whole, or cut it into chunks of rows.

It may be told of a file more than once and may die at any point: until the batch runs nothing is
kept but chunks that nobody reads, and a batch that runs has its work put into the queue again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.batch_addresses import AddressesSeen
from vssid_recovery.batch_model import CHUNK, Batch, BatchStatus, RowOutcome, Task, Work
from vssid_recovery.batch_ports import BatchFiles, BatchStore, Upload, WorkQueue
from vssid_recovery.batch_results import result_of
from vssid_recovery.declaration_columns import Row
from vssid_recovery.declaration_file import read_rows, result_separator
from vssid_recovery.declaration_refusals import (
    MOST_BYTES,
    TOO_LARGE,
    TOO_MANY_BAD,
    FileRefused,
    refuse_mostly_bad,
)
from vssid_recovery.declaration_row_reasons import CellReason
from vssid_recovery.declaration_rows import DeclaredRow, RowRefused, read_row
from vssid_recovery.errors import Overtaken
from vssid_recovery.ports import Clock
from vssid_recovery.windows import vietnam_day

PIECE = 1 << 20  # bytes read at once
NOT_TAKEN = CellReason(
    "",
    "FILE_NOT_TAKEN",
    "Dòng này không có lỗi, nhưng chưa được nhận vì tệp có quá nhiều dòng lỗi.",
    "Nothing is wrong with this row, but it was not taken: too many other rows are wrong.",
)


class Intake(Struct, frozen=True):
    store: BatchStore
    files: BatchFiles
    queue: WorkQueue
    clock: Clock

    def take(self, batch_id: str) -> BatchStatus | None:
        """What the batch is by now; None where nobody opened it. Raises Unavailable."""
        batch = self.store.batch(batch_id)
        if batch is None:
            return None
        if batch.status is BatchStatus.AWAITING_FILE:
            with self.files.fetch(batch_id, MOST_BYTES) as upload:
                if upload:
                    self._take(batch, upload)
            batch = self.store.batch(batch_id) or batch
        if batch.status is BatchStatus.RUNNING:
            self.queue.put(tasks_left(batch))
        return batch.status

    def _take(self, batch: Batch, upload: Upload) -> None:
        running = replace(batch, upload=upload.name)
        try:
            if upload.size > MOST_BYTES:
                raise FileRefused(TOO_LARGE)
            running = self._cut(running, upload)
        except FileRefused as refusal:
            has_result = refusal.reason.code == TOO_MANY_BAD.code
            self.store.refuse(running, refusal.reason, has_result)
            return
        try:
            standing = self.store.start(running, content_hash(upload.content))
        except Overtaken:
            return
        if standing:
            self.store.duplicate(batch, standing)

    def _cut(self, batch: Batch, upload: Upload) -> Batch:
        """Keep the rows in chunks. Raises FileRefused."""
        total = bad = 0
        seen = AddressesSeen()
        for chunk, rows in enumerate(_chunks(read_rows(upload.content, batch.file_name))):
            self.files.keep_rows(batch.batch_id, upload.name, chunk, rows)
            good = [row for row in self._read(rows) if isinstance(row, DeclaredRow)]
            seen.add(good)
            total += len(rows)
            bad += len(rows) - len(good)
        counted = replace(batch, total=total, separator=result_separator(upload.content))
        try:
            refuse_mostly_bad(total, bad)
        except FileRefused:
            self._explain(counted)
            raise
        return self._with_shared(counted, seen.shared())

    def _with_shared(self, batch: Batch, addresses: frozenset[int]) -> Batch:
        if addresses:
            self.files.keep_shared_addresses(batch, addresses)
        return replace(batch, shared_addresses=len(addresses))

    def _explain(self, batch: Batch) -> None:
        """A file that is refused for its rows says what is wrong with each."""
        chunks = (self.files.rows(batch, chunk) for chunk in batch.chunks)
        parts = ((rows, self._not_taken(rows)) for rows in chunks)
        self.files.write_result(batch, result_of(parts, batch.separator))

    def _not_taken(self, rows: Iterable[Row]) -> Sequence[RowOutcome]:
        good = (NOT_TAKEN,)
        return [
            RowOutcome(row.number, reasons=row.reasons if isinstance(row, RowRefused) else good)
            for row in self._read(rows)
        ]

    def _read(self, rows: Iterable[Row]) -> Iterator[DeclaredRow | RowRefused]:
        today = vietnam_day(self.clock())
        return (read_row(row, today) for row in rows)


def _chunks(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    while chunk := [*islice(rows, CHUNK)]:
        yield chunk


def tasks_left(batch: Batch) -> Iterator[Task]:
    """What is still to be done of a batch that runs."""
    if batch.is_read:
        yield Task(batch.batch_id, Work.FINISH)
    for chunk in batch.chunks:
        if chunk not in batch.done:
            yield Task(batch.batch_id, Work.ROWS, chunk)


def content_hash(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    content.seek(0)
    while piece := content.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
