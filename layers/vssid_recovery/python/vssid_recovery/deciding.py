"""Deciding on a declaration: by a second person, of the office, with the mails that it owes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.declaration_checks import ACCOUNT_NOT_OPEN, address_findings
from vssid_recovery.declaration_model import (
    SD_GD,
    Declaration,
    FormerAddress,
    Moment,
    Step,
)
from vssid_recovery.declaration_ports import DeclarationStore
from vssid_recovery.declaring import event_of
from vssid_recovery.email_addresses import compared
from vssid_recovery.errors import (
    CheckFailed,
    Conflict,
    InvalidRequest,
    NotFound,
    Overtaken,
    TooManyAttempts,
)
from vssid_recovery.mailing import REJECTED, REPLACED, TO_CONFIRM
from vssid_recovery.model import Account, Event, OwedMail
from vssid_recovery.notices import notice
from vssid_recovery.overtaken import decided_anew
from vssid_recovery.ports import Clock, Subjects
from vssid_recovery.staff import Act, Staff

CONFIRMED_WITHIN = timedelta(days=30)
MAILS_APART = timedelta(seconds=60)
MAILS_PER_DAY, DAY = 5, timedelta(hours=24)
LONGEST_REASON = 500
APPROVE, REJECT = "APPROVE", "REJECT"


class Decision(Struct, frozen=True):
    """`step` approves or rejects; a rejection has its reason."""

    step: Step
    reason: str


def read_decision(decision: str, reason: str) -> Decision:
    """Raises InvalidRequest, which names what is wrong."""
    if decision not in (APPROVE, REJECT):
        raise InvalidRequest("decision")
    why = " ".join(reason.split())
    if len(why) > LONGEST_REASON or not why.isprintable() or (decision == REJECT and not why):
        raise InvalidRequest("reason")
    return Decision(Step(decision), why)


class Deciding(Struct, frozen=True):
    store: DeclarationStore
    subjects: Subjects
    clock: Clock

    def decide(self, staff: Staff, declaration_id: str, decision: Decision) -> Declaration:
        """Raises Forbidden, NotFound; Conflict for a second decision; CheckFailed where the
        account has closed or the address may no longer be taken; Unavailable."""
        staff.require_to_decide()
        declaration = self.store.declaration(declaration_id)
        if declaration is None:
            raise NotFound
        staff.require_decision(declaration)
        now = self.clock()
        declaration.after(decision.step, now)
        address = compared(declaration.declared.email)
        found = self.store.person(declaration.number, address)
        if found.account is None:
            raise Conflict("the account is gone")
        if decision.step is Step.APPROVE:
            check_approval(declaration, found.account, found.sharers, now)
            verdict = approval(declaration, found.account, staff, decision, self.subjects, now)
        else:
            verdict = rejection(declaration, found.account, staff, decision, self.subjects, now)
        try:
            self.store.decide(
                verdict.declaration, found.account, verdict.account, verdict.event, verdict.mails
            )
        except Overtaken:
            raise Conflict("decided by somebody else meanwhile") from None
        return verdict.declaration

    def mail_again(self, staff: Staff, declaration_id: str) -> None:
        """Have the mail with the confirmation link sent anew. Raises Forbidden, NotFound,
        Conflict where nothing can be confirmed, TooManyAttempts, Unavailable."""
        staff.require(Act.SEE)
        decided_anew(lambda: self._mail_again(staff, declaration_id))

    def _mail_again(self, staff: Staff, declaration_id: str) -> None:
        declaration = self.store.declaration(declaration_id)
        if declaration is None:
            raise NotFound
        staff.require_sight(declaration.unit_code, declaration.office_code)
        now = self.clock()
        if not declaration.tries_left(now):
            raise Conflict("nothing can be confirmed")
        _check_mails(declaration, now)
        after = replace(
            declaration,
            resent_at=(*_lately(declaration, now), now),
            version=declaration.version + 1,
        )
        self.store.mail_again(after, confirmation_mail(self.subjects, after, now))


class Verdict(Struct, frozen=True):
    """All that a decision writes; `account` is the account as it is left."""

    declaration: Declaration
    account: Account
    event: Event
    mails: tuple[OwedMail, ...]


def check_approval(
    declaration: Declaration, account: Account, sharers: frozenset[str], now: datetime
) -> None:
    """What agreed when it was declared may have changed since. Raises CheckFailed."""
    findings = (
        *(() if account.is_open else (ACCOUNT_NOT_OPEN,)),
        *address_findings(declaration.declared.email, account, sharers, now),
    )
    if findings:
        raise CheckFailed(findings)


def approval(
    declaration: Declaration,
    account: Account,
    staff: Staff,
    decision: Decision,
    subjects: Subjects,
    now: datetime,
) -> Verdict:
    """The new address is asked to confirm, the one in force is told.

    With 02-SDGD the person was there, so the old address recovers nothing from now on.
    """
    former = _former(account, now) or declaration.former
    moment = Moment(declaration.after(Step.APPROVE, now), now, staff.name, decision.reason)
    after = replace(
        declaration.moved(moment),
        confirm_by=now + CONFIRMED_WITHIN,
        former=former,
        wrong_numbers=0,
    )
    left = account
    if declaration.declared.form == SD_GD and account.recovery_email(now):
        in_force = account.recovery_email(now)
        left = replace(account, email=in_force, email_confirmed_on=None, pending_email=None)
    mails = (
        confirmation_mail(subjects, after, now),
        *_to_the_old_address(declaration, account, former, subjects, now),
    )
    return Verdict(after, left, event_of(after, staff.name, decision.reason), mails)


def rejection(
    declaration: Declaration,
    account: Account,
    staff: Staff,
    decision: Decision,
    subjects: Subjects,
    now: datetime,
) -> Verdict:
    """What an approval of a 02-SDGD had put out of use, this one's or an earlier's, counts again.

    The claim that it was lost did not hold.
    """
    moment = Moment(declaration.after(Step.REJECT, now), now, staff.name, decision.reason)
    after = declaration.moved(moment)
    left, former = account, declaration.former
    if declaration.declared.form == SD_GD and former and not account.recovery_email(now):
        left = replace(account, email=former.email, email_confirmed_on=former.confirmed_on)
    mail = notice(subjects, left, REJECTED, now, declaration.declaration_id)
    event = event_of(after, staff.name, decision.reason)
    return Verdict(after, left, event, (mail,) if mail else ())


def confirmation_mail(subjects: Subjects, declaration: Declaration, now: datetime) -> OwedMail:
    """To the new address, which is not the account's yet."""
    about = declaration.declaration_id
    mail_id = subjects.subject("mail", f"{TO_CONFIRM} {about} {now.isoformat()}")
    address = declaration.declared.email
    return OwedMail(mail_id, TO_CONFIRM, declaration.number, now, about, address)


def _to_the_old_address(
    declaration: Declaration,
    account: Account,
    former: FormerAddress | None,
    subjects: Subjects,
    now: datetime,
) -> Iterator[OwedMail]:
    """Not once more after it has refused: with each notice goes a token to refuse again."""
    if former and not declaration.was_returned:
        mail = notice(subjects, account, REPLACED, now, left_address=former.email)
        if mail:
            yield mail


def _former(account: Account, now: datetime) -> FormerAddress | None:
    address, pending = account.recovery_email(now), account.pending_email
    if not address:
        return None
    if pending and not account.email_is_pending(now):
        return FormerAddress(address, pending.active_from.date())
    return FormerAddress(address, account.email_confirmed_on)


def _check_mails(declaration: Declaration, now: datetime) -> None:
    """Raises TooManyAttempts, with the time after which it is not raised again."""
    lately = _lately(declaration, now)
    free_at = [lately[-1] + MAILS_APART] if lately else []
    if len(lately) >= MAILS_PER_DAY:
        free_at.append(lately[0] + DAY)
    wait = max(free_at, default=now) - now
    if wait > timedelta():
        raise TooManyAttempts(_seconds(wait))


def _lately(declaration: Declaration, now: datetime) -> tuple[datetime, ...]:
    return tuple(at for at in declaration.resent_at if now - at < DAY)


def _seconds(left: timedelta) -> int:
    """Rounded up."""
    return -int(-left.total_seconds() // 1)
