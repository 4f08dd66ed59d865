"""A change that another one has overtaken is read and decided anew, a few times."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from vssid_recovery.errors import Overtaken

MOST_TRIES = 4
Outcome = TypeVar("Outcome")


def decided_anew(attempt: Callable[[], Outcome]) -> Outcome:
    """What `attempt` comes to; it reads whatever it decides on by itself.

    Raises Overtaken, which is Unavailable, where something comes first every time.
    """
    for _ in range(MOST_TRIES - 1):
        with suppress(Overtaken):
            return attempt()
    return attempt()
