"""What each action of the flow language does to a contact.

An interpreter returns the branch that the call takes: "next", the operand of a condition, or an
error's type. Source: Amazon Connect flow language 2019-10-30 and administrator guide.
"""

import json
from collections.abc import Callable, Mapping
from math import nan
from typing import Any, TypeAlias

from local.telephony.contact import Contact
from local.telephony.contact_flow import Action
from local.telephony.transcript import Answered, Asked, Ended, FunctionFailed, Keyed, StayedSilent

NEXT = "next"
FAULT = "NoMatchingError"
UNMATCHED = "NoMatchingCondition"
SILENCE = "Timeout"  # what the store form keeps for a caller who pressed nothing
LARGEST_REPLY = 32 * 1024  # bytes

Interpreter: TypeAlias = Callable[[Action, Contact], str]


class ReplyRefused(Exception):
    """The function's answer is not a flat map from string to string of at most 32 KB."""


def set_behavior(action: Action, contact: Contact) -> str:
    """Logging and recording: nothing that a caller hears."""
    return NEXT


def message(action: Action, contact: Contact) -> str:
    """Play one prompt."""
    return NEXT if contact.play(action.identifier, action.parameters) else FAULT


def participant_input(action: Action, contact: Contact) -> str:
    """Play the question and take keys: one (menu form) or a number (store form)."""
    if not contact.play(action.identifier, action.parameters):
        return FAULT
    keys = next(contact.keys, None)
    if keys is None:
        contact.lines.append(StayedSilent(float(action.parameters["InputTimeLimitSeconds"])))
    else:
        contact.lines.append(Keyed(keys[:1] if action.is_menu else keys))
    if action.is_menu:
        return "InputTimeLimitExceeded" if keys is None else _condition_met(action, keys[:1])
    contact.stored_input = keyed_number(keys or "", action.parameters)
    return NEXT


def keyed_number(keys: str, parameters: Mapping[str, Any]) -> str:
    """What the store form keeps: up to the terminator or the longest length; * starts afresh."""
    dtmf = parameters["DTMFConfiguration"]
    longest = int(parameters["InputValidation"]["CustomValidation"]["MaximumLength"])
    number = ""
    for key in keys:
        number += key
        if number.endswith(dtmf["InputTerminationSequence"]):
            return number.removesuffix(dtmf["InputTerminationSequence"])
        if key == "*" and dtmf["DisableCancelKey"] == "False":
            number = ""
        if len(number) == longest:
            return number
    return number or SILENCE


def compare(action: Action, contact: Contact) -> str:
    """Take the first condition that the value meets."""
    return _condition_met(action, contact.resolve(action.parameters["ComparisonValue"]))


def loop(action: Action, contact: Contact) -> str:
    """Go on LoopCount times, be done once, then start afresh."""
    contact.loops[action.identifier] += 1
    if contact.loops[action.identifier] <= int(action.parameters["LoopCount"]):
        return "ContinueLooping"
    del contact.loops[action.identifier]
    return "DoneLooping"


def invoke_function(action: Action, contact: Contact) -> str:
    """Ask the function; only a good answer in time replaces the one before."""
    event = contact.event(action.parameters.get("LambdaInvocationAttributes", {}))
    contact.lines.append(Asked(event))
    limit = int(action.parameters["InvocationTimeLimitSeconds"])
    began = contact.clock()
    try:
        reply = string_map(contact.function(event))
    except Exception as error:  # whatever went wrong in the function, the caller gets the branch
        contact.lines.append(FunctionFailed(f"{type(error).__name__}: {error}"))
        return FAULT
    if contact.clock() - began > limit:
        contact.lines.append(FunctionFailed(f"no answer within {limit} s"))
        return FAULT
    contact.external = reply
    contact.lines.append(Answered.masked(reply))
    return NEXT


def string_map(reply: object) -> Mapping[str, str]:
    """The reply as Connect takes it under STRING_MAP; raise ReplyRefused for any other."""
    if not isinstance(reply, dict):
        raise ReplyRefused("not a map")
    if not all(isinstance(text, str) for pair in reply.items() for text in pair):
        raise ReplyRefused("not a flat map of strings")
    if len(json.dumps(reply, ensure_ascii=False).encode()) > LARGEST_REPLY:
        raise ReplyRefused("over 32 KB")
    return dict(reply)


def disconnect(action: Action, contact: Contact) -> str:
    """End the call."""
    contact.lines.append(Ended())
    return NEXT


MEETS: Mapping[str, Callable[[str, str], bool]] = {
    "Equals": lambda value, operand: value == operand,
    "TextStartsWith": lambda value, operand: value.startswith(operand),
    "TextEndsWith": lambda value, operand: value.endswith(operand),
    "TextContains": lambda value, operand: operand in value,
    "NumberGreaterThan": lambda value, operand: _number(value) > float(operand),
    "NumberGreaterOrEqualTo": lambda value, operand: _number(value) >= float(operand),
    "NumberLessThan": lambda value, operand: _number(value) < float(operand),
    "NumberLessOrEqualTo": lambda value, operand: _number(value) <= float(operand),
}


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return nan  # compares as false with everything: no number meets no condition


def _condition_met(action: Action, value: str) -> str:
    met = (c.operand for c in action.conditions if MEETS[c.operator](value, c.operand))
    return next(met, UNMATCHED)


INTERPRETERS: Mapping[str, Interpreter] = {
    "UpdateFlowLoggingBehavior": set_behavior,
    "UpdateContactRecordingBehavior": set_behavior,
    "MessageParticipant": message,
    "GetParticipantInput": participant_input,
    "Compare": compare,
    "Loop": loop,
    "InvokeLambdaFunction": invoke_function,
    "DisconnectParticipant": disconnect,
}
