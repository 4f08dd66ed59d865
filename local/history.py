"""`make history ID=… [REASON=…] [STACK=…]`: prints an account's events, the newest last.

It asks for a reason when none is given, and the look-up is itself an event of the account. Ends
with 0, or with 1 and one line that says why not.
"""

import argparse
import sys
from datetime import datetime, timedelta, timezone

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from local.deployed_table import DeployedTable, add_whereabouts, deployed_table
from local.plan import Plan, StackFailure
from vssid_recovery.adapters import world
from vssid_recovery.adapters.table.history import HistoryTable
from vssid_recovery.errors import InvalidRequest, Unavailable
from vssid_recovery.history import AccountHistory, History
from vssid_recovery.masks import masked_identifier
from vssid_recovery.operation_ports import HistoryLine
from vssid_recovery.ports import CHOSEN, TEMPORARY
from vssid_recovery.sign_in_throttle import Throttle

VIETNAM = timezone(timedelta(hours=7))
COLUMNS = ("time (GMT+7)", "what", "outcome", "channel", "by", "reason", "times", "last time")
# Where there is no terminal to fit in, a line is a line.
WIDTH_OF_A_FILE = 240
INVALID = {
    "identifier": "ID= takes a social insurance number (10 digits), a personal identification"
    " number (12 digits) or a health-card number.",
    "reason": "A reason is needed, of 200 characters at most: make history ID=… REASON=…",
}


def main() -> int:
    """Print one account's history, as the command line says; the exit status."""
    arguments = _arguments()
    try:
        deployed = deployed_table(Plan(arguments.directory).stack_file, arguments.stack)
        found = read(deployed, arguments.id, arguments.reason or _asked(), arguments.by)
    except InvalidRequest as refusal:
        return _failed(INVALID[refusal.field])
    except (StackFailure, Unavailable) as failure:
        return _failed(str(failure))
    except KeyboardInterrupt:
        return _failed("")
    if found is None:
        return _failed("Nobody in the register has this number.")
    show(found, _console(), world.now())
    return 0


def read(
    deployed: DeployedTable, identifier: str, reason: str, by: str = ""
) -> AccountHistory | None:
    """The history of the account behind an identifier; None when nobody has it."""
    store, who = HistoryTable(deployed.table), by or deployed.operator
    return History(store, deployed.secret, world.now, who).read(identifier, reason)


def show(history: AccountHistory, console: Console, now: datetime) -> None:
    """Print state, counts of wrong guesses and events, in Vietnamese time."""
    account = history.account
    number = masked_identifier(account.social_insurance_number)
    console.print(Text(f"Account {number}, {account.status}, version {account.version}"))
    for line in _counts(history, now):
        console.print(Text(line))
    table = Table(*COLUMNS, box=box.SIMPLE)
    for event in history.lines:
        table.add_row(*map(Text, _cells(event)))
    console.print(table)


def _cells(line: HistoryLine) -> tuple[str, ...]:
    event = line.event
    times = f"{line.times}" if line.last_at else ""
    last = _time(line.last_at) if line.last_at else ""
    what = (event.kind, event.outcome, event.channel, event.by, event.reason)
    return (_time(event.at), *what, times, last)


def _counts(history: AccountHistory, now: datetime) -> list[str]:
    if history.counts is None:
        return ["Wrong guesses: not known, the root secret cannot be read."]
    names = {CHOSEN: "of the chosen password", TEMPORARY: "of the temporary password"}
    return [
        f"Wrong guesses {names.get(kind, 'from a known device')}: {_told(count, now)}"
        for kind, count in history.counts.items()
    ]


def _told(count: Throttle, now: datetime) -> str:
    until = count.locked_until
    locked = f", locked until {_time(until)}" if until and until > now else ""
    return f"{count.wrong} in a row{locked}"


def _time(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_OF_A_FILE)


def _asked() -> str:
    try:
        return input("Why is this history looked up? ")
    except EOFError:
        return ""


def _failed(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make history", description=__doc__)
    parser.add_argument("--id", default="", help="any number that the person is known by")
    parser.add_argument("--reason", default="", help="why it is looked up; asked for if empty")
    add_whereabouts(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
