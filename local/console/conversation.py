"""What passes between a call's flow and the browser of its caller, and who waits for whom."""

import time
from collections.abc import Callable
from math import inf
from threading import Condition

from local.telephony.transcript import Heard, Line

# A browser asks again within seconds for as long as its page is open.
ABANDONED_SECONDS = 40.0


class HungUp(Exception):
    """The caller has hung up, or is gone."""


class Conversation:
    """The flow's thread speaks, asks and waits; the browser's requests hear, press and hang up.

    `second` is how long one lasts, in seconds of this machine.
    """

    def __init__(self, second: float = 1.0) -> None:
        self.lines: list[Line] = []
        self.listening = False
        self.ended = ""
        self._changed = Condition()
        self._pressed = ""
        self._heard = 0
        self._gone = False
        self._second = second
        self._seen = time.monotonic()

    def say(self, line: Line) -> None:
        """Tell the caller; what is spoken takes until it is heard, or a key interrupts it."""
        with self._changed:
            self.lines.append(line)
            self._changed.notify_all()
            if isinstance(line, Heard):
                number = len(self.lines)
                self._wait(lambda: self._heard >= number or bool(self._pressed))

    def listen(self, listening: bool) -> None:
        """From here on keys count, or are lost."""
        with self._changed:
            self.listening, self._pressed = listening, ""
            self._changed.notify_all()

    def next_key(self, seconds: float) -> str | None:
        """The next key, None when none came within `seconds`. Raises HungUp."""
        with self._changed:
            if not self._wait(lambda: bool(self._pressed), seconds * self._second):
                return None
            key, self._pressed = self._pressed[0], self._pressed[1:]
            return key

    def end(self, by: str) -> None:
        """It is over: 'hotline' or 'caller' hung up, or a 'fault' ended it."""
        with self._changed:
            self.ended, self.listening = by, False
            self._changed.notify_all()

    def press(self, key: str) -> bool:
        """One key of the caller's. False where it is lost: it counts at a question only."""
        with self._changed:
            if self.listening:
                self._pressed += key
                self._changed.notify_all()
            return self.listening

    def hear(self, number: int) -> None:
        """The caller has heard the lines up to this one, counted from 1."""
        with self._changed:
            self._heard = max(self._heard, number)
            self._changed.notify_all()

    def hang_up(self) -> None:
        """The caller puts the receiver down."""
        with self._changed:
            self._gone = True
            self._changed.notify_all()

    def since(self, number: int, seconds: float) -> list[Line]:
        """The lines after the first `number`; waits up to `seconds` for something to happen."""
        with self._changed:
            self._seen = time.monotonic()
            was = self.listening
            self._changed.wait_for(
                lambda: len(self.lines) > number or self.ended or self.listening != was, seconds
            )
            self._seen = time.monotonic()
            return self.lines[number:]

    def _wait(self, done: Callable[[], bool], seconds: float = inf) -> bool:
        """False when the time is up first. Raises HungUp, also when nobody asks any more."""
        deadline = time.monotonic() + seconds
        while not self._gone:
            if done():
                return True
            now, abandoned = time.monotonic(), self._seen + ABANDONED_SECONDS * self._second
            if now >= deadline:
                return False
            self._gone = now >= abandoned
            self._changed.wait(max(0.0, min(deadline, abandoned) - now))
        raise HungUp
