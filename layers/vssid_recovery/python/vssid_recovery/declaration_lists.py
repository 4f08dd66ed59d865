"""Looking at declarations: one by whoever may see it, an office's queue page by page."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.cursors import sealed, unsealed
from vssid_recovery.declaration_model import FORMS, Declaration, Flag, Status
from vssid_recovery.declaration_ports import DeclarationStore, Queue
from vssid_recovery.email_addresses import compared
from vssid_recovery.errors import InvalidRequest, NotFound
from vssid_recovery.ports import Clock, Subjects
from vssid_recovery.staff import Act, Staff

AT_ONCE = 25


class Page(Struct, frozen=True):
    """`cursor` is where the list goes on, '' at its end."""

    items: Sequence[Declaration]
    cursor: str


class Seen(Struct, frozen=True):
    """`is_unreachable`: mail to the declared address came back, so another way is needed."""

    declaration: Declaration
    is_unreachable: bool


class DeclarationLists(Struct, frozen=True):
    store: DeclarationStore
    subjects: Subjects
    clock: Clock

    def look_at(self, staff: Staff, declaration_id: str) -> Seen:
        """Raises Forbidden, NotFound, Unavailable."""
        staff.require(Act.SEE)
        declaration = self.store.declaration(declaration_id)
        if declaration is None:
            raise NotFound
        staff.require_sight(declaration.unit_code, declaration.office_code)
        mailbox = self.subjects.subject("mailbox", compared(declaration.declared.email))
        is_unreachable = not self.store.mailbox(mailbox).is_reachable(self.clock())
        return Seen(declaration if staff.is_of_office else _for_unit(declaration), is_unreachable)

    def page(self, staff: Staff, status: str, cursor: str, form: str = "") -> Page:
        """An office's declarations, the oldest `queued_at` first; by default those to be decided.

        Of one form, or of all: who stands at the counter must not wait behind a unit's file.

        Raises Forbidden, InvalidRequest, Unavailable.
        """
        staff.require(Act.LIST)
        queue = Queue(staff.office_code, _status(status), _forms(form))
        bound_to = f"{queue.office_code} {queue.status} {form}"
        after = unsealed(self.subjects, bound_to, cursor)
        items, next_ = self.store.page(queue, self.clock(), after, AT_ONCE)
        return Page(items, sealed(self.subjects, bound_to, next_))


def _for_unit(declaration: Declaration) -> Declaration:
    """Whether others, whoever they are, have the same address is nothing that a unit learns."""
    told = tuple(flag for flag in declaration.flags if flag is not Flag.ADDRESS_SHARED)
    return replace(declaration, flags=told)


def _status(text: str) -> Status:
    try:
        return Status(text) if text else Status.SUBMITTED
    except ValueError:
        raise InvalidRequest("status") from None


def _forms(text: str) -> Sequence[str]:
    if text and text not in FORMS:
        raise InvalidRequest("form")
    return (text,) if text else FORMS
