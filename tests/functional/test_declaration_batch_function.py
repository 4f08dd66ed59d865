"""functions/declaration_batch as its queue invokes it; what it does, counts and lets come again."""

import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest

from tests.clock import MovableClock
from tests.functional import functions
from tests.functional.batch_desk import BatchDesk, open_desk, prepare
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.declaration_desk import APPROVE, OFFICER
from tests.functional.functions import Context, event, function
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.batch_model import Batch, BatchStatus
from vssid_recovery.declaration_model import Status
from vssid_recovery.errors import Unavailable

FOLDER = "declaration_batch"
BATCH = "6d1f0a4c8b2e4f5f9a7c3e1d0b8a2f46"  # of events/declaration_batch/*.json
ARRIVED, ROWS, FINISH, SPREAD, DECIDE = "file-arrived", "rows", "finish", "spread", "decide"
PEOPLE = [person(at) for at in range(3)]


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    enrol(table, *PEOPLE)
    return open_desk(table, secret, clock)


@pytest.fixture
def app(desk: BatchDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.setitem(functions.RESOURCES, "BatchWork", desk.queue_url)
    monkeypatch.delitem(sys.modules, "vssid_recovery.batch_rounds")  # it has a logger in it
    with function(FOLDER, monkeypatch) as module:
        yield module


@pytest.fixture
def batch(desk: BatchDesk) -> Batch:
    """Opened, and its file uploaded."""
    desk.ids = iter([int(BATCH, 16)])
    opened = desk.open()
    desk.put(opened, csv_of([row(each) for each in PEOPLE]))
    return opened.batch


def handle(app: ModuleType, name: str) -> None:
    app.handler(event(FOLDER, f"{name}.json"), Context())


def metrics(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    return [line for line in map(json.loads, lines) if "_aws" in line]


@pytest.mark.parametrize("suffix", ["", "-minimal"])
def test_full_and_minimal_events_bring_a_file_from_its_upload_to_its_decision(
    app: ModuleType, desk: BatchDesk, batch: Batch, suffix: str
) -> None:
    handle(app, ARRIVED + suffix)
    assert desk.batch(batch).status is BatchStatus.RUNNING
    handle(app, ROWS + suffix)
    assert desk.batch(batch).accepted == 3
    handle(app, FINISH + suffix)
    assert desk.batch(batch).status is BatchStatus.DONE
    desk.batches.decide(OFFICER, BATCH, APPROVE, [])
    handle(app, SPREAD + suffix)
    [decide] = [body for body, _ in desk.waiting() if "DECIDE" in body]
    assert json.loads(decide) == {"batch": BATCH, "work": "DECIDE", "chunk": 0}
    handle(app, DECIDE + suffix)

    assert desk.batch(batch).is_decided
    assert {each.status for each in desk.declared(*PEOPLE) if each} == {Status.APPROVED}
    assert desk.items("MAIL#")


def test_each_file_is_counted_by_what_became_of_it(
    app: ModuleType, batch: Batch, capsys: pytest.CaptureFixture[str]
) -> None:
    handle(app, ARRIVED)

    [counted] = metrics(capsys)
    assert (counted["BatchFile"], counted["status"]) == ([1.0], "RUNNING")
    assert counted["service"] == FOLDER


@pytest.mark.parametrize("name", [ROWS, FINISH, SPREAD, DECIDE])
def test_work_that_comes_too_early_changes_nothing(
    app: ModuleType, desk: BatchDesk, batch: Batch, name: str
) -> None:
    handle(app, name)

    assert desk.batch(batch) == batch


def test_finishing_before_all_rows_are_done_waits_for_them(
    app: ModuleType, desk: BatchDesk, batch: Batch
) -> None:
    handle(app, ARRIVED)

    handle(app, FINISH)

    assert desk.batch(batch).status is BatchStatus.RUNNING


@pytest.mark.parametrize("name", [ARRIVED, ROWS, FINISH, SPREAD, DECIDE])
def test_a_batch_that_nobody_opened_is_nothing(
    app: ModuleType, desk: BatchDesk, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    handle(app, name)

    assert desk.items("BATCH#") == []
    counted = metrics(capsys)
    assert [each["status"] for each in counted] == (["UNKNOWN"] if name == ARRIVED else [])


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "{}",
        "[]",
        "null",
        '{"batch":1,"work":"ROWS"}',
        '{"batch":"a","work":"DANCE"}',
        '{"Records":[]}',
        '{"Records":[{"s3":{"object":{"key":"results/a.csv"}}}]}',
        '{"Records":[{"s3":{}}]}',
    ],
)
def test_a_message_that_is_neither_is_counted_and_gone(
    app: ModuleType, capsys: pytest.CaptureFixture[str], body: str
) -> None:
    app.handler({"Records": [{"body": body}]}, Context())

    [counted] = metrics(capsys)
    assert counted["MessageIgnored"] == [1.0]


def test_the_hello_of_s3_is_counted_and_gone(
    app: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    handle(app, "test-event")

    assert [each["MessageIgnored"] for each in metrics(capsys)] == [[1.0]]


def test_a_file_that_is_not_there_leaves_the_batch_waiting_for_it(
    app: ModuleType, desk: BatchDesk, batch: Batch
) -> None:
    desk.s3.delete_object(Bucket=desk.bucket, Key=f"uploads/{BATCH}")

    handle(app, ARRIVED)

    assert desk.batch(batch).status is BatchStatus.AWAITING_FILE


def test_what_fails_is_told_without_data_and_comes_again(
    app: ModuleType, desk: BatchDesk, batch: Batch, capsys: pytest.CaptureFixture[str]
) -> None:
    boto3.client("sqs").delete_queue(QueueUrl=desk.queue_url)

    with pytest.raises(Unavailable):
        handle(app, ARRIVED)

    printed = capsys.readouterr().out
    assert '"Unavailable":[1.0]' in printed
    assert "queue: " in printed
    assert "thu.example" not in printed


def test_nothing_that_is_logged_of_a_whole_file_names_a_person(
    app: ModuleType, desk: BatchDesk, batch: Batch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (ARRIVED, ROWS, FINISH):
        handle(app, name)

    printed = capsys.readouterr().out
    assert BATCH in printed
    for person_ in PEOPLE:
        assert person_.social_insurance_number not in printed
        assert person_.full_name not in printed
    assert "thu.example" not in printed
