"""The sample accounts with their state, and the staff's made-up users."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify

from vssid_recovery.model import Account
from vssid_recovery.operation_ports import Standing
from vssid_recovery.ports import Clock


def sample_people(standings: Callable[[], Sequence[Standing]], now: Clock) -> Blueprint:
    """The route /console/accounts.json."""
    routes = Blueprint("sample_people", __name__, url_prefix="/console")

    @routes.get("/accounts.json")
    def accounts() -> Response:
        at = now()
        return jsonify(accounts=[shown(standing, at) for standing in standings()])

    return routes


def shown(standing: Standing, now: datetime) -> dict[str, Any]:
    """One account without its secrets."""
    account = standing.account
    return {
        "number": account.social_insurance_number,
        "personalNumber": account.personal_identification_number,
        "name": account.full_name,
        "dateOfBirth": account.date_of_birth.isoformat(),
        "status": account.status.value,
        "phone": account.phone,
        "phoneConfirmed": bool(account.phone_confirmed_on),
        "email": account.email,
        "emailConfirmed": bool(account.email_confirmed_on),
        "unit": account.unit_code,
        "office": account.office_code,
        "version": account.version,
        "password": _password(standing),
        **_in_progress(account, now),
    }


def _password(standing: Standing) -> str:
    """Where the password came from: 'chosen' here, 'loaded' with the register, or 'none'."""
    if standing.password_chosen:
        return "chosen"
    return "loaded" if standing.account.password else "none"


def _in_progress(account: Account, now: datetime) -> dict[str, str]:
    """Times until which something holds; absent where it does not."""
    temporary = account.usable_temporary(now)
    pending = account.pending_email if account.email_is_pending(now) else None
    times = {
        "temporaryUntil": (temporary.choose_by or temporary.expires_at) if temporary else None,
        "emailPendingUntil": pending.active_from if pending else None,
        "hotlineClosedUntil": account.hotline_closed_until,
        "emailClosedUntil": account.email_closed_until,
    }
    told = {name: at.isoformat() for name, at in times.items() if at and at > now}
    return told | ({"pendingEmail": pending.address} if pending else {})
