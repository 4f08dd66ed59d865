"""Start-up: import and init of a function against a handler that only makes the same clients."""

import json
from collections.abc import Iterable
from pathlib import Path

from tests.performance.budgets import START_UP
from tests.performance.figures import Figure, compared
from tests.performance.lambda_folder import LambdaFolder

PAIRS = 25
PROBE = Path(__file__).with_name("start_up_probe.py")


def start_up(built: LambdaFolder, name: str) -> Iterable[Figure]:
    """CPU time, which has the budget, and wall time, which other processes stretch."""
    function, bare = built.function(name), built.bare_clients(name)
    _start(built, function, name)  # files into the system's cache
    _start(built, bare, name)
    pairs = [(_start(built, bare, name), _start(built, function, name)) for _ in range(PAIRS)]
    for clock, budget in (("CPU", START_UP[name]), ("wall", None)):
        baselines = [baseline[clock] for baseline, _ in pairs]
        measured = [measured[clock] for _, measured in pairs]
        yield compared(f"start-up {name}, {clock}", measured, baselines, budget)


def _start(built: LambdaFolder, task: Path, name: str) -> dict[str, float]:
    """Milliseconds of one start, by clock."""
    taken: dict[str, float] = json.loads(built.run(PROBE, task, name))
    return taken
