"""Putting back what could not be sent, once what stood in its way is mended.

Two kinds are put back: what lies among the dead letters, and what is owed but in no queue, because
a queue was away or kept it too long. A code whose time is over is closed instead: nobody could use
it. A notice is worth sending however late.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from vssid_recovery.mailer_ports import BeingSent, OwedStore, Retries
from vssid_recovery.mailing import CLAIMED_FOR, CODE, is_open
from vssid_recovery.model import Event, OwedMail
from vssid_recovery.ports import Clock

MAIL_ID = re.compile(r"[0-9a-f]{32}")
# By then the retry queue has tried a mail six times, and has given it up.
TRIED_FOR = timedelta(minutes=15)


class Fate(StrEnum):
    """What became of a mail, or of a dead letter."""

    PUT_BACK = "PUT_BACK"
    EXPIRED = "EXPIRED"
    SETTLED = "SETTLED"  # sent or closed meanwhile
    BEING_SENT = "BEING_SENT"
    NO_MAIL = "NO_MAIL"  # a record of a failed invocation: its mails are in the index

    @property
    def is_done(self) -> bool:
        """Whether the dead letter is of no more use."""
        return self is not Fate.BEING_SENT


class Redrive(Struct, frozen=True):
    """Both raise Unavailable when a part is away; what was not put back is still owed.

    `by` is the operator, for the history.
    """

    store: OwedStore
    retries: Retries
    clock: Clock
    by: str

    def dead_letter(self, body: str) -> Fate:
        """Put back the mail that a dead letter names, or say why not."""
        return self._put_back(body, None) if MAIL_ID.fullmatch(body) else Fate.NO_MAIL

    def lost(self) -> Iterator[Fate]:
        """Put back all that was owed longer than any queue tries, and is in none."""
        long_ago = self.clock() - TRIED_FOR
        for mail_id in list(self.store.all_owed(long_ago)):
            fate = self._put_back(mail_id, long_ago)
            if fate is not Fate.SETTLED:  # it may also wait in the queue since a moment ago
                yield fate

    def _put_back(self, mail_id: str, not_waiting_since: datetime | None) -> Fate:
        now = self.clock()
        try:
            mail = self.store.claim(mail_id, now, now + CLAIMED_FOR, not_waiting_since)
        except BeingSent:
            return Fate.BEING_SENT
        if mail is None:
            return Fate.SETTLED
        if mail.purpose == CODE and (number := self._of_expired(mail, now)) is not None:
            self.store.close(mail, "EXPIRED", number, self._event(mail, now))
            return Fate.EXPIRED
        self.store.release(mail)
        self.retries.put(mail_id)
        self.store.wait(mail_id, now)
        return Fate.PUT_BACK

    def _of_expired(self, mail: OwedMail, now: datetime) -> str | None:
        """Whose code is over, '' where nobody was found; None for one that could be used."""
        reset = self.store.reset(mail.about)
        if reset is None:
            return ""
        return None if is_open(reset, now) else reset.number

    def _event(self, mail: OwedMail, now: datetime) -> Event:
        return Event(now, "MAIL", "EXPIRED", "EMAIL", f"operator {self.by}", mail.purpose)
