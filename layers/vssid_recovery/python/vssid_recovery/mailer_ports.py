"""What the mailer and the refusals need from the world."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from vssid_recovery.mail_ports import Mailbox, SentMail
from vssid_recovery.model import Account, Event, OwedMail, StoredPassword
from vssid_recovery.ports import Resolver
from vssid_recovery.reset_ports import PairState, Reset


class MailRefused(Exception):
    """The mail system will never take this mail; its text is the code that it gave."""


class PostOffice(Protocol):
    def send(self, to: str, purpose: str, fields: Mapping[str, str | datetime]) -> str:
        """The id under which the mail was taken. Raises Unavailable, MailRefused."""


class Refusable(Struct, frozen=True):
    """What the token of a sent notice stands for, until `expires_at`."""

    token_hash: str
    mail_id: str
    purpose: str
    number: str
    about: str
    expires_at: datetime


class MailStore(Resolver, Protocol):
    def claim(self, mail_id: str, now: datetime, until: datetime, first: bool) -> OwedMail | None:
        """Take an owed mail for oneself until `until`. None: not owed, or somebody is at it.

        With `first`, also None where it was tried before and waits in the retry queue.
        """

    def release(self, mail: OwedMail) -> None:
        """It could not be sent now; from here on it waits in the retry queue."""

    def close(self, mail: OwedMail, outcome: str, number: str, event: Event) -> None:
        """It is owed no more, and was not sent. `number` is the account's, '' where none is."""

    def record(self, mail: OwedMail, sent: SentMail, event: Event) -> None:
        """It was sent: owed no more, known to the feedback, in the history, at once."""

    def oldest_owed(self, before: datetime) -> Iterable[tuple[str, datetime]]:
        """Ids of mails owed since before that time, and since when, the oldest of each part."""

    def reset(self, reset_id: str) -> Reset | None: ...

    def account(
        self, number: str, pair: str, mailbox: str
    ) -> tuple[Account | None, PairState, Mailbox]:
        """In one round trip; `pair` and `mailbox` are subjects."""

    def count_code(self, person: str, reset_id: str, day: date, most: int) -> bool:
        """Count a code on the person's day, once per reset; False when the day is full."""

    def bind(
        self, reset: Reset, account: Account, address: str, code: StoredPassword, now: datetime
    ) -> bool:
        """Put a code in force for an open reset, in place of any before; False: it is over."""

    def keep_token(self, token: Refusable) -> None: ...


class Undoing(Struct, frozen=True):
    """What a refusal undoes on an account. `sessions_end` goes with a password that dies."""

    ends_password: bool = False
    ends_temporary: bool = False
    ends_email: bool = False
    ends_reset: str = ""
    closes_hotline: bool = False
    closes_email: bool = False


class RefusalStore(Protocol):
    def refusable(self, token_hash: str) -> tuple[Refusable, bool] | None:
        """What a token stands for, and whether it, or another one of its mail, was used."""

    def account(self, number: str) -> Account | None: ...

    def refuse(
        self,
        refusable: Refusable,
        account: Account,
        undoing: Undoing,
        until: datetime,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        """All at once, on the account as it was read. Raises Overtaken when it has changed."""
