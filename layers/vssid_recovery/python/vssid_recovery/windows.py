"""Limits are counted in fixed UTC hours and days; how long the present one still runs.

People and forms go by the day in Vietnam, programs by UTC.
"""

import math
from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def seconds_left_of_hour(now: datetime) -> int:
    """Whole seconds, at least 1."""
    start = now.replace(minute=0, second=0, microsecond=0)
    return math.ceil((start + timedelta(hours=1) - now).total_seconds())


def seconds_left_of_day(now: datetime) -> int:
    """Whole seconds, at least 1, to midnight UTC (7 o'clock in Vietnam)."""
    start = datetime(now.year, now.month, now.day, tzinfo=UTC)
    return math.ceil((start + timedelta(days=1) - now).total_seconds())


def vietnam_day(now: datetime) -> date:
    return now.astimezone(VIETNAM).date()


def iso(at: datetime) -> str:
    """A UTC time as the API tells it: 2026-11-22T09:30:00.123Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
