"""What the operator's use cases, register and history, need from the world."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from msgspec import Struct

from vssid_recovery.model import Account, Event, OwedMail
from vssid_recovery.ports import Resolver
from vssid_recovery.sign_in_throttle import Throttle


class Standing(Struct, frozen=True):
    """An account as it stands, and where its password comes from.

    `loaded_password` is the fingerprint of the hash that the register gave last, '' for none;
    `password_chosen` says that the citizen has chosen a password here since.
    """

    account: Account
    loaded_password: str = ""
    password_chosen: bool = False


class Change(Struct, frozen=True):
    """What the register does to one account, with its event and the notice it owes.

    `before` is None for a new account. `loaded_password` is noted where it is not ''.
    """

    before: Account | None
    after: Account
    event: Event
    loaded_password: str = ""
    mail: OwedMail | None = None


class Verdict(Enum):
    """How a change ended. OVERTAKEN: the account is no longer what was read."""

    APPLIED = auto()
    OVERTAKEN = auto()
    NUMBER_TAKEN = auto()


class RegisterStore(Protocol):
    def look_up(self, numbers: Sequence[str]) -> list[Standing | None]:
        """Up to 100 accounts in one round trip, in the order of `numbers`."""

    def apply(self, changes: Sequence[Change]) -> list[Verdict]:
        """Each change whole or not at all, on what was read only; a verdict for each, in order.

        Only the attributes that differ are written. NUMBER_TAKEN: the personal identification
        number belongs to another account.
        """


class HistoryLine(Struct, frozen=True):
    """An event; one that is counted by the day has how many `times`, and when last."""

    event: Event
    times: int = 1
    last_at: datetime | None = None


class HistoryStore(Resolver, Protocol):
    def look_up(self, number: str) -> Account | None: ...

    def note(self, number: str, event: Event) -> None:
        """Add to the account's history."""

    def lines(self, number: str) -> list[HistoryLine]:
        """All events of an account, the newest last."""

    def sign_in_counts(self, person: str) -> Mapping[str, Throttle]:
        """The counts of wrong guesses of a person (a subject), by kind."""
