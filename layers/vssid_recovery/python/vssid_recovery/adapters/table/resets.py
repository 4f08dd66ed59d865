"""Requests for a code and their confirmation: two round trips to ask."""

import math
from datetime import datetime, timedelta

from vssid_recovery.adapters.table.accounts import AliasResolver
from vssid_recovery.adapters.table.addresses import as_read
from vssid_recovery.adapters.table.items import account_of, mail_put, password_of
from vssid_recovery.adapters.table.keys import (
    PAIR_KEPT,
    account_key,
    counter_key,
    pair_key,
    reset_key,
    stamp,
    ttl_of_day,
)
from vssid_recovery.adapters.table.new_password import accompanying, new_password
from vssid_recovery.adapters.table.wire import ConditionFailed
from vssid_recovery.adapters.table.writes import Item, Put, Update
from vssid_recovery.errors import Conflict, Overtaken, TooManyAttempts
from vssid_recovery.identifiers import Identifier
from vssid_recovery.model import Account, Event, OwedMail, StoredPassword
from vssid_recovery.reset_ports import CodeLimits, PairState, RequestLimits, Reset
from vssid_recovery.windows import seconds_left_of_day, seconds_left_of_hour

RESET_KEPT = timedelta(days=11)  # a day longer than the token of its mail
NOT_REFUSED = "(attribute_not_exists(emailClosedUntil) OR emailClosedUntil <= :now)"
OPEN = (
    "attribute_exists(pk) AND tries < :most AND expiresAt > :now AND attribute_not_exists(usedAt)"
)


class ResetTable(AliasResolver):
    """Implements ports of reset_ports.ResetStore."""

    def ask(self, reset: Reset, limits: RequestLimits, mail: OwedMail) -> int:
        # First as a request that leaves room for another one. Only the last of an hour or a day
        # needs a second try, and from the first one's refusal knows what the next has to wait for.
        now = reset.requested_at
        try:
            self._ask(reset, limits, mail, room=1)
        except ConditionFailed as failure:
            if wait := _wait(failure, now, limits):
                raise TooManyAttempts(wait) from None
            window = _window(failure, now, limits)
        else:
            return limits.apart_seconds
        try:
            self._ask(reset, limits, mail, room=0)
        except ConditionFailed as failure:
            raise TooManyAttempts(_wait(failure, now, limits) or 1) from None
        return max(limits.apart_seconds, window)

    def _ask(self, reset: Reset, limits: RequestLimits, mail: OwedMail, room: int) -> None:
        self._table.transact(
            [
                _newest_of_pair(reset, limits.apart_seconds),
                _count_request(reset, limits, room),
                Put(_reset_item(reset)),
                mail_put(mail),
            ]
        )

    def look_up(self, reset_id: str) -> Reset | None:
        return reset_of(self._table.get(reset_key(reset_id)))

    def spend(self, reset_id: str, limits: CodeLimits, now: datetime) -> int | None:
        values = {":one": 1, ":most": limits.per_reset, ":now": stamp(now)}
        write = Update(reset_key(reset_id), "ADD tries :one", OPEN, values)
        try:
            return int(self._table.update_and_read(write)["tries"])
        except ConditionFailed:
            return None

    def spend_of_pair(self, pair: str, limits: CodeLimits, now: datetime) -> None:
        write = Update(
            counter_key(pair, now.date()),
            "SET #ttl = :ttl ADD wrongCodes :one",
            "attribute_not_exists(wrongCodes) OR wrongCodes < :most",
            {":one": 1, ":most": limits.per_day, ":ttl": ttl_of_day(now.date())},
        )
        try:
            self._table.update(write)
        except ConditionFailed:
            raise TooManyAttempts(seconds_left_of_day(now)) from None

    def account(self, number: str, pair: str) -> tuple[Account | None, PairState]:
        account, state = self._table.get_all([account_key(number), pair_key(pair)])
        return account_of(account), pair_state(state)

    def note_wrong(self, pair: str) -> None:
        # A pair that never asked has no item, and gets none by guessing.
        write = Update(pair_key(pair), "ADD wrongInARow :one", "attribute_exists(pk)", {":one": 1})
        try:
            self._table.update(write)
        except ConditionFailed:
            return

    def give_back(self, reset: Reset, spent_at: datetime) -> None:
        values = {":back": -1, ":none": 0}
        again = Update(reset_key(reset.reset_id), "ADD tries :back", "tries > :none", values)
        self._table.transact([again, _not_wrong(reset, spent_at)])

    def choose(
        self,
        person: str,
        account: Account,
        reset: Reset,
        spent_at: datetime,
        password: StoredPassword,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        standing, bound = as_read(account)
        through, condition = f"RESET {reset.reset_id}", f"{standing} AND {NOT_REFUSED}"
        chosen = new_password(account, password, event.at, through, condition, bound)
        writes = [chosen, _use(reset, event.at), _begin_anew(reset), _not_wrong(reset, spent_at)]
        try:
            self._table.transact([*writes, *accompanying(person, account, event, mail)])
        except ConditionFailed as failure:
            raise (Overtaken if 0 in failure.failed else Conflict) from None


def _newest_of_pair(reset: Reset, apart_seconds: int) -> Update:
    return Update(
        pair_key(reset.pair),
        "SET latest = :id, askedAt = :now, #ttl = :ttl",
        "attribute_not_exists(askedAt) OR askedAt <= :before",
        {
            ":id": reset.reset_id,
            ":now": stamp(reset.requested_at),
            ":before": stamp(reset.requested_at - timedelta(seconds=apart_seconds)),
            ":ttl": int((reset.requested_at + PAIR_KEPT).timestamp()),
        },
    )


def _count_request(reset: Reset, limits: RequestLimits, room: int) -> Update:
    """On the condition that `room` more fit into the hour and the day after this one."""
    day, hour = reset.requested_at.date(), _hour(reset.requested_at)
    per_hour, per_day = limits.per_hour - room, limits.per_day - room
    fits = [f"(requests < :perDay AND {hour} < :perHour)"]
    if per_hour > 0:
        fits.append(f"(requests < :perDay AND attribute_not_exists({hour}))")
    if per_hour > 0 and per_day > 0:
        fits.append("attribute_not_exists(requests)")
    return Update(
        counter_key(reset.pair, day),
        f"SET #ttl = :ttl ADD {hour} :one, requests :one",
        " OR ".join(fits),
        {":one": 1, ":perHour": per_hour, ":perDay": per_day, ":ttl": ttl_of_day(day)},
    )


def _wait(failure: ConditionFailed, now: datetime, limits: RequestLimits) -> int:
    """Seconds until the pair may ask again; 0 where only the room for one more is missing."""
    pair, counts = (item or {} for item in failure.items[:2])
    waits = [0]
    if 0 in failure.failed and "askedAt" in pair:
        again = datetime.fromisoformat(pair["askedAt"]) + timedelta(seconds=limits.apart_seconds)
        waits.append(math.ceil((again - now).total_seconds()))
    if counts.get("requests", 0) >= limits.per_day:
        waits.append(seconds_left_of_day(now))
    elif counts.get(_hour(now), 0) >= limits.per_hour:
        waits.append(seconds_left_of_hour(now))
    return max(waits)


def _window(failure: ConditionFailed, now: datetime, limits: RequestLimits) -> int:
    """How long the window runs that one request more fills."""
    counts = failure.items[1] or {}
    if counts.get("requests", 0) + 1 >= limits.per_day:
        return seconds_left_of_day(now)
    return seconds_left_of_hour(now)


def _hour(now: datetime) -> str:
    return f"h{now:%H}"


def _use(reset: Reset, now: datetime) -> Update:
    """The code is accepted once, in time, and only the one that was compared."""
    return Update(
        reset_key(reset.reset_id),
        "SET usedAt = :now",
        "attribute_not_exists(usedAt) AND expiresAt > :now AND code.phc = :phc",
        {":now": stamp(now), ":phc": reset.code.phc if reset.code else ""},
    )


def _not_wrong(reset: Reset, spent_at: datetime) -> Update:
    """Gives a try back to the day that it was taken from."""
    key = counter_key(reset.pair, spent_at.date())
    return Update(key, "ADD wrongCodes :back", values={":back": -1})


def _begin_anew(reset: Reset) -> Update:
    """Still the newest request; its wrong codes in a row begin anew."""
    return Update(
        pair_key(reset.pair),
        "SET wrongInARow = :none",
        "latest = :id",
        {":none": 0, ":id": reset.reset_id},
    )


def _reset_item(reset: Reset) -> Item:
    return {
        **reset_key(reset.reset_id),
        "kind": reset.identifier.kind,
        "identifier": reset.identifier.number,
        "address": reset.address,
        "pair": reset.pair,
        "requestedAt": stamp(reset.requested_at),
        "expiresAt": stamp(reset.expires_at),
        "tries": 0,
        "ttl": int((reset.requested_at + RESET_KEPT).timestamp()),
    }


def reset_of(item: Item | None) -> Reset | None:
    if item is None:
        return None
    return Reset(
        reset_id=item["pk"].partition("#")[2],
        identifier=Identifier(item["kind"], item["identifier"]),
        address=item["address"],
        pair=item["pair"],
        requested_at=datetime.fromisoformat(item["requestedAt"]),
        expires_at=datetime.fromisoformat(item["expiresAt"]),
        tries=int(item["tries"]),
        used="usedAt" in item,
        code=password_of(item.get("code")),
        number=item.get("number", ""),
        version=int(item.get("version", 0)),
        mailed_to=item.get("mailedTo", ""),
    )


def pair_state(item: Item | None) -> PairState:
    found = item or {}
    return PairState(found.get("latest", ""), int(found.get("wrongInARow", 0)))
