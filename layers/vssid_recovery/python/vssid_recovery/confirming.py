"""Confirming a declared address: with the token of the mail and the person's own number.

A confirmed address waits for its time, which its source and its office set; then it counts, by the
clock alone.
"""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.declaration_checks import EMAIL_SHARED
from vssid_recovery.declaration_model import (
    MOST_WRONG_NUMBERS,
    SD_GD,
    Declaration,
    Moment,
    Step,
)
from vssid_recovery.declaration_ports import AddressFull, DeclarationStore
from vssid_recovery.email_addresses import compared
from vssid_recovery.errors import CheckFailed, Conflict, NotConfirmed, Overtaken, Unavailable
from vssid_recovery.identifiers import parse_identifier
from vssid_recovery.mailing import REPLACED, TO_CONFIRM, TOKEN, token_hash
from vssid_recovery.model import Account, Event, PendingEmail
from vssid_recovery.notices import notice
from vssid_recovery.ports import Clock, Subjects

MOST_TRIES = 4  # of one whose account or declaration is being changed at this moment
ELSEWHERE = timedelta(hours=24)


class Holding(Struct, frozen=True):
    """How long a confirmed address waits, in hours."""

    unit_hours: int
    replace_hours: int

    def time_for(self, declaration: Declaration, account: Account, now: datetime) -> timedelta:
        """By source, office, and whether it takes the place of a confirmed one."""
        times = [self._by_source(declaration, account)]
        if declaration.former or account.recovery_email(now):
            times.append(timedelta(hours=self.replace_hours))
        return max(times)

    def _by_source(self, declaration: Declaration, account: Account) -> timedelta:
        if declaration.declared.form != SD_GD:
            return timedelta(hours=self.unit_hours)
        is_own = declaration.office_code == account.office_code
        return timedelta(0) if is_own else ELSEWHERE


class Confirming(Struct, frozen=True):
    store: DeclarationStore
    subjects: Subjects
    clock: Clock
    holding: Holding

    def confirm(self, token: str, identifier: str) -> None:
        """Raises InvalidRequest for what is no number; NotConfirmed, one answer for everything
        that does not fit; CheckFailed where the address is on too many accounts; Unavailable."""
        who = parse_identifier(identifier)
        declaration = self._declaration(token)
        if self.store.resolve(who) != declaration.number:
            raise NotConfirmed
        for _ in range(MOST_TRIES):
            try:
                return self._confirm(declaration)
            except AddressFull:
                raise CheckFailed((EMAIL_SHARED,)) from None
            except Conflict:  # used, replaced, refused or expired since the try was spent
                raise NotConfirmed from None
            except Overtaken:
                declaration = self._as_it_stands(declaration)
        raise Unavailable("confirmation: the account or the declaration keeps changing")

    def _as_it_stands(self, declaration: Declaration) -> Declaration:
        """As it is after something else has come first."""
        found = self.store.declaration(declaration.declaration_id)
        if found is None:
            raise NotConfirmed
        return found

    def _declaration(self, token: str) -> Declaration:
        """What the token is for, with a try at its number spent."""
        kept = self.store.token(token_hash(token)) if TOKEN.fullmatch(token) else None
        now = self.clock()
        if kept is None or kept.purpose != TO_CONFIRM or kept.expires_at <= now:
            raise NotConfirmed
        declaration = self.store.spend_number(kept.about, MOST_WRONG_NUMBERS, now)
        if declaration is None:
            raise NotConfirmed
        return declaration

    def _confirm(self, declaration: Declaration) -> None:
        now, address = self.clock(), declaration.declared.email
        account = self.store.person(declaration.number, compared(address)).account
        if account is None or not account.is_open:
            raise NotConfirmed
        active_from = now + self.holding.time_for(declaration, account, now)
        moment = Moment(declaration.after(Step.CONFIRM, now), now, "citizen")
        after = replace(declaration.moved(moment), active_from=active_from)
        event = Event(now, "DECLARATION", after.status, "EMAIL", "citizen")
        waiting = PendingEmail(address, active_from, declaration.declaration_id)
        mail = notice(
            self.subjects, account, REPLACED, now, left_address=_left(declaration, account, now)
        )
        self.store.confirm(
            after,
            account,
            replace(_with_address_in_force(account, now), pending_email=waiting),
            self._pairs(account, address),
            event,
            mail,
        )

    def _pairs(self, account: Account, address: str) -> tuple[str, ...]:
        """An address that is confirmed anew recovers again, by either number."""
        numbers = (account.social_insurance_number, account.personal_identification_number)
        of = self.subjects.subject
        return tuple(of("pair", f"{each} {compared(address)}") for each in numbers if each)


def _left(declaration: Declaration, account: Account, now: datetime) -> str:
    """The address that is replaced; not told once more what it has refused in vain."""
    former = None if declaration.was_returned else declaration.former
    return account.recovery_email(now) or (former.email if former else "")


def _with_address_in_force(account: Account, now: datetime) -> Account:
    """An address that has taken effect by the clock is written down as the account's own."""
    pending = account.pending_email
    if pending is None or account.email_is_pending(now):
        return account
    return replace(account, email=pending.address, email_confirmed_on=pending.active_from.date())
