"""Place a call: run a contact flow block by block, as Amazon Connect would."""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping

from local.telephony.contact import Contact, Function
from local.telephony.contact_flow import Action, Branch, ContactFlow
from local.telephony.flow_actions import INTERPRETERS, NEXT
from local.telephony.prompts import Prompts
from local.telephony.transcript import Transcript

MOST_STEPS = 1_000  # far more than a call takes: only a flow that goes in circles gets here


class CallCannotRun(Exception):
    """The flow has an action that this simulator does not play, or it never ends."""


def place_call(
    flow: ContactFlow,
    prompts: Prompts,
    function: Function,
    caller: Mapping[str, str] | None,
    keys: Iterable[str | None],
    *,
    silenced: frozenset[str] = frozenset(),
    clock: Callable[[], float] = time.monotonic,
) -> Transcript:
    """Run one call to its end.

    Parameters
    ----------
    function : called with a Connect event for each invocation; what it raises is a failure.
    keys : what the caller presses at each question, None for silence; silent when they run out.
    silenced : the actions whose prompt cannot be played (a fault of the service).
    clock : seconds, to hold the function to the block's time limit.
    """
    contact = Contact(str(uuid.uuid4()), caller, iter(keys), function, prompts, clock, silenced)
    branches: list[Branch] = []
    identifier: str | None = flow.start
    while identifier is not None:
        if len(branches) == MOST_STEPS:
            raise CallCannotRun(f"still running after {MOST_STEPS} actions, at {identifier}")
        action = flow.actions[identifier]
        label = _run(action, contact)
        branches.append(Branch(identifier, label))
        identifier = _target(action, label)
    return Transcript(tuple(contact.lines), tuple(branches))


def _run(action: Action, contact: Contact) -> str:
    interpreter = INTERPRETERS.get(action.type)
    if interpreter is None:
        raise CallCannotRun(f"{action.identifier}: {action.type} is not played here")
    return interpreter(action, contact)


def _target(action: Action, label: str) -> str | None:
    if label == NEXT:
        return action.next_action
    conditions = {condition.operand: condition.target for condition in action.conditions}
    return (conditions | dict(action.errors))[label]
