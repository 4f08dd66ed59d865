"""Reads and writes of sign-in: throttles, devices, the temporary password's use, the new one."""

from datetime import datetime

from vssid_recovery.adapters.table.accounts import AliasResolver
from vssid_recovery.adapters.table.items import account_of, event_put, password_map, throttle_of
from vssid_recovery.adapters.table.keys import account_key, stamp, throttle_key
from vssid_recovery.adapters.table.new_password import KEPT, accompanying, begin_anew, new_password
from vssid_recovery.adapters.table.wire import ConditionFailed
from vssid_recovery.adapters.table.writes import Item, Put, Update
from vssid_recovery.errors import Overtaken
from vssid_recovery.model import Account, Event, OwedMail, StoredPassword, TemporaryPassword
from vssid_recovery.ports import CHOSEN, TEMPORARY, Count, SignInRecord
from vssid_recovery.sign_in_throttle import Throttle

USABLE = (
    "#temporary.startedAt = :started AND (#temporary.chooseBy > :now"
    " OR (attribute_not_exists(#temporary.chooseBy) AND #temporary.expiresAt > :now))"
)


class SignInTable(AliasResolver):
    """Implements ports.SignInStore."""

    def look_up(self, number: str, person: str, device: str) -> SignInRecord:
        kinds = [CHOSEN, TEMPORARY, *([device] if device else [])]
        counts = [throttle_key(Count(person, kind)) for kind in kinds]
        item, chosen, temporary, *known = self._table.get_all([account_key(number), *counts])
        account = account_of(item)
        return SignInRecord(
            account, throttle_of(chosen), throttle_of(temporary), _of_device(known, account)
        )

    def spend(self, count: Count, seen: Throttle, then: Throttle, now: datetime) -> Throttle | None:
        locked = ", lockedUntil = :until" if then.locked_until else " REMOVE lockedUntil"
        write = Update(
            throttle_key(count),
            f"SET wrong = :then, #ttl = :ttl{locked}",
            "wrong = :seen" if seen.wrong else "attribute_not_exists(wrong) OR wrong = :seen",
            {
                ":seen": seen.wrong,
                ":then": then.wrong,
                ":ttl": int((now + KEPT).timestamp()),
                **({":until": stamp(then.locked_until)} if then.locked_until else {}),
            },
        )
        try:
            self._table.update(write)
        except ConditionFailed as failure:
            standing = throttle_of(failure.items[0])
            # A lock is one moment's: the very same is this write, sent again for a lost answer.
            return None if then.locked_until and standing == then else standing
        return None

    def accept(self, count: Count, now: datetime) -> None:
        self._table.update(begin_anew(count, now))

    def remember_device(self, count: Count, device: str, account: Account, now: datetime) -> None:
        known = Put(
            {
                **throttle_key(Count(count.person, device)),
                "wrong": 0,
                "since": stamp(account.sessions_valid_from),
                "ttl": int((now + KEPT).timestamp()),
            }
        )
        self._table.transact([begin_anew(count, now), known])

    def rehash(self, account: Account, password: StoredPassword) -> None:
        write = Update(
            account_key(account.social_insurance_number),
            "SET #password = :password",
            "#password.phc = :old",
            {":password": password_map(password), ":old": _phc(account)},
        )
        try:
            self._table.update(write)
        except ConditionFailed:
            return  # changed or already rehashed meanwhile: nothing is owed

    def present(self, account: Account, choose_by: datetime, event: Event) -> None:
        assert account.temporary is not None
        presented = Update(
            account_key(account.social_insurance_number),
            "SET #temporary.chooseBy = :by",
            f"#version = :version AND attribute_not_exists(#temporary.chooseBy) AND {USABLE}",
            {
                ":by": stamp(choose_by),
                ":version": account.version,
                ":started": stamp(account.temporary.started_at),
                ":now": stamp(event.at),
            },
        )
        try:
            self._table.transact([presented, event_put(account.social_insurance_number, event)])
        except ConditionFailed as failure:
            standing = account_of(failure.items[0])
            if not _is_presented(account.temporary, standing, event.at):
                raise Overtaken from None

    def choose(
        self,
        person: str,
        account: Account,
        password: StoredPassword,
        temporary: TemporaryPassword | None,
        event: Event,
        mail: OwedMail | None,
    ) -> None:
        # Whoever has come in by a way and then changes the password has still come in by it.
        through = temporary.name if temporary else account.password_chosen_through
        if temporary:  # the one that was checked, and its time has not run out meanwhile
            condition, bound = USABLE, {":started": stamp(temporary.started_at)}
        else:  # under one version it is one password, however often it is hashed anew
            condition, bound = "attribute_exists(#password)", {}
        chosen = new_password(account, password, event.at, through, condition, bound)
        try:
            self._table.transact([chosen, *accompanying(person, account, event, mail)])
        except ConditionFailed:
            raise Overtaken from None


def _is_presented(temporary: TemporaryPassword, standing: Account | None, now: datetime) -> bool:
    """Whether another presentation of the same one came first, and it may still be used."""
    usable = standing.usable_temporary(now) if standing else None
    return usable is not None and usable.started_at == temporary.started_at


def _phc(account: Account) -> str:
    return account.password.phc if account.password else ""


def _of_device(known: list[Item | None], account: Account | None) -> Throttle | None:
    """A device is known for the password it signed in with, not for one chosen since."""
    item = known[0] if known else None
    if item is None or account is None:
        return None
    return throttle_of(item) if item["since"] == stamp(account.sessions_valid_from) else None
