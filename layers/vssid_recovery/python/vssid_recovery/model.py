"""What the service knows about a person's account. Plain data: no rule here needs AWS."""

from datetime import UTC, date, datetime
from enum import StrEnum

from msgspec import Struct

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class AccountStatus(StrEnum):
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"
    DECEASED = "DECEASED"
    NEVER_ACTIVATED = "NEVER_ACTIVATED"


class StoredPassword(Struct, frozen=True):
    """A password at rest: an Argon2 PHC string, and the id of the pepper under it ('' for none)."""

    phc: str
    pepper: str


class TemporaryPassword(Struct, frozen=True):
    """A password read aloud by the hotline, bound to the account's version when it was issued.

    It is presented before `expires_at`; from the first right presentation `choose_by` counts.
    `started_at` is when the invocation that issued it began, and tells it from any other.
    """

    password: StoredPassword
    version: int
    started_at: datetime
    expires_at: datetime
    choose_by: datetime | None = None

    @property
    def name(self) -> str:
        """How a notice, and a password chosen through it, refer to it."""
        return f"TEMPORARY {self.started_at.isoformat()}"

    def is_usable(self, version: int, now: datetime) -> bool:
        return self.version == version and now < (self.choose_by or self.expires_at)


class PendingEmail(Struct, frozen=True):
    """A confirmed new address that counts from `active_from` on, by the clock."""

    address: str
    active_from: datetime
    declaration_id: str


class Account(Struct, frozen=True):
    """One person's account. `version` rises with whatever must end open codes and passwords.

    `password_chosen_through` names the temporary password or reset by which the chosen one came,
    as the notice of that way does in `OwedMail.about`; '' for neither. A password that was changed
    with the one before it came by the same way, and at the same time: `password_recovered_at`.
    A way that a refusal has closed stays closed until its time.
    """

    social_insurance_number: str
    full_name: str
    date_of_birth: date
    status: AccountStatus = AccountStatus.ACTIVE
    version: int = 1
    personal_identification_number: str = ""
    phone: str = ""
    phone_confirmed_on: date | None = None
    email: str = ""
    email_confirmed_on: date | None = None
    pending_email: PendingEmail | None = None
    unit_code: str = ""
    office_code: str = ""
    password: StoredPassword | None = None
    temporary: TemporaryPassword | None = None
    password_chosen_through: str = ""
    password_recovered_at: datetime = NEVER
    sessions_valid_from: datetime = NEVER
    hotline_closed_until: datetime = NEVER
    email_closed_until: datetime = NEVER

    @property
    def is_open(self) -> bool:
        """Whether it can be signed in to and recovered at all."""
        return self.status is AccountStatus.ACTIVE

    def recovery_email(self, now: datetime) -> str:
        """The confirmed address in force at `now`, '' where there is none."""
        if self.pending_email and self.pending_email.active_from <= now:
            return self.pending_email.address
        return self.email if self.email_confirmed_on else ""

    def email_is_pending(self, now: datetime) -> bool:
        return self.pending_email is not None and self.pending_email.active_from > now

    def usable_temporary(self, now: datetime) -> TemporaryPassword | None:
        if self.temporary and self.temporary.is_usable(self.version, now):
            return self.temporary
        return None


class Event(Struct, frozen=True):
    """One line of an account's history. It holds no secret; people in it are masked.

    `kind` says what was done, `outcome` how it ended, `by` who did it: 'citizen', 'caller', or
    the staff member or operator. `at` is UTC.
    """

    at: datetime
    kind: str
    outcome: str
    channel: str
    by: str
    reason: str = ""


class OwedMail(Struct, frozen=True):
    """A mail that a change owes, written in the change's own transaction.

    `purpose` chooses the text; `about` names what it tells of, so that a refusal finds it: a
    temporary password, a reset, or the time of a change. `address` is set only where the account
    no longer holds it, `social_insurance_number` wherever the account is known already.
    `mail_id` is a subject made of the change, so that the same change owes the same mail once.
    """

    mail_id: str
    purpose: str
    social_insurance_number: str
    owed_at: datetime
    about: str = ""
    address: str = ""
