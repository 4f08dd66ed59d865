"""Entering a declaration of an e-mail address: checked before a person is asked to decide."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.declaration_checks import (
    EMAIL_MALFORMED,
    PERSON_NOT_FOUND,
    address_findings,
    flags_of,
    person_findings,
    read_address,
)
from vssid_recovery.declaration_model import (
    OPEN,
    SD_GD,
    Declaration,
    Declared,
    FormerAddress,
    Moment,
    Status,
    Step,
)
from vssid_recovery.declaration_ports import DeclarationStore, Found
from vssid_recovery.email_addresses import compared
from vssid_recovery.errors import CheckFailed, Conflict, Finding, Forbidden
from vssid_recovery.form_fields import field_problems
from vssid_recovery.forms import form_version
from vssid_recovery.identifiers import parse_identifier
from vssid_recovery.model import Account, Event
from vssid_recovery.overtaken import decided_anew
from vssid_recovery.ports import Clock
from vssid_recovery.staff import ENTER, Staff
from vssid_recovery.windows import vietnam_day


class Declaring(Struct, frozen=True):
    """`new_id` gives 32 random hex digits."""

    store: DeclarationStore
    clock: Clock
    new_id: Callable[[], str]

    def declare(self, staff: Staff, declared: Declared) -> tuple[Declaration, bool]:
        """Enter what a form says; the declaration, and whether it is a new one.

        Raises Forbidden, InvalidRequest, CheckFailed; Conflict where another unit's or an
        office's is being handled; Unavailable.
        """
        staff.require_form(ENTER, declared.form)
        number = self.store.resolve(parse_identifier(declared.identifier))
        return decided_anew(lambda: self._enter(staff, declared, number))

    def _enter(self, staff: Staff, declared: Declared, number: str) -> tuple[Declaration, bool]:
        now, address = self.clock(), compared(read_address(declared.email) or "")
        found = self.store.look_up(number, address)
        try:
            entry = prepare(staff, declared, found, self.new_id(), now)
        except CheckFailed as failed:
            self._note(staff, declared, found, failed, now)
            raise
        if entry.is_new:
            self.store.enter(entry.declaration, found, entry.replaced, entry.event)
        return entry.declaration, entry.is_new

    def _note(
        self, staff: Staff, declared: Declared, found: Found, failed: CheckFailed, now: datetime
    ) -> None:
        """In the history of an account that whoever declares may speak for, and of no other."""
        if found.account is None or PERSON_NOT_FOUND in failed.findings:
            return
        codes = " ".join(finding.reason.code for finding in failed.findings)
        event = Event(now, "DECLARATION", "CHECK_FAILED", declared.form, staff.name, codes)
        self.store.note_refused(found.account.social_insurance_number, event)


class Entry(Struct, frozen=True):
    """What entering a declaration comes to; the standing one where it is not new."""

    declaration: Declaration
    is_new: bool
    event: Event
    replaced: Declaration | None = None


def prepare(
    staff: Staff, declared: Declared, found: Found, declaration_id: str, now: datetime
) -> Entry:
    """Check what is declared for the person that was `found`, and make the declaration.

    Raises CheckFailed, and Conflict where another's is being handled.
    """
    account = found.account
    if account is None or not staff.speaks_for(account, declared.form):
        raise CheckFailed((PERSON_NOT_FOUND,))
    address = read_address(declared.email)
    if findings := _findings(declared, address, found, account, now):
        raise CheckFailed(findings)
    declared = replace(declared, email=address or "")
    if standing := standing_for(found.latest, staff, declared, now):
        return Entry(standing, False, event_of(standing, staff.name))
    new = _new(staff, declared, found, account, declaration_id, now)
    return Entry(
        new, True, event_of(new, staff.name), _replaced(found.latest, new, staff.name, now)
    )


def _findings(
    declared: Declared, address: str | None, found: Found, account: Account, now: datetime
) -> tuple[Finding, ...]:
    of_address = (
        address_findings(address, account, found.sharers, now) if address else [EMAIL_MALFORMED]
    )
    return (
        *person_findings(declared, account),
        *of_address,
        *field_problems(form_version(declared.form, vietnam_day(now)), declared),
    )


def _new(
    staff: Staff,
    declared: Declared,
    found: Found,
    account: Account,
    declaration_id: str,
    now: datetime,
) -> Declaration:
    office = staff.office_code or account.office_code
    if not office:
        raise Forbidden("no office decides for this unit")
    return Declaration(
        declaration_id=declaration_id,
        number=account.social_insurance_number,
        declared=declared,
        form_version=form_version(declared.form, vietnam_day(now)).version,
        entered_by=staff.sub,
        unit_code="" if declared.form == SD_GD else staff.unit_code,
        office_code=office,
        status=Status.SUBMITTED,
        timeline=(Moment(Status.SUBMITTED, now, staff.name),),
        flags=flags_of(declared.email, account, found.sharers, staff.domain, now),
        former=former_of(found.latest, account, now),
    )


def standing_for(
    latest: Declaration | None, staff: Staff, declared: Declared, now: datetime
) -> Declaration | None:
    """The open declaration of the same hand and address: the same again has no second effect.

    None also where it can no longer be confirmed: then the new one takes its place. Raises
    Conflict where an open one stands that this one may not replace.
    """
    if latest is None or latest.status_at(now) not in OPEN:
        return None
    is_own = _is_from_the_same(latest, staff, declared)
    if is_own and compared(latest.declared.email) == compared(declared.email):
        return latest if latest.tries_left(now) != 0 else None
    if is_own or declared.form == SD_GD:
        return None
    raise Conflict("another declaration is open")


def former_of(latest: Declaration | None, account: Account, now: datetime) -> FormerAddress | None:
    """The address that an office has put out of use earlier, and that is told of what follows."""
    return latest.former if latest and not account.recovery_email(now) else None


def event_of(declaration: Declaration, by: str, reason: str = "") -> Event:
    """The line that the last step of a declaration writes in the account's history."""
    last, form = declaration.timeline[-1], declaration.declared.form
    return Event(last.at, "DECLARATION", last.status, form, by, reason)


def _is_from_the_same(latest: Declaration, staff: Staff, declared: Declared) -> bool:
    if latest.declared.form != declared.form:
        return False
    if declared.form == SD_GD:
        return latest.office_code == staff.office_code
    return latest.unit_code == staff.unit_code


def _replaced(
    latest: Declaration | None, new: Declaration, by: str, now: datetime
) -> Declaration | None:
    """The open declaration as the new one leaves it."""
    if latest is None or latest.status_at(now) not in OPEN:
        return None
    return latest.moved(Moment(latest.after(Step.REPLACE, now), now, by, new.declaration_id))
