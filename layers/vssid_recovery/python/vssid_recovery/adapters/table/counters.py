"""Counts per viewer address: one item per address and UTC day."""

from datetime import datetime

from vssid_recovery.adapters.table.keys import counter_key, ttl_of_day
from vssid_recovery.adapters.table.wire import ConditionFailed, Table
from vssid_recovery.adapters.table.writes import Update
from vssid_recovery.errors import TooManyAttempts
from vssid_recovery.windows import seconds_left_of_day, seconds_left_of_hour


class ViewerCounter:
    """Implements ports.ViewerLimits with limits per UTC hour and day."""

    def __init__(self, table: Table, per_hour: int, per_day: int) -> None:
        self._table = table
        self._per_hour = per_hour
        self._per_day = per_day

    def count(self, viewer: str, now: datetime) -> None:
        hour = f"h{now:%H}"
        write = Update(
            counter_key(viewer, now.date()),
            f"SET #ttl = :ttl ADD {hour} :one, #total :one",
            "attribute_not_exists(#total) OR (#total < :perDay"
            f" AND (attribute_not_exists({hour}) OR {hour} < :perHour))",
            {
                ":one": 1,
                ":perDay": self._per_day,
                ":perHour": self._per_hour,
                ":ttl": ttl_of_day(now.date()),
            },
        )
        try:
            self._table.update(write)
        except ConditionFailed as failure:
            total = (failure.items[0] or {}).get("total", 0)
            over_day = total >= self._per_day
            wait = seconds_left_of_day(now) if over_day else seconds_left_of_hour(now)
            raise TooManyAttempts(wait) from None
