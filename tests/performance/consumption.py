"""What one call takes from the table: trips, and the capacity that each consumed."""

import json
from collections.abc import Callable
from typing import Any


class Consumption:
    """Asks for the capacity with every trip, at the client: the functions know nothing of it."""

    def __init__(self, client: Any) -> None:
        client.meta.events.register("provide-client-params.dynamodb", self._ask)
        client.meta.events.register("after-call.dynamodb", self._note)

    def counted(self, operation: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: str) -> object:
            self.trips, self.units = 0, {"read": 0.0, "write": 0.0}
            told = operation(*arguments)
            return [told, self.trips, self.units["read"], self.units["write"]]

        return call

    def _ask(self, params: dict[str, Any], **_: Any) -> dict[str, Any]:
        self._wanted = [
            key for each in params.get("RequestItems", {}).values() for key in each["Keys"]
        ]
        return {**params, "ReturnConsumedCapacity": "TOTAL"}

    def _note(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        self.trips += 1
        kind = "read" if "Get" in model.name else "write"
        self.units[kind] += self._of_batch(parsed) if self._wanted else _told(parsed)

    def _of_batch(self, parsed: dict[str, Any]) -> int:
        """The emulator does not tell it: a unit for each key, there or not, of at most 4 KB."""
        found = [item for each in parsed["Responses"].values() for item in each]
        assert all(len(json.dumps(item)) <= 4096 for item in found)
        return len(self._wanted)


def _told(parsed: dict[str, Any]) -> float:
    told = parsed["ConsumedCapacity"]
    consumed = told if isinstance(told, list) else [told]
    return float(sum(each["CapacityUnits"] for each in consumed))
