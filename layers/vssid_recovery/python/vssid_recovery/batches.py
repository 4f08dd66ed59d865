"""Files of declarations as units and offices see them: opened, looked at, decided on."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from msgspec import Struct

from vssid_recovery.batch_model import (
    CONTENT_TYPES,
    Batch,
    BatchDecision,
    BatchStatus,
    Task,
    Work,
)
from vssid_recovery.batch_ports import BatchFiles, BatchStore, RowStore, WorkQueue
from vssid_recovery.cursors import sealed, unsealed
from vssid_recovery.deciding import Decision
from vssid_recovery.declaration_model import TK1_TS, Declaration, Step
from vssid_recovery.errors import Conflict, Forbidden, InvalidRequest, NotFound, Overtaken
from vssid_recovery.ports import Clock, Subjects
from vssid_recovery.staff import DECIDE, ENTER, Act, Staff

LONGEST_NAME = 200
MOST_LEFT_OUT = 100  # exceptions of one decision
FLAGGED_AT_ONCE = 50


class Opened(Struct, frozen=True):
    batch: Batch
    upload_url: str
    content_type: str


class Shown(Struct, frozen=True):
    """`flagged` and `sample` are for the office that decides; `flagged` goes on at `cursor`."""

    batch: Batch
    result_url: str
    flagged: Sequence[Declaration] = ()
    cursor: str = ""
    sample: Sequence[Declaration] = ()


class Batches(Struct, frozen=True):
    """`new_id` gives 32 random hex digits."""

    store: BatchStore
    rows: RowStore
    files: BatchFiles
    queue: WorkQueue
    subjects: Subjects
    clock: Clock
    new_id: Callable[[], str]

    def open(self, staff: Staff, file_name: str) -> Opened:
        """A batch that awaits its file. Raises Forbidden, InvalidRequest, Unavailable."""
        staff.require_form(ENTER, TK1_TS)
        content_type = CONTENT_TYPES.get(PurePath(file_name).suffix.lower(), "")
        if not content_type or len(file_name) > LONGEST_NAME or not file_name.isprintable():
            raise InvalidRequest("fileName")
        if not staff.office_code:
            raise Forbidden("no office decides for this unit")
        batch = Batch(self.new_id(), file_name, staff, staff.office_code, self.clock())
        url = self.files.upload_url(batch.batch_id, content_type)
        self.store.open(batch)
        return Opened(batch, url, content_type)

    def look_at(self, staff: Staff, batch_id: str, cursor: str = "") -> Shown:
        """Raises Forbidden, NotFound, Unavailable; InvalidRequest for another batch's cursor."""
        staff.require(Act.SEE)
        batch = self._seen(staff, batch_id)
        url = self.files.result_url(batch) if batch.has_result else ""
        if batch.status is not BatchStatus.DONE or not _is_of_its_office(staff, batch):
            return Shown(batch, url)
        bound_to = f"batch {batch_id}"
        after = unsealed(self.subjects, bound_to, cursor)
        flagged, last = self.store.flagged(batch_id, after, FLAGGED_AT_ONCE)
        goes_on = sealed(self.subjects, bound_to, last)
        sample = () if after else batch.sample
        flagged_rows, sample_rows = map(self.rows.declarations, (flagged, sample))
        return Shown(batch, url, flagged_rows, goes_on, sample_rows)

    def decide(
        self, staff: Staff, batch_id: str, decision: Decision, left_out: Sequence[str]
    ) -> Shown:
        """Decide on every row that is neither flagged nor left out; the work goes on by itself.

        The same decision again, by the same person, sends the work on its way once more. Raises
        Forbidden, NotFound; InvalidRequest for a row of another batch; Conflict, Unavailable.
        """
        staff.require_form(DECIDE, TK1_TS)
        batch = self._seen(staff, batch_id)
        if not _is_of_its_office(staff, batch):
            raise NotFound
        staff.require_other_hand(batch.staff.sub)
        self._check_left_out(batch_id, left_out)
        approves = decision.step is Step.APPROVE
        made = BatchDecision(approves, decision.reason, frozenset(left_out), staff, self.clock())
        try:
            self.store.decide(batch_id, made)
        except Overtaken:
            if not _is_the_same(self._seen(staff, batch_id).decision, made):
                raise Conflict("not done, or decided") from None
        self.queue.put([Task(batch_id, Work.SPREAD)])
        return Shown(self._seen(staff, batch_id), "")

    def _seen(self, staff: Staff, batch_id: str) -> Batch:
        batch = self.store.batch(batch_id)
        if batch is None:
            raise NotFound
        staff.require_sight(batch.unit_code, batch.office_code)
        return batch

    def _check_left_out(self, batch_id: str, left_out: Sequence[str]) -> None:
        if len(left_out) > MOST_LEFT_OUT:
            raise InvalidRequest("except")
        found = self.rows.declarations(left_out)
        if len(found) < len(left_out) or any(each.batch_id != batch_id for each in found):
            raise InvalidRequest("except")


def _is_of_its_office(staff: Staff, batch: Batch) -> bool:
    """Whoever is of a unit too sees that unit's files, but decides for the own office only."""
    return staff.is_of_office and staff.office_code == batch.office_code


def _is_the_same(standing: BatchDecision | None, made: BatchDecision) -> bool:
    return standing is not None and (
        (standing.approves, standing.reason, standing.left_out, standing.by.sub)
        == (made.approves, made.reason, made.left_out, made.by.sub)
    )
