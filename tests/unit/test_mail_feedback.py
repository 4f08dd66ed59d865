"""What an event of the mail system means, on a store that only notes what it is told."""

from typing import Any

import pytest

from tests.clock import START, MovableClock
from tests.mail_events import MESSAGE_ID, told
from vssid_recovery.errors import Unavailable
from vssid_recovery.mail_feedback import Heard, MailFeedback
from vssid_recovery.mail_ports import SentMail
from vssid_recovery.model import Event

RESET = SentMail(MESSAGE_ID, "RESET_CODE", "0123456789", "made-up subject")


class Notes:
    """Knows one message; `changes` are what it was told to change."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, str]] = []
        self.lines: list[Event] = []

    def sent(self, message_id: str) -> SentMail | None:
        return RESET if message_id == MESSAGE_ID else None

    def mark_unreachable(self, mail: SentMail, reason: str, event: Event) -> None:
        self._note("unreachable", reason, event)

    def count_soft_bounce(self, mail: SentMail, reason: str, event: Event) -> None:
        self._note("soft", reason, event)

    def note_complaint(self, mail: SentMail, event: Event) -> None:
        self._note("complained", "", event)

    def note_delivery(self, mail: SentMail) -> None:
        self.changes.append(("delivered", ""))

    def _note(self, change: str, reason: str, event: Event) -> None:
        self.changes.append((change, reason))
        self.lines.append(event)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def feedback(notes: Notes) -> MailFeedback:
    return MailFeedback(notes, MovableClock())


@pytest.mark.parametrize(
    ("name", "heard", "change"),
    [
        ("permanent-bounce", Heard.HARD_BOUNCE, ("unreachable", "NoEmail")),
        ("permanent-bounce-minimal", Heard.HARD_BOUNCE, ("unreachable", "Undetermined")),
        ("transient-bounce", Heard.SOFT_BOUNCE, ("soft", "MailboxFull")),
        ("complaint", Heard.COMPLAINT, ("complained", "")),
        ("delivery", Heard.DELIVERY, ("delivered", "")),
        ("old-notification", Heard.HARD_BOUNCE, ("unreachable", "General")),
    ],
)
def test_each_kind_of_event_changes_one_thing(
    feedback: MailFeedback, notes: Notes, name: str, heard: Heard, change: tuple[str, str]
) -> None:
    assert feedback.hear(told(name)) is heard
    assert notes.changes == [change]


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_a_bounce_that_is_not_for_good_counts_as_soft(
    feedback: MailFeedback, notes: Notes, kind: str
) -> None:
    event = told("permanent-bounce")
    event["bounce"]["bounceType"] = kind

    assert feedback.hear(event) is Heard.SOFT_BOUNCE
    assert notes.changes == [("soft", "NoEmail")]


def test_the_history_has_the_purpose_and_the_reason_and_no_address(
    feedback: MailFeedback, notes: Notes
) -> None:
    feedback.hear(told("permanent-bounce"))
    feedback.hear(told("complaint"))

    assert notes.lines == [
        Event(START, "MAIL", "BOUNCED", "EMAIL", "mail system", "RESET_CODE NoEmail"),
        Event(START, "MAIL", "COMPLAINED", "EMAIL", "mail system", "RESET_CODE abuse"),
    ]


@pytest.mark.parametrize("text", ["an.nguyen@thu.example", "x" * 41, "two words", "Số", ""])
def test_a_reason_that_could_hold_an_address_is_not_kept(
    feedback: MailFeedback, notes: Notes, text: str
) -> None:
    bounced, complained = told("permanent-bounce"), told("complaint")
    bounced["bounce"]["bounceSubType"] = text
    complained["complaint"]["complaintFeedbackType"] = text
    feedback.hear(bounced)
    feedback.hear(complained)

    assert {line.reason for line in notes.lines} == {"RESET_CODE Undetermined"}
    assert notes.changes[0] == ("unreachable", "Undetermined")


def test_a_strangers_clock_is_not_believed(feedback: MailFeedback, notes: Notes) -> None:
    """A bounce dated 1970 would be forgiven at once, one dated 2099 never."""
    event = told("permanent-bounce")
    event["bounce"]["timestamp"] = "2099-01-01T00:00:00.000Z"
    feedback.hear(event)

    assert [line.at for line in notes.lines] == [START]


def test_a_report_that_a_mail_is_no_spam_is_no_complaint(
    feedback: MailFeedback, notes: Notes
) -> None:
    event = told("complaint")
    event["complaint"]["complaintFeedbackType"] = "not-spam"

    assert feedback.hear(event) is Heard.IGNORED
    assert notes.changes == []


@pytest.mark.parametrize("name", ["permanent-bounce", "complaint"])
def test_of_several_recipients_it_must_be_told_of_all(
    feedback: MailFeedback, notes: Notes, name: str
) -> None:
    """One of two bounced: nobody can say that it was this mailbox."""
    event = told(name)
    event["mail"]["destination"].append("another@thu.example")
    assert feedback.hear(event) is Heard.IGNORED
    assert notes.changes == []

    part = event["bounce" if name == "permanent-bounce" else "complaint"]
    part[next(key for key in part if key.endswith("Recipients"))] *= 2
    assert not feedback.hear(event).is_ignored
    assert len(notes.changes) == 1


@pytest.mark.parametrize("name", ["permanent-bounce", "transient-bounce", "complaint", "delivery"])
def test_an_unknown_message_changes_nothing(
    feedback: MailFeedback, notes: Notes, name: str
) -> None:
    event = told(name)
    event["mail"]["messageId"] = "of somebody else"

    assert feedback.hear(event) is Heard.UNKNOWN_MESSAGE
    assert notes.changes == []


MAIL = {"messageId": MESSAGE_ID}
BOUNCE = {"bounceType": "Permanent"}


@pytest.mark.parametrize(
    "shape",
    [
        None,
        [],
        "Bounce",
        7,
        {},
        {"eventType": "Bounce"},
        {"eventType": "Bounce", "mail": MAIL},
        {"eventType": "Bounce", "mail": MAIL, "bounce": None},
        {"eventType": "Bounce", "mail": MAIL, "bounce": {}},
        {"eventType": "Bounce", "mail": MAIL, "bounce": {"bounceType": "Unheard-of"}},
        {"eventType": "Bounce", "mail": {"messageId": ""}, "bounce": BOUNCE},
        {"eventType": "Bounce", "mail": {"messageId": "x" * 3000}, "bounce": BOUNCE},
        {"eventType": "Bounce", "mail": {"messageId": [MESSAGE_ID]}, "bounce": BOUNCE},
        {"eventType": ["Bounce"], "mail": MAIL, "bounce": BOUNCE},
        {"eventType": "Complaint", "mail": MAIL, "bounce": BOUNCE},
        {"eventType": "Open", "mail": MAIL},
        {"eventType": "Send", "mail": MAIL, "bounce": BOUNCE},
        {"mail": MAIL, "bounce": BOUNCE},
        {"notificationType": "AmazonSnsSubscriptionSucceeded", "message": "made up"},
    ],
)
def test_what_is_not_understood_is_ignored(
    feedback: MailFeedback, notes: Notes, shape: Any
) -> None:
    assert feedback.hear(shape) is Heard.IGNORED
    assert notes.changes == []


def test_a_store_that_is_away_is_no_reason_to_forget(
    feedback: MailFeedback, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> None:
        raise Unavailable("made up")

    monkeypatch.setattr(notes, "sent", away)

    with pytest.raises(Unavailable):
        feedback.hear(told("permanent-bounce"))
