"""What a refusal reads and writes: one transaction, on the account as it was read."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from vssid_recovery.adapters.table.addresses import as_read, those_left
from vssid_recovery.adapters.table.declarations import declaration_of, declaration_put
from vssid_recovery.adapters.table.items import account_of, event_put, mail_put
from vssid_recovery.adapters.table.keys import (
    account_key,
    declaration_key,
    latest_declaration_key,
    mail_key,
    reset_key,
    stamp,
    token_key,
)
from vssid_recovery.adapters.table.tokens import refusable_of
from vssid_recovery.adapters.table.wire import ConditionFailed, Table
from vssid_recovery.adapters.table.writes import Update, Write
from vssid_recovery.declaration_model import Declaration
from vssid_recovery.errors import Overtaken
from vssid_recovery.mailer_ports import Refusable, Undoing
from vssid_recovery.model import Account, Event, OwedMail


class RefusalTable:
    """Implements mailer_ports.RefusalStore."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def refusable(self, token_hash: str) -> tuple[Refusable, bool] | None:
        refusable = refusable_of(self._table.get(token_key(token_hash)))
        if refusable is None:
            return None
        mail = self._table.get(mail_key(refusable.mail_id)) or {}
        return refusable, "refusedAt" in mail

    def account(self, number: str) -> Account | None:
        return account_of(self._table.get(account_key(number)))

    def latest_declaration(self, number: str) -> Declaration | None:
        latest = self._table.get(latest_declaration_key(number))
        return self.declaration(latest["declaration"]) if latest else None

    def declaration(self, declaration_id: str) -> Declaration | None:
        return declaration_of(self._table.get(declaration_key(declaration_id)))

    def refuse(
        self,
        refusable: Refusable,
        account: Account,
        undoing: Undoing,
        until: datetime,
        event: Event,
        mail: OwedMail | None,
        declaration: Declaration | None = None,
    ) -> None:
        used = Update(
            mail_key(refusable.mail_id),
            "SET refusedAt = :now",
            "attribute_exists(pk) AND attribute_not_exists(refusedAt)",
            {":now": stamp(event.at)},
        )
        writes: list[Write] = [
            used,
            _undo(account, undoing, until, event.at),
            *([_end_reset(undoing.ends_reset, event.at)] if undoing.ends_reset else []),
            event_put(account.social_insurance_number, event),
            *([mail_put(mail)] if mail else []),
            *([declaration_put(declaration)] if declaration else []),
            *_left_addresses(account, undoing),
        ]
        try:
            self._table.transact(writes)
        except ConditionFailed:
            raise Overtaken from None


def _undo(account: Account, undoing: Undoing, until: datetime, now: datetime) -> Update:
    """The version rises with a password that ends, so that every open code dies too.

    Otherwise it stays: what the owner has just got by another way is to work. The codes of an
    address that ends are bound to it, and those of a way that closes are not taken while it is.
    """
    version = account.version
    standing, read = as_read(account)
    values: dict[str, Any] = {
        ":version": version,
        ":next": version + 1 if undoing.ends_password else version,
        **read,
    }
    sets = ["#version = :next", *(f"{way} = :until" for way in _closed(undoing))]
    if _closed(undoing):
        values[":until"] = stamp(until)
    if undoing.ends_password:
        sets.append("sessionsValidFrom = :now")
        values[":now"] = stamp(now)
    removed = [name for name, is_removed in _removed(undoing).items() if is_removed]
    return Update(
        account_key(account.social_insurance_number),
        f"SET {', '.join(sets)}" + (f" REMOVE {', '.join(removed)}" if removed else ""),
        f"#version = :version AND {standing}",
        values,
    )


def _left_addresses(account: Account, undoing: Undoing) -> list[Update]:
    after = replace(
        account,
        email_confirmed_on=None if undoing.ends_email else account.email_confirmed_on,
        pending_email=None if undoing.ends_pending_email else account.pending_email,
    )
    return those_left(account, after)


def _removed(undoing: Undoing) -> dict[str, bool]:
    return {
        "#password": undoing.ends_password,
        "passwordChosenThrough": undoing.ends_password,
        "#temporary": undoing.ends_password or undoing.ends_temporary,
        "emailConfirmedOn": undoing.ends_email,
        "pendingEmail": undoing.ends_pending_email,
    }


def _closed(undoing: Undoing) -> list[str]:
    ways = {
        "hotlineClosedUntil": undoing.closes_hotline,
        "emailClosedUntil": undoing.closes_email,
    }
    return [way for way, closes in ways.items() if closes]


def _end_reset(reset_id: str, now: datetime) -> Update:
    """The code is used up, whether it was used or not."""
    values = {":now": stamp(now)}
    return Update(reset_key(reset_id), "SET usedAt = if_not_exists(usedAt, :now)", "", values)
