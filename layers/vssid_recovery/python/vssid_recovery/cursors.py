"""Where a list goes on: told to whoever asked, sealed so that it fits that list alone."""

import base64
import hmac

from vssid_recovery.errors import InvalidRequest
from vssid_recovery.ports import Subjects


def sealed(subjects: Subjects, bound_to: str, position: str) -> str:
    """`position` in the list that `bound_to` names, as URL-safe text; '' at its end."""
    if not position:
        return ""
    seal = subjects.subject("cursor", f"{bound_to} {position}")
    return base64.urlsafe_b64encode(f"{seal}{position}".encode()).decode()


def unsealed(subjects: Subjects, bound_to: str, cursor: str) -> str:
    """The position; '' for no cursor. Raises InvalidRequest for one of another list."""
    if not cursor:
        return ""
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        raise InvalidRequest("cursor") from None
    seal, position = text[:32], text[32:]
    right = subjects.subject("cursor", f"{bound_to} {position}")
    if not hmac.compare_digest(seal.encode(), right.encode()):
        raise InvalidRequest("cursor")
    return position
