"""The real clock and the real pause; tests bring their own."""

import secrets
import time
from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def jitter() -> None:
    """Wait 10 to 80 ms, so that two transactions that met do not meet again."""
    time.sleep((10 + secrets.randbelow(71)) / 1000)
