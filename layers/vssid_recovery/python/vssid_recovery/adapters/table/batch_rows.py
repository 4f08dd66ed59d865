"""Many declarations at once: few reads, and many changes in few transactions."""

from collections.abc import Iterable, Mapping, Sequence

from vssid_recovery.adapters.table.addresses import sharers_of
from vssid_recovery.adapters.table.batches import batch_ttl
from vssid_recovery.adapters.table.declarations import (
    deciding,
    declaration_of,
    declaration_put,
    entering,
)
from vssid_recovery.adapters.table.items import account_of
from vssid_recovery.adapters.table.keys import (
    account_key,
    address_key,
    alias_key,
    declaration_key,
    flagged_key,
    latest_declaration_key,
)
from vssid_recovery.adapters.table.many import Job, transact_many
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Item, Key, Put, Write
from vssid_recovery.batch_ports import Case
from vssid_recovery.declaration_model import Declaration
from vssid_recovery.declaration_ports import Found, Person
from vssid_recovery.declaring import Entry
from vssid_recovery.email_addresses import compared
from vssid_recovery.identifiers import Identifier
from vssid_recovery.model import Event, OwedMail

READ_AT_ONCE = 100


class RowTable:
    """Implements batch_ports.RowStore."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def resolve_all(self, identifiers: Sequence[Identifier]) -> Sequence[str]:
        asked = {each.number for each in identifiers if each.kind != "social_insurance"}
        items = self._all([alias_key(number) for number in sorted(asked)])
        known = {key: item["account"] for key, item in items.items()}
        return [
            each.number
            if each.kind == "social_insurance"
            else str(known.get(alias_key(each.number)["pk"], each.number))
            for each in identifiers
        ]

    def look_up_all(self, people: Sequence[tuple[str, str]]) -> Sequence[Found]:
        found = self._people(people)
        latest = self._latest([number for number, _ in people])
        return [
            Found(person.account, latest.get(number), person.sharers)
            for (number, _), person in zip(people, found, strict=True)
        ]

    def _people(self, people: Sequence[tuple[str, str]]) -> Sequence[Person]:
        """By number and address as compared, in order."""
        keys = [(account_key(number), address_key(address)) for number, address in people]
        read = self._all(key for both in keys for key in both)
        return [
            Person(account_of(read.get(account["pk"])), sharers_of(read.get(address["pk"])))
            for account, address in keys
        ]

    def _latest(self, numbers: Sequence[str]) -> Mapping[str, Declaration]:
        pointers = self._all([latest_declaration_key(number) for number in dict.fromkeys(numbers)])
        ids = {pk.partition("#")[2]: item["declaration"] for pk, item in pointers.items()}
        return {each.number: each for each in self.declarations([*ids.values()])}

    def enter_all(self, entries: Sequence[tuple[Entry, Found]]) -> frozenset[int]:
        jobs = [
            Job(place, _entry_writes(entry, found)) for place, (entry, found) in enumerate(entries)
        ]
        return frozenset(transact_many(self._table, jobs))

    def declarations(self, declaration_ids: Sequence[str]) -> Sequence[Declaration]:
        keys = [declaration_key(each) for each in declaration_ids]
        items = self._all(keys)
        found = (declaration_of(items.get(key["pk"])) for key in keys)
        return [declaration for declaration in found if declaration]

    def cases(self, declaration_ids: Sequence[str]) -> Sequence[Case]:
        found = self.declarations(declaration_ids)
        people = self._people([(each.number, compared(each.declared.email)) for each in found])
        return [
            Case(declaration, person.account, person.sharers)
            for declaration, person in zip(found, people, strict=True)
            if person.account
        ]

    def flag_all(self, declarations: Sequence[Declaration]) -> frozenset[int]:
        jobs = [
            Job(place, [declaration_put(each), _flagged_put(each)])
            for place, each in enumerate(declarations)
        ]
        return frozenset(transact_many(self._table, jobs))

    def decide_all(
        self, decisions: Sequence[tuple[Declaration, Event, Sequence[OwedMail]]]
    ) -> frozenset[int]:
        jobs = [Job(place, deciding(*each)) for place, each in enumerate(decisions)]
        return frozenset(transact_many(self._table, jobs))

    def _all(self, keys: Iterable[Key]) -> dict[str, Item]:
        """What there is of these keys, by pk; each is asked for once."""
        wanted = list({key["pk"]: key for key in keys}.values())
        found: dict[str, Item] = {}
        for start in range(0, len(wanted), READ_AT_ONCE):
            items = self._table.get_all(wanted[start : start + READ_AT_ONCE])
            found |= {item["pk"]: item for item in items if item}
        return found


def _entry_writes(entry: Entry, found: Found) -> list[Write]:
    declaration = entry.declaration
    writes = entering(declaration, found, entry.replaced, entry.event)
    return [*writes, _flagged_put(declaration)] if declaration.flags else writes


def _flagged_put(declaration: Declaration) -> Put:
    key = flagged_key(declaration.batch_id, declaration.row)
    item = {"declaration": declaration.declaration_id, "ttl": batch_ttl(declaration.entered_at)}
    return Put(key | item)
