"""What files of declarations need from the world."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import IO, Protocol

from msgspec import Struct

from vssid_recovery.batch_model import Batch, BatchDecision, RowOutcome, Task
from vssid_recovery.declaration_columns import Row
from vssid_recovery.declaration_model import Declaration
from vssid_recovery.declaration_ports import Found
from vssid_recovery.declaring import Entry
from vssid_recovery.errors import Reason
from vssid_recovery.identifiers import Identifier
from vssid_recovery.model import Account, Event, OwedMail


class Upload(Struct, frozen=True):
    """An uploaded file on the way through: seekable, with the name of its very content."""

    name: str
    size: int
    content: IO[bytes]


class BatchFiles(Protocol):
    """Uploads, chunks of raw rows, outcomes, results. All raise Unavailable.

    Addresses that rows share are told by their fingerprints.
    """

    def upload_url(self, batch_id: str, content_type: str) -> str:
        """Where the file is put, for some minutes, with that very Content-Type."""

    def result_url(self, batch: Batch) -> str:
        """Where the result can be read, for some minutes."""

    def fetch(self, batch_id: str, most_bytes: int) -> AbstractContextManager[Upload | None]:
        """The upload; what is larger comes without its content, None where there is none."""

    def keep_rows(self, batch_id: str, upload: str, chunk: int, rows: Sequence[Row]) -> None: ...

    def rows(self, batch: Batch, chunk: int) -> Sequence[Row]: ...

    def keep_shared_addresses(self, batch: Batch, addresses: frozenset[int]) -> None: ...

    def shared_addresses(self, batch: Batch) -> frozenset[int]: ...

    def keep_outcomes(self, batch: Batch, chunk: int, outcomes: Sequence[RowOutcome]) -> None: ...

    def outcomes(self, batch: Batch, chunk: int) -> Sequence[RowOutcome]: ...

    def write_result(self, batch: Batch, lines: Iterable[bytes]) -> None: ...


class WorkQueue(Protocol):
    def put(self, tasks: Iterable[Task]) -> None:
        """Raises Unavailable; some of them may be in the queue then."""


class BatchStore(Protocol):
    def open(self, batch: Batch) -> None: ...

    def batch(self, batch_id: str) -> Batch | None: ...

    def start(self, batch: Batch, content: str) -> str:
        """From awaiting its file to running; `content` is the hash of all of it.

        The id of the unit's batch that had the same content before, '' when it was started.
        Raises Overtaken when it no longer awaits its file.
        """

    def refuse(self, batch: Batch, reason: Reason, has_result: bool) -> None:
        """Ends a batch that still awaits its file; one that does not stays as it is.

        The batch names the upload that it is refused for.
        """

    def duplicate(self, batch: Batch, of: str) -> None:
        """Like `refuse`."""

    def chunk_done(
        self, batch_id: str, chunk: int, accepted: int, rejected: int, flagged: int
    ) -> Batch:
        """Counted once for each chunk, however often it is told; the batch by now."""

    def finish(self, batch_id: str, sample: Sequence[str]) -> None: ...

    def flagged(self, batch_id: str, after: str, most: int) -> tuple[Sequence[str], str]:
        """Ids of flagged declarations in the order of their rows, and where to go on ('': end)."""

    def decide(self, batch_id: str, decision: BatchDecision) -> None:
        """Raises Overtaken where the batch is not done, or decided."""

    def chunk_decided(self, batch_id: str, chunk: int, decided: int, flagged: int) -> None:
        """Counted once for each chunk; `flagged` are those that were not at their entry."""


class Case(Struct, frozen=True):
    """What a decision finds: a declaration, its account, the accounts that share its address."""

    declaration: Declaration
    account: Account
    sharers: frozenset[str]


class RowStore(Protocol):
    """Many rows at once."""

    def resolve_all(self, identifiers: Sequence[Identifier]) -> Sequence[str]:
        """The social insurance numbers behind them, in order."""

    def look_up_all(self, people: Sequence[tuple[str, str]]) -> Sequence[Found]:
        """By number and address as compared, in order."""

    def enter_all(self, entries: Sequence[tuple[Entry, Found]]) -> frozenset[int]:
        """Each in a transaction with others; the places of those that were overtaken."""

    def declarations(self, declaration_ids: Sequence[str]) -> Sequence[Declaration]:
        """Those that there are, in order."""

    def cases(self, declaration_ids: Sequence[str]) -> Sequence[Case]:
        """Those that there are, in order."""

    def flag_all(self, declarations: Sequence[Declaration]) -> frozenset[int]:
        """Each with its place among the flagged rows of its batch.

        The places of those that somebody else has moved on meanwhile.
        """

    def decide_all(
        self, decisions: Sequence[tuple[Declaration, Event, Sequence[OwedMail]]]
    ) -> frozenset[int]:
        """The places of those that somebody else has moved on meanwhile."""
