"""`make bench`: measures, prints one table, and fails when a budget is exceeded.

python -m tests.performance.bench              what has a budget
python -m tests.performance.bench --deployed   and the deployed hotline, first call and warm
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from local.plan import StackFailure
from tests.performance.budgets import START_UP
from tests.performance.deployed import first_and_warm_call
from tests.performance.figures import Figure, as_table
from tests.performance.lambda_folder import BuildFailed, LambdaFolder
from tests.performance.start_up import start_up
from tests.performance.warm_issue import warm_issue


def main() -> int:
    """0 = within budget, 1 = a budget is exceeded or nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.bench")
    parser.add_argument("--deployed", action="store_true", help="also call a stack of its own")
    with_stack = parser.parse_args().deployed
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = list(measured(Path(folder), with_stack))
        except (BuildFailed, StackFailure) as failure:
            print(failure, file=sys.stderr)
            return 1
    print(as_table(figures))
    over = [figure.name for figure in figures if figure.is_over]
    if over:
        print(f"Over budget: {'; '.join(over)}.", file=sys.stderr)
    return 1 if over else 0


def measured(folder: Path, with_stack: bool) -> Iterable[Figure]:
    """One measurement after the other; a new one is one more line here."""
    built = LambdaFolder(folder)
    step("Building the layers")
    built.build()
    for name in START_UP:
        step(f"Starting {name} again and again")
        yield from start_up(built, name)
    step("Issuing passwords")
    yield from warm_issue(built)
    if with_stack:
        step("Deploying a stack")
        yield from first_and_warm_call(folder / "stack")


def step(title: str) -> None:
    print(f"{title} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
