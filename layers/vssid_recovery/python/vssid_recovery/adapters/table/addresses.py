"""The addresses of an account, and on which accounts an address is confirmed.

Of the second there is one item for each address, with the numbers of its accounts.
"""

from typing import Any

from vssid_recovery.adapters.table.items import pending_email_map
from vssid_recovery.adapters.table.keys import account_key, address_key
from vssid_recovery.adapters.table.writes import Item, Update
from vssid_recovery.email_addresses import compared
from vssid_recovery.model import Account

ROOM = "attribute_not_exists(accounts) OR contains(accounts, :number) OR size(accounts) < :most"


def sharers_of(item: Item | None) -> frozenset[str]:
    return frozenset((item or {}).get("accounts", ()))


def joined(address: str, number: str, most: int | None = None) -> Update:
    """One account more; with `most`, on the condition that there is room for it."""
    key, values = address_key(compared(address)), {":numbers": {number}}
    if most is None:
        return Update(key, "ADD accounts :numbers", values=values)
    return Update(key, "ADD accounts :numbers", ROOM, {**values, ":number": number, ":most": most})


def left(address: str, number: str) -> Update:
    values = {":numbers": {number}}
    return Update(address_key(compared(address)), "DELETE accounts :numbers", values=values)


def confirmed_addresses(account: Account) -> frozenset[str]:
    """As compared: the one written down, and the one that waits or has taken its place."""
    written = {account.email} if account.email and account.email_confirmed_on else set()
    waiting = {account.pending_email.address} if account.pending_email else set()
    return frozenset(map(compared, written | waiting))


def those_left(before: Account, after: Account) -> list[Update]:
    """The writes for the addresses that an account has no more."""
    gone = confirmed_addresses(before) - confirmed_addresses(after)
    return [left(address, before.social_insurance_number) for address in sorted(gone)]


def those_joined(before: Account, after: Account) -> list[Update]:
    """The writes for the addresses that an account has anew."""
    new = confirmed_addresses(after) - confirmed_addresses(before)
    return [joined(address, before.social_insurance_number) for address in sorted(new)]


def addresses_set(before: Account, after: Account) -> Update:
    """The account's addresses as `after` has them, where they still are as `before`."""
    wanted: dict[str, Any] = {
        "email": after.email,
        "emailConfirmedOn": str(after.email_confirmed_on or ""),
        "pendingEmail": pending_email_map(after.pending_email),
    }
    sets = {name: value for name, value in wanted.items() if value}
    removed = [f"#{name}" for name, value in wanted.items() if not value]
    standing, values = as_read(before)
    assigned = ", ".join(f"#{name} = :{name}" for name in sets)
    parts = [f"SET {assigned}" if sets else "", f"REMOVE {', '.join(removed)}" if removed else ""]
    return Update(
        account_key(before.social_insurance_number),
        " ".join(filter(None, parts)),
        f"#version = :version AND {standing}",
        {":version": before.version, **values}
        | {f":{name}": value for name, value in sets.items()},
    )


def as_read(account: Account) -> tuple[str, dict[str, Any]]:
    """That neither state nor addresses of an account have changed since it was read.

    Not all that changes them raises the version, and not all that raises it changes them: both
    are asked for.
    """
    conditions = ["#status = :state"]
    values: dict[str, Any] = {":state": account.status.value}
    read: dict[str, Any] = {
        "#email": ("wasEmail", account.email),
        "#emailConfirmedOn": ("wasConfirmedOn", str(account.email_confirmed_on or "")),
        "#pendingEmail": ("wasPending", pending_email_map(account.pending_email)),
    }
    for name, (bound, value) in read.items():
        if value:
            conditions.append(f"{name} = :{bound}")
            values[f":{bound}"] = value
        else:
            conditions.append(f"attribute_not_exists({name})")
    return " AND ".join(conditions), values
