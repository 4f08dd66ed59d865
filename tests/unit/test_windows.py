from datetime import UTC, datetime

import pytest

from vssid_recovery.windows import seconds_left_of_day, seconds_left_of_hour


@pytest.mark.parametrize(
    ("clock", "hour", "day"),
    [("00:00:00.000000", 3600, 86400), ("23:59:59.999999", 1, 1), ("12:30:00.500000", 1800, 41400)],
)
def test_windows_are_fixed_utc_hours_and_days(clock: str, hour: int, day: int) -> None:
    now = datetime.fromisoformat(f"2026-03-09T{clock}").replace(tzinfo=UTC)
    assert seconds_left_of_hour(now) == hour
    assert seconds_left_of_day(now) == day
