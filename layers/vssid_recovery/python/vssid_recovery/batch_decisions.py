"""A decision over a whole file, carried out chunk by chunk.

Flagged rows, those left out, and those whose account has changed or whose address is shared since
are left for one by one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from vssid_recovery.batch_model import Batch, BatchDecision, Task, Work
from vssid_recovery.batch_ports import BatchFiles, BatchStore, Case, RowStore, WorkQueue
from vssid_recovery.deciding import Decision, Verdict, approval, rejection
from vssid_recovery.declaration_checks import flags_of
from vssid_recovery.declaration_model import Declaration, Status, Step
from vssid_recovery.errors import Unavailable
from vssid_recovery.ports import Clock, Subjects

MOST_TRIES = 4  # of a chunk whose rows somebody else is deciding on


class BatchDecisions(Struct, frozen=True):
    store: BatchStore
    rows: RowStore
    files: BatchFiles
    queue: WorkQueue
    subjects: Subjects
    clock: Clock

    def spread(self, task: Task) -> None:
        """Send what is undone of a decision on its way: too much to be done while somebody waits.

        Raises Unavailable: then it is tried again.
        """
        batch = self.store.batch(task.batch)
        if batch is None or batch.decision is None:
            return
        undone = (chunk for chunk in batch.chunks if chunk not in batch.decided_chunks)
        self.queue.put(Task(task.batch, Work.DECIDE, chunk) for chunk in undone)

    def work(self, task: Task) -> None:
        """Decide on the rows of one chunk. Raises Unavailable: then it is tried again."""
        batch = self.store.batch(task.batch)
        if batch is None or batch.decision is None or task.chunk in batch.decided_chunks:
            return
        for _ in range(MOST_TRIES):
            cases = self._cases(batch, batch.decision, task.chunk)
            verdicts = [*self._verdicts(cases, batch, batch.decision)]
            moved_on = self.rows.decide_all(
                [(verdict.declaration, verdict.event, verdict.mails) for verdict in verdicts]
            )
            if not moved_on:
                break
        else:
            raise Unavailable("rows: others keep deciding on them")
        before = sum(_is_done(case.declaration, batch.decision) for case in cases)
        self.store.chunk_decided(task.batch, task.chunk, before + len(verdicts))

    def _cases(self, batch: Batch, decision: BatchDecision, chunk: int) -> Sequence[Case]:
        ids = [
            outcome.declaration_id
            for outcome in self.files.outcomes(batch, chunk)
            if outcome.goes_with_file and outcome.declaration_id not in decision.left_out
        ]
        return self.rows.cases(ids)

    def _verdicts(
        self, cases: Sequence[Case], batch: Batch, decision: BatchDecision
    ) -> Iterator[Verdict]:
        now = self.clock()
        step = Step.APPROVE if decision.approves else Step.REJECT
        made = Decision(step, decision.reason)
        decide = approval if decision.approves else rejection
        for case in cases:
            if _goes_with_file(case, batch, now):
                yield decide(case.declaration, case.account, decision.by, made, self.subjects, now)


def _goes_with_file(case: Case, batch: Batch, now: datetime) -> bool:
    """Whether a row is undecided still, and nothing has come up since that a person looks at."""
    address, domain = case.declaration.declared.email, batch.staff.domain
    is_flagged = bool(flags_of(address, case.account, case.sharers, domain, now))
    is_undecided = case.declaration.status is Status.SUBMITTED
    return is_undecided and case.account.is_open and not is_flagged


def _is_done(declaration: Declaration, decision: BatchDecision) -> bool:
    """Whether the decision has reached a declaration, perhaps by a worker that died since."""
    status = Status.APPROVED if decision.approves else Status.REJECTED
    return any(
        (moment.status, moment.by) == (status, decision.by.name) and moment.at >= decision.at
        for moment in declaration.timeline
    )
