"""What is known of mailboxes and sent mail, and what the mailer and its feedback need."""

from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from vssid_recovery.model import Event

# A mailbox that refused for good is tried again after this time: people do get it back.
UNREACHABLE_FOR = timedelta(days=30)
SOFT_BOUNCES_IN_A_ROW = 5


class Mailbox(Struct, frozen=True):
    """What the mail system has told of one address, which is named by its subject.

    `soft` counts soft bounces in a row. After a complaint (a click on «spam») there is one
    security notice a day at most; `noticed_on` is the UTC day of the last one, as text.
    """

    subject: str
    unreachable_since: datetime | None = None
    reason: str = ""
    soft: int = 0
    complained_at: datetime | None = None
    noticed_on: str = ""

    def is_reachable(self, now: datetime) -> bool:
        since = self.unreachable_since
        return since is None or now - since >= UNREACHABLE_FOR

    def may_be_noticed(self, now: datetime) -> bool:
        return self.complained_at is None or self.noticed_on != now.date().isoformat()


class SentMail(Struct, frozen=True):
    """A mail that SES took: to whom it went, as an account's number and a mailbox's subject."""

    message_id: str
    purpose: str
    number: str
    mailbox: str


class FeedbackStore(Protocol):
    """What is told twice of one message is heard once: nothing here needs to be asked first."""

    def sent(self, message_id: str) -> SentMail | None:
        """One read; None for a message that this service did not send."""

    def mark_unreachable(self, mail: SentMail, reason: str, event: Event) -> None:
        """The mailbox refused for good: since when, why, and an event in the account's history."""

    def count_soft_bounce(self, mail: SentMail, reason: str, event: Event) -> None:
        """One more in a row; the last one allowed marks the mailbox as unreachable.

        Raises Overtaken when another message's feedback came in between.
        """

    def note_complaint(self, mail: SentMail, event: Event) -> None:
        """Security notices become one a day at most; the mailbox stays reachable."""

    def note_delivery(self, mail: SentMail) -> None:
        """The mailbox works: soft bounces in a row begin anew."""
