"""Ids as anybody may write them, in a path or a body: answered like ids that nobody has.

DynamoDB refuses a call with a key that is too long, and moto does not: here it does too.
"""

import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
import yaml
from botocore.exceptions import ClientError

from tests.clock import MovableClock
from tests.functional import functions
from tests.functional import test_email_reset_function as reset
from tests.functional.batch_desk import BatchDesk, open_desk, prepare
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.functions import function
from tests.functional.test_supplementation_function import call
from tests.repository import ROOT
from vssid_recovery.adapters import world
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import batch_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Put

LONGEST = {"pk": 2048, "sk": 1024}  # bytes of a key, as DynamoDB says
NOBODYS = "0" * 32
APPROVE = {"decision": "APPROVE"}
RESET = "POST /password-resets/{}/confirmation"
SENT: dict[str, tuple[Any, str]] = {
    "GET /email-declarations/{}": (None, "unit"),
    "POST /email-declarations/{}/decision": (APPROVE, "officer"),
    "POST /email-declarations/{}/confirmation-mails": (None, "unit"),
    "GET /declaration-batches/{}": (None, "unit"),
    "POST /declaration-batches/{}/decision": (APPROVE, "officer"),
}
ODD = {
    "far too long": "a" * 3000,
    "too long by its accents": "ế" * 1024,
    "one byte too long for a declaration": "a" * 2037,
    "one byte too long for a batch": "a" * 2043,
    "one digit too many": "0" * 33,
    "a way up": "..",
    "of spaces": " ",
    "a line": f"{NOBODYS}\n",
    "nothing": "\0",
    "markup": "<script>",
    "of another kind": "BATCH#1",
    "half a character": "\ud800",
}
ODD_IDS = pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())


@pytest.fixture(autouse=True)
def refusing(aws: None, sdk: boto3.Session) -> Iterator[None]:
    """Every client made from here on is answered as by DynamoDB."""
    sdk.events.register("before-call.dynamodb", refuse_long_keys)
    yield
    sdk.events.unregister("before-call.dynamodb", refuse_long_keys)


def refuse_long_keys(model: Any, params: dict[str, Any], **given: Any) -> None:
    told: Any = {"Code": "ValidationException", "Message": "Size of hashkey is over the limit"}
    for name, value in keys_in(json.loads(params["body"])):
        if len(value.encode()) > LONGEST[name]:
            raise ClientError({"Error": told}, model.name)


def keys_in(asked: Any) -> Iterator[tuple[str, str]]:
    """Name and value of every key in a call."""
    if isinstance(asked, list):
        for each in asked:
            yield from keys_in(each)
    elif isinstance(asked, dict):
        for name, value in asked.items():
            if name in LONGEST and "S" in value:
                yield name, value["S"]
            else:
                yield from keys_in(value)


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    return open_desk(table, secret, clock)


@pytest.fixture
def app(desk: BatchDesk, vault: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    vault.create_secret(Name="origin-key", SecretString="made-up origin key")
    monkeypatch.setattr(world, "now", desk.clock)
    monkeypatch.setitem(functions.RESOURCES, "BatchWork", desk.queue_url)
    with function("email_supplementation", monkeypatch) as module:
        yield module


@pytest.fixture
def resets(
    table: Table, secret: RootSecret, vault: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    vault.create_secret(Name="origin-key", SecretString="made-up origin key")
    with function("email_reset", monkeypatch) as module:
        yield module


def test_every_route_with_an_id_in_its_path_is_asked_here() -> None:
    paths = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text("utf-8"))["paths"]
    with_id = {
        f"{method.upper()} {path.partition('{')[0]}{{}}{path.partition('}')[2]}"
        for path, methods in paths.items()
        for method in methods
        if "{" in path
    }

    assert with_id == {*SENT, RESET}


@ODD_IDS
@pytest.mark.parametrize("route", SENT)
def test_an_odd_id_of_a_declaration_or_a_file_is_one_that_nobody_has(
    app: ModuleType, route: str, odd: str
) -> None:
    body, who = SENT[route]
    nobodys = call(app, route.format(NOBODYS), body, who)

    answer = call(app, route.format(odd), body, who)

    assert answer == nobodys
    assert (answer[0], answer[1]["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("odd", [each for each in ODD.values() if each.isascii() or "ế" in each])
def test_an_odd_id_of_a_reset_is_one_that_nobody_has(resets: ModuleType, odd: str) -> None:
    nobodys = reset.confirm(resets, NOBODYS, reset.CHOOSE)

    answer = reset.confirm(resets, odd, reset.CHOOSE)

    assert answer == nobodys
    assert (answer[0], answer[1]["code"], answer[1]["attemptsLeft"]) == (400, "INVALID_CODE", 0)


@pytest.mark.parametrize("odd", [each for each in ODD.values() if len(each) <= 1024])
def test_an_odd_id_among_the_exceptions_of_a_decision_is_a_malformed_request(
    app: ModuleType, desk: BatchDesk, odd: str
) -> None:
    someone = person(1)
    enrol(desk.table, someone)
    batch = desk.uploaded(csv_of([row(someone)]))
    [own] = desk.declared(someone)
    assert own is not None
    body = APPROVE | {"except": [own.declaration_id, odd]}

    answer = call(app, f"POST /declaration-batches/{batch.batch_id}/decision", body, "officer")

    assert (answer[0], answer[1]["code"]) == (400, "INVALID_REQUEST")
    assert desk.batch(batch).decision is None


def test_a_key_as_long_as_any_is_read_and_a_longer_one_is_nobodys(table: Table) -> None:
    longest = batch_key("a" * (LONGEST["pk"] - len("BATCH#")))
    table.transact([Put({**longest, "fileName": "a.csv"})])
    longer = {**longest, "pk": f"{longest['pk']}a"}
    longer_sort = {**longest, "sk": "a" * (LONGEST["sk"] + 1)}

    found = table.get_all([longer, longest, longer_sort])

    assert [each and each["fileName"] for each in found] == [None, "a.csv", None]
    assert table.get(longest) == found[1]
    assert [table.get(each) for each in (longer, longer_sort)] == [None, None]
    assert table.get_all([longer]) == [None]
