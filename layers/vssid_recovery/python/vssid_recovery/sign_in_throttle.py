"""How wrong guesses in a row slow down the next one (SP 800-63B-4, 3.2.2)."""

import math
from datetime import datetime, timedelta

from msgspec import Struct


class Throttle(Struct, frozen=True):
    """Wrong guesses in a row of one count, and until when it is locked."""

    wrong: int = 0
    locked_until: datetime | None = None

    def retry_after(self, now: datetime) -> int:
        """Whole seconds until the next guess is looked at; 0 when it may come now."""
        if self.locked_until is None or self.locked_until <= now:
            return 0
        return math.ceil((self.locked_until - now).total_seconds())


class ThrottleRule(Struct, frozen=True):
    """From the `free`-th wrong guess in a row a lock of 30 s, doubling up to `longest` seconds.

    `deadly` wrong guesses in a row end the password until it is recovered; None: never.
    """

    longest: int
    deadly: int | None
    free: int = 5
    first: int = 30

    def after_a_try(self, throttle: Throttle, now: datetime) -> Throttle:
        """The count once a try is spent, before it is known whether it was right."""
        wrong = throttle.wrong + 1
        if wrong < self.free:
            return Throttle(wrong)
        # The exponent is bounded: a count that has run for weeks must not build huge integers.
        seconds = min(self.first * 2 ** min(wrong - self.free, 10), self.longest)
        return Throttle(wrong, now + timedelta(seconds=seconds))

    def is_dead(self, throttle: Throttle) -> bool:
        """Whether the password had already been ended before this try."""
        return self.deadly is not None and throttle.wrong >= self.deadly


CHOSEN = ThrottleRule(longest=15 * 60, deadly=100)
TEMPORARY = ThrottleRule(longest=2 * 60, deadly=None)
