"""Batches: one item each, its counts beside it; many declarations in few transactions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

import msgspec

from vssid_recovery.adapters.table.addresses import sharers_of
from vssid_recovery.adapters.table.declarations import deciding, declaration_of, entering
from vssid_recovery.adapters.table.items import account_of
from vssid_recovery.adapters.table.keys import (
    FLAGGED,
    account_key,
    address_key,
    alias_key,
    batch_key,
    content_key,
    declaration_key,
    flagged_key,
    latest_declaration_key,
)
from vssid_recovery.adapters.table.many import Job, transact_many
from vssid_recovery.adapters.table.wire import ConditionFailed, Item, Key, Put, Table, Update, Write
from vssid_recovery.batch_model import Batch, BatchDecision, BatchStatus
from vssid_recovery.batch_ports import Case
from vssid_recovery.declaration_model import Declaration
from vssid_recovery.declaration_ports import Found
from vssid_recovery.declaring import Entry
from vssid_recovery.errors import Overtaken, Reason
from vssid_recovery.identifiers import Identifier
from vssid_recovery.model import Event, OwedMail
from vssid_recovery.staff import Staff

KEPT = timedelta(days=400)
READ_AT_ONCE = 100
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
            "ttl": _ttl(batch.opened_at),
        }
        self._table.transact([Put(item, "attribute_not_exists(pk)")])

    def batch(self, batch_id: str) -> Batch | None:
        return batch_of(self._table.get(batch_key(batch_id)))

    def start(self, batch: Batch, content: str) -> str:
        key = content_key(batch.unit_code, content)
        claim = {**key, "batch": batch.batch_id, "ttl": _ttl(batch.opened_at)}
        ours = {":batch": batch.batch_id}
        running = Update(
            batch_key(batch.batch_id),
            "SET #status = :running, #total = :total, upload = :upload",
            AWAITING,
            {
                ":awaiting": BatchStatus.AWAITING_FILE.value,
                ":running": BatchStatus.RUNNING.value,
                ":total": batch.total,
                ":upload": batch.upload,
            },
        )
        try:
            self._table.transact(
                [running, Put(claim, "attribute_not_exists(pk) OR batch = :batch", ours)]
            )
        except ConditionFailed as failure:
            if 0 in failure.failed:
                raise Overtaken from None
            return str((failure.items[1] or {})["batch"])
        return ""

    def refuse(self, batch: Batch, reason: Reason, has_result: bool) -> None:
        told = msgspec.json.encode(reason).decode()
        self._end(batch, BatchStatus.REFUSED, {"reason": told, "hasResult": has_result})

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

    def chunk_decided(self, batch_id: str, chunk: int, decided: int) -> None:
        write = Update(
            batch_key(batch_id),
            "ADD decidedChunks :chunks, decided :decided",
            "NOT contains(decidedChunks, :chunk)",
            {":chunks": {chunk}, ":chunk": chunk, ":decided": decided},
        )
        try:
            self._table.update(write)
        except ConditionFailed:
            return  # counted already


class RowTable:
    """Implements batch_ports.RowStore."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def resolve_all(self, identifiers: Sequence[Identifier]) -> Sequence[str]:
        asked = {each.number for each in identifiers if each.kind != "social_insurance"}
        items = self._all([alias_key(number) for number in sorted(asked)])
        known = {key: item["account"] for key, item in items.items()}
        return [
            each.number
            if each.kind == "social_insurance"
            else str(known.get(alias_key(each.number)["pk"], each.number))
            for each in identifiers
        ]

    def look_up_all(self, people: Sequence[tuple[str, str]]) -> Sequence[Found]:
        accounts = (account_key(number) for number, _ in people)
        addresses = (address_key(address) for _, address in people)
        read = self._all([*accounts, *addresses])
        latest = self._latest([number for number, _ in people])
        return [
            Found(
                account_of(read.get(account_key(number)["pk"])),
                latest.get(number),
                sharers_of(read.get(address_key(address)["pk"])),
            )
            for number, address in people
        ]

    def _latest(self, numbers: Sequence[str]) -> Mapping[str, Declaration]:
        pointers = self._all([latest_declaration_key(number) for number in dict.fromkeys(numbers)])
        ids = {pk.partition("#")[2]: item["declaration"] for pk, item in pointers.items()}
        cases = self._declarations([*ids.values()])
        return {number: cases[each] for number, each in ids.items() if each in cases}

    def enter_all(self, entries: Sequence[tuple[Entry, Found]]) -> frozenset[int]:
        jobs = [
            Job(place, _entry_writes(entry, found)) for place, (entry, found) in enumerate(entries)
        ]
        return frozenset(transact_many(self._table, jobs))

    def cases(self, declaration_ids: Sequence[str]) -> Sequence[Case | None]:
        found = self._declarations(declaration_ids)
        accounts = self._all([account_key(each.number) for each in found.values()])
        read = {pk: account_of(item) for pk, item in accounts.items()}
        cases: list[Case | None] = []
        for declaration_id in declaration_ids:
            declaration = found.get(declaration_id)
            account = read.get(account_key(declaration.number)["pk"]) if declaration else None
            cases.append(Case(declaration, account) if declaration and account else None)
        return cases

    def decide_all(
        self, decisions: Sequence[tuple[Declaration, Event, Sequence[OwedMail]]]
    ) -> frozenset[int]:
        jobs = [Job(place, deciding(*each)) for place, each in enumerate(decisions)]
        return frozenset(transact_many(self._table, jobs))

    def _declarations(self, ids: Sequence[str]) -> Mapping[str, Declaration]:
        items = self._all([declaration_key(each) for each in dict.fromkeys(ids)])
        cases = map(declaration_of, items.values())
        return {case.declaration_id: case for case in cases if case}

    def _all(self, keys: Iterable[Key]) -> dict[str, Item]:
        """What there is of these keys, by pk; each is asked for once."""
        wanted = list({key["pk"]: key for key in keys}.values())
        found: dict[str, Item] = {}
        for start in range(0, len(wanted), READ_AT_ONCE):
            items = self._table.get_all(wanted[start : start + READ_AT_ONCE])
            found |= {item["pk"]: item for item in items if item}
        return found


def _entry_writes(entry: Entry, found: Found) -> list[Write]:
    declaration = entry.declaration
    writes = entering(declaration, found, entry.replaced, entry.event)
    if declaration.flags:
        key = flagged_key(declaration.batch_id, declaration.row)
        writes.append(Put({**key, "declaration": declaration.declaration_id}))
    return writes


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
        total=int(item.get("total", 0)),
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


def _ttl(at: datetime) -> int:
    return int((at + KEPT).timestamp())
