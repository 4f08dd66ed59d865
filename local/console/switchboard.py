"""The calls that are being made from the console, by names that say nothing."""

import secrets
from collections.abc import Callable
from threading import Lock

from local.console.conversation import Conversation
from local.console.live_call import LiveCall
from local.telephony.connect_event import caller_endpoint
from local.telephony.contact import Function
from local.telephony.contact_flow import ContactFlow
from local.telephony.prompts import Prompts

MOST_CALLS = 20


class Switchboard:
    """Puts calls through; `function` is asked for at each call and may raise NoStack."""

    def __init__(
        self,
        hotline: Callable[[], tuple[ContactFlow, Prompts]],
        function: Callable[[], Function],
        second: float = 1.0,
    ) -> None:
        self._hotline = hotline
        self._function = function
        self._second = second
        self._calls: dict[str, Conversation] = {}
        self._lock = Lock()

    def dial(self, number: str) -> str:
        """The name of a new call. Raises ValueError for what is no caller, NoStack, FlowRefused."""
        caller = caller_endpoint(number)
        flow, prompts = self._hotline()
        call = LiveCall(flow, prompts, self._function(), caller, self._second)
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._make_room()
            self._calls[name] = call.conversation
        call.begin()
        return name

    def conversation(self, name: str) -> Conversation | None:
        """What is said in a call; None for a call that nobody knows."""
        return self._calls.get(name)

    def _make_room(self) -> None:
        """The oldest call goes: by then it has long been ended or left."""
        while len(self._calls) >= MOST_CALLS:
            oldest = next(iter(self._calls))
            self._calls.pop(oldest).hang_up()
