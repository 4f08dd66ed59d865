"""What the declarations of an e-mail address need from the world."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from vssid_recovery.declaration_model import Declaration, Status
from vssid_recovery.mail_ports import Mailbox
from vssid_recovery.mailer_ports import Refusable
from vssid_recovery.model import Account, Event, OwedMail
from vssid_recovery.ports import Resolver


class Person(Struct, frozen=True):
    """A person's account, and the accounts that share an address."""

    account: Account | None
    sharers: frozenset[str]


class Found(Struct, frozen=True):
    """A person's account, his latest declaration, and the accounts that share an address."""

    account: Account | None
    latest: Declaration | None
    sharers: frozenset[str]


class Queue(Struct, frozen=True):
    """What of an office's declarations is listed."""

    office_code: str
    status: Status
    forms: Sequence[str]


class DeclarationStore(Resolver, Protocol):
    """Every write is one transaction; it raises Overtaken where what was read has changed.

    A declaration that is written takes the place of its version before.
    """

    def look_up(self, number: str, address: str) -> Found:
        """`address` is as compared. Two round trips, whether there is such a person or not."""

    def person(self, number: str, address: str) -> Person:
        """The same without the latest declaration: one round trip."""

    def declaration(self, declaration_id: str) -> Declaration | None: ...

    def mailbox(self, mailbox: str) -> Mailbox:
        """What is known of a mailbox, by the subject of its address."""

    def page(
        self, queue: Queue, now: datetime, after: str, most: int
    ) -> tuple[Sequence[Declaration], str]:
        """Those that stand there by the clock, in the order of their `queued_at`, and where the
        list goes on ('': nowhere).

        A round trip for each of the forms, and one more.
        """

    def note_refused(self, number: str, event: Event) -> None:
        """Counted by the day in the account's history."""

    def enter(
        self, declaration: Declaration, found: Found, replaced: Declaration | None, event: Event
    ) -> None:
        """The new declaration becomes the person's latest; `replaced` is as it is to be left.

        An address of the replaced one that waits for its time waits no longer.
        """

    def decide(
        self,
        declaration: Declaration,
        before: Account,
        after: Account,
        event: Event,
        mails: Sequence[OwedMail],
    ) -> None:
        """With the account's addresses as `after` has them."""

    def mail_again(self, declaration: Declaration, mail: OwedMail) -> None: ...

    def token(self, token_hash: str) -> Refusable | None: ...

    def spend_number(self, declaration_id: str, most: int, now: datetime) -> Declaration | None:
        """Take one of the tries at the number before it is compared.

        The declaration with it taken; None when none is left or there is nothing to confirm.
        """

    def confirm(
        self,
        declaration: Declaration,
        before: Account,
        after: Account,
        pairs: Sequence[str],
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        """The address waits on the account for its time; wrong codes of `pairs` begin anew.

        Raises AddressFull when it is confirmed on too many other accounts by now.
        """


class AddressFull(Exception):
    """The address is confirmed on as many accounts as it may be."""
