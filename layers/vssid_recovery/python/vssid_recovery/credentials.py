"""Whether a password is right, since when sessions count, and choosing one's own password.

A guess of exactly nine digits is checked against the temporary password only, any other one
against the chosen password only: always one hash, for known and unknown people alike.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from vssid_recovery.errors import InvalidCredentials, Overtaken, TooManyAttempts, WeakPassword
from vssid_recovery.identifiers import parse_identifier
from vssid_recovery.model import NEVER, Account, Event, StoredPassword
from vssid_recovery.notices import notice
from vssid_recovery.passwords import check_length, is_temporary, normalised
from vssid_recovery.ports import (
    CHOSEN,
    TEMPORARY,
    Clock,
    Count,
    PasswordHasher,
    SignInRecord,
    SignInStore,
    Subjects,
)
from vssid_recovery.sign_in_throttle import CHOSEN as CHOSEN_RULE
from vssid_recovery.sign_in_throttle import TEMPORARY as TEMPORARY_RULE
from vssid_recovery.sign_in_throttle import Throttle
from vssid_recovery.strength import SAME, check_strength

# Guesses that race for one count: each that loses sees the count nearer to its lock.
MOST_RACES = 10


class Result(StrEnum):
    VALID = "VALID"
    CHANGE_REQUIRED = "CHANGE_REQUIRED"
    INVALID = "INVALID"
    LOCKED = "LOCKED"


class Check(Struct, frozen=True):
    """`sessions_valid_from` comes with VALID, `retry_after` (seconds) with LOCKED."""

    result: Result
    sessions_valid_from: datetime | None = None
    retry_after: int = 0
    email_pending: bool = False


class CredentialRules(Struct, frozen=True):
    choose_minutes: int
    shortest_password: int


class _Guess(Struct, frozen=True):
    """A guess on which a try is spent: what it was checked against, and whether it was right."""

    number: str
    count: Count
    record: SignInRecord
    right: bool

    @property
    def is_temporary(self) -> bool:
        return self.count.kind == TEMPORARY


class Credentials(Struct, frozen=True):
    """All three raise InvalidRequest for what is no identifier, Unavailable when a part is away."""

    store: SignInStore
    hasher: PasswordHasher
    subjects: Subjects
    clock: Clock
    rules: CredentialRules

    def check(self, identifier: str, password: str, device: str = "") -> Check:
        """Whether the password is right. A right temporary one is presented, not spent."""
        try:
            guess = self._guess(identifier, password, device)
        except TooManyAttempts as limit:
            return Check(Result.LOCKED, retry_after=limit.retry_after)
        account = guess.record.account
        if account is None or not guess.right:
            return Check(Result.INVALID)
        pending = account.email_is_pending(self.clock())
        if not guess.is_temporary:
            self._accept(guess, account, password, device)
            return Check(Result.VALID, account.sessions_valid_from, email_pending=pending)
        try:
            self._present(guess, account)
        except Overtaken:
            return Check(Result.INVALID)
        return Check(Result.CHANGE_REQUIRED, email_pending=pending)

    def sessions_valid_from(self, identifier: str) -> datetime:
        """Sessions from before this time are over; the same shape for a number nobody has."""
        number = self.store.resolve(parse_identifier(identifier))
        account = self.store.look_up(number, self.subjects.subject("person", number), "").account
        return account.sessions_valid_from if account else NEVER

    def change(self, identifier: str, current: str, new: str) -> None:
        """Choose `new`, given the chosen or the temporary password.

        Raises WeakPassword, InvalidCredentials and TooManyAttempts. A right current password
        with a weak new one costs no try, and counts as the temporary one's presentation.
        """
        chosen = normalised(new)
        check_length(chosen, self.rules.shortest_password)
        guess = self._guess(identifier, current)
        account = guess.record.account
        if account is None or not guess.right:
            raise InvalidCredentials
        try:
            self._check_new(chosen, normalised(current), account)
        except WeakPassword:
            self._keep(guess, account)
            raise
        self._choose(guess, account, self.hasher.hash(chosen))

    def _guess(self, identifier: str, password: str, device: str = "") -> _Guess:
        """Spend a try, then compare. A lock answers at once, without hashing."""
        number = self.store.resolve(parse_identifier(identifier))
        person = self.subjects.subject("person", number)
        device = self.subjects.subject("device", f"{number} {device}") if device else ""
        record = self.store.look_up(number, person, device)
        wanted = normalised(password)
        if is_temporary(wanted):
            self._spend(Count(person, TEMPORARY), record.temporary)
            temporary = record.account.usable_temporary(self.clock()) if record.account else None
            right = self.hasher.matches(temporary.password if temporary else None, wanted)
            return _Guess(number, Count(person, TEMPORARY), record, right and _is_open(record))
        count, seen = Count(person, CHOSEN), record.chosen
        if record.device is not None:
            count, seen = Count(person, device), record.device
        before = self._spend(count, seen)
        stored = record.account.password if record.account else None
        right = self.hasher.matches(stored, wanted) and not CHOSEN_RULE.is_dead(before)
        return _Guess(number, count, record, right and _is_open(record))

    def _spend(self, count: Count, seen: Throttle) -> Throttle:
        """Take a try before anything is compared; what the count was before it."""
        rule = TEMPORARY_RULE if count.kind == TEMPORARY else CHOSEN_RULE
        for _ in range(MOST_RACES):
            now = self.clock()
            if wait := seen.retry_after(now):
                raise TooManyAttempts(wait)
            standing = self.store.spend(count, seen, rule.after_a_try(seen, now), now)
            if standing is None:
                return seen
            seen = standing
        raise TooManyAttempts(1)

    def _accept(self, guess: _Guess, account: Account, password: str, device: str) -> None:
        if device and guess.count.kind == CHOSEN:
            named = self.subjects.subject("device", f"{guess.number} {device}")
            self.store.remember_device(guess.count, named, account, self.clock())
        else:
            self.store.accept(guess.count, self.clock())
        if account.password and self.hasher.is_outdated(account.password):
            self.store.rehash(account, self.hasher.hash(normalised(password)))

    def _keep(self, guess: _Guess, account: Account) -> None:
        """Give the try back."""
        if not guess.is_temporary:
            return self.store.accept(guess.count, self.clock())
        try:
            self._present(guess, account)
        except Overtaken:
            raise InvalidCredentials from None

    def _present(self, guess: _Guess, account: Account) -> None:
        """The first right presentation begins the minutes in which to choose."""
        now = self.clock()
        if account.temporary and account.temporary.choose_by is None:
            choose_by = now + timedelta(minutes=self.rules.choose_minutes)
            event = Event(now, "TEMPORARY_PASSWORD", "PRESENTED", "APP", "citizen")
            self.store.present(account, choose_by, event)
        self.store.accept(guess.count, self.clock())

    def _check_new(self, new: str, current: str, account: Account) -> None:
        if new == current or self.hasher.matches(account.password, new):
            raise WeakPassword((SAME,))
        check_strength(new, account)

    def _choose(self, guess: _Guess, account: Account, password: StoredPassword) -> None:
        now = self.clock()
        temporary = account.temporary if guess.is_temporary else None
        way = "TEMPORARY_PASSWORD" if temporary else "CURRENT_PASSWORD"
        event = Event(now, "PASSWORD", "CHANGED", "APP", "citizen", way)
        mail = notice(self.subjects, account, "PASSWORD_CHANGED", now)
        try:
            self.store.choose(guess.count.person, account, password, temporary, event, mail)
        except Overtaken:
            raise InvalidCredentials from None


def _is_open(record: SignInRecord) -> bool:
    return record.account is not None and record.account.is_open
