"""Amazon Connect's side of the hotline: the ContactFlowEvent in, a flat string map out."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from vssid_recovery.hotline import Answer

REFUSE_EMAIL = "REFUSE_EMAIL"
# Set on the contacts of Amazon Connect's own simulated calls, as a segment attribute.
SIMULATED = "connect:ValidationTestType"


class ContactRequest(Struct, frozen=True):
    """What a contact flow asks. Whatever is missing or of another type is '' or None."""

    identifier: str
    action: str
    address: object
    contact_id: str
    is_simulated: bool


def read_contact(event: object) -> ContactRequest:
    """Read an event of any shape; nothing in it is believed to be there."""
    details = _map(_map(event).get("Details"))
    parameters, contact = _map(details.get("Parameters")), _map(details.get("ContactData"))
    return ContactRequest(
        identifier=_text(parameters.get("identifier")),
        action=_text(parameters.get("action")),
        address=_map(contact.get("CustomerEndpoint")).get("Address"),
        contact_id=_text(contact.get("ContactId")),
        is_simulated=any(
            SIMULATED in _map(contact.get(place)) for place in ("SegmentAttributes", "Attributes")
        ),
    )


def as_string_map(answer: Answer, valid_minutes: int) -> dict[str, str]:
    """The reply that passes STRING_MAP validation: ASCII letters, digits and underscores only."""
    told = {"outcome": answer.outcome.value}
    if answer.is_issued and answer.groups:
        first, second, third = answer.groups
        told |= {"group1": first, "group2": second, "group3": third}
        told["validMinutes"] = str(valid_minutes)
        if answer.email_pending:
            told["notice"] = "EMAIL_PENDING"
    return told


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
