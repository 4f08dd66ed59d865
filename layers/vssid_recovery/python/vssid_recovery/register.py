"""Loading the register: what a row of its file may change of an account, and what not.

The file leads where only the register can know: name, birth date, numbers, unit, office, status.
Phone and e-mail are how people get their account back, so those of an existing account change
only when the operator says so; a password that was used or chosen here is never written over.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.model import Account, Event, OwedMail, StoredPassword
from vssid_recovery.notices import notice
from vssid_recovery.operation_ports import Change, RegisterStore, Standing, Verdict
from vssid_recovery.ports import Clock, Subjects
from vssid_recovery.register_rows import RegisterRow

MOST_ROWS = 100  # that one look-up reads
MOST_TRIES = 4  # of a row whose account is being changed by someone else
FACTS = (
    "full_name",
    "date_of_birth",
    "status",
    "personal_identification_number",
    "unit_code",
    "office_code",
)
PHONE = ("phone", "phone_confirmed_on")
EMAIL = ("email", "email_confirmed_on")
NUMBER_TAKEN = "personal_identification_number belongs to another account"
BUSY = "the account is being changed at this moment: load the file again"


class Outcome(StrEnum):
    CREATED = "CREATED"
    UPDATED = "UPDATED"
    REPLACED = "REPLACED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


class Result(Struct, frozen=True):
    """What became of one row; `reason` comes with REFUSED and holds no value of the row."""

    row: RegisterRow
    outcome: Outcome
    reason: str = ""


class Register(Struct, frozen=True):
    """`by` names the operator in the history; with `replace`, phone and e-mail may change."""

    store: RegisterStore
    subjects: Subjects
    clock: Clock
    by: str
    replace: bool = False

    def load(self, rows: Sequence[RegisterRow]) -> list[Result]:
        """Load up to MOST_ROWS rows; a result for each, in order. Loading them again is nothing.

        Raises Unavailable when the table or a key is away: some of the rows may be loaded then.
        """
        results: dict[int, Result] = {}
        waiting = list(rows)
        for _ in range(MOST_TRIES):
            if not waiting:
                break
            tried = self._try(waiting)
            results.update((result.row.line, result) for result in tried)
            waiting = [row for row in waiting if row.line not in results]
        for row in waiting:
            results[row.line] = Result(row, Outcome.REFUSED, BUSY)
        return [results[row.line] for row in rows]

    def _try(self, rows: Sequence[RegisterRow]) -> list[Result]:
        """The results of all rows but those that were overtaken."""
        standings = self.store.look_up([row.number for row in rows])
        results: list[Result] = []
        changes: list[tuple[RegisterRow, Change]] = []
        for row, standing in zip(rows, standings, strict=True):
            decision = self._decide(row, standing)
            if isinstance(decision, Result):
                results.append(decision)
            else:
                changes.append((row, decision))
        verdicts = self.store.apply([change for _, change in changes])
        for (row, change), verdict in zip(changes, verdicts, strict=True):
            if verdict is Verdict.APPLIED:
                results.append(Result(row, Outcome(change.event.outcome)))
            elif verdict is Verdict.NUMBER_TAKEN:
                results.append(Result(row, Outcome.REFUSED, NUMBER_TAKEN))
        return results

    def _decide(self, row: RegisterRow, standing: Standing | None) -> Change | Result:
        now = self.clock()
        if standing is None:
            return self._creation(row, now)
        before = standing.account
        contact = _contact_changes(row.account, before, now)
        if contact and not self.replace:
            reason = f"{', '.join(contact)} of an existing account: only with REPLACE=yes"
            return Result(row, Outcome.REFUSED, reason)
        loads = bool(row.password_hash) and _may_load(row.password_hash, standing)
        facts = _differing(FACTS, row.account, before)
        fields = (*facts, *contact, *(("password_hash",) if loads else ()))
        if not fields:
            return Result(row, Outcome.UNCHANGED)
        after = _changed(before, row, fields, now)
        outcome = Outcome.REPLACED if contact else Outcome.UPDATED
        return Change(
            before,
            after,
            self._event(now, outcome, fields),
            fingerprint(row.password_hash) if loads else "",
            self._notice(before, after, now),
        )

    def _creation(self, row: RegisterRow, now: datetime) -> Change:
        event = self._event(now, Outcome.CREATED)
        if not row.password_hash:
            return Change(None, row.account, event)
        account = replace(row.account, password=StoredPassword(row.password_hash, ""))
        return Change(None, account, event, fingerprint(row.password_hash))

    def _event(self, now: datetime, outcome: Outcome, fields: Sequence[str] = ()) -> Event:
        by = f"operator {self.by}"
        return Event(now, "REGISTER", outcome, "OPERATOR", by, ", ".join(fields))

    def _notice(self, before: Account, after: Account, now: datetime) -> OwedMail | None:
        """The address that was in force hears of it, when it no longer is or the phone changed."""
        told = before.recovery_email(now)
        left = told != after.recovery_email(now)
        if not told or not (left or before.phone != after.phone):
            return None
        purpose = "EMAIL_REPLACED" if left else "PHONE_REPLACED"
        return notice(self.subjects, after, purpose, now, left_address=told if left else "")


def fingerprint(password_hash: str) -> str:
    """Names a hash of the register, which is not kept once its password was used here."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:32]


def _contact_changes(wanted: Account, before: Account, now: datetime) -> tuple[str, ...]:
    """The names of what differs in phone and e-mail."""
    pending = before.pending_email
    if pending is None or before.email_is_pending(now):
        return _differing(PHONE + EMAIL, wanted, before)
    # Its time has come: it is the account's address, and the file's date says nothing of it.
    emails = ("email",) if wanted.email != pending.address else ()
    return (*_differing(PHONE, wanted, before), *emails)


def _may_load(password_hash: str, standing: Standing) -> bool:
    """A used password is hashed anew under a pepper, so one without was never used here."""
    password = standing.account.password
    return (
        not standing.password_chosen
        and standing.loaded_password != fingerprint(password_hash)
        and (password is None or not password.pepper)
    )


def _changed(before: Account, row: RegisterRow, fields: Sequence[str], now: datetime) -> Account:
    """Whatever ends open codes and temporary passwords raises the version."""
    new_email = "email" in fields
    wanted = [*fields, *(EMAIL if new_email else ())]
    values = {name: getattr(row.account, name) for name in wanted if name != "password_hash"}
    loads = "password_hash" in fields
    ends_codes = bool({"status", *PHONE, *EMAIL} & set(fields)) or (loads and before.password)
    closes = before.is_open and "status" in fields
    return replace(
        before,
        **values,
        # Nobody stays signed in to an account that is closed.
        sessions_valid_from=now if closes else before.sessions_valid_from,
        version=before.version + 1 if ends_codes else before.version,
        # An address declared before would take the place of the one the operator sets.
        pending_email=None if new_email else before.pending_email,
        password=StoredPassword(row.password_hash, "") if loads else before.password,
    )


def _differing(names: Sequence[str], one: Account, other: Account) -> tuple[str, ...]:
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))
