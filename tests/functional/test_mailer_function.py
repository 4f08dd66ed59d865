"""functions/mailer as stream, queue and schedule invoke it; what it logs, counts and leaves."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.functional import functions
from tests.functional.functions import Context, event, function
from tests.people import AN, register
from vssid_recovery.adapters.retry_queue import BACKOFF
from vssid_recovery.adapters.table.items import mail_put
from vssid_recovery.adapters.table.keys import mail_key
from vssid_recovery.adapters.table.mails import MailTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Update
from vssid_recovery.errors import Unavailable
from vssid_recovery.model import OwedMail

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

FOLDER = "mailer"
FIRST = "5f0c9e2a7b6d41838e1f0a9c3d2b4e61"  # of events/mailer/*.json
SECOND = "c3a1d7e9046f4b2f9a5e8d1c7b60f234"
SENDER = functions.RESOURCES["SenderAddress"]
STREAM, RETRY, MINUTE = "stream.json", "retry.json", "every-minute.json"
MINIMAL = {STREAM: "stream-minimal.json", RETRY: "retry-minimal.json"}


@pytest.fixture
def sqs(aws: None) -> "SQSClient":
    return boto3.client("sqs")


@pytest.fixture
def ses(aws: None) -> "SESV2Client":
    client = boto3.client("sesv2")
    client.create_email_identity(EmailIdentity=SENDER)
    client.create_configuration_set(ConfigurationSetName="mail")
    return client


@pytest.fixture
def queue(sqs: "SQSClient") -> str:
    return sqs.create_queue(QueueName="retries")["QueueUrl"]


@pytest.fixture
def app(
    table: Table, vault: Any, ses: "SESV2Client", queue: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    register(table, AN)
    monkeypatch.setitem(functions.RESOURCES, "MailRetries", queue)
    with function(FOLDER, monkeypatch) as module:
        yield module


@pytest.fixture
def owe(table: Table) -> Callable[..., None]:
    def _owe(*mail_ids: str, seconds_ago: float = 1) -> None:
        at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        for mail_id in mail_ids:
            mail = OwedMail(
                mail_id, "PASSWORD_CHANGED", AN.social_insurance_number, at, at.isoformat()
            )
            table.transact([mail_put(mail)])

    return _owe


def handle(app: ModuleType, name: str) -> Any:
    return app.handler(event(FOLDER, name), Context())


def outcome(table: Table, mail_id: str = FIRST) -> str:
    item = table.get(mail_key(mail_id)) or {}
    return str(item.get("outcome", "OWED"))


def waiting(sqs: "SQSClient", queue: str) -> int:
    told = sqs.get_queue_attributes(
        QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessagesDelayed"]
    )
    return int(told["Attributes"]["ApproximateNumberOfMessagesDelayed"])


def metrics(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    return [line for line in map(json.loads, lines) if "_aws" in line]


def away(app: ModuleType, monkeypatch: pytest.MonkeyPatch, *codes: str) -> None:
    """SES fails so many times, then takes mail again."""
    left, real = list(codes), app.mailer.post.send

    def send(*given: Any) -> Any:
        if left:
            raise Unavailable(f"mail: {left.pop(0)}")
        return real(*given)

    monkeypatch.setattr(app.mailer.post, "send", send)


def test_each_record_of_the_stream_is_sent(
    app: ModuleType, table: Table, owe: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    owe(FIRST, SECOND)

    assert handle(app, STREAM) == {"batchItemFailures": []}

    assert [outcome(table, mail) for mail in (FIRST, SECOND)] == ["SENT", "SENT"]
    sent = [each for each in metrics(capsys) if "Mail" in each]
    assert [(each["outcome"], each["service"]) for each in sent] == [("SENT", "mailer")] * 2


@pytest.mark.parametrize("name", [*MINIMAL, *MINIMAL.values()])
def test_full_and_minimal_records_are_understood(
    app: ModuleType, table: Table, owe: Callable[..., None], name: str
) -> None:
    owe(FIRST)

    assert handle(app, name) == {"batchItemFailures": []}
    assert outcome(table) == "SENT"


@pytest.mark.parametrize("name", [*MINIMAL, *MINIMAL.values()])
def test_what_is_owed_no_more_is_nothing(
    app: ModuleType, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handle(app, name) == {"batchItemFailures": []}
    assert metrics(capsys) == []


def test_a_record_that_fails_goes_to_the_queue_and_its_neighbour_is_sent(
    app: ModuleType,
    table: Table,
    owe: Callable[..., None],
    sqs: "SQSClient",
    queue: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    owe(FIRST, SECOND)
    away(app, monkeypatch, "TooManyRequestsException")

    assert handle(app, STREAM) == {"batchItemFailures": []}

    assert [outcome(table, mail) for mail in (FIRST, SECOND)] == ["OWED", "SENT"]
    assert waiting(sqs, queue) == 1
    printed = capsys.readouterr().out
    assert "mail: TooManyRequestsException" in printed
    unavailable = [line for line in printed.splitlines() if '"Unavailable":[1.0]' in line]
    assert len(unavailable) == 1


def test_a_queue_message_that_fails_comes_again_and_its_neighbour_is_done(
    app: ModuleType,
    table: Table,
    owe: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owe(FIRST, SECOND)
    away(app, monkeypatch, "SendingPausedException")
    postponed: list[tuple[str, int]] = []
    monkeypatch.setattr(app.queue, "postpone", lambda *given: postponed.append(given))

    answer = handle(app, RETRY)

    assert answer == {
        "batchItemFailures": [{"itemIdentifier": "00000000-0000-4000-8000-000000000001"}]
    }
    assert postponed == [("EXAMPLE-receipt-handle-1", 1)]
    assert [outcome(table, mail) for mail in (FIRST, SECOND)] == ["OWED", "SENT"]
    assert handle(app, "retry-minimal.json") == {"batchItemFailures": []}
    assert outcome(table) == "SENT"


@pytest.mark.parametrize("received", range(1, 8))
def test_a_message_waits_longer_the_oftener_it_came(
    app: ModuleType, sqs: "SQSClient", monkeypatch: pytest.MonkeyPatch, received: int
) -> None:
    waits: list[int] = []
    monkeypatch.setattr(
        app.queue._client,
        "change_message_visibility",
        lambda **asked: waits.append(asked["VisibilityTimeout"]),
    )

    app.queue.postpone("EXAMPLE", received)

    assert waits == [[*BACKOFF, BACKOFF[-1]][received - 1]]


def test_six_tries_are_within_half_a_codes_life_and_then_it_is_a_dead_letter() -> None:
    retries = functions.TEMPLATE["Resources"]["MailRetries"]["Properties"]
    life = functions.TEMPLATE["Parameters"]["ResetCodeMinutes"]["Default"]

    assert retries["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["MailDeadLetters", "Arn"]},
        "maxReceiveCount": len(BACKOFF),
    }
    assert len(BACKOFF) == 6
    assert BACKOFF[0] + sum(BACKOFF[:-1]) < life * 60 / 2


def test_a_queue_that_is_away_does_not_hold_up_the_neighbours(
    app: ModuleType,
    table: Table,
    owe: Callable[..., None],
    sqs: "SQSClient",
    queue: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owe(FIRST, SECOND)
    away(app, monkeypatch, "TooManyRequestsException")
    sqs.delete_queue(QueueUrl=queue)

    answer = handle(app, RETRY)

    assert len(answer["batchItemFailures"]) == 1
    assert outcome(table, SECOND) == "SENT"


def test_a_message_whose_mail_somebody_is_at_comes_again_without_an_alarm(
    app: ModuleType,
    table: Table,
    owe: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    owe(FIRST)
    now = datetime.now(UTC)
    MailTable(table).claim(FIRST, now, now + timedelta(seconds=60), None)

    assert len(handle(app, "retry-minimal.json")["batchItemFailures"]) == 1
    assert not any(each["_aws"] and "Mail" in each for each in metrics(capsys))
    assert handle(app, "stream-minimal.json") == {"batchItemFailures": []}


# ------------------------------------------------------------------ once a minute


@pytest.mark.parametrize("name", [MINUTE, "every-minute-minimal.json"])
@pytest.mark.parametrize(("seconds", "expected"), [(80, "OWED"), (95, "SENT")])
def test_what_was_overlooked_for_ninety_seconds_is_sent(
    app: ModuleType, table: Table, owe: Callable[..., None], seconds: int, expected: str, name: str
) -> None:
    owe(FIRST, seconds_ago=seconds)

    assert handle(app, name) == {"owed": 1}
    assert outcome(table) == expected


def test_the_age_of_the_oldest_is_told_every_minute(
    app: ModuleType, owe: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    handle(app, MINUTE)
    owe(FIRST, seconds_ago=700)
    owe(SECOND, seconds_ago=20)
    handle(app, MINUTE)

    ages = [e["OldestOwedSeconds"][0] for e in metrics(capsys) if "OldestOwedSeconds" in e]
    assert ages[0] == 0
    assert 700 <= ages[1] < 710


def test_the_sweep_leaves_alone_what_the_queue_has(
    app: ModuleType, table: Table, owe: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(FIRST, seconds_ago=300)
    away(app, monkeypatch, "TooManyRequestsException")
    handle(app, "stream-minimal.json")

    handle(app, MINUTE)
    assert outcome(table) == "OWED"

    handle(app, "retry-minimal.json")
    assert outcome(table) == "SENT"


def test_the_sweep_tries_again_what_no_queue_took(
    app: ModuleType,
    table: Table,
    owe: Callable[..., None],
    sqs: "SQSClient",
    queue: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owe(FIRST, seconds_ago=300)
    away(app, monkeypatch, "TooManyRequestsException")
    sqs.delete_queue(QueueUrl=queue)
    handle(app, "stream-minimal.json")
    assert outcome(table) == "OWED"

    handle(app, MINUTE)
    assert outcome(table) == "SENT"


# ------------------------------------------------------------------ faults


def test_a_mail_with_a_defect_is_told_with_a_stack_and_waits_like_any_other(
    app: ModuleType,
    table: Table,
    owe: Callable[..., None],
    sqs: "SQSClient",
    queue: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    owe(FIRST, SECOND)
    table.update(Update(mail_key(FIRST), "SET purpose = :p", values={":p": "NO_SUCH_TEXT"}))

    assert handle(app, STREAM) == {"batchItemFailures": []}

    assert outcome(table, SECOND) == "SENT"
    assert waiting(sqs, queue) == 1
    assert "TemplateNotFound" in capsys.readouterr().out


def test_nothing_secret_and_nobody_is_logged(
    app: ModuleType,
    owe: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tokens: list[str] = []
    real = app.mailer.post.send

    def send(to: str, purpose: str, fields: Any) -> Any:
        tokens.append(fields["refuse_link"].partition("token=")[2])
        return real(to, purpose, fields)

    monkeypatch.setattr(app.mailer.post, "send", send)
    owe(FIRST, SECOND)
    handle(app, STREAM)
    away(app, monkeypatch, "TooManyRequestsException")
    owe(FIRST)
    handle(app, STREAM)

    printed = capsys.readouterr().out
    assert len(tokens) == 2
    assert all(len(token) == 22 and token not in printed for token in tokens)
    for personal in (AN.email, AN.social_insurance_number, AN.phone, AN.full_name):
        assert personal not in printed
