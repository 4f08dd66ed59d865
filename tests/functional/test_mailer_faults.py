"""The mailer killed at each of its steps, two of them at once, and a mail system that is away."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.clock import START, MovableClock
from tests.functional.functions import TEMPLATE
from tests.functional.mail_room import Killed, MailRoom, die
from tests.functional.reset_desk import ID, OLD, Open
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import counter_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import InvalidCode, Unavailable
from vssid_recovery.mailer_ports import BeingSent, MailRefused
from vssid_recovery.mailing import CLAIMED_FOR, Mailer

STEPS = [
    "claim", "reset", "resolve", "account", "count_code", "bind", "keep_token", "send", "record",
]  # fmt: skip
EVERY_STEP = pytest.mark.parametrize(
    ("step", "after"), [(step, after) for step in STEPS for after in (False, True)]
)


@pytest.fixture
def room(table: Table, secret: RootSecret, clock: MovableClock) -> MailRoom:
    return MailRoom(table, secret, clock)


def asked(room: MailRoom) -> tuple[str, str]:
    """A reset that was asked for, and the mail that it owes."""
    reset_id = room.ask().reset_id
    [mail_id] = room.owed()
    return reset_id, mail_id


def only_the_last_code_works(room: MailRoom, reset_id: str) -> None:
    *older, last = [mail.fields["code"] for mail in room.post.sent]
    for code in older:
        with pytest.raises(InvalidCode):
            room.confirm(Open(reset_id, code))
    room.confirm(Open(reset_id, last))


# ------------------------------------------------------------------ killed


@EVERY_STEP
def test_killed_at_any_step_the_mail_is_sent_when_the_claim_has_run_out(
    room: MailRoom, step: str, after: bool
) -> None:
    reset_id, mail_id = asked(room)
    with pytest.raises(Killed):
        room.meddled(step, die, after).ring(mail_id)
    sent_before = len(room.post.sent)
    done = (step, after) == ("record", True)
    if (step, after) != ("claim", False):
        assert room.mailer.ring(mail_id) == "", "somebody may still be at it"
        assert len(room.post.sent) == sent_before

    room.clock.now += CLAIMED_FOR
    outcome = room.mailer.ring(mail_id)

    assert outcome == ("" if done else "SENT")
    assert len(room.post.sent) == sent_before + (not done)
    assert room.owed() == []
    only_the_last_code_works(room, reset_id)


@pytest.mark.parametrize("step", ["bind", "send", "record"])
def test_a_mailer_killed_again_and_again_spends_one_code_of_the_day(
    room: MailRoom, step: str
) -> None:
    reset_id, mail_id = asked(room)
    for _ in range(4):
        with pytest.raises(Killed):
            room.meddled(step, die).ring(mail_id)
        room.clock.now += CLAIMED_FOR

    room.mailer.ring(mail_id)

    day = room.item(counter_key(room.secret.subject("person", ID), START.date()))
    assert day["codes"] == {reset_id}
    only_the_last_code_works(room, reset_id)


@pytest.mark.parametrize("step", ["claim", "account", "keep_token", "send", "record"])
@pytest.mark.parametrize("after", [False, True])
def test_a_notice_whose_mailer_is_killed_is_sent_later(
    room: MailRoom, step: str, after: bool
) -> None:
    mail_id = room.owe("PASSWORD_CHANGED")
    with pytest.raises(Killed):
        room.meddled(step, die, after).ring(mail_id)
    room.clock.now += CLAIMED_FOR

    room.mailer.ring(mail_id)

    assert room.owed() == []
    assert room.post.sent[-1].purpose == "PASSWORD_CHANGED"


def test_a_claim_outlives_every_mailer_and_the_queue_outwaits_every_claim() -> None:
    resources = TEMPLATE["Resources"]
    timeout = resources["MailerFunction"]["Properties"]["Timeout"]
    hidden = resources["MailRetries"]["Properties"]["VisibilityTimeout"]
    assert timeout < CLAIMED_FOR.total_seconds() < hidden


# ------------------------------------------------------------------ records, late and twice


def test_a_record_that_comes_twice_sends_one_mail(room: MailRoom) -> None:
    _, mail_id = asked(room)

    assert [room.mailer.ring(mail_id) for _ in range(3)] == ["SENT", "", ""]
    assert room.mailer.deliver(mail_id) == ""
    assert len(room.post.sent) == 1


def test_records_out_of_order_mail_the_newest_code_only(room: MailRoom) -> None:
    _, older = asked(room)
    room.clock.advance(minutes=1)
    newer = room.ask().reset_id
    [mail_id] = set(room.owed()) - {older}

    assert room.mailer.ring(mail_id) == "SENT"
    assert room.mailer.ring(older) == "NO_MATCH"
    only_the_last_code_works(room, newer)


def test_a_record_of_no_mail_is_nothing(room: MailRoom) -> None:
    assert room.mailer.ring("0" * 32) == ""
    assert room.mailer.deliver("0" * 32) == ""
    assert room.waiting == []


def test_two_mailers_at_once_send_one_mail(room: MailRoom) -> None:
    reset_id, mail_id = asked(room)
    second: list[str] = []

    def meanwhile() -> None:
        second.append(room.mailer.ring(mail_id))
        with pytest.raises(BeingSent):
            room.mailer.deliver(mail_id)

    assert room.meddled("send", meanwhile).ring(mail_id) == "SENT"
    assert second == [""]
    assert room.waiting == []
    only_the_last_code_works(room, reset_id)


# ------------------------------------------------------------------ what is away


def fail(error: BaseException) -> Callable[[], None]:
    def raise_it() -> None:
        raise error

    return raise_it


@pytest.mark.parametrize(
    ("step", "after", "error"),
    [
        *((step, after, Unavailable("made up")) for step in STEPS for after in (False, True)),
        ("send", False, ValueError("a defect")),
        ("record", False, ValueError("a defect")),
    ],
)
def test_whatever_fails_goes_to_the_retry_queue_and_is_sent_from_there(
    room: MailRoom, step: str, after: bool, error: Exception
) -> None:
    reset_id, mail_id = asked(room)
    with pytest.raises(type(error)):
        room.meddled(step, fail(error), after).ring(mail_id)
    assert room.waiting == [mail_id]
    assert room.mailer.ring(mail_id) == "", "the queue has it, the sweep leaves it alone"
    room.clock.advance(seconds=10)
    if (step, after) == ("claim", True):
        # Its own claim stands in its way, and runs out: the message must come again.
        with pytest.raises(BeingSent):
            room.mailer.deliver(mail_id)
        room.clock.now += CLAIMED_FOR

    done = (step, after) == ("record", True)
    assert room.mailer.deliver(mail_id) == ("" if done else "SENT")
    assert room.owed() == []
    only_the_last_code_works(room, reset_id)


def test_a_later_try_that_fails_stays_owed_and_free(room: MailRoom) -> None:
    reset_id, mail_id = asked(room)
    room.post.faults = [Unavailable("mail: TooManyRequestsException") for _ in range(3)]
    with pytest.raises(Unavailable):
        room.mailer.ring(mail_id)
    for _ in range(2):
        with pytest.raises(Unavailable):
            room.mailer.deliver(mail_id)

    assert room.mailer.deliver(mail_id) == "SENT"
    assert room.waiting == [mail_id], "a later try's message is in the queue already"
    only_the_last_code_works(room, reset_id)


def test_a_time_out_after_ses_took_the_mail_sends_a_second_one_with_the_code_that_works(
    room: MailRoom,
) -> None:
    reset_id, mail_id = asked(room)
    room.post.faults, room.post.takes = [Unavailable("mail: ReadTimeoutError")], True
    with pytest.raises(Unavailable):
        room.mailer.ring(mail_id)

    room.mailer.deliver(mail_id)

    assert len(room.post.sent) == 2
    only_the_last_code_works(room, reset_id)


def test_a_code_that_could_not_be_sent_in_time_is_closed(room: MailRoom) -> None:
    _, mail_id = asked(room)
    room.post.faults = [Unavailable("mail: SendingPausedException")]
    with pytest.raises(Unavailable):
        room.mailer.ring(mail_id)
    room.clock.advance(minutes=15)

    assert room.mailer.deliver(mail_id) == "EXPIRED"
    assert room.events() == ["MAIL EXPIRED RESET_CODE"]
    assert room.owed() == []


def test_a_mail_that_ses_will_never_take_is_closed_with_its_reason(room: MailRoom) -> None:
    _, mail_id = asked(room)
    room.post.faults = [MailRefused("BadRequestException")]

    assert room.mailer.ring(mail_id) == "REFUSED BadRequestException"
    assert room.mail(mail_id)["outcome"] == "REFUSED BadRequestException"
    assert room.events() == ["MAIL REFUSED RESET_CODE BadRequestException"]
    assert (room.owed(), room.waiting) == ([], [])


class NoQueue:
    def put(self, mail_id: str) -> None:
        raise Unavailable("queue: EndpointConnectionError")


def test_while_the_queue_is_away_too_the_sweep_goes_on_trying(room: MailRoom) -> None:
    _, mail_id = asked(room)
    room.post.faults = [Unavailable("mail: TooManyRequestsException") for _ in range(2)]
    alone: Mailer = replace(room.mailer, retries=NoQueue())
    for _ in range(2):
        with pytest.raises(Unavailable):
            alone.ring(mail_id)

    assert alone.ring(mail_id) == "SENT"


def test_what_failed_is_changed_on_no_account(room: MailRoom) -> None:
    before = room.account()
    _, mail_id = asked(room)
    room.post.faults = [Unavailable("made up")]
    with pytest.raises(Unavailable):
        room.mailer.ring(mail_id)

    assert room.account() == before
    assert room.works(OLD)
