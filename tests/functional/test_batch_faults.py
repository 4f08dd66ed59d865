"""What fails under the work on files is Unavailable; and what the work asks of the table."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.declaration_desk import APPROVE, OFFICER
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import batch_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Update
from vssid_recovery.batch_model import CHUNK, Batch, BatchDecision, BatchStatus, Task, Work
from vssid_recovery.errors import Overtaken, Unavailable

PEOPLE = [person(at) for at in range(CHUNK)]
MOST_CHUNKS = 500
SPOKEN = {"SET", "ADD", "AND", "OR", "NOT", "REMOVE", "DELETE", "BETWEEN", "CONTAINS", "SIZE"}
ITEM_LIMIT = 400 * 1024  # bytes, of DynamoDB


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    enrol(table, *PEOPLE)
    return open_desk(table, secret, clock)


def failing(desk: BatchDesk, service: str, operation: str) -> Callable[[], None]:
    """The service answers this operation with an error until it is mended by the call."""
    client = {"dynamodb": desk.table._client, "s3": desk.files._s3, "sqs": desk.queue._sqs}[service]
    event = f"before-call.{service}.{operation}"

    def fail(**given: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://made-up.example")

    client.meta.events.register(event, fail)
    return lambda: client.meta.events.unregister(event, fail)


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("dynamodb", "GetItem"),
        ("dynamodb", "BatchGetItem"),
        ("dynamodb", "TransactWriteItems"),
        ("dynamodb", "UpdateItem"),
        ("s3", "GetObject"),
        ("s3", "PutObject"),
        ("sqs", "SendMessage"),
    ],
)
def test_whatever_fails_the_message_comes_again_and_all_is_well_then(
    desk: BatchDesk, service: str, operation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = desk.open()
    desk.put(opened, csv_of([row(each) for each in PEOPLE[:3]]))
    mend = failing(desk, service, operation)

    bodies = [body for body, _ in desk.waiting()]
    raised = []
    for _ in range(4):
        try:
            for body in bodies:
                desk.deliver(body)
            bodies = [body for body, _ in desk.waiting()]
        except Unavailable as error:
            raised.append(str(error))
            break

    assert len(raised) == 1
    assert "thu.example" not in raised[0]
    assert '"Unavailable":[1.0]' in capsys.readouterr().out
    mend()
    for body in bodies:
        desk.deliver(body)
    desk.work()
    batch = desk.batch(opened.batch)
    assert (batch.status, batch.accepted) == (BatchStatus.DONE, 3)


def test_each_task_is_put_once_and_says_no_more_than_which_rows(desk: BatchDesk) -> None:
    desk.queue.put(Task("b", Work.DECIDE, chunk) for chunk in range(31))

    bodies: list[str] = []
    while some := desk.waiting():
        bodies += [body for body, _ in some if "TestEvent" not in body]
    assert sorted(bodies) == sorted(
        f'{{"batch":"b","work":"DECIDE","chunk":{chunk}}}' for chunk in range(31)
    )


def test_when_no_work_can_be_sent_the_decision_is_made_by_saying_it_again(desk: BatchDesk) -> None:
    batch = desk.uploaded(csv_of([row(each) for each in PEOPLE[:3]]))
    mend = failing(desk, "sqs", "SendMessage")
    with pytest.raises(Unavailable):
        desk.decide(batch)
    mend()

    assert desk.decide(batch).decided == 3


def test_no_address_is_given_for_a_file_that_could_not_be_opened(desk: BatchDesk) -> None:
    mend = failing(desk, "dynamodb", "TransactWriteItems")

    with pytest.raises(Unavailable):
        desk.open()

    mend()
    assert desk.items("BATCH#") == []


def test_a_chunk_of_200_rows_is_few_round_trips(desk: BatchDesk) -> None:
    pins = [row(each, identifier=each.personal_identification_number) for each in PEOPLE]
    opened = desk.open()
    desk.put(opened, csv_of(pins))
    desk.deliver(next(body for body, _ in desk.waiting() if "ObjectCreated" in body))
    [(rows, _)] = desk.waiting()
    calls = calls_of(desk)

    desk.deliver(rows)
    entering = calls.copy()
    [(finish, _)] = desk.waiting()
    desk.deliver(finish)
    desk.batches.decide(OFFICER, opened.batch.batch_id, APPROVE, [])
    [(spread, _)] = desk.waiting()
    desk.deliver(spread)
    [(decide, _)] = desk.waiting()
    calls.clear()
    desk.deliver(decide)

    # 2 for the 12-digit numbers, 4 for accounts and addresses, 2 for who has a declaration
    assert entering == {
        "GetItem": 1, "BatchGetItem": 8, "TransactWriteItems": 7, "UpdateItem": 1
    }  # fmt: skip
    # 2 for the declarations, 4 for accounts and addresses
    assert calls == {"GetItem": 1, "BatchGetItem": 6, "TransactWriteItems": 7, "UpdateItem": 1}
    assert desk.batch(opened.batch).decided == CHUNK
    calls.clear()
    desk.look_at(opened.batch)
    assert calls == {"GetItem": 1, "Query": 1, "BatchGetItem": 1}  # one more for flagged rows


def calls_of(desk: BatchDesk) -> Counter[str]:
    calls: Counter[str] = Counter()

    def told(model: Any, **given: Any) -> None:
        calls[model.name] += 1

    desk.table._client.meta.events.register("before-call.dynamodb", told)
    return calls


def test_no_name_in_an_expression_is_one_that_dynamodb_keeps_for_itself(desk: BatchDesk) -> None:
    said: set[str] = set()

    def told(params: dict[str, Any], **given: Any) -> None:
        said.update(re.findall(r'Expression": ?"([^"]+)"', str(params.get("body", b""), "utf-8")))

    desk.table._client.meta.events.register("before-call.dynamodb", told)
    content = csv_of([row(each) for each in PEOPLE[:3]])
    desk.decide(desk.uploaded(content))
    desk.uploaded(content)
    desk.uploaded(b"no table\r\n")

    keywords = set(ReservedKeywords.get_reserved_keywords()) - SPOKEN
    words = {word.upper() for text in said for word in re.findall(r"(?<![#:\w])[A-Za-z]\w*", text)}
    assert "UPLOAD" in words
    assert words & keywords == set()


def test_a_batch_of_100_000_rows_with_a_decision_fits_one_item_many_times(desk: BatchDesk) -> None:
    batch = desk.open().batch
    desk.store.start(of_rows(batch, total=MOST_CHUNKS * CHUNK), "content")
    others = {":chunks": set(range(1, MOST_CHUNKS))}
    adding = "ADD doneChunks :chunks, decidedChunks :chunks"
    desk.table.update(Update(batch_key(batch.batch_id), adding, values=others))
    assert desk.store.chunk_done(batch.batch_id, 0, 190, 10, 5).is_read
    desk.store.finish(batch.batch_id, [f"{at:032x}" for at in range(20)])
    left_out = frozenset(f"{at:032x}" for at in range(100))
    decision = BatchDecision(False, "ữ" * 500, left_out, OFFICER, desk.clock())
    desk.store.decide(batch.batch_id, decision)
    desk.store.chunk_decided(batch.batch_id, 0, 183, 2)

    found = desk.batch(batch)

    assert (found.accepted, found.rejected, found.flagged) == (190, 10, 7)
    assert (found.is_decided, found.decided) == (True, 183)
    assert found.decision == decision
    item = desk.table.get(batch_key(batch.batch_id)) or {}
    size = sum(len(str(name)) + len(str(value)) for name, value in item.items())
    assert size < ITEM_LIMIT / 10


def of_rows(batch: Batch, total: int) -> Batch:
    return Batch(
        batch.batch_id,
        batch.file_name,
        batch.staff,
        batch.office_code,
        batch.opened_at,
        total=total,
    )


def test_each_change_of_a_batch_is_made_once_and_from_the_right_state(desk: BatchDesk) -> None:
    batch = of_rows(desk.open().batch, total=1)
    desk.store.start(batch, "content")

    with pytest.raises(Overtaken):
        desk.store.start(batch, "content")
    counted = [desk.store.chunk_done(batch.batch_id, 0, 1, 0, 0) for _ in range(2)]
    assert [each.accepted for each in counted] == [1, 1]
    with pytest.raises(Overtaken):
        decide(desk, batch)
    desk.store.finish(batch.batch_id, ["a"])
    desk.store.finish(batch.batch_id, ["b"])
    decide(desk, batch)
    for _ in range(2):
        desk.store.chunk_decided(batch.batch_id, 0, 1, 1)
    with pytest.raises(Overtaken):
        decide(desk, batch)

    found = desk.batch(batch)
    assert (found.sample, found.decided, found.flagged) == (("a",), 1, 1)


def decide(desk: BatchDesk, batch: Batch) -> None:
    at = desk.clock()
    desk.store.decide(batch.batch_id, BatchDecision(True, "", frozenset(), OFFICER, at))


def test_a_batch_that_is_gone_is_not_begun_anew_by_its_counts(desk: BatchDesk) -> None:
    with pytest.raises(Overtaken):
        desk.store.chunk_done("gone", 0, 1, 0, 0)
    desk.store.chunk_decided("gone", 0, 1, 0)

    assert desk.items("BATCH#") == []
