"""The hotline's reads and writes: two round trips to issue, three by a 12-digit number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vssid_recovery.adapters.table.accounts import AliasResolver
from vssid_recovery.adapters.table.items import (
    account_of,
    daily_event,
    event_put,
    mail_put,
    temporary_map,
)
from vssid_recovery.adapters.table.keys import account_key, counter_key, stamp, ttl_of_day
from vssid_recovery.adapters.table.wire import ConditionFailed
from vssid_recovery.adapters.table.writes import Item, Update, Write
from vssid_recovery.errors import Overtaken
from vssid_recovery.model import Account, Event, OwedMail, PendingEmail, TemporaryPassword
from vssid_recovery.ports import Attempt, Counted, HotlineLimits, HotlineRecord, LimitReached, Tally

if TYPE_CHECKING:
    from vssid_recovery.declaration_model import Declaration

# One issue at a time, of invocations the one that started last, on the account that was read.
ISSUABLE = (
    "#version = :version AND #status = :active"
    " AND (attribute_not_exists(lastIssueStartedAt) OR lastIssueStartedAt < :started)"
    " AND (attribute_not_exists(hotlineClosedUntil) OR hotlineClosedUntil <= :started)"
)
BELOW_LIMITS = (
    "(attribute_not_exists(issues) OR contains(issues, :contact) OR size(issues) < :most)"
    " AND (attribute_not_exists(mismatches) OR size(mismatches) < :mostMismatches)"
)


class HotlineTable(AliasResolver):
    """Implements ports.HotlineStore."""

    def look_up(self, attempt: Attempt) -> HotlineRecord:
        account, person, caller = self._table.get_all(
            [
                account_key(attempt.number),
                counter_key(attempt.person, attempt.day),
                counter_key(attempt.caller, attempt.day),
            ]
        )
        return HotlineRecord(account_of(account), _tally(person), _tally(caller))

    def issue(
        self,
        attempt: Attempt,
        limits: HotlineLimits,
        account: Account,
        temporary: TemporaryPassword,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        writes: list[Write] = [
            _set_temporary(account, temporary),
            _count_issue(
                attempt, attempt.person, limits.issues_per_person, limits.callers_per_person
            ),
            _count_issue(
                attempt, attempt.caller, limits.issues_per_caller, limits.mismatches_per_caller
            ),
            event_put(attempt.number, event),
            *([mail_put(mail)] if mail else []),
        ]
        try:
            self._table.transact(writes)
        except ConditionFailed as failure:
            refusal = Overtaken if 0 in failure.failed else LimitReached
            raise refusal from None

    def note_mismatch(self, attempt: Attempt, counted: Counted, event: Event | None) -> None:
        # Something is written whatever is counted: the time of an answer must not tell.
        writes: list[Write] = [_count_mismatch(attempt, attempt.caller, attempt.contact)]
        if not counted.on_caller:
            writes = [_keep_counter(attempt)]
        if counted.on_person:
            writes.append(_count_mismatch(attempt, attempt.person, attempt.caller))
        if event and counted.on_person:
            writes.append(event_put(attempt.number, event))
        elif event:
            writes.append(daily_event(attempt.number, event))
        self._table.transact(writes)

    def note_blocked(self, attempt: Attempt, event: Event) -> None:
        self._table.transact([daily_event(attempt.number, event)])

    def declaration(self, declaration_id: str) -> Declaration | None:
        # Here and below: only key 9 needs it, and every caller would hear its import.
        from vssid_recovery.adapters.table.declarations import DeclarationTable

        return DeclarationTable(self._table).declaration(declaration_id)

    def refuse_email(
        self,
        attempt: Attempt,
        pending: PendingEmail,
        refused: Declaration | None,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        from vssid_recovery.adapters.table.addresses import left
        from vssid_recovery.adapters.table.declarations import declaration_put

        removal = Update(
            account_key(attempt.number),
            "REMOVE pendingEmail",
            "pendingEmail.declarationId = :declaration AND pendingEmail.activeFrom > :now",
            {":declaration": pending.declaration_id, ":now": stamp(event.at)},
        )
        writes: list[Write] = [
            removal,
            left(pending.address, attempt.number),
            event_put(attempt.number, event),
            *([declaration_put(refused)] if refused else []),
            *([mail_put(mail)] if mail else []),
        ]
        try:
            self._table.transact(writes)
        except ConditionFailed:
            raise Overtaken from None


def _set_temporary(account: Account, temporary: TemporaryPassword) -> Update:
    return Update(
        account_key(account.social_insurance_number),
        "SET #temporary = :temporary, lastIssueStartedAt = :started",
        ISSUABLE,
        {
            ":temporary": temporary_map(temporary),
            ":started": stamp(temporary.started_at),
            ":version": account.version,
            ":active": account.status.value,
        },
    )


def _count_issue(attempt: Attempt, subject: str, most: int, most_mismatches: int) -> Update:
    values = {
        ":contacts": {attempt.contact},
        ":contact": attempt.contact,
        ":most": most,
        ":mostMismatches": most_mismatches,
        ":ttl": ttl_of_day(attempt.day),
    }
    key = counter_key(subject, attempt.day)
    return Update(key, "SET #ttl = :ttl ADD issues :contacts", BELOW_LIMITS, values)


def _count_mismatch(attempt: Attempt, subject: str, counted: str) -> Update:
    return Update(
        counter_key(subject, attempt.day),
        "SET #ttl = :ttl ADD mismatches :counted",
        values={":counted": {counted}, ":ttl": ttl_of_day(attempt.day)},
    )


def _keep_counter(attempt: Attempt) -> Update:
    key = counter_key(attempt.caller, attempt.day)
    return Update(key, "SET #ttl = :ttl", values={":ttl": ttl_of_day(attempt.day)})


def _tally(item: Item | None) -> Tally:
    if item is None:
        return Tally()
    return Tally(frozenset(item.get("issues", ())), frozenset(item.get("mismatches", ())))
