"""A contact flow, read from the Amazon Connect flow language (Version 2019-10-30).

`load_flow` gives only flows that the service would take; `flow_rules` says what it refuses.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.telephony.flow_rules import problems_of

# Their outcome is always a condition or an error: NextAction is required there and never taken.
BRANCHING_TYPES = frozenset({"Compare", "Loop"})


class FlowRefused(Exception):
    """The service would not publish this flow; `problems` has one line for each reason."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Branch:
    """One way out of an action: `label` is "next", a condition's operand, or an error's type."""

    action: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A way out that is taken when the operator holds between the action's result and operand."""

    operator: str
    operand: str
    target: str


@dataclass(frozen=True, slots=True)
class Action:
    """One block of a flow."""

    identifier: str
    type: str
    parameters: Mapping[str, Any]
    next_action: str | None
    conditions: tuple[Condition, ...]
    errors: Mapping[str, str]

    @property
    def is_menu(self) -> bool:
        """True for the form of GetParticipantInput that branches on one key."""
        return self.type == "GetParticipantInput" and self.parameters["StoreInput"] == "False"

    def branches(self) -> Iterator[Branch]:
        """Every way out that a call can take."""
        if self.next_action and not self.is_menu and self.type not in BRANCHING_TYPES:
            yield Branch(self.identifier, "next")
        yield from (Branch(self.identifier, c.operand) for c in self.conditions)
        yield from (Branch(self.identifier, error) for error in self.errors)


@dataclass(frozen=True, slots=True)
class ContactFlow:
    """A flow that keeps the rules: every target exists and every action can be reached."""

    start: str
    actions: Mapping[str, Action]

    def branches(self) -> frozenset[Branch]:
        """Every way out of every action."""
        return frozenset(branch for a in self.actions.values() for branch in a.branches())


def load_flow(path: Path) -> ContactFlow:
    """Read a flow file; raise FlowRefused for one that the service would refuse."""
    return parse_flow(path.read_text(encoding="utf-8"))


def parse_flow(content: str) -> ContactFlow:
    """Read a flow's Content; raise FlowRefused for one that the service would refuse."""
    try:
        document = json.loads(content)
    except ValueError as error:
        raise FlowRefused((f"not JSON: {error}",)) from error
    problems = tuple(problems_of(content, document))
    if problems:
        raise FlowRefused(problems)
    actions = [_action(raw) for raw in document["Actions"]]
    return ContactFlow(document["StartAction"], {a.identifier: a for a in actions})


def _action(raw: Mapping[str, Any]) -> Action:
    ways = raw["Transitions"]
    return Action(
        identifier=raw["Identifier"],
        type=raw["Type"],
        parameters=raw["Parameters"],
        next_action=ways.get("NextAction"),
        conditions=tuple(_condition(c) for c in ways.get("Conditions", ())),
        errors={e["ErrorType"]: e["NextAction"] for e in ways.get("Errors", ())},
    )


def _condition(raw: Mapping[str, Any]) -> Condition:
    test = raw["Condition"]
    return Condition(test["Operator"], test["Operands"][0], raw["NextAction"])
