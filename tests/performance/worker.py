"""A process that is told call by call what to do, so that several can be measured in turns."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """CPU and wall time of one call in milliseconds, and what it told."""

    cpu: float
    wall: float
    told: Any


class Worker:
    """Started with the block and ended with it; what it says goes through `told_calls.serve`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = environment

    def __enter__(self) -> "Worker":
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The end of its input is the end of its work."""
        self._process.communicate(timeout=20)

    def __call__(self, operation: str, *arguments: str) -> Call:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([operation, *arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"{operation} ended its worker"
        return Call(*json.loads(line))
