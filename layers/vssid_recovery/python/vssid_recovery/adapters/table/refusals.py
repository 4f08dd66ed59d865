"""What a refusal reads and writes: one transaction, on the account as it was read."""

from datetime import datetime
from typing import Any

from vssid_recovery.adapters.table.items import account_of, event_put, mail_put
from vssid_recovery.adapters.table.keys import account_key, mail_key, reset_key, stamp, token_key
from vssid_recovery.adapters.table.wire import ConditionFailed, Table, Update, Write
from vssid_recovery.errors import Overtaken
from vssid_recovery.mailer_ports import Refusable, Undoing
from vssid_recovery.model import Account, Event, OwedMail


class RefusalTable:
    """Implements mailer_ports.RefusalStore."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def refusable(self, token_hash: str) -> tuple[Refusable, bool] | None:
        item = self._table.get(token_key(token_hash))
        if item is None:
            return None
        refusable = Refusable(
            token_hash=token_hash,
            mail_id=item["mail"],
            purpose=item["purpose"],
            number=item["account"],
            about=item["about"],
            expires_at=datetime.fromisoformat(item["expiresAt"]),
            mailbox=item["mailbox"],
        )
        mail = self._table.get(mail_key(refusable.mail_id)) or {}
        return refusable, "refusedAt" in mail

    def account(self, number: str) -> Account | None:
        return account_of(self._table.get(account_key(number)))

    def refuse(
        self,
        refusable: Refusable,
        account: Account,
        undoing: Undoing,
        until: datetime,
        event: Event,
        mail: OwedMail | None,
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
    values: dict[str, Any] = {
        ":version": version,
        ":next": version + 1 if undoing.ends_password else version,
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
        "#version = :version",
        values,
    )


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
