"""What AWS does with owed mail and the emulator does not: held on template.yaml itself."""

from typing import Any

import pytest

from local.template import load_template
from tests.repository import ROOT
from vssid_recovery.adapters import clients

RESOURCES = load_template(ROOT / "template.yaml")["Resources"]
DEAD_LETTERS = {"Fn::GetAtt": ["MailDeadLetters", "Arn"]}
OF_EACH_MAIL_BESIDE = 1.5  # seconds at most for the table and a hash


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


@pytest.mark.parametrize("mapping", ["MailerDoorbell", "MailerRetries"])
def test_a_batch_is_tried_to_its_end_where_ses_takes_calls_and_never_answers(mapping: str) -> None:
    waited = clients.ONCE.connect_timeout + clients.ONCE.read_timeout  # type: ignore[attr-defined]
    longest = properties(mapping)["BatchSize"] * (waited + OF_EACH_MAIL_BESIDE)
    assert longest < properties("MailerFunction")["Timeout"]


def test_every_edge_of_the_mailer_ends_in_the_dead_letters() -> None:
    [rule] = properties("MailerEveryMinute")["Targets"]
    assert rule["DeadLetterConfig"] == {"Arn": DEAD_LETTERS}
    doorbell = properties("MailerDoorbell")["DestinationConfig"]["OnFailure"]
    assert doorbell == {"Destination": DEAD_LETTERS}
    invoked = properties("MailerFunction")["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
    assert invoked == {"Type": "SQS", "Destination": DEAD_LETTERS}
    queue = properties("MailRetries")["RedrivePolicy"]
    assert queue["deadLetterTargetArn"] == DEAD_LETTERS


def test_only_the_rule_may_put_there_from_outside() -> None:
    policy = properties("MailDeadLettersPolicy")
    [statement] = policy["PolicyDocument"]["Statement"]

    assert policy["Queues"] == [{"Ref": "MailDeadLetters"}]
    assert (statement["Effect"], statement["Action"]) == ("Allow", "sqs:SendMessage")
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    source = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert source == {"Fn::GetAtt": ["MailerEveryMinute", "Arn"]}


def test_a_mailer_that_nobody_rings_rings_the_alarm() -> None:
    alarm = properties("OldestOwedMailAlarm")
    assert alarm["MetricName"] == "OldestOwedSeconds"
    assert alarm["TreatMissingData"] == "breaching"
