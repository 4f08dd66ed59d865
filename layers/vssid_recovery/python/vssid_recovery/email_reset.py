"""Resetting a password by e-mail: a blind request, and the code that comes back.

The request never reads the account: it counts the limits of the pair and writes what was asked,
known or not. Everything that depends on an account is the mailer's work, where nobody can watch.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from msgspec import Struct

from vssid_recovery.email_addresses import compared, parse_address
from vssid_recovery.errors import (
    Conflict,
    InvalidCode,
    InvalidRequest,
    Overtaken,
    TooManyAttempts,
    Unavailable,
    WeakPassword,
)
from vssid_recovery.identifiers import SEPARATORS, parse_identifier
from vssid_recovery.model import Account, Event, OwedMail, StoredPassword
from vssid_recovery.notices import notice
from vssid_recovery.passwords import check_length, normalised
from vssid_recovery.ports import Clock, PasswordHasher, Subjects
from vssid_recovery.reset_ports import CodeLimits, RequestLimits, Reset, ResetStore
from vssid_recovery.strength import SAME, check_strength

CODE = re.compile(r"[0-9]{8}")
RESET_ID = re.compile(r"[0-9a-f]{32}")
MOST_WRITES = 4  # of a password whose account is being changed at this moment


class Asked(Struct, frozen=True):
    """What is told of any well-formed request; `resend_after` is in seconds."""

    reset_id: str
    expires_at: datetime
    resend_after: int


class ResetRules(Struct, frozen=True):
    code_minutes: int
    shortest_password: int
    requests: RequestLimits
    codes: CodeLimits


class _Try(Struct, frozen=True):
    """A try at a reset: on whose counts it lies and since when.

    `left` is None where none could be spent, `pair` then one that nobody asks with.
    """

    reset: Reset
    pair: str
    at: datetime
    left: int | None


class EmailReset(Struct, frozen=True):
    """`new_id` gives 32 random hex digits. Both raise Unavailable when a part is away."""

    store: ResetStore
    hasher: PasswordHasher
    subjects: Subjects
    clock: Clock
    new_id: Callable[[], str]
    rules: ResetRules

    def request(self, identifier: str, email: str) -> Asked:
        """Ask for a code. Raises InvalidRequest and, counted alike for all, TooManyAttempts."""
        who = parse_identifier(identifier)
        address = _parsed(email)
        now = self.clock()
        reset = Reset(
            reset_id=self.new_id(),
            identifier=who,
            address=address,
            pair=self.subjects.subject("pair", f"{who.number} {address}"),
            requested_at=now,
            expires_at=now + timedelta(minutes=self.rules.code_minutes),
        )
        mail_id = self.subjects.subject("mail", f"RESET_CODE {reset.reset_id}")
        mail = OwedMail(mail_id, "RESET_CODE", "", now, reset.reset_id)
        resend_after = self.store.ask(reset, self.rules.requests, mail)
        return Asked(reset.reset_id, reset.expires_at, resend_after)

    def confirm(self, reset_id: str, code: str, new: str) -> None:
        """Set a new password with the code.

        Shape and length, then a try is spent, then the code is compared, then the strength is
        looked at, then everything changes at once. Raises InvalidRequest, WeakPassword,
        InvalidCode, TooManyAttempts, Unavailable; a right code with a weak password costs no try.
        """
        digits = "".join(code.split()).translate(SEPARATORS)
        if not CODE.fullmatch(digits):
            raise InvalidRequest("code")
        chosen = normalised(new)
        check_length(chosen, self.rules.shortest_password)
        spent = self._spend(self._looked_for(reset_id))
        reset = spent.reset
        account = self._account(reset)
        right = self.hasher.matches(reset.code, digits) and spent.left is not None
        if account is None or not right:
            self.store.note_wrong(spent.pair)
            raise InvalidCode(spent.left or 0)
        try:
            self._check_new(chosen, account)
        except WeakPassword:
            self.store.give_back(reset, spent.at)
            raise
        self._choose(spent, account, chosen)

    def _looked_for(self, reset_id: str) -> str:
        """What is no reset id is looked for as well, under a name that no reset has."""
        if RESET_ID.fullmatch(reset_id):
            return reset_id
        return self.subjects.subject("no reset", reset_id)

    def _spend(self, reset_id: str) -> _Try:
        """Take a try, of the reset and of its pair.

        A request that nobody made, or that is over, costs the same work on counts of its own: a
        guess that can tell nothing is not held against the pair.
        """
        now, limits = self.clock(), self.rules.codes
        reset = self.store.look_up(reset_id)
        tries = self.store.spend(reset_id, limits, now)
        if reset is None or tries is None:
            decoy = self.subjects.subject("pair", f"of nobody {reset_id}")
            with suppress(TooManyAttempts):  # nobody's limit: the answer stays «no such code»
                self.store.spend_of_pair(decoy, limits, now)
            return _Try(reset or _nobodys(reset_id, decoy, now), decoy, now, None)
        self.store.spend_of_pair(reset.pair, limits, now)
        return _Try(reset, reset.pair, now, limits.per_reset - tries)

    def _account(self, reset: Reset) -> Account | None:
        """The one that is still as it was when the code was mailed.

        None also where the pair has a newer request, or is closed by wrong codes.
        """
        account, pair = self.store.account(reset.number or reset.reset_id, reset.pair)
        is_live = (
            pair.latest == reset.reset_id
            and pair.wrong < self.rules.codes.in_a_row
            and reset.is_bound_to(account, self.clock())
        )
        return account if is_live else None

    def _check_new(self, new: str, account: Account) -> None:
        if self.hasher.matches(account.password, new):
            raise WeakPassword((SAME,))
        check_strength(new, account)

    def _choose(self, spent: _Try, account: Account | None, new: str) -> None:
        """What has changed while the password was hashed is read anew: it may be harmless.

        A right code that has died meanwhile is none of the wrong ones in a row.
        """
        password = self.hasher.hash(new)
        for _ in range(MOST_WRITES):
            try:
                return self._write(spent, account, password)
            except Conflict:
                raise InvalidCode(self._left(spent)) from None
            except Overtaken:
                account = self._account(spent.reset)
        raise Unavailable("reset: the account keeps changing")

    def _write(self, spent: _Try, account: Account | None, password: StoredPassword) -> None:
        """Raises Conflict where the code is dead, which the clock alone can bring about."""
        now = self.clock()
        if account is None or not spent.reset.is_bound_to(account, now):
            raise Conflict("the code is no longer bound to the account")
        person = self.subjects.subject("person", account.social_insurance_number)
        event = Event(now, "PASSWORD", "CHANGED", "EMAIL", "citizen", "RESET_CODE")
        mail = notice(self.subjects, account, "PASSWORD_CHANGED", now)
        self.store.choose(person, account, spent.reset, spent.at, password, event, mail)

    def _left(self, spent: _Try) -> int:
        """The tries left on a reset that may have been used meanwhile."""
        reset = self.store.look_up(spent.reset.reset_id)
        is_open = reset is not None and reset.is_open(self.clock(), self.rules.codes.per_reset)
        return (spent.left or 0) if is_open else 0


def _parsed(email: str) -> str:
    try:
        return compared(parse_address(email))
    except ValueError:
        raise InvalidRequest("email") from None


def _nobodys(reset_id: str, pair: str, now: datetime) -> Reset:
    """Stands in for a reset that there is not."""
    nobody = parse_identifier("0000000000")
    return Reset(reset_id, nobody, "", pair, now, now)
