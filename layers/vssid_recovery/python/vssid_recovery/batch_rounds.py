"""What a message of the work queue asks for: a file has come, or a task is to be done."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote_plus

import msgspec
from msgspec import Struct

from vssid_recovery.batch_decisions import BatchDecisions
from vssid_recovery.batch_intake import Intake
from vssid_recovery.batch_model import Task, Work
from vssid_recovery.batch_rows import RowWorker
from vssid_recovery.errors import Unavailable
from vssid_recovery.observability import count, logger

UPLOADS = "uploads/"


class _Object(Struct):
    key: str


class _Stored(Struct):
    object: _Object


class _Record(Struct):
    s3: _Stored


class _Arrival(Struct):
    """What S3 tells of an object that was put (event structure 2.x)."""

    records: list[_Record] = msgspec.field(name="Records")


class BatchRounds(Struct, frozen=True):
    intake: Intake
    row_worker: RowWorker
    decisions: BatchDecisions

    def go(self, event: dict[str, Any]) -> None:
        """Do what each record of the queue asks for. Raises Unavailable."""
        for record in event.get("Records", []):
            try:
                self._do(record["body"])
            except Unavailable as error:
                count("Unavailable")
                logger.error("unavailable", reason=str(error))
                raise

    def _do(self, body: str) -> None:
        asked = _read(body)
        match asked:
            case None:
                count("MessageIgnored")
            case Task(work=Work.ROWS):
                self.row_worker.work(asked)
            case Task(work=Work.FINISH):
                self.row_worker.finish(asked)
            case Task(work=Work.SPREAD):
                self.decisions.spread(asked)
            case Task(work=Work.DECIDE):
                self.decisions.work(asked)
            case [*uploaded]:
                for batch_id in uploaded:
                    self._take(batch_id)

    def _take(self, batch_id: str) -> None:
        status = self.intake.take(batch_id)
        told = status.value if status else "UNKNOWN"
        logger.info("file", batch=batch_id, status=told)
        count("BatchFile", status=told)


def _read(body: str) -> Task | Sequence[str] | None:
    """A task, the ids of batches whose files have come, or None for what is neither."""
    try:
        return msgspec.json.decode(body, type=Task)
    except msgspec.DecodeError:
        pass  # from S3, or from nobody we know
    try:
        arrival = msgspec.json.decode(body, type=_Arrival)
    except msgspec.DecodeError:
        return None  # S3 also says hello with a test event
    keys = [unquote_plus(record.s3.object.key) for record in arrival.records]
    uploads = [key.removeprefix(UPLOADS) for key in keys if key.startswith(UPLOADS)]
    return uploads or None
