"""«This was not me»: a refusal undoes what its notice told, and closes the way it came by.

Only that way, and for a day: whoever has taken a mailbox or forged a number must not be able to
shut the owner out of the others.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from vssid_recovery.declaration_model import SD_GD, Declaration, Status
from vssid_recovery.email_addresses import compared
from vssid_recovery.errors import InvalidToken
from vssid_recovery.mailer_ports import Refusable, RefusalStore, Undoing
from vssid_recovery.mailing import REPLACED, TOKEN, WITHOUT_TOKEN, token_hash
from vssid_recovery.model import Account, Event
from vssid_recovery.notices import RECEIPT, notice
from vssid_recovery.overtaken import decided_anew
from vssid_recovery.ports import Clock, Subjects

CLOSED_FOR = timedelta(hours=24)
HOTLINE_WAY, EMAIL_WAY = "TEMPORARY", "RESET"


class Refusals(Struct, frozen=True):
    store: RefusalStore
    subjects: Subjects
    clock: Clock

    def refuse(self, token: str) -> None:
        """Undo what the token's notice told. A second use changes nothing.

        Raises InvalidToken for an unknown and an expired token, Unavailable when a part is away.
        """
        if not TOKEN.fullmatch(token):
            raise InvalidToken
        decided_anew(lambda: self._use(token_hash(token)))

    def _use(self, hashed: str) -> None:
        found = self.store.refusable(hashed)
        if found is None or not _is_refusable(found[0], self.clock()):
            raise InvalidToken
        refusable, refused = found
        account = self.store.account(refusable.number)
        if account and not refused:
            self._refuse(refusable, account)

    def _refuse(self, refusable: Refusable, account: Account) -> None:
        now = self.clock()
        event = Event(now, "REFUSAL", refusable.purpose, "EMAIL", "citizen")
        write = partial(self.store.refuse, refusable, account, until=now + CLOSED_FOR, event=event)
        if refusable.purpose != REPLACED:
            undoing = undoing_of(refusable, account)
            receipt = notice(self.subjects, account, RECEIPT, now, _about(refusable, undoing))
            return write(undoing=undoing, mail=receipt)
        if declaration := self._at_issue(refusable, account, now):
            if declaration.declared.form == SD_GD:
                return self._return(declaration, account, write, now)
            write = partial(write, declaration=declaration.refused(now, "citizen"))
        undoing, left_address = self._undoing_of_address(refusable, account, now)
        # Where its own address is still in force nothing was replaced yet, and no way is closed.
        about = REPLACED if undoing.closes_email else "EMAIL_PENDING"
        receipt = notice(self.subjects, account, RECEIPT, now, about, left_address)
        return write(undoing=undoing, mail=receipt)

    def _at_issue(
        self, refusable: Refusable, account: Account, now: datetime
    ) -> Declaration | None:
        """Whose doing it is, or is about to be, that the notice's own address is replaced.

        Where an office has brought the one in force, whatever was declared since hides nothing:
        or somebody with the old mailbox and a form could end what only a supervisor may look at.
        """
        pending = account.pending_email
        brought = None
        if pending and self._mailbox(pending.address) != refusable.mailbox:
            brought = self.store.declaration(pending.declaration_id)
        latest = self.store.latest_declaration(refusable.number)
        if brought and brought.declared.form == SD_GD:
            return brought
        if latest and latest.status_at(now) in (Status.APPROVED, Status.CONFIRMED):
            return latest
        return brought

    def _return(
        self, declaration: Declaration, account: Account, write: Callable[..., None], now: datetime
    ) -> None:
        """A thief in the old mailbox must not veto what an office has seen: it looks again, once.

        Until it has, the new address recovers nothing either.
        """
        if declaration.was_returned:
            return write(undoing=Undoing(), mail=None)
        pending = account.pending_email
        is_its_own = pending is not None and pending.declaration_id == declaration.declaration_id
        old = declaration.former.email if declaration.former else ""
        receipt = notice(self.subjects, account, RECEIPT, now, "EMAIL_RETURNED", old)
        undoing = Undoing(ends_pending_email=is_its_own)
        returned = declaration.returned(now, "citizen")
        return write(undoing=undoing, mail=receipt, declaration=returned)

    def _undoing_of_address(
        self, refusable: Refusable, account: Account, now: datetime
    ) -> tuple[Undoing, str]:
        """The address that took the place of the notice's own, and it by name, so that it hears.

        Whatever address stands or waits there by now, and what was chosen by way of it: only the
        first replacement was told to this mailbox. Its own address, where it is in force, stays.
        """
        pending, in_force = account.pending_email, account.recovery_email(now)
        if in_force and self._mailbox(in_force) == refusable.mailbox:
            if pending and account.email_is_pending(now):
                return Undoing(ends_pending_email=True), pending.address
            return Undoing(), ""
        by_it = account.password_chosen_through.startswith(EMAIL_WAY)
        undoing = Undoing(
            ends_password=by_it and _is_since(account, refusable),
            ends_pending_email=pending is not None,
            ends_email=self._mailbox(account.email) != refusable.mailbox,
            closes_email=True,
        )
        return undoing, in_force

    def _mailbox(self, address: str) -> str:
        return self.subjects.subject("mailbox", compared(address))


def undoing_of(refusable: Refusable, account: Account) -> Undoing:
    """What a refusal of any other notice undoes on the account as it stands now.

    A password recovered since by another way is not this notice's business, and stays.
    """
    through = account.password_chosen_through
    match refusable.purpose:
        case "TEMPORARY_PASSWORD_ISSUED":
            return Undoing(
                ends_password=through == refusable.about, ends_temporary=True, closes_hotline=True
            )
        case "RESET_CODE":
            return Undoing(
                ends_password=through == f"{EMAIL_WAY} {refusable.about}",
                ends_reset=refusable.about,
                closes_email=True,
            )
        case "PASSWORD_CHANGED":
            # Also one that was changed since with the password that is refused.
            told_of = datetime.fromisoformat(refusable.about)
            still = account.password is not None and account.password_recovered_at <= told_of
            return Undoing(
                ends_password=still,
                closes_hotline=still and through.startswith(HOTLINE_WAY),
                closes_email=still and through.startswith(EMAIL_WAY),
            )
        case _:  # PHONE_REPLACED: an office can set it right, and has a day to
            return Undoing(
                ends_password=through.startswith(HOTLINE_WAY) and _is_since(account, refusable),
                ends_temporary=True,
                closes_hotline=True,
            )


def _about(refusable: Refusable, undoing: Undoing) -> str:
    """What the receipt tells: of a changed password also which way was closed with it."""
    if refusable.purpose != "PASSWORD_CHANGED":
        return refusable.purpose
    if undoing.closes_hotline:
        return "PASSWORD_BY_PHONE"
    return "PASSWORD_BY_EMAIL" if undoing.closes_email else refusable.purpose


def _is_refusable(kept: Refusable, now: datetime) -> bool:
    """A token that confirms an address is no token to refuse with."""
    return kept.purpose not in WITHOUT_TOKEN and now < kept.expires_at


def _is_since(account: Account, refusable: Refusable) -> bool:
    """Whether the password came after the change that the notice told."""
    return account.password_recovered_at >= datetime.fromisoformat(refusable.about)
