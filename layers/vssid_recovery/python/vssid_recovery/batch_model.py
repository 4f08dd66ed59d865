"""A file of declarations: what a unit has uploaded, how far it is, and what was decided on it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

from vssid_recovery.declaration_row_reasons import CellReason
from vssid_recovery.errors import Reason
from vssid_recovery.staff import Staff

CHUNK = 200  # rows of one piece of work
SAMPLE = 20  # rows that are shown to whoever decides on a whole file
CONTENT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "text/csv",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


class BatchStatus(StrEnum):
    AWAITING_FILE = "AWAITING_FILE"
    RUNNING = "RUNNING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    DUPLICATE = "DUPLICATE"


class Work(StrEnum):
    """What is to be done with one chunk of a batch, or with the whole of it."""

    ROWS = "ROWS"
    FINISH = "FINISH"
    SPREAD = "SPREAD"  # a decision, over the chunks
    DECIDE = "DECIDE"


class Task(Struct, frozen=True):
    """A message of the work queue: nothing in it but which rows of which batch."""

    batch: str
    work: Work
    chunk: int = 0


class BatchDecision(Struct, frozen=True):
    """One decision on all rows but the flagged ones and those in `left_out`."""

    approves: bool
    reason: str
    left_out: frozenset[str]
    by: Staff
    at: datetime


class Batch(Struct, frozen=True):
    """`staff` is who uploaded it. Counts are of rows and grow while it runs.

    `upload` names the very content that was read, so that what is uploaded later changes nothing;
    `separator` is what the result is written with, to open where the upload was made.
    `shared_addresses` is how many addresses stand on rows of more than one person.
    `reason` says why it was refused; `duplicate_of` names the batch that had the same content.
    """

    batch_id: str
    file_name: str
    staff: Staff
    office_code: str
    opened_at: datetime
    status: BatchStatus = BatchStatus.AWAITING_FILE
    upload: str = ""
    separator: str = ""
    total: int = 0
    shared_addresses: int = 0
    accepted: int = 0
    rejected: int = 0
    flagged: int = 0
    done: frozenset[int] = frozenset()
    reason: Reason | None = None
    has_result: bool = False
    duplicate_of: str = ""
    sample: tuple[str, ...] = ()
    decision: BatchDecision | None = None
    decided: int = 0
    decided_chunks: frozenset[int] = frozenset()

    @property
    def unit_code(self) -> str:
        return self.staff.unit_code

    @property
    def chunks(self) -> range:
        return range(-(-self.total // CHUNK))

    @property
    def is_read(self) -> bool:
        """Whether every chunk of it is done."""
        return len(self.done) == len(self.chunks)

    @property
    def is_decided(self) -> bool:
        """Whether a decision has been carried out on every chunk."""
        return self.decision is not None and len(self.decided_chunks) == len(self.chunks)


class RowOutcome(Struct, frozen=True):
    """What became of one row: a declaration, or the reasons why not.

    The declaration of one that `stood_before` came with another file, or by itself.
    """

    number: int
    declaration_id: str = ""
    is_flagged: bool = False
    reasons: tuple[CellReason, ...] = ()
    stood_before: bool = False

    @property
    def is_accepted(self) -> bool:
        return bool(self.declaration_id)

    @property
    def goes_with_file(self) -> bool:
        """Whether a decision on the whole file is one on this row too."""
        return self.is_accepted and not self.is_flagged and not self.stood_before
