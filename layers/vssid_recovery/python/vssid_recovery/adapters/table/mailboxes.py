"""What is known of mailboxes, and of the mails that were sent to them.

Every message counts once per kind of feedback, by the set `heard` on its item: SNS delivers at
least once, and Lambda tries again what failed. One transaction holds the message, the mailbox
and the line of the account's history; the account itself is not touched.
"""

from typing import Any

from vssid_recovery.adapters.table.items import daily_event, event_put, mailbox_of
from vssid_recovery.adapters.table.keys import mailbox_key, message_key, stamp
from vssid_recovery.adapters.table.wire import ConditionFailed, Table
from vssid_recovery.adapters.table.writes import Update, Write
from vssid_recovery.errors import Overtaken
from vssid_recovery.mail_ports import SOFT_BOUNCES_IN_A_ROW, Mailbox, SentMail
from vssid_recovery.model import Event

HARD, SOFT, COMPLAINT = "HARD", "SOFT", "COMPLAINT"
UNREACHABLE = "SET unreachableSince = :at, #reason = :reason"
LAST = SOFT_BOUNCES_IN_A_ROW - 1


class MailboxTable:
    """Implements mail_ports.FeedbackStore."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def look_up(self, mailbox: str) -> Mailbox:
        """One read; a mailbox that nothing was ever told of is as good as any."""
        return mailbox_of(mailbox, self._table.get(mailbox_key(mailbox)))

    def sent(self, message_id: str) -> SentMail | None:
        item = self._table.get(message_key(message_id))
        if item is None:
            return None
        return SentMail(message_id, item["purpose"], item.get("account", ""), item["mailbox"])

    def mark_unreachable(self, mail: SentMail, reason: str, event: Event) -> None:
        told = {":at": stamp(event.at), ":reason": reason}
        marked = Update(mailbox_key(mail.mailbox), UNREACHABLE, values=told)
        self._hear_once(mail, HARD, marked, _line(mail, event))

    def count_soft_bounce(self, mail: SentMail, reason: str, event: Event) -> None:
        line: list[Write] = [daily_event(mail.number, event)] if mail.number else []
        if self._hear_once(mail, SOFT, _one_more(mail), line):
            return
        if not self._hear_once(mail, SOFT, _the_last(mail, reason, event), line):
            raise Overtaken  # a delivery began the count anew between the two

    def note_complaint(self, mail: SentMail, event: Event) -> None:
        at = {":at": stamp(event.at)}
        noted = Update(mailbox_key(mail.mailbox), "SET complainedAt = :at", values=at)
        self._hear_once(mail, COMPLAINT, noted, _line(mail, event))

    def note_delivery(self, mail: SentMail) -> None:
        works = Update(mailbox_key(mail.mailbox), "REMOVE soft", "attribute_exists(soft)")
        try:
            self._table.update(works)
        except ConditionFailed:
            return  # nothing was counted, as for nearly every mail: nothing is written

    def _hear_once(self, mail: SentMail, kind: str, of_mailbox: Update, line: list[Write]) -> bool:
        """False when only the mailbox's condition failed; True when done, now or before."""
        try:
            self._table.transact([_heard(mail, kind), of_mailbox, *line])
        except ConditionFailed as failure:
            return 0 in failure.failed
        return True


def _heard(mail: SentMail, kind: str) -> Update:
    """Fails for a duplicate, and for a message swept meanwhile, which must not come back."""
    values: dict[str, Any] = {":kind": kind, ":kinds": {kind}}
    condition = "attribute_exists(mailbox) AND NOT contains(heard, :kind)"
    return Update(message_key(mail.message_id), "ADD heard :kinds", condition, values)


def _one_more(mail: SentMail) -> Update:
    values = {":one": 1, ":last": LAST}
    condition = "attribute_not_exists(soft) OR soft < :last"
    return Update(mailbox_key(mail.mailbox), "ADD soft :one", condition, values)


def _the_last(mail: SentMail, reason: str, event: Event) -> Update:
    """Also of a mailbox tried again after its time: it is in a row until a mail arrives."""
    values = {":one": 1, ":last": LAST, ":at": stamp(event.at), ":reason": reason}
    change = f"{UNREACHABLE} ADD soft :one"
    return Update(mailbox_key(mail.mailbox), change, "soft >= :last", values)


def _line(mail: SentMail, event: Event) -> list[Write]:
    return [event_put(mail.number, event)] if mail.number else []
