"""functions/mail_feedback as SNS invokes it: it never raises but for what may pass."""

import json
from copy import deepcopy
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from tests.functional.functions import Context, event, function
from tests.mail_events import MAILBOX, MESSAGE_ID, of_message, send, told
from tests.people import AN, register
from vssid_recovery.adapters.table.keys import mailbox_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FOLDER = "mail_feedback"


@pytest.fixture
def app(table: Table, monkeypatch: pytest.MonkeyPatch) -> Any:
    register(table, AN)
    send(table)
    with function(FOLDER, monkeypatch) as module:
        yield module


def metrics_in(output: str, name: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [line for line in lines if name in line and "_aws" in line]


def notification(message: Any) -> dict[str, Any]:
    return {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": message}}]}


@pytest.mark.parametrize(
    ("name", "outcome", "attribute"),
    [
        ("permanent-bounce", "HARD_BOUNCE", "unreachableSince"),
        ("permanent-bounce-minimal", "HARD_BOUNCE", "unreachableSince"),
        ("old-notification", "HARD_BOUNCE", "unreachableSince"),
        ("transient-bounce", "SOFT_BOUNCE", "soft"),
        ("complaint", "COMPLAINT", "complainedAt"),
    ],
)
def test_what_ses_tells_is_kept_and_counted(
    app: ModuleType,
    table: Table,
    capsys: pytest.CaptureFixture[str],
    name: str,
    outcome: str,
    attribute: str,
) -> None:
    app.handler(event(FOLDER, f"{name}.json"), Context())

    mailbox = table.get(mailbox_key(MAILBOX))
    assert mailbox is not None
    assert attribute in mailbox
    [metric] = metrics_in(capsys.readouterr().out, "MailFeedback")
    assert (metric["outcome"], metric["service"]) == (outcome, FOLDER)


@pytest.mark.parametrize(
    ("name", "why"), [("unknown-message", "UNKNOWN_MESSAGE"), ("topic-validated", "IGNORED")]
)
def test_what_is_not_ours_is_only_counted(
    app: ModuleType, table: Table, capsys: pytest.CaptureFixture[str], name: str, why: str
) -> None:
    app.handler(event(FOLDER, f"{name}.json"), Context())

    assert table.get(mailbox_key(MAILBOX)) is None
    assert [m["why"] for m in metrics_in(capsys.readouterr().out, "FeedbackIgnored")] == [why]


@pytest.mark.parametrize(
    "shape",
    [
        None,
        [],
        "text",
        {},
        {"Records": None},
        {"Records": [None]},
        {"Records": [{"Sns": None}]},
        {"Records": [{"s3": {}}]},
        notification(None),
        notification({"eventType": "Bounce"}),
        notification(""),
        notification("{"),
        notification("null"),
        notification('"\ud800"'),
        notification("[" * 100_000),
        notification('{"eventType": "Bounce", "mail": "somebody@thu.example"}'),
    ],
    ids=range(16),
)
def test_no_shape_makes_it_raise_and_none_is_logged(
    app: ModuleType, capsys: pytest.CaptureFixture[str], shape: Any
) -> None:
    app.handler(shape, Context())

    written = capsys.readouterr().out
    assert [m["why"] for m in metrics_in(written, "FeedbackIgnored")] == ["IGNORED"]
    assert "thu.example" not in written
    assert "[[[" not in written


def test_a_bad_record_does_not_hide_the_good_one_behind_it(app: ModuleType, table: Table) -> None:
    both = deepcopy(event(FOLDER, "permanent-bounce.json"))
    both["Records"].insert(0, {"Sns": {"Message": "Hello"}})
    app.handler(both, Context())

    assert table.get(mailbox_key(MAILBOX)) is not None


def test_a_table_that_is_away_is_raised_and_heard_when_it_is_back(
    app: ModuleType,
    table: Table,
    dynamodb: "DynamoDBClient",
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as while_away:
        while_away.setattr(app.table, "_name", "not-there")
        with pytest.raises(Unavailable):
            app.handler(event(FOLDER, "permanent-bounce.json"), Context())
    assert metrics_in(capsys.readouterr().out, "Unavailable")
    assert table.get(mailbox_key(MAILBOX)) is None

    app.handler(event(FOLDER, "permanent-bounce.json"), Context())
    assert table.get(mailbox_key(MAILBOX)) is not None


def test_when_the_second_record_fails_the_first_counts_once(
    app: ModuleType, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lambda gives both again."""
    send(table, "second")
    second = of_message(told("transient-bounce"), "second")
    both = event(FOLDER, "transient-bounce.json")
    both["Records"] += notification(json.dumps(second))["Records"]
    read = app.table.get

    def fails_for_the_second(key: dict[str, str]) -> Any:
        if "second" in key["pk"]:
            raise Unavailable("made up")
        return read(key)

    with monkeypatch.context() as once:
        once.setattr(app.table, "get", fails_for_the_second)
        with pytest.raises(Unavailable):
            app.handler(both, Context())
    app.handler(both, Context())

    mailbox = table.get(mailbox_key(MAILBOX))
    assert mailbox is not None
    assert mailbox["soft"] == 2


def test_the_log_knows_nobody(app: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("permanent-bounce", "complaint", "delivery", "unknown-message"):
        app.handler(event(FOLDER, f"{name}.json"), Context())

    written = "".join(capsys.readouterr())
    assert '"message":"heard"' in written
    for datum in ("thu.example", "an.nguyen", AN.social_insurance_number, MESSAGE_ID, MAILBOX):
        assert datum not in written
