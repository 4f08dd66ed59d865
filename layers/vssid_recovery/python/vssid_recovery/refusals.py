"""«This was not me»: a refusal undoes what its notice told, and closes the way it came by.

Only that way, and for a day: whoever has taken a mailbox or forged a number must not be able to
shut the owner out of the others.
"""

from datetime import timedelta

from msgspec import Struct

from vssid_recovery.errors import InvalidToken, Overtaken, Unavailable
from vssid_recovery.mailer_ports import Refusable, RefusalStore, Undoing
from vssid_recovery.mailing import RECEIPT, token_hash
from vssid_recovery.model import Account, Event
from vssid_recovery.notices import notice
from vssid_recovery.ports import Clock, Subjects

CLOSED_FOR = timedelta(hours=24)
MOST_TRIES = 4  # of a refusal whose account is being changed at this moment
HOTLINE_WAY, EMAIL_WAY = "TEMPORARY", "RESET"


class Refusals(Struct, frozen=True):
    store: RefusalStore
    subjects: Subjects
    clock: Clock

    def refuse(self, token: str) -> None:
        """Undo what the token's notice told. A second use changes nothing.

        Raises InvalidToken for an unknown and an expired token, Unavailable when a part is away.
        """
        hashed = token_hash(token)
        for _ in range(MOST_TRIES):
            found = self.store.refusable(hashed)
            if found is None or found[0].expires_at <= self.clock():
                raise InvalidToken
            refusable, refused = found
            account = self.store.account(refusable.number)
            if refused or account is None:
                return None
            try:
                return self._refuse(refusable, account)
            except Overtaken:
                continue
        raise Unavailable("refusal: the account keeps changing")

    def _refuse(self, refusable: Refusable, account: Account) -> None:
        now = self.clock()
        event = Event(now, "REFUSAL", refusable.purpose, "EMAIL", "citizen")
        receipt = notice(self.subjects, account, RECEIPT, now, refusable.purpose)
        undoing = undoing_of(refusable, account)
        self.store.refuse(refusable, account, undoing, now + CLOSED_FOR, event, receipt)


def undoing_of(refusable: Refusable, account: Account) -> Undoing:
    """What a refusal of this notice undoes on the account as it stands now.

    A password chosen since by another way is not this notice's business, and stays.
    """
    through = account.password_chosen_through
    match refusable.purpose:
        case "TEMPORARY_PASSWORD_ISSUED":
            return Undoing(
                ends_password=through == refusable.about,
                ends_temporary=_is_of(account, refusable.about),
                closes_hotline=True,
            )
        case "RESET_CODE":
            return Undoing(
                ends_password=through == f"{EMAIL_WAY} {refusable.about}",
                ends_reset=refusable.about,
                closes_email=True,
            )
        case "PASSWORD_CHANGED":
            still = account.sessions_valid_from.isoformat() == refusable.about
            return Undoing(
                ends_password=still,
                closes_hotline=still and through.startswith(HOTLINE_WAY),
                closes_email=still and through.startswith(EMAIL_WAY),
            )
        case "EMAIL_REPLACED":
            return Undoing(ends_email=True, closes_email=True)
        case _:  # PHONE_REPLACED: an office can set it right, and has a day to
            return Undoing(ends_temporary=True, closes_hotline=True)


def _is_of(account: Account, name: str) -> bool:
    return account.temporary is not None and account.temporary.name == name
