"""What the use cases need from the world. Adapters implement these; tests have small fakes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from vssid_recovery.identifiers import Identifier
from vssid_recovery.model import (
    Account,
    Event,
    OwedMail,
    PendingEmail,
    StoredPassword,
    TemporaryPassword,
)
from vssid_recovery.sign_in_throttle import Throttle

if TYPE_CHECKING:  # only key 9 of the hotline needs it, and a caller hears what is imported
    from vssid_recovery.declaration_model import Declaration

Clock = Callable[[], datetime]
"""The time now, in UTC."""

RandBelow = Callable[[int], int]
"""A number from 0 up to, not including, the argument, from a CSPRNG."""


class Subjects(Protocol):
    """Names people, numbers and addresses without saying who they are."""

    def subject(self, kind: str, value: str) -> str:
        """Raises Unavailable when the key cannot be read."""


class PasswordHasher(Protocol):
    """Argon2id under a pepper. Raises Unavailable when the pepper cannot be read."""

    def hash(self, password: str) -> StoredPassword: ...

    def matches(self, stored: StoredPassword | None, password: str) -> bool:
        """One hash's work whatever is stored; False for None."""

    def is_outdated(self, stored: StoredPassword) -> bool:
        """Whether parameters or pepper are no longer today's."""


class Resolver(Protocol):
    def resolve(self, identifier: Identifier) -> str:
        """The social insurance number behind `identifier`; a number that nobody has is itself."""


class Tally(Struct, frozen=True):
    """What one subject did in one UTC day, as sets, so that a retry counts once.

    Of a caller: the contacts. Of a person: the contacts that were issued a password, and the
    callers that did not match.
    """

    issues: frozenset[str] = frozenset()
    mismatches: frozenset[str] = frozenset()


class Attempt(Struct, frozen=True):
    """One contact's try at one number. `person`, `caller` and `contact` are subjects.

    Only an attempt from a Vietnamese mobile number `counts_on_person`.
    """

    number: str
    person: str
    caller: str
    contact: str
    day: date
    counts_on_person: bool


class Counted(Struct, frozen=True):
    """On whom a mismatch counts. Counting stops at the limits, so that no tally grows on."""

    on_caller: bool
    on_person: bool


class HotlineRecord(Struct, frozen=True):
    account: Account | None
    of_person: Tally
    of_caller: Tally


class HotlineLimits(Struct, frozen=True):
    """How many, per UTC day."""

    issues_per_person: int
    issues_per_caller: int
    mismatches_per_caller: int
    callers_per_person: int


class LimitReached(Exception):
    """A limit was reached between the read and the write."""


class HotlineStore(Resolver, Protocol):
    def look_up(self, attempt: Attempt) -> HotlineRecord:
        """The account and both tallies, in one round trip."""

    def issue(
        self,
        attempt: Attempt,
        limits: HotlineLimits,
        account: Account,
        temporary: TemporaryPassword,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        """One transaction. Raises Overtaken when the account has changed or an invocation that
        started later was first, LimitReached when another call took the last issue."""

    def note_mismatch(self, attempt: Attempt, counted: Counted, event: Event | None) -> None:
        """One transaction: the tallies on which it is counted, and the event of a found account.

        An event that is not counted on the person is counted by the day.
        """

    def note_blocked(self, attempt: Attempt, event: Event) -> None:
        """Once a day and account an event of its own; more of them are counted on it."""

    def declaration(self, declaration_id: str) -> Declaration | None: ...

    def refuse_email(
        self,
        attempt: Attempt,
        pending: PendingEmail,
        refused: Declaration | None,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        """Ends the pending address; its declaration is left as `refused`.

        Raises Overtaken when either no longer is that one.
        """


class Count(Struct, frozen=True):
    """One count of wrong guesses: of a person (a subject), by `kind`.

    `kind` is CHOSEN, TEMPORARY, or for a known device the device's subject.
    """

    person: str
    kind: str


CHOSEN = "CHOSEN"
TEMPORARY = "TEMPORARY"


class SignInRecord(Struct, frozen=True):
    """`device` is the count of a device that signed in with this password before, else None."""

    account: Account | None
    chosen: Throttle
    temporary: Throttle
    device: Throttle | None


class SignInStore(Resolver, Protocol):
    def look_up(self, number: str, person: str, device: str) -> SignInRecord:
        """Account and counts in one round trip; `person` and `device` are subjects ('': none)."""

    def spend(self, count: Count, seen: Throttle, then: Throttle, now: datetime) -> Throttle | None:
        """Write `then` over `seen`. None when done, else what stands there by now.

        A lock that was written and is written again, its answer lost, is done.
        """

    def accept(self, count: Count, now: datetime) -> None:
        """A right guess: the count begins anew."""

    def remember_device(self, count: Count, device: str, account: Account, now: datetime) -> None:
        """A right guess from a device not known: it gets a count, the common one begins anew."""

    def rehash(self, account: Account, password: StoredPassword) -> None:
        """Store the same password hashed anew, unless it has changed meanwhile."""

    def present(self, account: Account, choose_by: datetime, event: Event) -> None:
        """The temporary password's first right presentation, at the event's time.

        One that came first stands, and nothing is written. Raises Overtaken when it is no longer
        the one that was checked.
        """

    def choose(
        self,
        person: str,
        account: Account,
        password: StoredPassword,
        temporary: TemporaryPassword | None,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        """The new password, the end of the temporary one, history and the notice owed, at once.

        `temporary` is set where it is chosen through that. Raises Overtaken when the password
        used is no longer the one that was checked.
        """


class ViewerLimits(Protocol):
    def count(self, viewer: str, now: datetime) -> None:
        """Count a request of one viewer address (a subject); raises TooManyAttempts."""
