"""`make redrive` on a real table and real queues (moto): what is put back, and what is dropped."""

from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from local import redrive as command
from local.deployed_table import DeployedMail
from local.plan import StackFailure
from tests.clock import MovableClock
from tests.functional.mail_room import MailRoom
from tests.functional.reset_desk import ID
from vssid_recovery.adapters import world
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import Unavailable
from vssid_recovery.mailing import CLAIMED_FOR
from vssid_recovery.redrive import TRIED_FOR, Fate, Redrive

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

FAILURE_RECORD = (
    '{"requestContext": {"condition": "RetryAttemptsExhausted"}, "DDBStreamBatchInfo": {}}'
)


@pytest.fixture
def room(table: Table, secret: RootSecret, clock: MovableClock) -> MailRoom:
    return MailRoom(table, secret, clock)


@pytest.fixture
def redrive(room: MailRoom) -> Redrive:
    return Redrive(room.store, room, room.clock, "chi Tam")


def failed(room: MailRoom) -> str:
    """A code that six tries could not send; its mail."""
    room.ask()
    [mail_id] = room.owed()
    return fail(room, mail_id)


def fail(room: MailRoom, mail_id: str) -> str:
    room.post.faults = [Unavailable("mail: SendingPausedException")]
    with pytest.raises(Unavailable):
        room.mailer.ring(mail_id)
    room.waiting.clear()
    return mail_id


def test_a_code_that_could_still_be_used_is_put_back_and_is_sent(
    room: MailRoom, redrive: Redrive
) -> None:
    mail_id = failed(room)
    room.clock.advance(minutes=15, microseconds=-1)

    assert redrive.dead_letter(mail_id) is Fate.PUT_BACK
    assert room.waiting == [mail_id]
    assert room.mailer.ring(mail_id) == "", "it is the queue's, not the sweep's"
    assert room.mailer.deliver(mail_id) == "SENT"


def test_a_code_whose_time_is_over_is_closed_with_the_operators_name(
    room: MailRoom, redrive: Redrive
) -> None:
    mail_id = failed(room)
    room.clock.advance(minutes=15)

    assert redrive.dead_letter(mail_id) is Fate.EXPIRED
    assert (room.waiting, room.owed(), room.post.sent) == ([], [], [])
    assert room.mail(mail_id)["outcome"] == "EXPIRED"
    [event] = room.table.query(f"ACCOUNT#{ID}", "EVENT#")
    assert (event["outcome"], event["by"]) == ("EXPIRED", "operator chi Tam")


def test_a_code_of_nobody_is_closed_without_an_event(room: MailRoom, redrive: Redrive) -> None:
    room.ask("9999999999")
    [mail_id] = room.owed()
    room.clock.advance(minutes=15)

    assert redrive.dead_letter(mail_id) is Fate.EXPIRED
    assert room.events("9999999999") == []


def test_a_notice_is_put_back_however_late(room: MailRoom, redrive: Redrive) -> None:
    mail_id = fail(room, room.owe("PASSWORD_CHANGED"))
    room.clock.advance(days=13)

    assert redrive.dead_letter(mail_id) is Fate.PUT_BACK


def test_what_was_sent_meanwhile_and_what_is_no_mail_are_dropped(
    room: MailRoom, redrive: Redrive
) -> None:
    room.ask()
    [mail_id] = room.owed()
    room.deliver()

    assert redrive.dead_letter(mail_id) is Fate.SETTLED
    assert redrive.dead_letter("0" * 32) is Fate.SETTLED
    assert redrive.dead_letter(FAILURE_RECORD) is Fate.NO_MAIL
    assert room.waiting == []


def test_a_mail_that_is_just_being_sent_is_left_alone(room: MailRoom, redrive: Redrive) -> None:
    room.ask()
    [mail_id] = room.owed()
    fates: list[Fate] = []

    room.meddled("send", lambda: fates.append(redrive.dead_letter(mail_id))).ring(mail_id)

    assert fates == [Fate.BEING_SENT]
    assert not Fate.BEING_SENT.is_done
    assert (len(room.post.sent), room.waiting) == (1, [])


def test_what_is_owed_and_in_no_queue_is_put_back_once(room: MailRoom, redrive: Redrive) -> None:
    lost = fail(room, room.owe("PASSWORD_CHANGED"))
    room.clock.now += TRIED_FOR
    young = fail(room, room.owe("PHONE_REPLACED"))

    assert list(redrive.lost()) == [], "the queue may still have them"
    room.clock.advance(microseconds=1)
    assert list(redrive.lost()) == [Fate.PUT_BACK]
    assert room.waiting == [lost]
    assert list(redrive.lost()) == [], "it waits by now"
    assert young in room.owed()


def test_all_that_is_owed_is_found(room: MailRoom, redrive: Redrive) -> None:
    mails = []
    for _ in range(60):
        room.clock.advance(milliseconds=1)
        mails.append(room.owe("PASSWORD_CHANGED"))
    room.clock.now += TRIED_FOR + timedelta(seconds=1)

    assert set(redrive.lost()) == {Fate.PUT_BACK}
    assert sorted(room.waiting) == sorted(mails)


def test_what_cannot_be_put_back_stays_owed_and_free(room: MailRoom, redrive: Redrive) -> None:
    class NoQueue:
        def put(self, mail_id: str) -> None:
            raise Unavailable("queue: EndpointConnectionError")

    mail_id = failed(room)
    with pytest.raises(Unavailable):
        Redrive(room.store, NoQueue(), room.clock, "chi Tam").dead_letter(mail_id)

    assert redrive.dead_letter(mail_id) is Fate.PUT_BACK


# ------------------------------------------------------------------ the command


@pytest.fixture
def sqs(aws: None) -> "SQSClient":
    return boto3.client("sqs")


@pytest.fixture
def deployed(
    table: Table, sqs: "SQSClient", room: MailRoom, monkeypatch: pytest.MonkeyPatch
) -> DeployedMail:
    retries, dead = (sqs.create_queue(QueueName=n)["QueueUrl"] for n in ("retries", "dead"))
    deployed = DeployedMail(table, sqs, retries, dead, "chi Tam")
    monkeypatch.setattr(command, "deployed_mail", lambda path, name: deployed)
    monkeypatch.setattr("sys.argv", ["make redrive"])
    monkeypatch.setattr(world, "now", room.clock)
    return deployed


def bodies(sqs: "SQSClient", url: str) -> list[str]:
    """What lies in a queue, delayed messages left out."""
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [message["Body"] for message in found]


def waiting(sqs: "SQSClient", url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]  # type: ignore[arg-type]
    return sum(map(int, told.values()))


def test_the_command_empties_the_dead_letters_and_tells_what_became_of_them(
    deployed: DeployedMail,
    sqs: "SQSClient",
    room: MailRoom,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expired = failed(room)
    room.clock.now += TRIED_FOR
    notices = [fail(room, room.owe(purpose)) for purpose in ("PASSWORD_CHANGED", "PHONE_REPLACED")]
    sent = room.owe("EMAIL_REPLACED", address="old@thu.example")
    room.mailer.ring(sent)
    for body in (expired, *notices, sent, FAILURE_RECORD, *["0" * 32] * 12):
        sqs.send_message(QueueUrl=deployed.dead_letters_url, MessageBody=body)

    assert command.main() == 0

    assert capsys.readouterr().out.splitlines() == [
        "       2 put back to be sent",
        "       1 dropped: the code's time is over",
        "      13 dropped: owed no more",
        "       1 dropped: records of failed invocations",
    ]
    assert waiting(sqs, deployed.retries_url) == 2
    assert waiting(sqs, deployed.dead_letters_url) == 0


def test_a_letter_whose_mail_is_being_sent_stays_where_it_is(
    deployed: DeployedMail, sqs: "SQSClient", room: MailRoom
) -> None:
    mail_id = room.owe("PASSWORD_CHANGED")
    room.store.claim(mail_id, room.clock(), room.clock() + CLAIMED_FOR, None)
    sqs.send_message(QueueUrl=deployed.dead_letters_url, MessageBody=mail_id)

    assert list(command.redrive(deployed)) == [Fate.BEING_SENT]
    names = ["ApproximateNumberOfMessagesNotVisible"]
    told = sqs.get_queue_attributes(QueueUrl=deployed.dead_letters_url, AttributeNames=names)  # type: ignore[arg-type]
    assert told["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


def test_nothing_to_do_is_said(deployed: DeployedMail, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main() == 0
    assert capsys.readouterr().out == "Nothing lies there, and nothing is owed for long.\n"


def test_a_queue_that_does_not_answer_is_one_line(
    deployed: DeployedMail, sqs: "SQSClient", capsys: pytest.CaptureFixture[str]
) -> None:
    sqs.delete_queue(QueueUrl=deployed.dead_letters_url)

    assert command.main() == 1
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "run it again" in err


def test_without_a_stack_it_says_so(
    deployed: DeployedMail, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(path: object, name: str) -> DeployedMail:
        raise StackFailure("No stack is running.")

    monkeypatch.setattr(command, "deployed_mail", none)

    assert command.main() == 1
    assert capsys.readouterr().err == "No stack is running.\n"
