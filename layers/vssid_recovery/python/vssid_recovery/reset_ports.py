"""What the e-mail reset and the mailer need from the world."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from vssid_recovery.identifiers import Identifier
from vssid_recovery.model import Account, Event, OwedMail, StoredPassword


class Reset(Struct, frozen=True):
    """One request for a code. Who asked is not known when it is written: that is the mailer's work.

    `pair` is the subject of identifier and address as compared. The mailer adds `code` and what
    the code is bound to: the account's number and version, and the address it was mailed to.
    """

    reset_id: str
    identifier: Identifier
    address: str
    pair: str
    requested_at: datetime
    expires_at: datetime
    tries: int = 0
    used: bool = False
    code: StoredPassword | None = None
    number: str = ""
    version: int = 0
    mailed_to: str = ""

    def is_open(self, now: datetime, most_tries: int) -> bool:
        return not self.used and now < self.expires_at and self.tries < most_tries

    def is_bound_to(self, account: Account | None, now: datetime) -> bool:
        """Whether the account is still what it was when the code was mailed, and open."""
        return (
            account is not None
            and account.is_open
            and account.version == self.version
            and account.recovery_email(now) == self.mailed_to
            and account.email_closed_until <= now
        )


class RequestLimits(Struct, frozen=True):
    """Per pair; windows are UTC hours and days."""

    apart_seconds: int
    per_hour: int
    per_day: int


class CodeLimits(Struct, frozen=True):
    """Tries per reset, wrong codes per pair and UTC day, and in a row before the pair is closed."""

    per_reset: int
    per_day: int
    in_a_row: int = 100


class ResetStore(Protocol):
    def ask(self, reset: Reset, limits: RequestLimits, mail: OwedMail) -> int:
        """Count the request, write it and the mail it owes, in one transaction.

        The seconds until the same pair may ask again. Raises TooManyAttempts.
        """

    def look_up(self, reset_id: str) -> Reset | None:
        """One read."""

    def spend(self, reset_id: str, limits: CodeLimits, now: datetime) -> int | None:
        """Take one of the reset's tries before anything is compared.

        How many are taken by now; None when it is absent, expired, used or has none left.
        """

    def spend_of_pair(self, pair: str, limits: CodeLimits, now: datetime) -> None:
        """Take one of the pair's wrong codes of the day. Raises TooManyAttempts."""

    def account(self, number: str, pair: str) -> tuple[Account | None, "PairState"]:
        """The account and the pair's state, in one round trip."""

    def note_wrong(self, pair: str) -> None:
        """One more wrong code in a row."""

    def give_back(self, reset: Reset, spent_at: datetime) -> None:
        """The code was right and the new password weak: the try was none."""

    def choose(
        self,
        person: str,
        account: Account,
        reset: Reset,
        spent_at: datetime,
        password: StoredPassword,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        """The new password, the code spent, older ones dead, history and notice, at once.

        The try spent on it is none of that day's wrong codes of the pair. Raises Overtaken when
        the account is no longer as it was read, Conflict when only reset or pair are not.
        """


class PairState(Struct, frozen=True):
    """`latest` is the id of the pair's newest request; `wrong` counts wrong codes in a row."""

    latest: str = ""
    wrong: int = 0
