import pytest

from tests.clock import START
from vssid_recovery.api import prefers_english
from vssid_recovery.windows import iso


@pytest.mark.parametrize(
    ("header", "english"),
    [
        ("", False), ("vi", False), ("en", True), ("en-US,en;q=0.9", True),
        ("vi-VN,en;q=0.9", False),
        ("fr,en;q=0.5,vi;q=0.4", True), ("en;q=0.4,vi;q=0.5", False), ("en;q=nonsense", False),
        ("*", False), ("english", False), ("EN", True), (";;,,en;q=", False),
    ],
)  # fmt: skip
def test_english_is_spoken_where_it_comes_before_vietnamese(header: str, english: bool) -> None:
    assert prefers_english(header) is english


def test_times_are_utc_with_milliseconds() -> None:
    assert iso(START) == "2026-03-09T02:15:00.000Z"
