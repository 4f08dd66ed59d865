"""Many changes in few transactions: one that does not hold costs the others nothing."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from vssid_recovery.adapters.table.wire import ConditionFailed, Table
from vssid_recovery.adapters.table.writes import Put, Write

MOST_WRITES = 100  # of one transaction


class Job(Struct, frozen=True):
    """The writes of the change at `place`: all of them, or none."""

    place: int
    writes: Sequence[Write]

    @property
    def keys(self) -> set[tuple[str, str]]:
        return {_key_of(write) for write in self.writes}


def transact_many(table: Table, jobs: Sequence[Job]) -> Mapping[int, int]:
    """Write all jobs whose conditions hold.

    The places of the others, and which of their writes was the first that did not hold.
    """
    refused: dict[int, int] = {}
    for batch in _batches(jobs):
        while left := [job for job in batch if job.place not in refused]:
            writes = [(job.place, at, write) for job in left for at, write in enumerate(job.writes)]
            try:
                table.transact([write for _, _, write in writes])
            except ConditionFailed as failure:
                for failed in reversed(failure.failed):
                    place, at, _ = writes[failed]
                    refused[place] = at
            else:
                break
    return refused


def _batches(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """As many as one transaction takes; it takes no item twice, as when a number moves over."""
    batch: list[Job] = []
    keys: set[tuple[str, str]] = set()
    for job in jobs:
        if len(keys) + len(job.keys) > MOST_WRITES or keys & job.keys:
            yield batch
            batch, keys = [], set()
        batch.append(job)
        keys |= job.keys
    if batch:
        yield batch


def _key_of(write: Write) -> tuple[str, str]:
    key = write.item if isinstance(write, Put) else write.key
    return key["pk"], key["sk"]
