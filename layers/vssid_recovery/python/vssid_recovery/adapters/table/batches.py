"""Batches: one item each, its counts in it; its flagged rows and its content beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

import msgspec

from vssid_recovery.adapters.table.keys import (
    FLAGGED,
    batch_key,
    content_key,
)
from vssid_recovery.adapters.table.wire import ConditionFailed, Table
from vssid_recovery.adapters.table.writes import Item, Put, Update
from vssid_recovery.batch_model import Batch, BatchDecision, BatchStatus
from vssid_recovery.errors import Overtaken, Reason
from vssid_recovery.staff import Staff

KEPT = timedelta(days=400)
Kept = TypeVar("Kept")
AWAITING = "#status = :awaiting"


class BatchTable:
    """Implements batch_ports.BatchStore."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, batch: Batch) -> None:
        item = {
            **batch_key(batch.batch_id),
            "fileName": batch.file_name,
            "staff": msgspec.json.encode(batch.staff).decode(),
            "officeCode": batch.office_code,
            "openedAt": batch.opened_at.isoformat(),
            "status": batch.status.value,
            "ttl": batch_ttl(batch.opened_at),
        }
        self._table.transact([Put(item)])

    def batch(self, batch_id: str) -> Batch | None:
        return batch_of(self._table.get(batch_key(batch_id)))

    def start(self, batch: Batch, content: str) -> str:
        key = content_key(batch.unit_code, content)
        claim = {**key, "batch": batch.batch_id, "ttl": batch_ttl(batch.opened_at)}
        ours = {":batch": batch.batch_id}
        running = Update(
            batch_key(batch.batch_id),
            "SET #status = :running, #total = :total, upload = :upload, #separator = :separator, "
            "sharedAddresses = :shared",
            AWAITING,
            {
                ":awaiting": BatchStatus.AWAITING_FILE.value,
                ":running": BatchStatus.RUNNING.value,
                ":total": batch.total,
                ":upload": batch.upload,
                ":separator": batch.separator,
                ":shared": batch.shared_addresses,
            },
        )
        try:
            self._table.transact(
                [running, Put(claim, "attribute_not_exists(pk) OR #batch = :batch", ours)]
            )
        except ConditionFailed as failure:
            if 0 in failure.failed:
                raise Overtaken from None
            return str((failure.items[1] or {})["batch"])
        return ""

    def refuse(self, batch: Batch, reason: Reason, has_result: bool) -> None:
        told = msgspec.json.encode(reason).decode()
        ended = {"reason": told, "hasResult": has_result, "upload": batch.upload}
        self._end(batch, BatchStatus.REFUSED, ended)

    def duplicate(self, batch: Batch, of: str) -> None:
        self._end(batch, BatchStatus.DUPLICATE, {"duplicateOf": of})

    def _end(self, batch: Batch, status: BatchStatus, told: Mapping[str, Any]) -> None:
        write = Update(
            batch_key(batch.batch_id),
            "SET #status = :ended" + "".join(f", {name} = :{name}" for name in told),
            AWAITING,
            {
                ":awaiting": BatchStatus.AWAITING_FILE.value,
                ":ended": status.value,
                **{f":{name}": value for name, value in told.items()},
            },
        )
        try:
            self._table.update(write)
        except ConditionFailed:
            return  # somebody else has ended it

    def chunk_done(
        self, batch_id: str, chunk: int, accepted: int, rejected: int, flagged: int
    ) -> Batch:
        write = Update(
            batch_key(batch_id),
            "ADD doneChunks :chunks, accepted :accepted, rejected :rejected, flagged :flagged",
            "attribute_exists(pk) AND NOT contains(doneChunks, :chunk)",
            {
                ":chunks": {chunk},
                ":chunk": chunk,
                ":accepted": accepted,
                ":rejected": rejected,
                ":flagged": flagged,
            },
        )
        try:
            batch = batch_of(self._table.update_and_read(write))
        except ConditionFailed as failure:
            batch = batch_of(failure.items[0])
        if batch is None:
            raise Overtaken("the batch is gone")
        return batch

    def finish(self, batch_id: str, sample: Sequence[str]) -> None:
        write = Update(
            batch_key(batch_id),
            "SET #status = :done, hasResult = :yes, rowsShown = :sample",
            "#status = :running",
            {
                ":running": BatchStatus.RUNNING.value,
                ":done": BatchStatus.DONE.value,
                ":yes": True,
                ":sample": list(sample),
            },
        )
        try:
            self._table.update(write)
        except ConditionFailed:
            return  # somebody else has finished it

    def flagged(self, batch_id: str, after: str, most: int) -> tuple[Sequence[str], str]:
        begin = f"{FLAGGED}{after}" if after else FLAGGED
        found = self._table.query_after(batch_key(batch_id)["pk"], begin, FLAGGED)
        items = [*islice(found, most)]
        last = items[-1]["sk"].removeprefix(FLAGGED) if len(items) == most else ""
        return [item["declaration"] for item in items], last

    def decide(self, batch_id: str, decision: BatchDecision) -> None:
        write = Update(
            batch_key(batch_id),
            "SET decision = :decision",
            "#status = :done AND attribute_not_exists(decision)",
            {
                ":done": BatchStatus.DONE.value,
                ":decision": msgspec.json.encode(decision).decode(),
            },
        )
        try:
            self._table.update(write)
        except ConditionFailed:
            raise Overtaken from None

    def chunk_decided(self, batch_id: str, chunk: int, decided: int, flagged: int) -> None:
        write = Update(
            batch_key(batch_id),
            "ADD decidedChunks :chunks, decided :decided, flagged :flagged",
            "attribute_exists(pk) AND NOT contains(decidedChunks, :chunk)",
            {":chunks": {chunk}, ":chunk": chunk, ":decided": decided, ":flagged": flagged},
        )
        try:
            self._table.update(write)
        except ConditionFailed:
            return  # counted already, or gone


def batch_of(item: Item | None) -> Batch | None:
    if item is None:
        return None
    return Batch(
        batch_id=item["pk"].partition("#")[2],
        file_name=item["fileName"],
        staff=msgspec.json.decode(item["staff"], type=Staff),
        office_code=item["officeCode"],
        opened_at=datetime.fromisoformat(item["openedAt"]),
        status=BatchStatus(item["status"]),
        upload=item.get("upload", ""),
        separator=item.get("separator", ""),
        total=int(item.get("total", 0)),
        shared_addresses=int(item.get("sharedAddresses", 0)),
        accepted=int(item.get("accepted", 0)),
        rejected=int(item.get("rejected", 0)),
        flagged=int(item.get("flagged", 0)),
        done=frozenset(map(int, item.get("doneChunks", ()))),
        reason=_decoded(item.get("reason"), Reason),
        has_result=bool(item.get("hasResult", False)),
        duplicate_of=item.get("duplicateOf", ""),
        sample=tuple(item.get("rowsShown", ())),
        decision=_decoded(item.get("decision"), BatchDecision),
        decided=int(item.get("decided", 0)),
        decided_chunks=frozenset(map(int, item.get("decidedChunks", ()))),
    )


def _decoded(text: str | None, kind: type[Kept]) -> Kept | None:
    return msgspec.json.decode(text, type=kind) if text else None


def batch_ttl(at: datetime) -> int:
    return int((at + KEPT).timestamp())
