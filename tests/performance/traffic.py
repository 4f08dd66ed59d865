"""What a process asks of AWS, and the memory it has needed, told with each call."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3

ONE_WRITE = {"PutItem", "UpdateItem", "DeleteItem"}


class Traffic:
    """Counts calls by service, and writes to the table; the functions know nothing of it.

    Made before the functions are loaded: it listens at the session that their clients come from.
    """

    def __init__(self) -> None:
        boto3.setup_default_session()
        session: Any = boto3.DEFAULT_SESSION
        session.events.register("provide-client-params", self._note)
        self._counts: Counter[str] = Counter()

    def counted(self, operation: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: str) -> object:
            self._counts.clear()
            told = operation(*arguments)
            return [told, dict(self._counts)]

        return call

    def _note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self._counts[model.service_model.service_name] += 1
        self._counts["writes"] += len(params.get("TransactItems", ())) or model.name in ONE_WRITE


def peak_megabytes() -> float:
    """The most that has been resident of this process; getrusage would tell its parent's too."""
    told = Path("/proc/self/status").read_text("ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    assert found
    return int(found[1]) / 1024
