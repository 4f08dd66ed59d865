"""The vocabulary in which tests tell a telephone call to the hotline.

    call = the_hotline().calls().keys("8").keys(NUMBER).function_answers(issued())
    call.hears("password-intro").hears_password("012345678").ends()

The call is placed at the first thing that is asserted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Self

from local.phone import hotline as read_hotline
from local.telephony.call import place_call
from local.telephony.connect_event import caller_endpoint
from local.telephony.contact_flow import Branch, ContactFlow
from local.telephony.prompts import Prompts
from local.telephony.transcript import Ended, Transcript

CALLER = "0912345678"
NUMBER = "0123456789#"
PASSWORD = "012345678"


def issued(password: str = PASSWORD, minutes: str = "10", **more: str) -> dict[str, str]:
    """The reply that carries a temporary password."""
    groups = {f"group{n + 1}": password[3 * n : 3 * n + 3] for n in range(3)}
    return {"outcome": "ISSUED", **groups, "validMinutes": minutes, **more}


@dataclass
class Hotline:
    """The flow under test, and which of its branches the calls so far have taken."""

    flow: ContactFlow
    prompts: Prompts
    taken: set[Branch] = field(default_factory=set)

    def calls(self, caller: str = CALLER) -> "PhoneCall":
        """Begin the story of one call."""
        return PhoneCall(self, caller)

    def coverage(self) -> tuple[str, list[Branch]]:
        """A line for a person, and the branches that no call has taken."""
        every = self.flow.branches()
        actions = {branch.action for branch in self.taken}
        line = (
            f"hotline flow: {len(actions)} of {len(self.flow.actions)} actions, "
            f"{len(self.taken & every)} of {len(every)} branches taken"
        )
        return line, sorted(every - self.taken, key=str)


@cache
def the_hotline() -> Hotline:
    """The flow of the repository; one for the whole test run, so that its coverage adds up."""
    return Hotline(*read_hotline())


class PhoneCall:
    """One call: first what the caller and the function do, then what was heard."""

    def __init__(self, hotline: Hotline, caller: str) -> None:
        self._hotline = hotline
        self._caller = caller
        self._keys: list[str | None] = []
        self._replies: list[Callable[[], object]] = []
        self._silenced: set[str] = set()
        self._seconds = 0.0

    def keys(self, *keys: str) -> Self:
        """The caller presses these, one argument at each question."""
        self._keys.extend(keys)
        return self

    def stays_silent(self) -> Self:
        """The caller presses nothing at the next question."""
        self._keys.append(None)
        return self

    def function_answers(self, reply: object) -> Self:
        """The function's next answer, whatever it is."""
        self._replies.append(lambda: reply)
        return self

    def function_fails(self) -> Self:
        """The function's next invocation raises."""
        self._replies.append(self._raise)
        return self

    def function_takes(self, seconds: float, reply: Mapping[str, str]) -> Self:
        """The function's next answer comes after this long."""

        def answer_late() -> object:
            self._seconds += seconds
            return reply

        self._replies.append(answer_late)
        return self

    def prompt_fails(self, *actions: str) -> Self:
        """The service cannot play the prompt of these actions."""
        self._silenced.update(actions)
        return self

    def hears(self, *prompts: str) -> Self:
        """These are heard in this order; others may be heard between them."""
        rest = iter(self.heard)
        missing = [prompt for prompt in prompts if prompt not in rest]
        assert not missing, f"{missing} not heard in its place: {self.heard}"
        return self

    def hears_only(self, *prompts: str) -> Self:
        """These, and nothing else, are heard from the first sentence to the last."""
        assert self.heard == prompts
        return self

    def never_hears(self, *prompts: str) -> Self:
        """None of these is heard."""
        assert not set(prompts) & set(self.heard), self.heard
        return self

    def hears_password(self, password: str = PASSWORD, times: int = 2) -> Self:
        """This password, whole and so many times; no other digits."""
        digits = "".join(prompt.digits for prompt in self.transcript.heard)
        assert digits == password * times
        return self

    def hears_no_password(self) -> Self:
        """Not one digit of a password is read."""
        return self.hears_password("", times=0)

    def function_was_sent(self, *parameters: Mapping[str, str]) -> Self:
        """The invocations of this call carried these parameters, in this order."""
        assert tuple(asked.parameters for asked in self.transcript.asked) == parameters
        return self

    def ends(self) -> Self:
        """The hotline hangs up, and nothing is left that the function was to answer."""
        assert isinstance(self.transcript.lines[-1], Ended)
        assert not self._replies, f"{len(self._replies)} answers were not asked for"
        return self

    @property
    def heard(self) -> tuple[str, ...]:
        """Identifiers of the prompts heard, in order."""
        return tuple(prompt.identifier for prompt in self.transcript.heard)

    @cached_property
    def transcript(self) -> Transcript:
        """The call, placed once."""
        transcript = place_call(
            self._hotline.flow,
            self._hotline.prompts,
            self._function,
            caller_endpoint(self._caller),
            self._keys,
            silenced=frozenset(self._silenced),
            clock=lambda: self._seconds,
        )
        self._hotline.taken.update(transcript.branches)
        return transcript

    def _function(self, event: dict[str, Any]) -> object:
        assert event["Name"] == "ContactFlowEvent"
        return self._replies.pop(0)()

    def _raise(self) -> object:
        raise RuntimeError("the function fails")
