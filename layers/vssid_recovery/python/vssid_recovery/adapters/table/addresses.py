"""On which accounts an address is confirmed: one item for each address, with their numbers."""

from vssid_recovery.adapters.table.keys import address_key
from vssid_recovery.adapters.table.wire import Item, Update
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
