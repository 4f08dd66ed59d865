"""Feedback on mail on the deployed stack: told to the topic, as SES would, and heard."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeVar

import pytest
from msgspec.structs import replace

from local.aws import emulator_session
from local.plan import STACK_NAME
from local.stack_file import Stack
from tests.e2e.deployed import Deployed
from tests.mail_events import of_message, send, told
from tests.people import AN, register
from vssid_recovery.adapters.table.history import HistoryTable
from vssid_recovery.adapters.table.keys import account_key, mailbox_key, message_key
from vssid_recovery.adapters.table.mailboxes import MailboxTable
from vssid_recovery.mail_ports import Mailbox

SECONDS = 20.0
NUMBERS = (f"61{number:08d}" for number in count())
Found = TypeVar("Found")
Tell = Callable[[Any], None]


@pytest.fixture(scope="module")
def deployed(stack: Stack) -> Deployed:
    return Deployed(stack)


@pytest.fixture(scope="module")
def tell(stack: Stack) -> Tell:
    """Publish to the topic; what is no text is sent as JSON."""
    formation = emulator_session().client("cloudformation", endpoint_url=stack.endpoint_url)
    described = formation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]["Outputs"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described}
    sns = emulator_session().client("sns", endpoint_url=stack.endpoint_url)

    def _tell(message: Any) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        sns.publish(TopicArn=outputs["MailFeedbackTopicArn"], Message=text)

    return _tell


@pytest.fixture
def person(deployed: Deployed) -> str:
    """A new person, to whom the message and the mailbox of the same name belong."""
    number = next(NUMBERS)
    someone = replace(AN, social_insurance_number=number, personal_identification_number="")
    register(deployed.table, someone)
    send(deployed.table, f"message of {number}", number, number)
    return number


def soon(look: Callable[[], Found], is_there: Callable[[Found], object]) -> Found:
    deadline = time.monotonic() + SECONDS
    while not is_there(found := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert is_there(found), found
    return found


def mailbox(deployed: Deployed, person: str) -> Mailbox:
    return MailboxTable(deployed.table).look_up(person)


def test_a_hard_bounce_is_kept_and_is_in_the_persons_history(
    deployed: Deployed, tell: Tell, person: str
) -> None:
    account = deployed.table.get(account_key(person))
    tell("Successfully validated SNS topic for Amazon SES event publishing.")
    tell(of_message(told("permanent-bounce"), f"message of {person}"))

    found = soon(lambda: mailbox(deployed, person), lambda box: box.unreachable_since)
    assert found.reason == "NoEmail"
    [line] = HistoryTable(deployed.table).lines(person)
    assert (line.event.kind, line.event.outcome) == ("MAIL", "BOUNCED")
    assert line.event.reason == "RESET_CODE NoEmail"
    assert deployed.table.get(account_key(person)) == account


def test_a_soft_bounce_told_many_times_at_once_counts_once(
    deployed: Deployed, tell: Tell, person: str
) -> None:
    for _ in range(12):
        tell(of_message(told("transient-bounce"), f"message of {person}"))
    send(deployed.table, f"another of {person}", person, person)
    soon(lambda: mailbox(deployed, person), lambda box: box.soft == 1)
    tell(of_message(told("transient-bounce"), f"another of {person}"))

    found = soon(lambda: mailbox(deployed, person), lambda box: box.soft > 1)
    assert (found.soft, found.unreachable_since) == (2, None)


def test_five_messages_that_bounce_at_once_are_five(
    deployed: Deployed, tell: Tell, person: str
) -> None:
    for number in range(5):
        send(deployed.table, f"{number} of {person}", person, person)
        tell(of_message(told("transient-bounce"), f"{number} of {person}"))

    found = soon(lambda: mailbox(deployed, person), lambda box: box.unreachable_since)
    assert (found.soft, found.reason) == (5, "MailboxFull")
    [line] = HistoryTable(deployed.table).lines(person)
    assert line.times == 5


def test_a_complaint_leaves_the_mailbox_reachable(
    deployed: Deployed, tell: Tell, person: str
) -> None:
    tell(of_message(told("complaint"), f"message of {person}"))

    found = soon(lambda: mailbox(deployed, person), lambda box: box.complained_at)
    assert found.unreachable_since is None


def test_an_unknown_message_is_heard_and_changes_nothing(
    deployed: Deployed, tell: Tell, person: str
) -> None:
    tell(of_message(told("permanent-bounce"), f"nobody's, not {person}"))
    tell(of_message(told("complaint"), f"message of {person}"))

    found = soon(lambda: mailbox(deployed, person), lambda box: box.complained_at)
    assert found.unreachable_since is None
    assert deployed.table.get(message_key(f"nobody's, not {person}")) is None


def test_what_failed_three_times_is_among_the_dead_letters(deployed: Deployed, person: str) -> None:
    """Invoked asynchronously as SNS does; the emulator's own SNS does not try again."""
    sqs = emulator_session().client("sqs", endpoint_url=deployed.stack.endpoint_url)
    [queue] = [url for url in sqs.list_queues()["QueueUrls"] if "MailFeedbackDeadLetters" in url]
    event = told("permanent-bounce")
    record = {"Sns": {"Message": json.dumps(of_message(event, f"message of {person}"))}}

    with another_table(deployed, "not-there"):
        deployed.functions.invoke(
            FunctionName=deployed.stack.functions["mail_feedback"],
            InvocationType="Event",
            Payload=json.dumps({"Records": [record]}),
        )
        [letter] = soon(
            lambda: sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", []),
            bool,
        )

    sqs.delete_message(QueueUrl=queue, ReceiptHandle=letter["ReceiptHandle"])
    assert json.loads(letter["Body"])["requestPayload"] == {"Records": [record]}
    assert deployed.table.get(mailbox_key(person)) is None


@contextmanager
def another_table(deployed: Deployed, name: str) -> Iterator[None]:
    """The function with a table that it may not read: to it, a table that is away."""
    function = deployed.stack.functions["mail_feedback"]
    found = deployed.functions.get_function_configuration(FunctionName=function)
    variables = found["Environment"]["Variables"]
    deployed.functions.update_function_configuration(
        FunctionName=function, Environment={"Variables": variables | {"TABLE_NAME": name}}
    )
    try:
        yield
    finally:
        deployed.functions.update_function_configuration(
            FunctionName=function, Environment={"Variables": variables}
        )
