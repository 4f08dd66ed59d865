"""Declarations: a case is one item, written whole on the condition of the version before it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from vssid_recovery.adapters.table.accounts import AliasResolver
from vssid_recovery.adapters.table.addresses import (
    addresses_set,
    joined,
    sharers_of,
    those_joined,
    those_left,
)
from vssid_recovery.adapters.table.declaration_queue import QUEUED_AT, place_in_queue, queued
from vssid_recovery.adapters.table.items import (
    account_of,
    daily_event,
    event_put,
    mail_put,
    mailbox_of,
)
from vssid_recovery.adapters.table.keys import (
    PAIR_KEPT,
    account_key,
    address_key,
    declaration_key,
    latest_declaration_key,
    mailbox_key,
    pair_key,
    stamp,
    token_key,
)
from vssid_recovery.adapters.table.tokens import refusable_of
from vssid_recovery.adapters.table.wire import ConditionFailed, Table
from vssid_recovery.adapters.table.writes import Item, Put, Update, Write
from vssid_recovery.declaration_checks import MOST_ACCOUNTS
from vssid_recovery.declaration_model import Declaration, Status
from vssid_recovery.declaration_ports import AddressFull, Found, Person, Queue
from vssid_recovery.errors import Overtaken
from vssid_recovery.mail_ports import Mailbox
from vssid_recovery.mailer_ports import Refusable
from vssid_recovery.model import Account, Event, OwedMail

NOBODY = "-"  # stands for an address or a declaration that is none: no item has it
TO_CONFIRM = "#status = :approved AND confirmBy > :now AND wrongNumbers < :most"


class DeclarationTable(AliasResolver):
    """Implements declaration_ports.DeclarationStore."""

    def look_up(self, number: str, address: str) -> Found:
        account, latest, sharers = self._table.get_all(
            [
                account_key(number),
                latest_declaration_key(number),
                address_key(address or NOBODY),
            ]
        )
        # Read even where there is none: the time of an answer must not tell a unit that there is.
        declaration = self.declaration(latest["declaration"] if latest else NOBODY)
        return Found(account_of(account), declaration, sharers_of(sharers))

    def person(self, number: str, address: str) -> Person:
        account, sharers = self._table.get_all([account_key(number), address_key(address)])
        return Person(account_of(account), sharers_of(sharers))

    def declaration(self, declaration_id: str) -> Declaration | None:
        return declaration_of(self._table.get(declaration_key(declaration_id)))

    def mailbox(self, mailbox: str) -> Mailbox:
        return mailbox_of(mailbox, self._table.get(mailbox_key(mailbox)))

    def page(
        self, queue: Queue, now: datetime, after: str, most: int
    ) -> tuple[Sequence[Declaration], str]:
        keys = queued(self._table, queue, now, after, most)
        if not keys:
            return [], ""
        found = self._table.get_all([{"pk": key["pk"], "sk": key["sk"]} for key in keys])
        # The index lags behind: what has moved on meanwhile is not shown in its old place.
        cases = [case for case in map(declaration_of, found) if case]
        standing = [case for case in cases if case.status_at(now) is queue.status]
        return standing, keys[-1][QUEUED_AT] if len(keys) == most else ""

    def note_refused(self, number: str, event: Event) -> None:
        self._table.update(daily_event(number, event))

    def enter(
        self, declaration: Declaration, found: Found, replaced: Declaration | None, event: Event
    ) -> None:
        _transact(self._table, entering(declaration, found, replaced, event))

    def decide(
        self,
        declaration: Declaration,
        before: Account,
        after: Account,
        event: Event,
        mails: Sequence[OwedMail],
    ) -> None:
        addresses: list[Write] = []
        if before != after:
            addresses = [
                addresses_set(before, after),
                *those_left(before, after),
                *those_joined(before, after),
            ]
        _transact(self._table, [*deciding(declaration, event, mails), *addresses])

    def mail_again(self, declaration: Declaration, mail: OwedMail) -> None:
        _transact(self._table, [declaration_put(declaration), mail_put(mail)])

    def token(self, token_hash: str) -> Refusable | None:
        return refusable_of(self._table.get(token_key(token_hash)))

    def spend_number(self, declaration_id: str, most: int, now: datetime) -> Declaration | None:
        values = {":one": 1, ":approved": Status.APPROVED, ":now": stamp(now), ":most": most}
        spent = Update(
            declaration_key(declaration_id),
            "ADD wrongNumbers :one, #version :one",
            TO_CONFIRM,
            values,
        )
        try:
            return declaration_of(self._table.update_and_read(spent))
        except ConditionFailed:
            return None

    def confirm(
        self,
        declaration: Declaration,
        before: Account,
        after: Account,
        pairs: Sequence[str],
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        address = joined(declaration.declared.email, declaration.number, MOST_ACCOUNTS)
        writes: list[Write] = [
            address,
            declaration_put(declaration),
            addresses_set(before, after),
            *those_left(before, after),
            *(_begin_anew(pair, event.at) for pair in pairs),
            event_put(declaration.number, event),
            *([mail_put(mail)] if mail else []),
        ]
        try:
            self._table.transact(writes)
        except ConditionFailed as failure:
            raise (AddressFull if failure.failed == [0] else Overtaken) from None


def entering(
    declaration: Declaration, found: Found, replaced: Declaration | None, event: Event
) -> list[Write]:
    """All that entering a declaration writes, for a person that was `found`."""
    return [
        declaration_put(declaration),
        _latest_put(declaration, found.latest),
        event_put(declaration.number, event),
        *(_replacing(replaced, found.account) if replaced else []),
    ]


def deciding(declaration: Declaration, event: Event, mails: Sequence[OwedMail]) -> list[Write]:
    """What a decision writes, beside the account's addresses."""
    return [
        declaration_put(declaration),
        event_put(declaration.number, event),
        *map(mail_put, mails),
    ]


def declaration_put(declaration: Declaration) -> Put:
    """On the condition of the version before it."""
    item: Item = {
        **declaration_key(declaration.declaration_id),
        "case": msgspec.json.encode(declaration).decode(),
        "status": declaration.status.value,
        "version": declaration.version,
        "wrongNumbers": declaration.wrong_numbers,
        **place_in_queue(declaration),
    }
    if declaration.confirm_by:
        item["confirmBy"] = stamp(declaration.confirm_by)
    if declaration.version == 1:
        return Put(item, "attribute_not_exists(pk)")
    return Put(item, "#version = :before", {":before": declaration.version - 1})


def declaration_of(item: Item | None) -> Declaration | None:
    """With the tries that were spent since it was last written whole."""
    if item is None:
        return None
    case = msgspec.json.decode(item["case"], type=Declaration)
    wrong, version = int(item["wrongNumbers"]), int(item["version"])
    return replace(case, wrong_numbers=wrong, version=version)


def _latest_put(declaration: Declaration, latest: Declaration | None) -> Put:
    """Two that race for one person meet here."""
    item = {
        **latest_declaration_key(declaration.number),
        "declaration": declaration.declaration_id,
    }
    if latest is None:
        return Put(item, "attribute_not_exists(pk)")
    return Put(item, "#declaration = :latest", {":latest": latest.declaration_id})


def _replacing(replaced: Declaration, account: Account | None) -> list[Write]:
    writes: list[Write] = [declaration_put(replaced)]
    pending = account.pending_email if account else None
    if account and pending and pending.declaration_id == replaced.declaration_id:
        after = replace(account, pending_email=None)
        writes += [addresses_set(account, after), *those_left(account, after)]
    return writes


def _begin_anew(pair: str, now: datetime) -> Update:
    values = {":none": 0, ":ttl": int((now + PAIR_KEPT).timestamp())}
    return Update(pair_key(pair), "SET wrongInARow = :none, #ttl = :ttl", values=values)


def _transact(table: Table, writes: Sequence[Write]) -> None:
    try:
        table.transact(writes)
    except ConditionFailed:
        raise Overtaken from None
