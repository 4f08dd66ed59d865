"""A decision over a whole file, carried out chunk by chunk.

Flagged rows, those left out, and those whose account has closed since are left for one by one.
What replaces or shares an address only since its entry is flagged now, so that a person is told.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.batch_model import Batch, BatchDecision, Task, Work
from vssid_recovery.batch_ports import BatchFiles, BatchStore, Case, RowStore, WorkQueue
from vssid_recovery.deciding import Decision, Verdict, approval, rejection
from vssid_recovery.declaration_checks import flags_of
from vssid_recovery.declaration_model import Declaration, Flag, Status, Step
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
            if counts := self._decide(batch, batch.decision, task.chunk):
                self.store.chunk_decided(task.batch, task.chunk, *counts)
                return
        raise Unavailable("rows: others keep deciding on them")

    def _decide(self, batch: Batch, decision: BatchDecision, chunk: int) -> tuple[int, int] | None:
        """How many rows are decided by now, and how many flagged since their entry.

        None where somebody else has moved some of them on meanwhile.
        """
        now = self.clock()
        found = self._cases(batch, decision, chunk)
        cases = [_with_flags(case, batch, now) for case in found]
        plain = [case for case in cases if not case.declaration.flags]
        verdicts = [*self._verdicts(plain, decision, now)]
        overtaken = self.rows.flag_all(
            [case.declaration for case, was in zip(cases, found, strict=True) if case != was]
        )
        moved_on = self.rows.decide_all(
            [(verdict.declaration, verdict.event, verdict.mails) for verdict in verdicts]
        )
        if overtaken or moved_on:
            return None
        before = sum(_is_done(case.declaration, decision) for case in plain)
        return before + len(verdicts), len(cases) - len(plain)

    def _cases(self, batch: Batch, decision: BatchDecision, chunk: int) -> Sequence[Case]:
        ids = [
            outcome.declaration_id
            for outcome in self.files.outcomes(batch, chunk)
            if outcome.goes_with_file and outcome.declaration_id not in decision.left_out
        ]
        return self.rows.cases(ids)

    def _verdicts(
        self, cases: Sequence[Case], decision: BatchDecision, now: datetime
    ) -> Iterator[Verdict]:
        step = Step.APPROVE if decision.approves else Step.REJECT
        made = Decision(step, decision.reason)
        decide = approval if decision.approves else rejection
        for case in cases:
            if _is_undecided(case):
                yield decide(case.declaration, case.account, decision.by, made, self.subjects, now)


def _with_flags(case: Case, batch: Batch, now: datetime) -> Case:
    """With what has come up since that a person looks at; once raised, a flag stays."""
    if not _is_undecided(case):
        return case
    declaration, domain = case.declaration, batch.staff.domain
    raised = flags_of(declaration.declared.email, case.account, case.sharers, domain, now)
    flags = tuple(flag for flag in Flag if flag in {*declaration.flags, *raised})
    if flags == declaration.flags:
        return case
    after = replace(declaration, flags=flags, version=declaration.version + 1)
    return replace(case, declaration=after)


def _is_undecided(case: Case) -> bool:
    return case.declaration.status is Status.SUBMITTED and case.account.is_open


def _is_done(declaration: Declaration, decision: BatchDecision) -> bool:
    """Whether the decision has reached a declaration, perhaps by a worker that died since."""
    status = Status.APPROVED if decision.approves else Status.REJECTED
    return any(
        (moment.status, moment.by) == (status, decision.by.name) and moment.at >= decision.at
        for moment in declaration.timeline
    )
