"""`make bench-scale`: what one call costs the table, however many accounts it holds.

The table of the emulator, loaded ever fuller. Trips are counted at the client; the capacity is what
the table says that each trip consumed, which the emulator works out from the sizes of the items by
DynamoDB's rules. Its times are not DynamoDB's: only that they do not grow says something.
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from local.plan import StackFailure
from tests.performance.bare_emulator import bare_emulator, load, person
from tests.performance.figures import aligned
from tests.performance.lambda_folder import BuildFailed, LambdaFolder
from tests.performance.recovery import recovery
from tests.performance.worker import Call, Worker

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 40
HEADINGS = ("call", "accounts", "trips", "read units", "write units", "wall")
LOT = random.Random(3)  # noqa: S311


@dataclass(frozen=True, slots=True)
class Cost:
    """All calls of one kind at one size; a trip and a unit are told as a range if they differ."""

    name: str
    accounts: int
    calls: Sequence[Call]

    @property
    def cells(self) -> tuple[str, ...]:
        counts = (_range([call.told[place] for call in self.calls]) for place in (1, 2, 3))
        wall = f"{median(call.wall for call in self.calls):.1f} ms"
        return self.name, f"{self.accounts:,}", *counts, wall


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        try:
            costs = list(measured(Path(folder)))
        except (BuildFailed, StackFailure) as failure:
            print(failure, file=sys.stderr)
            return 1
    names = list(dict.fromkeys(cost.name for cost in costs))
    costs.sort(key=lambda cost: names.index(cost.name))
    print(aligned(HEADINGS, [cost.cells for cost in costs]))
    return 0


def measured(folder: Path) -> Iterator[Cost]:
    (folder / "built").mkdir()
    built = LambdaFolder(folder / "built")
    built.build()
    with bare_emulator(folder / "stack") as url, recovery(built, url, "counting") as worker:
        held = 0
        for size in SIZES:
            load(url, map(person, range(held, size)))
            # Of the new ones: nobody is counted twice in an hour.
            yield from _at(worker, size, LOT.sample(range(held, size), ROUNDS + 1))
            held = size


def _at(worker: Worker, size: int, numbers: Sequence[int]) -> Iterator[Cost]:
    rounds = [_round(worker, number) for number in numbers][1:]  # the first reads the secret
    for name in rounds[0]:
        yield Cost(name, size, [each[name] for each in rounds])


def _round(worker: Worker, number: int) -> dict[str, Call]:
    """One person: a call to the hotline, then a reset, whose code is mistyped once."""
    someone = person(number)
    identifier, phone = someone.social_insurance_number, someone.phone
    issue = worker("issue", identifier, phone, f"contact-{number}")
    request = worker("request", identifier, someone.email)
    reset_id = request.told[0]
    mail = worker("mail", reset_id)
    assert mail.told[0], "no code was mailed"
    return {
        "hotline issue": issue,
        "reset request": request,
        "mailer, code": mail,
        "confirmation, wrong code": worker("wrong", reset_id),
        "confirmation, right code": worker("confirm", reset_id, mail.told[0]),
    }


def _range(numbers: Sequence[float]) -> str:
    least, most = min(numbers), max(numbers)
    return f"{least:g}" if least == most else f"{least:g}–{most:g}"


if __name__ == "__main__":
    sys.exit(main())
