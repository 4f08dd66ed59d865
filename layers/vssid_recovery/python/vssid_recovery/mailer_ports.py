"""What the mailer and the refusals need from the world."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from vssid_recovery.declaration_model import Declaration
from vssid_recovery.mail_ports import Mailbox, SentMail
from vssid_recovery.model import Account, Event, OwedMail, StoredPassword
from vssid_recovery.ports import Resolver
from vssid_recovery.reset_ports import PairState, Reset


class MailRefused(Exception):
    """The mail system will never take this mail; its text is the code that it gave."""


class BeingSent(Exception):
    """Somebody is at this mail at this moment; if they die of it, their claim runs out."""


class Retries(Protocol):
    def put(self, mail_id: str) -> None:
        """Have the mail tried again in some seconds, a few times. Raises Unavailable."""


class PostOffice(Protocol):
    def send(self, to: str, purpose: str, fields: Mapping[str, str | datetime]) -> str:
        """The id under which the mail was taken. Raises Unavailable, MailRefused."""


class Refusable(Struct, frozen=True):
    """What the token of a sent mail stands for, until `expires_at`.

    `mailbox` is the subject of the address that the mail went to.
    """

    token_hash: str
    mail_id: str
    purpose: str
    number: str
    about: str
    expires_at: datetime
    mailbox: str = ""


class OwedStore(Protocol):
    """What is owed, and who is at it."""

    def claim(
        self, mail_id: str, now: datetime, until: datetime, not_waiting_since: datetime | None
    ) -> OwedMail | None:
        """Take an owed mail for oneself until `until`. None: not owed. Raises BeingSent.

        With `not_waiting_since`, also None where it is in the retry queue since then or later.
        """

    def release(self, mail: OwedMail) -> None:
        """It was not sent now, and is anybody's again."""

    def wait(self, mail_id: str, now: datetime) -> None:
        """It is in the retry queue from now on."""

    def close(self, mail: OwedMail, outcome: str, number: str, event: Event) -> None:
        """It is owed no more, and was not sent. `number` is the account's, '' where none is."""

    def reset(self, reset_id: str) -> Reset | None: ...

    def all_owed(self, before: datetime) -> Iterable[str]:
        """Ids of all mails owed since before that time."""


class MailStore(OwedStore, Resolver, Protocol):
    def record(self, mail: OwedMail, sent: SentMail, event: Event, noticed: bool) -> None:
        """It was sent: owed no more, known to the feedback, in the history, at once.

        With `noticed`, the mailbox has had its one notice of the day.
        """

    def oldest_owed(self, before: datetime) -> Iterable[tuple[str, datetime]]:
        """Ids of mails owed since before that time, and since when, the oldest of each part."""

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

    def declaration(self, declaration_id: str) -> Declaration | None: ...


class Undoing(Struct, frozen=True):
    """What a refusal undoes on an account; sessions end with the password that dies.

    `ends_pending_email` is of an address that took, or is to take, the place of `email` by the
    clock; `ends_email` is of `email` itself.
    """

    ends_password: bool = False
    ends_temporary: bool = False
    ends_email: bool = False
    ends_pending_email: bool = False
    ends_reset: str = ""
    closes_hotline: bool = False
    closes_email: bool = False


class RefusalStore(Protocol):
    def refusable(self, token_hash: str) -> tuple[Refusable, bool] | None:
        """What a token stands for, and whether it, or another one of its mail, was used."""

    def account(self, number: str) -> Account | None: ...

    def latest_declaration(self, number: str) -> Declaration | None: ...

    def declaration(self, declaration_id: str) -> Declaration | None: ...

    def refuse(
        self,
        refusable: Refusable,
        account: Account,
        undoing: Undoing,
        until: datetime,
        event: Event,
        mail: OwedMail | None,
        declaration: Declaration | None = None,
    ) -> None:
        """All at once, on the account as it was read; `declaration` is as the refusal leaves it.

        Raises Overtaken when one of them has changed.
        """
