"""The hotline: a caller who keys the right number hears a new temporary password.

Issuing changes nothing else: the chosen password, sessions and open codes stand until a new
password is chosen with it, so a forged call signs nobody out.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.errors import Conflict, InvalidRequest, Overtaken
from vssid_recovery.identifiers import Identifier, parse_identifier
from vssid_recovery.masks import masked_phone
from vssid_recovery.model import Account, Event, PendingEmail, TemporaryPassword
from vssid_recovery.notices import RECEIPT, notice
from vssid_recovery.overtaken import decided_anew
from vssid_recovery.passwords import in_groups, new_temporary_password
from vssid_recovery.phone_numbers import Caller, parse_caller
from vssid_recovery.ports import (
    Attempt,
    Clock,
    Counted,
    HotlineLimits,
    HotlineRecord,
    HotlineStore,
    LimitReached,
    PasswordHasher,
    RandBelow,
    Subjects,
)

DAYS_OF_A_MONTH = 30.44


class Outcome(StrEnum):
    ISSUED = "ISSUED"
    NO_MATCH = "NO_MATCH"
    BLOCKED = "BLOCKED"
    INVALID_INPUT = "INVALID_INPUT"
    UNAVAILABLE = "UNAVAILABLE"
    REFUSED = "REFUSED"


class Call(Struct, frozen=True):
    """One invocation for one contact. `address` is what Connect gives, whatever that is."""

    identifier: str
    address: object
    contact_id: str
    started_at: datetime


class Answer(Struct, frozen=True):
    """What the contact flow is told. `groups` are set with ISSUED only."""

    outcome: Outcome
    groups: tuple[str, str, str] | None = None
    email_pending: bool = False

    @property
    def is_issued(self) -> bool:
        return self.outcome is Outcome.ISSUED


class HotlineRules(Struct, frozen=True):
    valid_minutes: int
    limits: HotlineLimits
    phone_confirmed_max_months: int = 0


class _Meeting(Struct, frozen=True):
    """A caller and what the keyed number names; `account` is set only where both match."""

    caller: Caller
    attempt: Attempt
    record: HotlineRecord
    account: Account | None


class Hotline(Struct, frozen=True):
    """The hotline's two actions. Both raise Unavailable when the table or a key is away."""

    store: HotlineStore
    hasher: PasswordHasher
    subjects: Subjects
    clock: Clock
    randbelow: RandBelow
    rules: HotlineRules

    def issue(self, call: Call) -> Answer:
        """Give a matching caller a new temporary password.

        A caller that does not match costs the same work: the same reads, one hash, one
        transaction. Of invocations for one account the one that started last wins; an overtaken
        one answers UNAVAILABLE, so that no dead password is read out.
        """
        meeting = self._meet(call)
        if meeting is None:
            return Answer(Outcome.INVALID_INPUT)
        password = new_temporary_password(self.randbelow)
        stored = self.hasher.hash(password)
        if meeting.account is None:
            return self._mismatch(meeting)
        if self._is_blocked(meeting, meeting.account):
            return self._blocked(meeting)
        expires_at = self.clock() + timedelta(minutes=self.rules.valid_minutes)
        version = meeting.account.version
        temporary = TemporaryPassword(stored, version, call.started_at, expires_at)
        answer = self._issue(meeting, meeting.account, temporary)
        return replace(answer, groups=in_groups(password)) if answer.is_issued else answer

    def refuse_email(self, call: Call) -> Answer:
        """End the new e-mail that awaits its time, as key 9 asks.

        Asking twice, at once too, changes nothing.
        """
        return decided_anew(lambda: self._refused(call))

    def _refused(self, call: Call) -> Answer:
        meeting = self._meet(call)
        if meeting is None:
            return Answer(Outcome.INVALID_INPUT)
        account = meeting.account
        if account is None:
            return self._mismatch(meeting)
        if account.pending_email and account.email_is_pending(self.clock()):
            self._refuse_email(meeting, account, account.pending_email)
        return Answer(Outcome.REFUSED)

    def _refuse_email(self, meeting: _Meeting, account: Account, pending: PendingEmail) -> None:
        event = self._event("EMAIL_REFUSAL", Outcome.REFUSED, meeting.caller)
        declaration = self.store.declaration(pending.declaration_id)
        try:
            refused = declaration.refused(event.at, event.by) if declaration else None
        except Conflict:  # somebody else has ended it since the account was read
            raise Overtaken from None
        receipt = notice(self.subjects, account, RECEIPT, event.at, "EMAIL_PENDING")
        self.store.refuse_email(meeting.attempt, pending, refused, event, receipt)

    def _meet(self, call: Call) -> _Meeting | None:
        """Who calls and whom the number names; None for a number that cannot be one."""
        caller = parse_caller(call.address)
        identifier = _keyed(call.identifier, caller)
        if identifier is None:
            return None
        attempt = self._attempt(identifier, caller, call)
        record = self.store.look_up(attempt)
        account = record.account
        matches = account is not None and self._matches(account, caller, call.started_at)
        return _Meeting(caller, attempt, record, account if matches else None)

    def _attempt(self, identifier: Identifier, caller: Caller, call: Call) -> Attempt:
        number = self.store.resolve(identifier)
        name = self.subjects.subject
        # A withheld number is nobody's: it counts on the contact alone.
        who = caller.number or f"contact {call.contact_id}"
        return Attempt(
            number=number,
            person=name("person", number),
            caller=name("caller", who),
            contact=name("contact", call.contact_id),
            day=call.started_at.date(),
            counts_on_person=caller.is_mobile,
        )

    def _matches(self, account: Account, caller: Caller, now: datetime) -> bool:
        return (
            account.is_open
            and caller.is_mobile
            and account.phone == caller.number
            and self._is_confirmed(account, now)
        )

    def _is_confirmed(self, account: Account, now: datetime) -> bool:
        """Numbers are recycled: a confirmation may be too old to prove anything."""
        months = self.rules.phone_confirmed_max_months
        if not months:
            return True
        confirmed = account.phone_confirmed_on
        return confirmed is not None and (now.date() - confirmed).days <= months * DAYS_OF_A_MONTH

    def _mismatch(self, meeting: _Meeting) -> Answer:
        event = self._event("HOTLINE", Outcome.NO_MATCH, meeting.caller)
        found = meeting.record.account is not None
        self.store.note_mismatch(meeting.attempt, self._counted(meeting), event if found else None)
        return Answer(Outcome.NO_MATCH)

    def _counted(self, meeting: _Meeting) -> Counted:
        limits, attempt, record = self.rules.limits, meeting.attempt, meeting.record
        callers = record.of_caller.mismatches - {attempt.contact}
        others = record.of_person.mismatches - {attempt.caller}
        on_caller = len(callers) < limits.mismatches_per_caller
        on_person = len(others) < limits.callers_per_person
        return Counted(on_caller, on_caller and on_person and attempt.counts_on_person)

    def _issue(self, meeting: _Meeting, account: Account, temporary: TemporaryPassword) -> Answer:
        event = self._event("HOTLINE", Outcome.ISSUED, meeting.caller)
        purpose = "TEMPORARY_PASSWORD_ISSUED"
        mail = notice(self.subjects, account, purpose, event.at, temporary.name)
        limits = self.rules.limits
        try:
            self.store.issue(meeting.attempt, limits, account, temporary, event, mail)
        except LimitReached:
            return self._blocked(meeting)
        except Overtaken:
            return Answer(Outcome.UNAVAILABLE)
        return Answer(Outcome.ISSUED, email_pending=account.email_is_pending(event.at))

    def _is_blocked(self, meeting: _Meeting, account: Account) -> bool:
        """A contact that was counted already is not counted, nor stopped, again."""
        attempt, limits = meeting.attempt, self.rules.limits
        person, caller = meeting.record.of_person, meeting.record.of_caller
        return (
            account.hotline_closed_until > self.clock()
            or len(person.mismatches) >= limits.callers_per_person
            or len(caller.mismatches) >= limits.mismatches_per_caller
            or len(person.issues - {attempt.contact}) >= limits.issues_per_person
            or len(caller.issues - {attempt.contact}) >= limits.issues_per_caller
        )

    def _blocked(self, meeting: _Meeting) -> Answer:
        event = self._event("HOTLINE", Outcome.BLOCKED, meeting.caller)
        self.store.note_blocked(meeting.attempt, event)
        return Answer(Outcome.BLOCKED)

    def _event(self, kind: str, outcome: Outcome, caller: Caller) -> Event:
        return Event(
            self.clock(), kind, outcome, "HOTLINE", f"caller {masked_phone(caller.number)}"
        )


def _keyed(text: str, caller: Caller) -> Identifier | None:
    """The number keyed; None when it is malformed, or the caller's own phone number."""
    try:
        identifier = parse_identifier(text)
    except InvalidRequest:
        return None
    return None if identifier.number == caller.national else identifier
