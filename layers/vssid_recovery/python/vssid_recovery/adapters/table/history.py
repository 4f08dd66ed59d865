"""Reads an account's history and counts of wrong guesses, and adds the look-up to it."""

from collections.abc import Mapping

from vssid_recovery.adapters.table.accounts import AliasResolver
from vssid_recovery.adapters.table.items import (
    account_of,
    event_of,
    event_put,
    throttle_of,
    time_of,
)
from vssid_recovery.adapters.table.keys import COUNT, EVENT, account_key, sign_in_pk
from vssid_recovery.adapters.table.writes import Item
from vssid_recovery.model import Account, Event
from vssid_recovery.operation_ports import HistoryLine
from vssid_recovery.sign_in_throttle import Throttle


class HistoryTable(AliasResolver):
    """Implements operation_ports.HistoryStore."""

    def look_up(self, number: str) -> Account | None:
        return account_of(self._table.get(account_key(number)))

    def note(self, number: str, event: Event) -> None:
        self._table.transact([event_put(number, event)])

    def lines(self, number: str) -> list[HistoryLine]:
        items = self._table.query(account_key(number)["pk"], EVENT)
        # A day's counted event is kept under the day's first moment, not under its own.
        return sorted(map(_line, items), key=lambda line: line.event.at)

    def sign_in_counts(self, person: str) -> Mapping[str, Throttle]:
        items = self._table.query(sign_in_pk(person), COUNT)
        return {item["sk"].removeprefix(COUNT): throttle_of(item) for item in items}


def _line(item: Item) -> HistoryLine:
    return HistoryLine(event_of(item), int(item.get("times", 1)), time_of(item.get("lastAt")))
