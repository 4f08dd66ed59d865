"""`make accounts FILE=… [STACK=name] [REPLACE=yes] [BY=…]`: loads the register into a stack.

Ends with 0 when every row is in the table, 1 when some rows were refused (each is told with its
line and reason; the others are in), 2 when the file as a whole was refused or the stack does not
answer. The same file may always be loaded again: what is in already is left as it is.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from local.deployed_table import DeployedTable, add_whereabouts, deployed_table, table_of
from local.plan import ROOT, Plan, StackFailure
from local.register_file import RegisterFile, Summary, load_file
from local.stack_file import Stack
from vssid_recovery.adapters import world
from vssid_recovery.adapters.table.register import RegisterTable
from vssid_recovery.masks import masked_identifier
from vssid_recovery.register import Outcome, Register
from vssid_recovery.register_rows import FileRefused

SAMPLE = ROOT / "events" / "accounts" / "sample.csv"
VIETNAM = timezone(timedelta(hours=7))


def main() -> int:
    """Load one file, as the command line says; the exit status."""
    arguments = _arguments()
    try:
        file = RegisterFile.at(arguments.file)
        deployed = deployed_table(Plan(arguments.directory).stack_file, arguments.stack)
        with _progress() as bar:
            task = bar.add_task("Loading", total=file.lines)
            summary = load(
                deployed,
                file,
                replace=arguments.replace,
                by=arguments.by,
                at_line=lambda line: bar.update(task, completed=line),
            )
    except (FileRefused, StackFailure) as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted: load the same file again.", file=sys.stderr)
        return 130
    print(told(summary))
    if summary.stopped:
        print(f"Stopped ({summary.stopped}): load the same file again.", file=sys.stderr)
        return 2
    return 1 if summary.refused else 0


def load(
    deployed: DeployedTable,
    file: RegisterFile,
    replace: bool = False,
    by: str = "",
    at_line: Callable[[int], object] = lambda line: None,
) -> Summary:
    """Load a file; `at_line` hears how far it got. Raises FileRefused when it is no register."""
    store, who = RegisterTable(deployed.table), by or deployed.operator
    register = Register(store, deployed.secret, world.now, who, replace)
    return load_file(register, file.rows(datetime.now(VIETNAM).date()), at_line)


def seed_sample(stack: Stack) -> None:
    """Load the sample accounts into a stack on this machine; raises StackFailure if one fails."""
    summary = load(table_of(stack), RegisterFile.at(SAMPLE), by="local stack")
    if summary.refused or summary.stopped:
        raise StackFailure(f"The sample accounts cannot be loaded:\n{told(summary)}")


def told(summary: Summary) -> str:
    """Refused rows, then the counts; no person's data but a masked number."""
    refused = (
        f"line {row.line}{f' ({masked_identifier(row.number)})' if row.number else ''}:"
        f" {row.reason}"
        for row in summary.refused
    )
    outcomes = (each for each in Outcome if each is not Outcome.REFUSED)
    counts = [
        *(f"{summary.counts[outcome]:>8} {outcome.lower()}" for outcome in outcomes),
        f"{len(summary.refused):>8} refused",
        f"{summary.old_phones:>8} old 11-digit phone numbers converted",
    ]
    return "\n".join((*refused, *counts))


def _progress() -> Progress:
    """On a terminal only, and not among the lines that a script reads."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make accounts", description=__doc__)
    parser.add_argument("--file", default="", help="the register: UTF-8 CSV with a header")
    parser.add_argument("--replace", action="store_true", help="phone and e-mail may change")
    add_whereabouts(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
