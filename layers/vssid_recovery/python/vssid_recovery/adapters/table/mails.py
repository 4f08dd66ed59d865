"""Owed mail: claimed, sent or closed; the codes and tokens that go with it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from vssid_recovery.adapters.table.accounts import AliasResolver
from vssid_recovery.adapters.table.declarations import declaration_of
from vssid_recovery.adapters.table.items import (
    account_of,
    daily_event,
    event_put,
    mailbox_of,
    owed_mail_of,
    password_map,
)
from vssid_recovery.adapters.table.keys import (
    account_key,
    counter_key,
    declaration_key,
    mail_key,
    mailbox_key,
    message_key,
    pair_key,
    reset_key,
    stamp,
    ttl_of_day,
)
from vssid_recovery.adapters.table.resets import pair_state, reset_of
from vssid_recovery.adapters.table.tokens import token_put
from vssid_recovery.adapters.table.wire import ConditionFailed
from vssid_recovery.adapters.table.writes import Put, Update, Write
from vssid_recovery.declaration_model import Declaration
from vssid_recovery.mail_ports import Mailbox, SentMail
from vssid_recovery.mailer_ports import BeingSent, Refusable
from vssid_recovery.model import Account, Event, OwedMail, StoredPassword
from vssid_recovery.reset_ports import PairState, Reset

PARTS = "0123456789abcdef"  # of the index of owed mail: the first hex digit of the id
PART_READ = 25
KEPT = timedelta(days=30)
FREE = "attribute_exists(owed) AND (attribute_not_exists(claimedUntil) OR claimedUntil <= :now)"
NOT_WAITING = "(attribute_not_exists(waitsSince) OR waitsSince < :since)"
NOBODY = "-"  # stands for a subject that is not asked for: no item has it


class MailTable(AliasResolver):
    """Implements mailer_ports.MailStore."""

    def claim(
        self, mail_id: str, now: datetime, until: datetime, not_waiting_since: datetime | None
    ) -> OwedMail | None:
        values = {":until": stamp(until), ":now": stamp(now)}
        condition = FREE
        if not_waiting_since:
            condition = f"{FREE} AND {NOT_WAITING}"
            values[":since"] = stamp(not_waiting_since)
        write = Update(mail_key(mail_id), "SET claimedUntil = :until", condition, values)
        try:
            return owed_mail_of(self._table.update_and_read(write))
        except ConditionFailed as failure:
            standing = failure.items[0] or {}
        if "owed" in standing and standing.get("claimedUntil", "") > stamp(now):
            raise BeingSent
        return None

    def release(self, mail: OwedMail) -> None:
        self._table.update(Update(mail_key(mail.mail_id), "REMOVE claimedUntil"))

    def wait(self, mail_id: str, now: datetime) -> None:
        values = {":now": stamp(now)}
        write = Update(mail_key(mail_id), "SET waitsSince = :now", "attribute_exists(owed)", values)
        self._holds(write)  # sent meanwhile: nothing waits

    def close(self, mail: OwedMail, outcome: str, number: str, event: Event) -> None:
        history: list[Write] = [daily_event(number, event)] if number else []
        closed = _owed_no_more(mail, outcome, event.at, "attribute_exists(owed)")
        try:
            self._table.transact([closed, *history])
        except ConditionFailed:
            return  # somebody else has ended it, and said how

    def record(self, mail: OwedMail, sent: SentMail, event: Event, noticed: bool) -> None:
        message = {
            **message_key(sent.message_id),
            "purpose": sent.purpose,
            "account": sent.number,
            "mailbox": sent.mailbox,
            "ttl": _ttl(event.at),
        }
        of_day = {":day": event.at.date().isoformat()}
        notice = Update(mailbox_key(sent.mailbox), "SET noticedOn = :day", values=of_day)
        self._table.transact(
            [
                # Also of a mail that somebody else has ended: it was sent, and may come back.
                _owed_no_more(mail, "SENT", event.at, "attribute_exists(pk)"),
                Put(message),
                event_put(sent.number, event, about=mail.mail_id[:8]),
                *([notice] if noticed else []),
            ]
        )

    def oldest_owed(self, before: datetime) -> Iterator[tuple[str, datetime]]:
        for part in PARTS:
            found = self._table.query_index("owed", "owedAt", part, stamp(before), PART_READ)
            for item in found:
                mail_id = item["pk"].partition("#")[2]
                yield mail_id, datetime.fromisoformat(item["owedAt"])

    def all_owed(self, before: datetime) -> Iterable[str]:
        for part in PARTS:
            for item in self._table.query_index("owed", "owedAt", part, stamp(before)):
                yield item["pk"].partition("#")[2]

    def reset(self, reset_id: str) -> Reset | None:
        return reset_of(self._table.get(reset_key(reset_id)))

    def declaration(self, declaration_id: str) -> Declaration | None:
        return declaration_of(self._table.get(declaration_key(declaration_id)))

    def account(
        self, number: str, pair: str, mailbox: str
    ) -> tuple[Account | None, PairState, Mailbox]:
        keys = [account_key(number), pair_key(pair or NOBODY), mailbox_key(mailbox or NOBODY)]
        account, state, box = self._table.get_all(keys)
        return account_of(account), pair_state(state), mailbox_of(mailbox, box)

    def count_code(self, person: str, reset_id: str, day: date, most: int) -> bool:
        write = Update(
            counter_key(person, day),
            "SET #ttl = :ttl ADD codes :ids",
            "attribute_not_exists(codes) OR contains(codes, :id) OR size(codes) < :most",
            {
                ":ids": {reset_id},
                ":id": reset_id,
                ":most": most,
                ":ttl": ttl_of_day(day),
            },
        )
        return self._holds(write)

    def bind(
        self, reset: Reset, account: Account, address: str, code: StoredPassword, now: datetime
    ) -> bool:
        write = Update(
            reset_key(reset.reset_id),
            "SET code = :code, #number = :number, version = :version, mailedTo = :address",
            "attribute_exists(pk) AND attribute_not_exists(usedAt) AND expiresAt > :now",
            {
                ":code": password_map(code),
                ":number": account.social_insurance_number,
                ":version": account.version,
                ":address": address,
                ":now": stamp(now),
            },
        )
        return self._holds(write)

    def keep_token(self, token: Refusable) -> None:
        self._table.transact([token_put(token)])

    def _holds(self, write: Update) -> bool:
        try:
            self._table.update(write)
        except ConditionFailed:
            return False
        return True


def _owed_no_more(mail: OwedMail, outcome: str, now: datetime, condition: str) -> Update:
    """Out of the index; the item stays longer than its tokens may be used."""
    return Update(
        mail_key(mail.mail_id),
        "SET outcome = :outcome, endedAt = :now, #ttl = :ttl REMOVE owed, claimedUntil, waitsSince",
        condition,
        {":outcome": outcome, ":now": stamp(now), ":ttl": _ttl(now)},
    )


def _ttl(now: datetime) -> int:
    return int((now + KEPT).timestamp())
