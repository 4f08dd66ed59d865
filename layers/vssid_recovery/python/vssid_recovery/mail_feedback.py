"""What the mail system tells of a mail after it took it, and what that says of the mailbox.

Events come as SES publishes them through a configuration set (`eventType`), or as the older
feedback notifications of an identity (`notificationType`): beside that name they are one form.
https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import re
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert

from vssid_recovery.mail_ports import FeedbackStore, SentMail
from vssid_recovery.model import Event
from vssid_recovery.ports import Clock

# A reason may come from a stranger's mail server: only what cannot hold an address is kept.
A_WORD = re.compile(r"[A-Za-z-]{1,40}")
UNTOLD = "Undetermined"
# A feedback report may also say that a mail was taken for spam wrongly (RFC 5965, RFC 6430).
NO_COMPLAINT = "not-spam"


class Heard(StrEnum):
    """What came of one event."""

    HARD_BOUNCE = "HARD_BOUNCE"
    SOFT_BOUNCE = "SOFT_BOUNCE"
    COMPLAINT = "COMPLAINT"
    DELIVERY = "DELIVERY"
    UNKNOWN_MESSAGE = "UNKNOWN_MESSAGE"
    IGNORED = "IGNORED"

    @property
    def is_ignored(self) -> bool:
        return self in (Heard.UNKNOWN_MESSAGE, Heard.IGNORED)


class Mail(Struct, rename="camel"):
    message_id: Annotated[str, Meta(min_length=1, max_length=256)]
    destination: tuple[str, ...] = ()


class Bounce(Struct, rename="camel"):
    bounce_type: Literal["Permanent", "Transient", "Undetermined"]
    bounce_sub_type: str = ""
    bounced_recipients: tuple[object, ...] = ()


class Complaint(Struct, rename="camel"):
    complaint_feedback_type: str | None = None
    complained_recipients: tuple[object, ...] = ()


class Told(Struct, rename="camel"):
    """What of an event is read. The times in it are those of a stranger's clock and are not."""

    mail: Mail
    event_type: str = ""
    notification_type: str = ""
    bounce: Bounce | None = None
    complaint: Complaint | None = None

    @property
    def kind(self) -> str:
        return self.event_type or self.notification_type

    def is_of_all(self, recipients: tuple[object, ...]) -> bool:
        """Whether it must be our mailbox: of several recipients one event may mean a few."""
        return len(self.mail.destination) <= max(1, len(recipients))


class MailFeedback(Struct, frozen=True):
    """Hears one event at a time. Whatever it is not sure of changes nothing."""

    store: FeedbackStore
    clock: Clock

    def hear(self, told: object) -> Heard:
        """`told` is one event as JSON gave it, of any shape. Raises Unavailable, nothing else."""
        try:
            event = convert(told, Told)
        except ValidationError:
            return Heard.IGNORED
        match event:
            case Told(kind="Bounce", bounce=Bounce() as bounce):
                return self._bounced(event, bounce)
            case Told(kind="Complaint", complaint=Complaint() as complaint):
                return self._complained(event, complaint)
            case Told(kind="Delivery"):
                return self._delivered(event)
        return Heard.IGNORED

    def _bounced(self, event: Told, bounce: Bounce) -> Heard:
        if not event.is_of_all(bounce.bounced_recipients):
            return Heard.IGNORED
        if (mail := self.store.sent(event.mail.message_id)) is None:
            return Heard.UNKNOWN_MESSAGE
        reason = _word(bounce.bounce_sub_type)
        line = self._event(mail, "BOUNCED", reason)
        if bounce.bounce_type == "Permanent":
            self.store.mark_unreachable(mail, reason, line)
            return Heard.HARD_BOUNCE
        self.store.count_soft_bounce(mail, reason, line)
        return Heard.SOFT_BOUNCE

    def _complained(self, event: Told, complaint: Complaint) -> Heard:
        feedback = complaint.complaint_feedback_type or ""
        if feedback == NO_COMPLAINT or not event.is_of_all(complaint.complained_recipients):
            return Heard.IGNORED
        if (mail := self.store.sent(event.mail.message_id)) is None:
            return Heard.UNKNOWN_MESSAGE
        self.store.note_complaint(mail, self._event(mail, "COMPLAINED", _word(feedback)))
        return Heard.COMPLAINT

    def _delivered(self, event: Told) -> Heard:
        if (mail := self.store.sent(event.mail.message_id)) is None:
            return Heard.UNKNOWN_MESSAGE
        self.store.note_delivery(mail)
        return Heard.DELIVERY

    def _event(self, mail: SentMail, outcome: str, reason: str) -> Event:
        why = f"{mail.purpose} {reason}"
        return Event(self.clock(), "MAIL", outcome, "EMAIL", "mail system", why)


def _word(text: str) -> str:
    return text if A_WORD.fullmatch(text) else UNTOLD
