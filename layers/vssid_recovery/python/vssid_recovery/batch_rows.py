"""The rows of one chunk: each becomes a declaration, or is refused with its reasons.

A chunk may be worked on more than once, also by two at a time: a row's declaration has an id made
of batch and row, and its outcome is what stands in the table.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.batch_addresses import address_fingerprint
from vssid_recovery.batch_model import SAMPLE, Batch, BatchStatus, RowOutcome, Task, Work
from vssid_recovery.batch_ports import BatchFiles, BatchStore, RowStore, WorkQueue
from vssid_recovery.batch_results import result_of
from vssid_recovery.declaration_checks import (
    DATE_OF_BIRTH_MISMATCH,
    NAME_MISMATCH,
    PERSON_NOT_FOUND,
)
from vssid_recovery.declaration_columns import Row
from vssid_recovery.declaration_model import TK1_TS, Declaration, Declared, Flag
from vssid_recovery.declaration_ports import Found
from vssid_recovery.declaration_row_reasons import IDENTIFIER, CellReason, in_column
from vssid_recovery.declaration_rows import DeclaredRow, RowRefused, read_row
from vssid_recovery.declaring import Entry, prepare
from vssid_recovery.email_addresses import compared
from vssid_recovery.errors import CheckFailed, Conflict, Unavailable
from vssid_recovery.ports import Clock, RandBelow, Subjects
from vssid_recovery.windows import vietnam_day

MOST_TRIES = 4  # of rows that meet another declaration for the same person
OTHER_OPEN = CellReason(
    "identifier",
    "CONFLICT",
    "Đã có tờ khai khác cho người này đang được xử lý. Xin chờ có kết quả rồi khai lại.",
    "Another declaration for this person is being handled. Please wait for its outcome.",
)
WHO = frozenset({PERSON_NOT_FOUND, NAME_MISMATCH, DATE_OF_BIRTH_MISMATCH})
COLUMNS = {"fullName": "full_name", "dateOfBirth": "date_of_birth"}  # as the API and a file name it


class _Verdict(Struct, frozen=True):
    """What is to become of a row: an entry that is to be written, or an outcome already."""

    outcome: RowOutcome
    entry: Entry | None = None
    found: Found | None = None


class RowWorker(Struct, frozen=True):
    store: BatchStore
    rows: RowStore
    files: BatchFiles
    queue: WorkQueue
    subjects: Subjects
    clock: Clock
    randbelow: RandBelow

    def work(self, task: Task) -> None:
        """Enter the rows of one chunk. Raises Unavailable: then it is tried again."""
        batch = self.store.batch(task.batch)
        if batch is None or batch.status is not BatchStatus.RUNNING:
            return
        if task.chunk not in batch.done:
            outcomes = self._outcomes(batch, self.files.rows(batch, task.chunk))
            self.files.keep_outcomes(batch, task.chunk, outcomes)
            accepted = sum(outcome.is_accepted for outcome in outcomes)
            flagged = sum(outcome.is_flagged for outcome in outcomes)
            batch = self.store.chunk_done(
                task.batch, task.chunk, accepted, len(outcomes) - accepted, flagged
            )
        if batch.is_read:
            self.queue.put([Task(task.batch, Work.FINISH)])

    def finish(self, task: Task) -> None:
        """Put the result together once every chunk is done; again is the same again."""
        batch = self.store.batch(task.batch)
        if batch is None or batch.status is not BatchStatus.RUNNING or not batch.is_read:
            return
        parts = (
            (self.files.rows(batch, chunk), self.files.outcomes(batch, chunk))
            for chunk in batch.chunks
        )
        self.files.write_result(batch, result_of(parts, batch.separator))
        self.store.finish(batch.batch_id, self._sample(batch))

    def _sample(self, batch: Batch) -> Sequence[str]:
        """Rows by chance, each as likely as any other (reservoir sampling, Vitter's R)."""
        kept: list[str] = []
        accepted = (
            outcome.declaration_id
            for chunk in batch.chunks
            for outcome in self.files.outcomes(batch, chunk)
            if outcome.goes_with_file
        )
        for seen, declaration_id in enumerate(accepted):
            if seen < SAMPLE:
                kept.append(declaration_id)
            elif (place := self.randbelow(seen + 1)) < SAMPLE:
                kept[place] = declaration_id
        return kept

    def _outcomes(self, batch: Batch, rows: Sequence[Row]) -> Sequence[RowOutcome]:
        today = vietnam_day(self.clock())
        read = [read_row(row, today) for row in rows]
        outcomes = {
            row.number: RowOutcome(row.number, reasons=row.reasons)
            for row in read
            if isinstance(row, RowRefused)
        }
        waiting = [row for row in read if isinstance(row, DeclaredRow)]
        for _ in range(MOST_TRIES):
            if not waiting:
                break
            outcomes |= self._enter(batch, waiting)
            waiting = [row for row in waiting if row.number not in outcomes]
        if waiting:
            raise Unavailable("rows: others keep declaring for the same people")
        return [outcomes[row.number] for row in rows]

    def _enter(self, batch: Batch, rows: Sequence[DeclaredRow]) -> Mapping[int, RowOutcome]:
        """The outcomes of all rows that nobody came before in this moment."""
        verdicts = [*self._verdicts(batch, rows)]
        waiting = [
            (each.entry, each.found, each.outcome)
            for each in verdicts
            if each.entry is not None and each.found is not None
        ]
        overtaken = self.rows.enter_all([(entry, found) for entry, found, _ in waiting])
        written = [outcome for at, (_, _, outcome) in enumerate(waiting) if at not in overtaken]
        settled = [each.outcome for each in verdicts if each.entry is None]
        return {outcome.number: outcome for outcome in [*settled, *written]}

    def _verdicts(self, batch: Batch, rows: Sequence[DeclaredRow]) -> Iterator[_Verdict]:
        numbers = self.rows.resolve_all([row.identifier for row in rows])
        addresses = [compared(row.email) for row in rows]
        people = self.rows.look_up_all([*zip(numbers, addresses, strict=True)])
        ids = [
            self.subjects.subject("declaration", f"{batch.batch_id} {row.number}") for row in rows
        ]
        entered = self._entered_before(batch, ids, people)
        shared = self.files.shared_addresses(batch) if batch.shared_addresses else frozenset()
        for row, found, declaration_id in zip(rows, people, ids, strict=True):
            if standing := entered.get(declaration_id):
                yield _Verdict(_accepted(row, standing, batch))
            else:
                shares = address_fingerprint(row.email) in shared
                yield self._verdict(batch, row, found, declaration_id, shares)

    def _entered_before(
        self, batch: Batch, ids: Sequence[str], people: Sequence[Found]
    ) -> Mapping[str, Declaration]:
        """The rows' own declarations, by id, from a try before this one.

        Only a person whose latest declaration is younger than the batch can have one; it need not
        be the latest any more.
        """
        younger = {
            each: found.latest
            for each, found in zip(ids, people, strict=True)
            if found.latest and found.latest.entered_at >= batch.opened_at
        }
        own = {each: case for each, case in younger.items() if case.declaration_id == each}
        replaced = self.rows.declarations([each for each in younger if each not in own])
        return own | {each.declaration_id: each for each in replaced}

    def _verdict(
        self, batch: Batch, row: DeclaredRow, found: Found, declaration_id: str, shares: bool
    ) -> _Verdict:
        if found.latest and found.latest.batch_id == batch.batch_id:
            return _refused(row, _repeated(found.latest.row))
        try:
            entry = prepare(batch.staff, _declared(row), found, declaration_id, self.clock())
        except CheckFailed as failed:
            return _refused(row, *_reasons(row, failed))
        except Conflict:
            return _refused(row, OTHER_OPEN)
        if not entry.is_new:
            return _Verdict(_accepted(row, entry.declaration, batch))
        of_batch = replace(
            entry.declaration,
            batch_id=batch.batch_id,
            row=row.number,
            flags=_flags(entry.declaration, shares),
        )
        entry = replace(entry, declaration=of_batch)
        return _Verdict(_accepted(row, of_batch, batch), entry, found)


def _declared(row: DeclaredRow) -> Declared:
    return Declared(
        form=TK1_TS,
        identifier=row.identifier.number,
        full_name=row.full_name,
        date_of_birth=row.date_of_birth,
        phone=row.phone,
        email=row.email,
        note=row.note,
    )


def _flags(declaration: Declaration, shares: bool) -> tuple[Flag, ...]:
    """With what only the file tells: that the address stands on somebody else's row too."""
    raised = {*declaration.flags, Flag.ADDRESS_SHARED} if shares else declaration.flags
    return tuple(flag for flag in Flag if flag in raised)


def _accepted(row: DeclaredRow, declaration: Declaration, batch: Batch) -> RowOutcome:
    stood_before = declaration.batch_id != batch.batch_id
    return RowOutcome(
        row.number,
        declaration.declaration_id,
        is_flagged=bool(declaration.flags) and not stood_before,
        stood_before=stood_before,
    )


def _refused(row: DeclaredRow, *reasons: CellReason) -> _Verdict:
    return _Verdict(RowOutcome(row.number, reasons=reasons))


def _reasons(row: DeclaredRow, failed: CheckFailed) -> Iterator[CellReason]:
    """Of a number to which a zero was put back only that, where it is not this person's.

    What else does not agree is somebody else's then, and would mislead whoever mends the row.
    """
    if row.padded and not WHO.isdisjoint(failed.findings):
        yield in_column("identifier", IDENTIFIER)
        return
    for finding in failed.findings:
        yield in_column(COLUMNS.get(finding.field, finding.field), finding.reason)


def _repeated(row: int) -> CellReason:
    return CellReason(
        "identifier",
        "REPEATED",
        f"Người này đã có ở dòng {row} của cùng tệp. Xin chỉ giữ một dòng cho mỗi người.",
        f"This person is in row {row} of the same file already. Please keep one row a person.",
    )
