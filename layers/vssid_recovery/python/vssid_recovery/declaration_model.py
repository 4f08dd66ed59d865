"""A declaration of an e-mail address: who said what for whom, and the states it can be in."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from vssid_recovery.errors import Conflict


class Status(StrEnum):
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CONFIRMED = "CONFIRMED"
    ACTIVE = "ACTIVE"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"


class Step(StrEnum):
    """What moves a declaration. EXPIRE and TAKE_EFFECT are the clock's: nobody writes them."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"
    CONFIRM = "CONFIRM"
    TAKE_EFFECT = "TAKE_EFFECT"
    EXPIRE = "EXPIRE"
    REPLACE = "REPLACE"
    REFUSE = "REFUSE"
    RETURN = "RETURN"


NEXT: Mapping[tuple[Status, Step], Status] = MappingProxyType(
    {
        (Status.SUBMITTED, Step.APPROVE): Status.APPROVED,
        (Status.SUBMITTED, Step.REJECT): Status.REJECTED,
        (Status.SUBMITTED, Step.REPLACE): Status.REPLACED,
        (Status.APPROVED, Step.CONFIRM): Status.CONFIRMED,
        (Status.APPROVED, Step.EXPIRE): Status.EXPIRED,
        (Status.APPROVED, Step.REPLACE): Status.REPLACED,
        (Status.APPROVED, Step.REFUSE): Status.REFUSED,
        (Status.APPROVED, Step.RETURN): Status.SUBMITTED,
        (Status.CONFIRMED, Step.TAKE_EFFECT): Status.ACTIVE,
        (Status.CONFIRMED, Step.REPLACE): Status.REPLACED,
        (Status.CONFIRMED, Step.REFUSE): Status.REFUSED,
        (Status.CONFIRMED, Step.RETURN): Status.SUBMITTED,
        (Status.ACTIVE, Step.REFUSE): Status.REFUSED,
        (Status.ACTIVE, Step.RETURN): Status.SUBMITTED,
    }
)
OPEN = frozenset({Status.SUBMITTED, Status.APPROVED, Status.CONFIRMED})
TK1_TS, SD_GD = FORMS = "TK1-TS", "02-SDGD"
MOST_WRONG_NUMBERS = 5  # tries at the person's number, over all links of a declaration


class Flag(StrEnum):
    """Why a declaration is looked at by itself, and not decided with a whole file.

    An address is shared with other accounts, or with others' rows of the same file. The holder of
    the old address has objected to what an office had approved already: it looks again.
    """

    ADDRESS_REPLACED = "ADDRESS_REPLACED"
    ADDRESS_SHARED = "ADDRESS_SHARED"
    UNIT_DOMAIN = "UNIT_DOMAIN"
    OLD_ADDRESS_OBJECTED = "OLD_ADDRESS_OBJECTED"


class Declared(Struct, frozen=True):
    """What the form says. `identifier` is as it was given, without separators."""

    form: str
    identifier: str
    full_name: str
    date_of_birth: date
    phone: str
    email: str
    note: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def own_properties(self) -> dict[str, str]:
        """By the names that forms mirror them under; the date as yyyy-mm-dd."""
        return {
            "identifier": self.identifier,
            "fullName": self.full_name,
            "dateOfBirth": self.date_of_birth.isoformat(),
            "phone": self.phone,
            "email": self.email,
        }


class FormerAddress(Struct, frozen=True):
    """The confirmed address that an approval found, and its day of confirmation."""

    email: str
    confirmed_on: date | None


class Moment(Struct, frozen=True):
    """One line of the timeline; `by` names a staff member, or says 'citizen', 'caller'."""

    status: Status
    at: datetime
    by: str
    reason: str = ""


class Declaration(Struct, frozen=True):
    """One case. `status` is what was written last; `status_at` is what it is by the clock.

    `entered_by` is the staff member's `sub`. `unit_code` is of the unit or collector that entered
    it, '' where an office did; `office_code` is of the office that decides. `confirm_by` and
    `active_from` are set by approval and confirmation, and gone again where it is returned.
    `version` rises by one with every write: each takes the place of the version before it.
    """

    declaration_id: str
    number: str
    declared: Declared
    form_version: str
    entered_by: str
    unit_code: str
    office_code: str
    status: Status
    timeline: tuple[Moment, ...]
    flags: tuple[Flag, ...] = ()
    version: int = 1
    batch_id: str = ""
    row: int = 0
    confirm_by: datetime | None = None
    active_from: datetime | None = None
    former: FormerAddress | None = None
    resent_at: tuple[datetime, ...] = ()
    wrong_numbers: int = 0

    @property
    def entered_at(self) -> datetime:
        return self.timeline[0].at

    @property
    def queued_at(self) -> datetime:
        """When the clock moves it on; where no clock does, when it was entered.

        A list in this order is cut in two by the time of day: before it lies what has expired or
        taken effect, after it what still waits.
        """
        match self.status:
            case Status.APPROVED if self.confirm_by:
                return self.confirm_by
            case Status.CONFIRMED if self.active_from:
                return self.active_from
            case _:
                return self.entered_at

    @property
    def was_returned(self) -> bool:
        """Whether a refusal has sent it back to the office once already."""
        return Flag.OLD_ADDRESS_OBJECTED in self.flags

    def tries_left(self, now: datetime) -> int | None:
        """At the person's number; None where nothing is to be confirmed.

        With none left no link works any more: the same is declared anew.
        """
        if self.status_at(now) is not Status.APPROVED:
            return None
        return max(0, MOST_WRONG_NUMBERS - self.wrong_numbers)

    def status_at(self, now: datetime) -> Status:
        """Confirmation expires, and an address takes effect, by the clock alone."""
        if self.status is Status.APPROVED and self.confirm_by and self.confirm_by <= now:
            return NEXT[self.status, Step.EXPIRE]
        if self.status is Status.CONFIRMED and self.active_from and self.active_from <= now:
            return NEXT[self.status, Step.TAKE_EFFECT]
        return self.status

    def after(self, step: Step, now: datetime) -> Status:
        """The status that `step` leads to from where it stands now. Raises Conflict."""
        try:
            return NEXT[self.status_at(now), step]
        except KeyError:
            raise Conflict(f"{step} of {self.status_at(now)}") from None

    def moved(self, moment: Moment) -> "Declaration":
        """As it is after one more step, which `after` has allowed."""
        return replace(
            self,
            status=moment.status,
            timeline=(*self.timeline, moment),
            version=self.version + 1,
        )

    def refused(self, now: datetime, by: str) -> "Declaration":
        """As «this was not me» leaves it. Raises Conflict."""
        return self.moved(Moment(self.after(Step.REFUSE, now), now, by))

    def returned(self, now: datetime, by: str) -> "Declaration":
        """As it is where the office is to look again, told why. Raises Conflict."""
        why = Flag.OLD_ADDRESS_OBJECTED
        after = self.moved(Moment(self.after(Step.RETURN, now), now, by, why.value))
        return replace(after, flags=(*self.flags, why), confirm_by=None, active_from=None)

    def timeline_at(self, now: datetime) -> tuple[Moment, ...]:
        """With the steps that the clock has made."""
        match self.status_at(now):
            case Status.EXPIRED if self.confirm_by:
                return (*self.timeline, Moment(Status.EXPIRED, self.confirm_by, "clock"))
            case Status.ACTIVE if self.active_from:
                return (*self.timeline, Moment(Status.ACTIVE, self.active_from, "clock"))
            case _:
                return self.timeline
