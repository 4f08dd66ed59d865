"""A file of declarations from its upload to the decision: real adapters on moto, one clock.

Every call of a port can be watched, failed or killed; messages wait in the real queue, to which the
bucket itself tells what was put.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
import requests
from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table as MotoTable

from tests.clock import MovableClock
from tests.functional.declaration_desk import APPROVE, OFFICER, UNIT
from vssid_recovery import batch_intake, batch_model
from vssid_recovery.adapters.batch_files import BucketFiles
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.batch_rows import RowTable
from vssid_recovery.adapters.table.batches import BatchTable
from vssid_recovery.adapters.table.declarations import DeclarationTable
from vssid_recovery.adapters.table.mails import MailTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Item
from vssid_recovery.adapters.work_queue import BatchQueue
from vssid_recovery.batch_decisions import BatchDecisions
from vssid_recovery.batch_intake import Intake
from vssid_recovery.batch_model import Batch
from vssid_recovery.batch_rounds import BatchRounds
from vssid_recovery.batch_rows import RowWorker
from vssid_recovery.batches import Batches, Opened, Shown
from vssid_recovery.deciding import Decision
from vssid_recovery.declaration_model import Declaration
from vssid_recovery.model import Account
from vssid_recovery.staff import Staff

PORTS = ("batches", "rows", "files", "queue")


class Watched:
    """A port: `told` hears of each call before it is made, and again after."""

    def __init__(self, name: str, port: object, told: Callable[[str, bool], None]) -> None:
        self._name, self._port, self._told = name, port, told

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return partial(self._call, method)

    def _call(self, method: str, *given: Any) -> Any:
        self._told(f"{self._name}.{method}", False)
        answer = getattr(self._port, method)(*given)
        self._told(f"{self._name}.{method}", True)
        return answer


def unheard(call: str, is_made: bool) -> None:
    """Lets every call pass."""


@dataclass
class BatchDesk:
    """`told` may be set to hear of every call, and to raise in its place or after it."""

    table: Table
    secret: RootSecret
    clock: MovableClock
    bucket: str
    queue_url: str
    told: Callable[[str, bool], None] = unheard
    randbelow: Callable[[int], int] = lambda below: below - 1
    ids: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.s3, self.sqs = boto3.client("s3"), boto3.client("sqs")
        self.files, self.queue = BucketFiles(self.bucket), BatchQueue(self.queue_url)
        self.store, self.rows = BatchTable(self.table), RowTable(self.table)
        self.declarations = DeclarationTable(self.table)
        real = (self.store, self.rows, self.files, self.queue)
        store, rows, files, queue = (
            cast("Any", Watched(name, port, lambda *call: self.told(*call)))
            for name, port in zip(PORTS, real, strict=True)
        )
        clock, secret = self.clock, self.secret
        self.batches = Batches(
            store, rows, files, queue, secret, clock, lambda: f"{next(self.ids):032x}"
        )
        self.rounds = BatchRounds(
            intake=Intake(store, files, queue, clock),
            row_worker=RowWorker(
                store, rows, files, queue, secret, clock, lambda most: self.randbelow(most)
            ),
            decisions=BatchDecisions(store, rows, files, queue, secret, clock),
        )

    def open(self, staff: Staff = UNIT, name: str = "tk1-ts.csv") -> Opened:
        return self.batches.open(staff, name)

    def put(self, opened: Opened, content: bytes) -> None:
        """As a unit does, at the address that it was given."""
        answer = requests.put(
            opened.upload_url, content, headers={"Content-Type": opened.content_type}, timeout=5
        )
        assert answer.status_code == 200

    def uploaded(
        self, content: bytes, staff: Staff = UNIT, name: str = "tk1-ts.csv", times: int = 1
    ) -> Batch:
        """A file that has been uploaded and worked through."""
        opened = self.open(staff, name)
        self.put(opened, content)
        self.work(times)
        return self.batch(opened.batch)

    def batch(self, batch: Batch) -> Batch:
        found = self.store.batch(batch.batch_id)
        assert found is not None
        return found

    def waiting(self) -> list[tuple[str, str]]:
        """Body and receipt of messages of the queue, up to ten."""
        found = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
        return [(each["Body"], each["ReceiptHandle"]) for each in found.get("Messages", [])]

    def work(self, times: int = 1) -> None:
        """Do all work there is, each message so many times."""
        while messages := self.waiting():
            for body, receipt in messages:
                for _ in range(times):
                    self.deliver(body)
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=receipt)

    def deliver(self, body: str) -> None:
        self.rounds.go({"Records": [{"body": body}]})

    def decide(
        self,
        batch: Batch,
        decision: Decision = APPROVE,
        left_out: Sequence[str] = (),
        staff: Staff = OFFICER,
    ) -> Batch:
        """Decided, and the decision carried out."""
        self.batches.decide(staff, batch.batch_id, decision, left_out)
        self.work()
        return self.batch(batch)

    def look_at(self, batch: Batch, staff: Staff = OFFICER, cursor: str = "") -> Shown:
        return self.batches.look_at(staff, batch.batch_id, cursor)

    def result(self, batch: Batch) -> bytes:
        """As a unit reads it, at the address that it was given."""
        answer = requests.get(self.look_at(batch, UNIT).result_url, timeout=5)
        assert answer.status_code == 200
        return answer.content

    def reasons(self, batch: Batch) -> dict[int, list[str]]:
        """The codes of the reasons by row; none for a row that was accepted."""
        return {
            outcome.number: [reason.code for reason in outcome.reasons]
            for chunk in batch.chunks
            for outcome in self.files.outcomes(batch, chunk)
        }

    def declared(self, *accounts: Account) -> list[Declaration | None]:
        """The latest declaration of each."""
        asked = [(account.social_insurance_number, "nobody@thu.example") for account in accounts]
        return [found.latest for found in self.rows.look_up_all(asked)]

    def items(self, begin: str) -> list[Item]:
        """All that is in the table under keys that begin so."""
        pages = self.table._client.get_paginator("scan").paginate(TableName=self.table._name)
        found = [_plain(item) for page in pages for item in page["Items"]]
        return [item for item in found if item["pk"].startswith(begin)]

    def owed(self) -> list[str]:
        """The purposes of the mails that are owed."""
        ids = [mail_id for mail_id, _ in MailTable(self.table).oldest_owed(self.clock())]
        return [item["purpose"] for item in self.items("MAIL#") if item["pk"][5:] in ids]


def prepare(monkeypatch: pytest.MonkeyPatch) -> None:
    """What every test with desks begins with."""
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "VssidRecovery")
    _copy_once(monkeypatch)


def small_chunks(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """So many rows of a chunk, so that a few rows are several chunks."""
    monkeypatch.setattr(batch_model, "CHUNK", rows)
    monkeypatch.setattr(batch_intake, "CHUNK", rows)


def open_desk(table: Table, secret: RootSecret, clock: MovableClock, name: str = "") -> BatchDesk:
    """With a bucket and a queue of its own; `name` tells desks of one test apart."""
    bucket = f"declaration-files{name}"
    return BatchDesk(table, secret, clock, bucket, tell_queue_of_uploads(bucket, f"work{name}"))


def _copy_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto copies the whole table for every write of a transaction; once is enough to undo it."""
    kept: dict[int, Any] = {}
    transact = DynamoDBBackend.transact_write_items

    def deepcopy(given: Any) -> Any:
        if not isinstance(given, MotoTable):
            return copy.deepcopy(given)
        if id(given) not in kept:
            kept[id(given)] = copy.deepcopy(given)
        return kept[id(given)]

    def transact_anew(*given: Any, **named: Any) -> Any:
        kept.clear()
        return transact(*given, **named)

    monkeypatch.setattr(models, "copy", SimpleNamespace(copy=copy.copy, deepcopy=deepcopy))
    monkeypatch.setattr(DynamoDBBackend, "transact_write_items", transact_anew)


def _plain(item: dict[str, Any]) -> Item:
    return {name: next(iter(value.values())) for name, value in item.items()}


def tell_queue_of_uploads(bucket: str, queue: str) -> str:
    """A bucket that tells a new queue of what is put under uploads/; the queue's URL."""
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    url = sqs.create_queue(QueueName=queue)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    s3.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"}
    )
    uploads = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "uploads/"}]}}
    told: Any = {"QueueArn": arn["QueueArn"], "Events": ["s3:ObjectCreated:*"], "Filter": uploads}
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [told]}
    )
    return url
