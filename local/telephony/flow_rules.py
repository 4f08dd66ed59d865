"""What Amazon Connect refuses in a flow (flow language 2019-10-30), one line for each reason.

Where the service forgives and a caller would pay (a prompt that fails in silence, a branch that
nobody can take), these rules are stricter than the service.
"""

from collections.abc import Iterator, Mapping
from re import search
from typing import Any

from local.telephony.flow_shapes import (
    MENU_RULE,
    PROMPT_KINDS,
    RULES,
    STORE_RULE,
    ActionRule,
    Shape,
    misshapen,
)

VERSION = "2019-10-30"
LARGEST_CONTENT = 256_000  # characters, AWS::Connect::ContactFlow
MOST_ACTIONS = 250
LONGEST_IDENTIFIER = 50
FORBIDDEN_IN_IDENTIFIER = r"[%:(\\/)=$,;\[\]{}]"

ERRORS: Shape = ({"ErrorType": r".+", "NextAction": r".+"},)
CONDITIONS: Shape = (
    {"NextAction": r".+", "Condition": {"Operator": r"\w+", "Operands": (r".+",)}},
)
ACTION: Shape = {
    "Identifier": rf".{{1,{LONGEST_IDENTIFIER}}}",
    "Type": r"\w+",
    "Parameters": r"{}",
    "Transitions": {"NextAction?": r".+", "Conditions?": CONDITIONS, "Errors?": ERRORS},
}


def problems_of(content: str, document: Any) -> Iterator[str]:
    """Every reason to refuse this flow; nothing when the service would take it."""
    if len(content) > LARGEST_CONTENT:
        yield f"flow: {len(content)} characters, at most {LARGEST_CONTENT}"
    envelope = list(_envelope_problems(document))
    if envelope:
        yield from envelope
        return
    for action in document["Actions"]:
        yield from _action_problems(action)
    yield from _graph_problems(document)


def _envelope_problems(document: Any) -> Iterator[str]:
    if not isinstance(document, dict):
        yield "flow: not an object"
        return
    for name in document.keys() - {"Version", "StartAction", "Metadata", "Actions"}:
        yield f"flow: {name} is unknown here"
    if document.get("Version") != VERSION:
        yield f"flow: Version must be {VERSION}"
    actions = document.get("Actions")
    if not isinstance(actions, list) or not 1 <= len(actions) <= MOST_ACTIONS:
        yield f"flow: Actions must be a list of 1 to {MOST_ACTIONS}"
        return
    for number, action in enumerate(actions, start=1):
        yield from _frame_problems(number, action)


def _frame_problems(number: int, action: Any) -> Iterator[str]:
    if not isinstance(action, dict) or not isinstance(action.get("Parameters"), dict):
        yield f"action {number}: not an object with Parameters"
        return
    # What is inside Parameters depends on the type and is looked at by its own shape.
    yield from misshapen(f"action {number}", {**action, "Parameters": "{}"}, ACTION)


def _action_problems(action: Mapping[str, Any]) -> Iterator[str]:
    where, parameters = action["Identifier"], action["Parameters"]
    if search(FORBIDDEN_IN_IDENTIFIER, where):
        yield f"{where}: the identifier has a forbidden character"
    rule = _rule_for(action)
    if rule is None:
        yield f"{where}: {action['Type']} is not a known action type"
        return
    yield from misshapen(where, parameters, rule.parameters)
    if "Media?" in rule.parameters and len(PROMPT_KINDS & parameters.keys()) != 1:
        yield f"{where}: exactly one of {', '.join(sorted(PROMPT_KINDS))}"
    yield from _transition_problems(where, action["Transitions"], rule)


def _rule_for(action: Mapping[str, Any]) -> ActionRule | None:
    if action["Type"] == "GetParticipantInput":
        return STORE_RULE if action["Parameters"].get("StoreInput") == "True" else MENU_RULE
    return RULES.get(action["Type"])


def _transition_problems(where: str, ways: Mapping[str, Any], rule: ActionRule) -> Iterator[str]:
    errors = [error["ErrorType"] for error in ways.get("Errors", ())]
    for missing in sorted(rule.errors - set(errors)):
        yield f"{where}: the error {missing} is missing"
    for superfluous in sorted(set(errors) - rule.errors):
        yield f"{where}: the error {superfluous} is not allowed"
    if len(errors) != len(set(errors)):
        yield f"{where}: an error is handled twice"
    if ("NextAction" in ways) == rule.terminal:
        yield f"{where}: NextAction is {'not allowed' if rule.terminal else 'missing'}"
    yield from _condition_problems(where, ways.get("Conditions", ()), rule)
    if rule.catch_all and "NextAction" in ways:
        yield from _catch_all_problems(where, ways, rule.catch_all)


def _condition_problems(where: str, conditions: Any, rule: ActionRule) -> Iterator[str]:
    operands = [tuple(c["Condition"]["Operands"]) for c in conditions]
    if operands and not rule.operators:
        yield f"{where}: conditions are not allowed"
        return
    if rule.operators and not operands:
        yield f"{where}: conditions are missing"
    for condition in conditions:
        if condition["Condition"]["Operator"] not in rule.operators:
            yield f"{where}: the operator {condition['Condition']['Operator']} is not allowed"
    for operand in operands:
        if len(operand) != 1:
            yield f"{where}: a condition takes one operand"
        yield from misshapen(f"{where}: operand", operand[0] if operand else "", rule.operands)
    for missing in sorted(rule.all_operands - {o for operand in operands for o in operand}):
        yield f"{where}: the condition {missing} is missing"
    if len(operands) != len(set(operands)):
        yield f"{where}: a condition is given twice"


def _catch_all_problems(where: str, ways: Mapping[str, Any], catch_all: str) -> Iterator[str]:
    # The service asks for this NextAction and never takes it: another target there would be a
    # branch that a reader believes in and no caller reaches.
    targets = {error["ErrorType"]: error["NextAction"] for error in ways.get("Errors", ())}
    for condition in ways.get("Conditions", ()):
        targets.update(dict.fromkeys(condition["Condition"]["Operands"], condition["NextAction"]))
    if catch_all in targets and targets[catch_all] != ways["NextAction"]:
        yield f"{where}: NextAction must repeat the target of {catch_all}"


def _graph_problems(document: Mapping[str, Any]) -> Iterator[str]:
    actions = {action["Identifier"]: _targets(action) for action in document["Actions"]}
    if len(actions) != len(document["Actions"]):
        yield "flow: an identifier is used twice"
    for identifier, targets in {"StartAction": {document.get("StartAction")}, **actions}.items():
        for unknown in sorted(str(t) for t in targets - actions.keys()):
            yield f"{identifier}: its target {unknown} does not exist"
    reached, ahead = set(), {document.get("StartAction")}
    while ahead:
        identifier = ahead.pop()
        reached.add(identifier)
        ahead |= actions.get(identifier, set()) - reached
    for unreachable in sorted(actions.keys() - reached):
        yield f"{unreachable}: no action leads here"


def _targets(action: Mapping[str, Any]) -> set[Any]:
    ways = action["Transitions"]
    ahead = [way["NextAction"] for key in ("Conditions", "Errors") for way in ways.get(key, ())]
    return {*ahead, *([ways["NextAction"]] if "NextAction" in ways else [])}
