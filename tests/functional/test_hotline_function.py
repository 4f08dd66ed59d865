"""functions/hotline_verification as Connect invokes it: any event in, a flat string map out."""

import json
from copy import deepcopy
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from tests.functional.functions import Context, event, function
from tests.people import AN, register
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import Unavailable

FOLDER = "hotline_verification"


@pytest.fixture
def app(table: Table, vault: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    register(table, AN)
    with function(FOLDER, monkeypatch) as module:
        yield module


def ask(app: ModuleType, asked: Any) -> dict[str, str]:
    reply: dict[str, str] = app.handler(asked, Context())
    assert {type(each) for pair in reply.items() for each in pair} == {str}
    return reply


@pytest.mark.parametrize("name", ["full.json", "minimal.json"])
def test_a_matching_call_is_answered_with_three_groups(app: ModuleType, name: str) -> None:
    reply = ask(app, event(FOLDER, name))

    assert reply.keys() == {"outcome", "group1", "group2", "group3", "validMinutes"}
    assert reply["outcome"] == "ISSUED"
    assert reply["validMinutes"] == "10"
    assert all(len(reply[f"group{n}"]) == 3 and reply[f"group{n}"].isdigit() for n in (1, 2, 3))


def test_passwords_are_not_the_same_twice(app: ModuleType) -> None:
    replies = [ask(app, event(FOLDER, "full.json")) for _ in range(3)]

    assert len({reply["group1"] + reply["group2"] + reply["group3"] for reply in replies}) == 3


def test_a_withheld_number_is_a_mismatch(app: ModuleType) -> None:
    assert ask(app, event(FOLDER, "withheld.json")) == {"outcome": "NO_MATCH"}


def test_refusing_an_email_that_is_not_there_is_refused_already(app: ModuleType) -> None:
    assert ask(app, event(FOLDER, "refuse-email.json")) == {"outcome": "REFUSED"}


@pytest.mark.parametrize(
    "asked",
    [
        None,
        [],
        "text",
        {},
        {"Details": None},
        {"Details": {"Parameters": {"identifier": "0123456789"}}},
        {"Details": {"Parameters": None, "ContactData": None}},
        {"Details": {"Parameters": {"identifier": {"nested": "0123456789"}}, "ContactData": {}}},
        {"Details": {"Parameters": {"identifier": 123456789}, "ContactData": {}}},
        {"httpMethod": "POST", "body": "{}"},
    ],
)
def test_what_is_not_from_connect_is_answered_and_issues_nothing(
    app: ModuleType, table: Table, asked: Any
) -> None:
    assert ask(app, asked)["outcome"] in ("INVALID_INPUT", "NO_MATCH")
    account = table.get({"pk": "ACCOUNT#0123456789", "sk": "ACCOUNT"})
    assert account is not None
    assert "temporary" not in account


def test_an_event_that_is_not_from_connect_is_invalid_input(app: ModuleType) -> None:
    assert ask(app, {}) == {"outcome": "INVALID_INPUT"}


@pytest.mark.parametrize("place", ["SegmentAttributes", "Attributes"])
def test_connects_own_simulated_calls_are_issued_nothing(app: ModuleType, place: str) -> None:
    simulated = deepcopy(event(FOLDER, "full.json"))
    kind = {"connect:ValidationTestType": {"ValueString": "EXPERIENCE_VALIDATION"}}
    simulated["Details"]["ContactData"][place] = kind

    assert ask(app, simulated) == {"outcome": "UNAVAILABLE"}


def test_without_a_proof_the_hotline_is_unavailable(
    table: Table, vault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(table, AN)
    with function(FOLDER, monkeypatch) as module:
        off = replace(module.settings, hotline_proof="OFF")
        monkeypatch.setattr(module, "settings", off)
        assert ask(module, event(FOLDER, "full.json")) == {"outcome": "UNAVAILABLE"}


def test_an_exception_never_leaves(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def burst(_: object) -> None:
        raise RuntimeError("made-up failure")

    monkeypatch.setattr(app.Hotline, "issue", lambda *_: burst(None))

    assert ask(app, event(FOLDER, "full.json")) == {"outcome": "UNAVAILABLE"}
    assert metrics_in(capsys.readouterr().out, "Unavailable")


@pytest.mark.parametrize("failure", [Unavailable("table: made up"), RuntimeError("made up")])
def test_a_failure_is_told_with_the_contact_that_it_happened_to(
    app: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: Exception,
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(app.Hotline, "issue", fail)
    asked = event(FOLDER, "full.json")

    ask(app, asked)

    (line,) = [line for line in lines_in(capsys.readouterr().out) if line.get("level") == "ERROR"]
    assert line["contact"] == asked["Details"]["ContactData"]["ContactId"]
    assert "0123456789" not in json.dumps(line)


def test_what_is_no_failure_does_not_ring_the_alarm(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "settings", replace(app.settings, hotline_proof="OFF"))

    assert ask(app, event(FOLDER, "full.json")) == {"outcome": "UNAVAILABLE"}
    written = capsys.readouterr().out
    assert metrics_in(written, "HotlineOutcome")
    assert not metrics_in(written, "Unavailable")


def test_every_outcome_is_a_metric(app: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    ask(app, event(FOLDER, "full.json"))
    ask(app, event(FOLDER, "withheld.json"))

    outcomes = [line["outcome"] for line in metrics_in(capsys.readouterr().out, "HotlineOutcome")]
    assert outcomes == ["ISSUED", "NO_MATCH"]


def test_the_log_knows_nobody_and_no_password(
    app: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = ask(app, event(FOLDER, "full.json"))

    written = capsys.readouterr()
    everything = written.out + written.err
    assert '"outcome":"ISSUED"' in everything
    for secret in ("0123456789", "912345678", "Nguyễn", "an.nguyen", "argon2"):
        assert secret not in everything
    groups = [reply[f"group{n}"] for n in (1, 2, 3)]
    assert "".join(groups) not in everything
    assert not any(f'"{group}"' in everything for group in groups)


def metrics_in(output: str, name: str) -> list[dict[str, Any]]:
    return [line for line in lines_in(output) if name in line and "_aws" in line]


def lines_in(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]
