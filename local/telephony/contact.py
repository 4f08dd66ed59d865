"""One caller's contact while the flow runs: what Connect remembers, and the line to the caller."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from re import Match, fullmatch, sub
from typing import Any, TypeAlias

from local.telephony.connect_event import connect_event
from local.telephony.prompts import Prompts
from local.telephony.transcript import Heard, Line, NotPlayed

# Takes the event, gives what the function returned; whatever it raises is a failed invocation.
Function: TypeAlias = Callable[[dict[str, Any]], object]

WHOLE_PATH = r"\$\.(?P<space>\w+)(\.(?P<key>\w+))?"
PATH_INSIDE = r"\$\['(?P<space>\w+)'\]\['(?P<key>\w+)'\]"


@dataclass(slots=True)
class Contact:
    """The state of one call. Only what Amazon Connect itself keeps between two blocks is here."""

    contact_id: str
    caller: Mapping[str, str] | None
    keys: Iterator[str | None]
    function: Function
    prompts: Prompts
    clock: Callable[[], float]
    silenced: frozenset[str]
    stored_input: str = ""
    external: Mapping[str, str] = field(default_factory=dict)
    loops: Counter[str] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)

    def play(self, action: str, parameters: Mapping[str, Any]) -> bool:
        """Play an action's prompt; False where it cannot be played (no such file, or a fault)."""
        address = self.resolve(parameters.get("Media", {}).get("Uri", ""))
        prompt = None if action in self.silenced else self.prompts.at(address)
        self.lines.append(Heard(prompt) if prompt else NotPlayed(address))
        return prompt is not None

    def resolve(self, value: str) -> str:
        """Replace the JSONPaths of the flow language; what is not set becomes empty."""
        if path := fullmatch(WHOLE_PATH, value):
            return self._look_up(path)
        return sub(PATH_INSIDE, self._look_up, value)

    def event(self, attributes: Mapping[str, str]) -> dict[str, Any]:
        """The event for the function, with the block's own pairs as parameters."""
        parameters = {key: self.resolve(value) for key, value in attributes.items()}
        return connect_event(self.contact_id, self.caller, {}, parameters)

    def _look_up(self, path: Match[str]) -> str:
        spaces: Mapping[str, Mapping[str, str]] = {
            "External": self.external,
            "CustomerEndpoint": self.caller or {},
        }
        if path["space"] == "StoredCustomerInput":
            return self.stored_input
        return spaces.get(path["space"], {}).get(path["key"] or "", "")
