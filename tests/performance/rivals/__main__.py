"""`make bench-rivals`: requests and confirmations beside Django's and fastapi-users'.

All sides do one thing at a time, in turns. Each is one process that is called as its server or
Lambda calls it; ours reaches its table over HTTP, theirs have SQLite in the process.
"""

import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from local.plan import StackFailure
from tests.performance.bare_emulator import bare_emulator, load, person
from tests.performance.figures import aligned
from tests.performance.lambda_folder import BuildFailed, LambdaFolder
from tests.performance.recovery import recovery
from tests.performance.separation import HEADINGS, Separation
from tests.performance.worker import Call, Worker
from tests.repository import ROOT

ROUNDS, WARM_UP = 160, 10
ACCOUNTS = ROUNDS + WARM_UP
PYTHON = ROOT / ".venv-rivals" / "bin" / "python"
# What a mail server takes to say yes; of the slow one only the answer times are told.
SLOW = ", mail of 20 ms"
MAIL_SECONDS = {"": "0", SLOW: "0.02"}
COSTS = ("call", "side", "CPU", "CPU to ours", "wall", "a second")
OURS = "vssid_recovery"
KINDS = ("request, known", "request, unknown")
CALLS = (*KINDS, "mailer, code", "confirmation")


@dataclass(slots=True)
class Taken:
    """The calls of each kind, by side."""

    calls: dict[tuple[str, str], list[Call]] = field(default_factory=lambda: defaultdict(list))

    def add(self, side: str, name: str, call: Call) -> Call:
        self.calls[side, name].append(call)
        return call

    def of(self, side: str, name: str) -> list[Call]:
        return self.calls[side, name][WARM_UP:]

    def costs(self) -> list[tuple[str, ...]]:
        """A row for each kind of call and side that makes it."""
        kinds = [(name, side) for side, name in self.calls if not side.endswith(SLOW)]
        kinds.sort(key=lambda kind: CALLS.index(kind[0]))
        return [(*kind, *self._cost(*kind)) for kind in kinds]

    def _cost(self, name: str, side: str) -> tuple[str, ...]:
        cpu = median(call.cpu for call in self.of(side, name))
        wall = median(call.wall for call in self.of(side, name))
        ours = median(call.cpu for call in self.of(OURS, name))
        return f"{cpu:.2f} ms", f"{cpu / ours:.2f}", f"{wall:.2f} ms", f"{1000 / wall:.0f}"

    def separations(self) -> list[Separation]:
        sides = dict.fromkeys(side for side, _ in self.calls)
        return [Separation(side, *(self._walls(side, kind) for kind in KINDS)) for side in sides]

    def _walls(self, side: str, kind: str) -> list[float]:
        return [call.wall for call in self.of(side, kind)]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        try:
            taken = measured(Path(folder))
        except (BuildFailed, StackFailure) as failure:
            print(failure, file=sys.stderr)
            return 1
    print(aligned(COSTS, taken.costs()), end="\n\n")
    print(aligned(HEADINGS, [each.cells for each in taken.separations()]))
    return 0


def measured(folder: Path) -> Taken:
    (folder / "built").mkdir()
    built = LambdaFolder(folder / "built")
    built.build()
    taken = Taken()
    with ExitStack() as opened:
        url = opened.enter_context(bare_emulator(folder / "stack"))
        load(url, map(person, range(ACCOUNTS)))
        ours = opened.enter_context(recovery(built, url))
        rivals = {
            name + mail: opened.enter_context(rival(name, folder, seconds))
            for name in ("Django", "fastapi-users")
            for mail, seconds in MAIL_SECONDS.items()
        }
        for number in range(ACCOUNTS):
            recover(taken, ours, number)
            for side, worker in rivals.items():
                reset(taken, side, worker, number)
    return taken


def rival(name: str, folder: Path, seconds: str) -> Worker:
    script = Path(__file__).with_name(f"{name.lower().replace('-', '_')}_worker.py")
    own = folder / f"{name}-{seconds}"
    own.mkdir()
    command = [str(PYTHON), str(script), str(own), str(ACCOUNTS), seconds]
    return Worker(command, {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]})


def recover(taken: Taken, worker: Worker, number: int) -> None:
    """A known and an unknown request, in either order by turns, the mail, the confirmation."""
    known, unknown = person(number), person(ACCOUNTS + number)
    reset_id = ""
    for kind, someone in by_turns(number, (KINDS[0], known), (KINDS[1], unknown)):
        call = worker("request", someone.social_insurance_number, someone.email)
        taken.add(OURS, kind, call)
        reset_id = call.told if kind == KINDS[0] else reset_id
    mail = taken.add(OURS, "mailer, code", worker("mail", reset_id))
    taken.add(OURS, "confirmation", worker("confirm", reset_id, mail.told))


def reset(taken: Taken, side: str, worker: Worker, number: int) -> None:
    """The same of a rival, whose request makes the mail itself."""
    token = ""
    addresses = (KINDS[0], f"{number}@thu.example.com"), (KINDS[1], f"x{number}@thu.example.com")
    for kind, address in by_turns(number, *addresses):
        call = taken.add(side, kind, worker("request", address))
        token = token or call.told
    if not side.endswith(SLOW):
        taken.add(side, "confirmation", worker("confirm", token))


def by_turns(number: int, *each: tuple[str, Any]) -> Sequence[tuple[str, Any]]:
    """As given, or the other way round: the second of two finds the processor's caches warm.

    Two times each: every other round, which is what a threshold is judged on, has both orders.
    """
    return each if number // 2 % 2 else each[::-1]


if __name__ == "__main__":
    sys.exit(main())
