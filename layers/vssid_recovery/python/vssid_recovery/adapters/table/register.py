"""Writes the register into the table: many accounts in one transaction, each on what was read."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from vssid_recovery.adapters.table.addresses import (
    confirmed_addresses,
    joined,
    those_joined,
    those_left,
)
from vssid_recovery.adapters.table.items import account_item, account_of, event_put, mail_put
from vssid_recovery.adapters.table.keys import account_key, alias_key
from vssid_recovery.adapters.table.many import Job, transact_many
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Delete, Item, Put, Update, Write
from vssid_recovery.model import Account
from vssid_recovery.operation_ports import Change, Standing, Verdict

ABSENT_OR_OURS = "attribute_not_exists(pk) OR #account = :account"


class _Step(Struct, frozen=True):
    """One write of a change, and what it means for the change when its condition fails."""

    write: Write
    refusal: Verdict = Verdict.OVERTAKEN


class RegisterTable:
    """Implements operation_ports.RegisterStore."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def look_up(self, numbers: Sequence[str]) -> list[Standing | None]:
        return [_standing(item) for item in self._table.get_all([*map(account_key, numbers)])]

    def apply(self, changes: Sequence[Change]) -> list[Verdict]:
        verdicts = [Verdict.APPLIED] * len(changes)
        steps = [_steps(change) for change in changes]
        jobs = [Job(place, [step.write for step in each]) for place, each in enumerate(steps)]
        for place, failed in transact_many(self._table, jobs).items():
            verdicts[place] = steps[place][failed].refusal
        return verdicts


def _steps(change: Change) -> list[_Step]:
    number = change.after.social_insurance_number
    return [
        _Step(_update(change, change.before) if change.before else _creation(change)),
        *_alias_steps(change),
        _Step(event_put(number, change.event)),
        *([_Step(mail_put(change.mail))] if change.mail else []),
        *map(_Step, _address_writes(change)),
    ]


def _address_writes(change: Change) -> list[Update]:
    """On which accounts an address is confirmed; the register is right, however many they are."""
    if change.before is None:
        number = change.after.social_insurance_number
        return [joined(each, number) for each in sorted(confirmed_addresses(change.after))]
    left = those_left(change.before, change.after)
    return [*left, *those_joined(change.before, change.after)]


def _creation(change: Change) -> Put:
    loaded = {"loadedPassword": change.loaded_password} if change.loaded_password else {}
    return Put(account_item(change.after) | loaded, "attribute_not_exists(pk)")


def _update(change: Change, before: Account) -> Update:
    """Sets what differs, on the condition that it still is what was read."""
    old, new = account_item(before), account_item(change.after)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    conditions, values = _as_read(["version", *names], old)
    if change.loaded_password:
        new["loadedPassword"] = change.loaded_password
        names.append("loadedPassword")
    sets = {name: new[name] for name in names if name in new}
    gone = [name for name in names if name not in new]
    if before.pending_email and not change.after.pending_email:
        gone.append("pendingEmail")
        conditions.append("#pendingEmail.declarationId = :declaration")
        values[":declaration"] = before.pending_email.declaration_id
    return Update(
        account_key(before.social_insurance_number),
        _expression(sets, gone),
        " AND ".join(conditions),
        values | {f":{name}": value for name, value in sets.items()},
    )


def _expression(sets: Iterable[str], gone: Sequence[str]) -> str:
    assigned = ", ".join(f"#{name} = :{name}" for name in sets)
    removed = ", ".join(f"#{name}" for name in gone)
    parts = [f"SET {assigned}" if assigned else "", f"REMOVE {removed}" if removed else ""]
    return " ".join(part for part in parts if part)


def _as_read(names: Iterable[str], old: Item) -> tuple[list[str], dict[str, Any]]:
    """Conditions, and the values they compare with."""
    read = list(dict.fromkeys(names))
    conditions = [
        f"#{name} = :was_{name}" if name in old else f"attribute_not_exists(#{name})"
        for name in read
    ]
    return conditions, {f":was_{name}": old[name] for name in read if name in old}


def _alias_steps(change: Change) -> list[_Step]:
    """The alias follows the account that names it back."""
    number = change.after.social_insurance_number
    alias = change.after.personal_identification_number
    former = change.before.personal_identification_number if change.before else ""
    if alias == former:
        return []
    ours = {":account": number}
    steps = []
    if alias:
        item = {**alias_key(alias), "account": number}
        steps.append(_Step(Put(item, ABSENT_OR_OURS, ours), Verdict.NUMBER_TAKEN))
    if former:
        steps.append(_Step(Delete(alias_key(former), ABSENT_OR_OURS, ours)))
    return steps


def _standing(item: Item | None) -> Standing | None:
    account = account_of(item)
    if item is None or account is None:
        return None
    return Standing(account, item.get("loadedPassword", ""), "passwordChosenAt" in item)
