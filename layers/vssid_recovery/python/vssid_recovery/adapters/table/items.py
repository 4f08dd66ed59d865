"""Accounts and events as items, and back."""

from datetime import UTC, date, datetime, time
from typing import Any

from vssid_recovery.adapters.table.keys import account_key, event_key, mail_key, stamp
from vssid_recovery.adapters.table.writes import Item, Put, Update
from vssid_recovery.mail_ports import Mailbox
from vssid_recovery.model import (
    NEVER,
    Account,
    AccountStatus,
    Event,
    OwedMail,
    PendingEmail,
    StoredPassword,
    TemporaryPassword,
)
from vssid_recovery.sign_in_throttle import Throttle


def account_item(account: Account) -> Item:
    """Empty attributes are left out, so that a condition can ask whether one exists."""
    attributes = {
        **account_key(account.social_insurance_number),
        "fullName": account.full_name,
        "dateOfBirth": account.date_of_birth.isoformat(),
        "status": account.status.value,
        "version": account.version,
        "personalIdentificationNumber": account.personal_identification_number,
        "phone": account.phone,
        "phoneConfirmedOn": _day(account.phone_confirmed_on),
        "email": account.email,
        "emailConfirmedOn": _day(account.email_confirmed_on),
        "unitCode": account.unit_code,
        "officeCode": account.office_code,
        "password": password_map(account.password) if account.password else None,
        "sessionsValidFrom": _since(account.sessions_valid_from),
    }
    return {name: value for name, value in attributes.items() if value not in ("", None)}


def account_of(item: Item | None) -> Account | None:
    if item is None:
        return None
    return Account(
        social_insurance_number=item["pk"].partition("#")[2],
        full_name=item["fullName"],
        date_of_birth=date.fromisoformat(item["dateOfBirth"]),
        status=AccountStatus(item["status"]),
        version=int(item["version"]),
        personal_identification_number=item.get("personalIdentificationNumber", ""),
        phone=item.get("phone", ""),
        phone_confirmed_on=_date(item.get("phoneConfirmedOn")),
        email=item.get("email", ""),
        email_confirmed_on=_date(item.get("emailConfirmedOn")),
        pending_email=_pending_email(item.get("pendingEmail")),
        unit_code=item.get("unitCode", ""),
        office_code=item.get("officeCode", ""),
        password=password_of(item.get("password")),
        temporary=_temporary(item.get("temporary")),
        password_chosen_through=item.get("passwordChosenThrough", ""),
        password_recovered_at=time_of(item.get("passwordRecoveredAt")) or NEVER,
        sessions_valid_from=time_of(item.get("sessionsValidFrom")) or NEVER,
        hotline_closed_until=time_of(item.get("hotlineClosedUntil")) or NEVER,
        email_closed_until=time_of(item.get("emailClosedUntil")) or NEVER,
    )


def password_map(password: StoredPassword) -> dict[str, str]:
    return {"phc": password.phc, "pepper": password.pepper}


def temporary_map(temporary: TemporaryPassword) -> dict[str, Any]:
    return {
        **password_map(temporary.password),
        "version": temporary.version,
        "startedAt": stamp(temporary.started_at),
        "expiresAt": stamp(temporary.expires_at),
    }


def event_put(number: str, event: Event, about: str = "") -> Put:
    """`about` tells events of one kind apart that may be written at the same moment."""
    name = "-".join(filter(None, (event.kind, event.outcome, about)))
    attributes = {
        **event_key(number, event.at, name),
        "at": stamp(event.at),
        "kind": event.kind,
        "outcome": event.outcome,
        "channel": event.channel,
        "by": event.by,
        "reason": event.reason,
    }
    return Put({name: value for name, value in attributes.items() if value})


def daily_event(number: str, event: Event) -> Update:
    """What can happen without end is one event a day: how often, when last, and the last reason."""
    midnight = datetime.combine(event.at, time(), UTC)
    values = {":by": event.by, ":at": stamp(event.at), ":one": 1}
    told = {"kind": event.kind, "outcome": event.outcome, "channel": event.channel}
    if event.reason:
        told["reason"] = event.reason
    return Update(
        event_key(number, midnight, f"{event.kind}-{event.outcome}"),
        "SET #at = if_not_exists(#at, :at), lastAt = :at, #by = :by"
        + "".join(f", {name} = :{name}" for name in told)
        + " ADD times :one",
        values=values | {f":{name}": value for name, value in told.items()},
    )


def event_of(item: Item) -> Event:
    return Event(
        at=datetime.fromisoformat(item["at"]),
        kind=item["kind"],
        outcome=item["outcome"],
        channel=item["channel"],
        by=item["by"],
        reason=item.get("reason", ""),
    )


def mail_put(mail: OwedMail) -> Put:
    """In the index of owed mail until it is sent; spread over sixteen partitions of it."""
    attributes = {
        **mail_key(mail.mail_id),
        "purpose": mail.purpose,
        "account": mail.social_insurance_number,
        "about": mail.about,
        "address": mail.address,
        "owed": mail.mail_id[0],
        "owedAt": stamp(mail.owed_at),
    }
    return Put({name: value for name, value in attributes.items() if value})


def throttle_of(item: Item | None) -> Throttle:
    if item is None:
        return Throttle()
    return Throttle(int(item.get("wrong", 0)), time_of(item.get("lockedUntil")))


def time_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _since(at: datetime) -> str | None:
    return stamp(at) if at != NEVER else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def password_of(value: Item | None) -> StoredPassword | None:
    return StoredPassword(value["phc"], value["pepper"]) if value else None


def _temporary(value: Item | None) -> TemporaryPassword | None:
    if value is None:
        return None
    return TemporaryPassword(
        password=StoredPassword(value["phc"], value["pepper"]),
        version=int(value["version"]),
        started_at=datetime.fromisoformat(value["startedAt"]),
        expires_at=datetime.fromisoformat(value["expiresAt"]),
        choose_by=time_of(value.get("chooseBy")),
    )


def pending_email_map(pending: PendingEmail | None) -> dict[str, str] | None:
    if pending is None:
        return None
    return {
        "address": pending.address,
        "activeFrom": stamp(pending.active_from),
        "declarationId": pending.declaration_id,
    }


def _pending_email(value: Item | None) -> PendingEmail | None:
    if value is None:
        return None
    active_from = datetime.fromisoformat(value["activeFrom"])
    return PendingEmail(value["address"], active_from, value["declarationId"])


def owed_mail_of(item: Item) -> OwedMail:
    return OwedMail(
        mail_id=item["pk"].partition("#")[2],
        purpose=item["purpose"],
        social_insurance_number=item.get("account", ""),
        owed_at=datetime.fromisoformat(item["owedAt"]),
        about=item.get("about", ""),
        address=item.get("address", ""),
    )


def mailbox_of(mailbox: str, item: Item | None) -> Mailbox:
    """A mailbox that nothing was ever told of is as good as any."""
    found = item or {}
    return Mailbox(
        subject=mailbox,
        unreachable_since=time_of(found.get("unreachableSince")),
        reason=found.get("reason", ""),
        soft=int(found.get("soft", 0)),
        complained_at=time_of(found.get("complainedAt")),
        noticed_on=found.get("noticedOn", ""),
    )
