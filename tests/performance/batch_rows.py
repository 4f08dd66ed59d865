"""`make bench-batch`: what a file of declarations costs, at 1,000, 10,000 and 100,000 rows.

Real adapters, on table, bucket and queue of the emulator, and one worker, one message at a time:
each step in a process of its own, whose peak memory is its. Ends with 1 when memory grows with the
rows, or CPU time more than they do.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from local.plan import StackFailure
from tests.performance.bare_emulator import bare_emulator, load
from tests.performance.batch_calls import CALL_HEADINGS, Counted, DeskCalls
from tests.performance.batch_floor import Floor
from tests.performance.batch_steps import HEADINGS, Step, excesses
from tests.performance.declared_people import (
    declared,
    has_address,
    is_mistaken,
    write_csv,
    write_xlsx,
)
from tests.performance.figures import aligned
from tests.performance.lambda_folder import BuildFailed, LambdaFolder
from tests.performance.worker import Call, Worker

MOST_RECEIVED = 4  # then a message is a dead letter
SIZES = (1_000, 10_000, 100_000)
ONE_BY_ONE = [number for number in range(500_000, 500_030) if not has_address(number)]


def main() -> int:
    steps: list[Step] = []
    calls: list[Counted] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            measure(Path(folder), steps, calls)
        except (BuildFailed, StackFailure) as failure:
            print(failure, file=sys.stderr)
            return 1
    names = list(dict.fromkeys(step.name for step in steps))
    steps.sort(key=lambda step: names.index(step.name))
    print(aligned(HEADINGS, [step.cells for step in steps]))
    print(aligned(CALL_HEADINGS, [call.cells for call in calls]))
    found = [*excesses(steps)]
    print(*found, sep="\n", file=sys.stderr)
    return 1 if found else 0


def measure(folder: Path, steps: list[Step], calls: list[Counted]) -> None:
    (folder / "built").mkdir()
    built = LambdaFolder(folder / "built")
    built.build()
    with bare_emulator(folder / "stack") as url:
        floor = Floor.of(built, url)
        with floor.worker("desk_worker") as worker:
            desk = DeskCalls(worker)
            load(url, declared(ONE_BY_ONE))
            desk.one_by_one(declared(ONE_BY_ONE))
            for size in SIZES:
                numbers = range(size, 2 * size)
                load(url, declared(numbers))
                steps += _of_file(floor, desk, folder, numbers)
        calls += desk.counted


def _of_file(floor: Floor, desk: DeskCalls, folder: Path, numbers: range) -> Iterator[Step]:
    """One file, from its upload to the decision over all of it."""
    csv, xlsx = folder / "rows.csv", folder / "rows.xlsx"
    write_csv(csv, numbers)
    write_xlsx(xlsx, numbers)
    rows = len(numbers)
    yield _step(floor, "first pass, XLSX", rows, [_arrival(floor, desk, xlsx)])
    _ = [*floor.waiting()]  # rows that are not entered: the other file has the same
    batch_id = desk.open(csv.name)
    floor.put(csv, batch_id)
    yield _step(floor, "first pass, CSV", rows, [_told(batch_id)])
    yield _step(floor, "rows", rows, floor.waiting())
    yield _step(floor, "result", rows, floor.waiting())
    _check(desk.look_at(batch_id), numbers)
    desk.decide(batch_id, rows)
    yield _step(floor, "spreading", rows, floor.waiting())
    yield _step(floor, "decision", rows, floor.waiting())
    assert desk.look_at(batch_id)["decision"]["isDone"]


def _arrival(floor: Floor, desk: DeskCalls, file: Path) -> str:
    batch_id = desk.open(file.name)
    floor.put(file, batch_id)
    return _told(batch_id)


def _told(batch_id: str) -> str:
    """As the bucket tells of an upload."""
    return json.dumps({"Records": [{"s3": {"object": {"key": f"uploads/{batch_id}"}}}]})


def _step(floor: Floor, name: str, rows: int, messages: Iterable[str]) -> Step:
    bodies = [*messages]
    with floor.worker("batch_worker") as worker:
        at_rest = worker("peak").told
        calls = [call for body in bodies for call in _worked(worker, body)]
        return Step(name, rows, calls, at_rest, worker("peak").told)


def _worked(worker: Worker, body: str) -> Iterator[Call]:
    """As the queue does: what cannot be done just now comes again."""
    for _ in range(MOST_RECEIVED):
        call = worker("message", body)
        yield call
        if call.told[0]:
            return
    raise StackFailure(f"{body} failed {MOST_RECEIVED} times")


def _check(batch: dict[str, object], numbers: range) -> None:
    """The table is told nothing that did not happen."""
    good = [number for number in numbers if not is_mistaken(number)]
    expected = {
        "status": "DONE",
        "total": len(numbers),
        "accepted": len(good),
        "rejected": len(numbers) - len(good),
        "flagged": sum(map(has_address, good)),
    }
    assert {name: batch[name] for name in expected} == expected


if __name__ == "__main__":
    sys.exit(main())
