"""The writes of a newly chosen password, by whatever way it was chosen."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from vssid_recovery.adapters.table.items import event_put, mail_put, password_map
from vssid_recovery.adapters.table.keys import account_key, stamp, throttle_key
from vssid_recovery.adapters.table.writes import Update, Write
from vssid_recovery.model import Account, Event, OwedMail, StoredPassword
from vssid_recovery.ports import CHOSEN, TEMPORARY, Count

# How long a device is known, and guesses in a row are counted, after the last try.
KEPT = timedelta(days=400)


def new_password(
    account: Account,
    password: StoredPassword,
    at: datetime,
    through: str,
    condition: str,
    bound: Mapping[str, Any],
) -> Update:
    """On the account as it was read and on `condition`; ends what is older, sessions included.

    `through` is the account's own where the password was changed with the one before it.
    """
    recovered = through != account.password_chosen_through
    return Update(
        account_key(account.social_insurance_number),
        "SET #password = :password, passwordChosenAt = :now, sessionsValidFrom = :now,"
        + (" passwordRecoveredAt = :now," if recovered else "")
        + " passwordChosenThrough = :through, #version = :next REMOVE #temporary",
        f"#version = :version AND {condition}",
        {
            ":password": password_map(password),
            ":now": stamp(at),
            ":through": through,
            ":version": account.version,
            ":next": account.version + 1,
            **bound,
        },
    )


def accompanying(person: str, account: Account, event: Event, mail: OwedMail | None) -> list[Write]:
    """What goes with it: the counts of wrong guesses begin anew, history, the notice owed."""
    return [
        begin_anew(Count(person, CHOSEN), event.at),
        begin_anew(Count(person, TEMPORARY), event.at),
        event_put(account.social_insurance_number, event),
        *([mail_put(mail)] if mail else []),
    ]


def begin_anew(count: Count, now: datetime) -> Update:
    return Update(
        throttle_key(count),
        "SET wrong = :none, #ttl = :ttl REMOVE lockedUntil",
        values={":none": 0, ":ttl": int((now + KEPT).timestamp())},
    )
