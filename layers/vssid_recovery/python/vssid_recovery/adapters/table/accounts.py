"""Which account a number belongs to."""

from vssid_recovery.adapters.table.keys import alias_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.identifiers import Identifier


class AliasResolver:
    """Implements ports.Resolver; the base of every store that is asked by identifier."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def resolve(self, identifier: Identifier) -> str:
        """One strongly consistent read for a 12-digit number, none for a 10-digit one."""
        if identifier.kind == "social_insurance":
            return identifier.number
        alias = self._table.get(alias_key(identifier.number))
        return str(alias["account"]) if alias else identifier.number
