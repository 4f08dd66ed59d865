"""One call as it is being made: the contact flow in a thread, its caller in a browser."""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from threading import Thread

from local.console.conversation import Conversation, HungUp
from local.telephony.call import MOST_STEPS, CallCannotRun
from local.telephony.contact import Contact, Function
from local.telephony.contact_flow import Action, ContactFlow
from local.telephony.flow_actions import INTERPRETERS, NEXT
from local.telephony.prompts import Prompts
from local.telephony.transcript import Line

# Amazon Connect's own where the block names none.
BETWEEN_KEYS_SECONDS = 5.0
QUESTION = "GetParticipantInput"


class LinesAsTheyCome(list[Line]):
    """A transcript that is told line by line: whoever adds one goes on when it has been told."""

    def __init__(self, tell: Callable[[Line], None]) -> None:
        super().__init__()
        self._tell = tell

    def append(self, line: Line) -> None:
        super().append(line)
        self._tell(line)


class LiveCall:
    """Runs the flow as `place_call` does, at the pace of a person who hears and presses."""

    def __init__(
        self,
        flow: ContactFlow,
        prompts: Prompts,
        function: Function,
        caller: Mapping[str, str] | None,
        second: float = 1.0,
    ) -> None:
        self.conversation = Conversation(second)
        self._flow = flow
        self._action = flow.actions[flow.start]
        self._contact = Contact(
            contact_id=str(uuid.uuid4()),
            caller=caller,
            keys=self._keys(),
            function=function,
            prompts=prompts,
            clock=time.monotonic,
            silenced=frozenset(),
            lines=LinesAsTheyCome(self.conversation.say),
        )

    def begin(self) -> None:
        """Returns at once; the call goes on until someone hangs up."""
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        ended = "fault"
        try:
            self._follow()
            ended = "hotline"
        except HungUp:
            ended = "caller"
        finally:
            self.conversation.end(ended)

    def _follow(self) -> None:
        identifier: str | None = self._flow.start
        for _ in range(MOST_STEPS):
            if identifier is None:
                return
            identifier = self._step(self._flow.actions[identifier])
        raise CallCannotRun(f"still running after {MOST_STEPS} actions, at {identifier}")

    def _step(self, action: Action) -> str | None:
        self._action = action
        if action.type == QUESTION:
            self.conversation.listen(True)
        label = INTERPRETERS[action.type](action, self._contact)
        if label == NEXT:
            return action.next_action
        conditions = {condition.operand: condition.target for condition in action.conditions}
        return (conditions | dict(action.errors))[label]

    def _keys(self) -> Iterator[str | None]:
        while True:
            keys = take_keys(self._action, self.conversation.next_key)
            self.conversation.listen(False)
            yield keys


def take_keys(action: Action, next_key: Callable[[float], str | None]) -> str | None:
    """What is pressed at a question until it is answered or time is up; None for silence."""
    keys, seconds = "", float(action.parameters["InputTimeLimitSeconds"])
    while not is_answered(action, keys) and (key := next_key(seconds)) is not None:
        keys, seconds = keys + key, _seconds_between_keys(action)
    return keys or None


def is_answered(action: Action, keys: str) -> bool:
    """A menu by its first key; a number by its terminator or its longest length since the last *"""
    if action.is_menu:
        return bool(keys)
    dtmf = action.parameters["DTMFConfiguration"]
    longest = int(action.parameters["InputValidation"]["CustomValidation"]["MaximumLength"])
    number = keys.rpartition("*")[2] if dtmf["DisableCancelKey"] == "False" else keys
    return number.endswith(dtmf["InputTerminationSequence"]) or len(number) == longest


def _seconds_between_keys(action: Action) -> float:
    dtmf = action.parameters.get("DTMFConfiguration", {})
    return float(dtmf.get("InterdigitTimeLimitSeconds", BETWEEN_KEYS_SECONDS))
