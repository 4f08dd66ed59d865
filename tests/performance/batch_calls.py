"""Round trips of single calls: a declaration, its decision and confirmation, those of a file."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.performance.worker import Call, Worker
from vssid_recovery.model import Account

CALL_HEADINGS = ("call", "calls", "to the table", "writes", "to SQS", "CPU")
UNAVAILABLE = 503
SERVICES = ("dynamodb", "writes", "sqs")


@dataclass(frozen=True, slots=True)
class Counted:
    """All calls of one kind; a count is told as a range where they differ."""

    name: str
    calls: Sequence[Call]

    @property
    def cells(self) -> tuple[str, ...]:
        counts = (_range([call.told[1].get(each, 0) for call in self.calls]) for each in SERVICES)
        cpu = sorted(call.cpu for call in self.calls)[len(self.calls) // 2]
        return self.name, f"{len(self.calls)}", *counts, f"{cpu:.1f} ms"


class DeskCalls:
    """What a unit, an officer and a citizen do, each call noted under its name."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._calls: dict[str, list[Call]] = {}

    @property
    def counted(self) -> list[Counted]:
        return [Counted(name, calls) for name, calls in self._calls.items()]

    def one_by_one(self, people: Iterable[Account]) -> None:
        """Each declared, approved and confirmed; the first only warms the worker up."""
        first, *others = people
        self._one(first)
        self._calls.clear()
        for someone in others:
            self._one(someone)

    def open(self, file_name: str) -> str:
        body = {"fileName": file_name}
        told = self._call("file: open", "POST", "/declaration-batches", "unit", body)
        batch_id: str = told["batchId"]
        return batch_id

    def look_at(self, batch_id: str) -> Any:
        return self._call("file: look at", "GET", f"/declaration-batches/{batch_id}", "officer")

    def decide(self, batch_id: str, rows: int) -> None:
        path = f"/declaration-batches/{batch_id}/decision"
        name = f"file: decision, {rows:,} rows"
        self._call(name, "POST", path, "officer", {"decision": "APPROVE"})

    def _one(self, someone: Account) -> None:
        number = someone.social_insurance_number
        body = {
            "form": "TK1-TS",
            "identifier": number,
            "fullName": someone.full_name,
            "dateOfBirth": someone.date_of_birth.isoformat(),
            "phone": "0912345678",
            "email": f"new{number}@thu.example",
        }
        told = self._call("declaration", "POST", "/email-declarations", "unit", body)
        path = f"/email-declarations/{told['declarationId']}/decision"
        self._call("decision", "POST", path, "officer", {"decision": "APPROVE"})
        [owed] = self._worker("owed").told
        mail = self._worker("mail", owed)
        self._note("mailer, link", mail)
        confirmation = {"token": mail.told[0].partition("#token=")[2], "identifier": number}
        self._call("confirmation", "POST", "/email-confirmations", "", confirmation)

    def _call(self, name: str, method: str, path: str, role: str, body: Any = None) -> Any:
        text = json.dumps(body) if body else ""
        call = self._worker("call", method, path, role, text)
        if call.told[0][0] == UNAVAILABLE:  # a busy emulator may answer too late, once
            call = self._worker("call", method, path, role, text)
        status, told = call.told[0]
        assert status < 300, (name, status, told)
        self._note(name, call)
        return told

    def _note(self, name: str, call: Call) -> None:
        self._calls.setdefault(name, []).append(call)


def _range(numbers: Sequence[int]) -> str:
    least, most = min(numbers), max(numbers)
    return f"{least}" if least == most else f"{least}–{most}"
