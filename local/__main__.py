"""`python -m local run|stack|stop`: what make run, make stack and make stop do."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from local import processes
from local.accounts import seed_sample
from local.claim import Claim, Holder
from local.console.launch import Console, show, start_console, wait_until_gone
from local.emulator import Emulator
from local.guide import guide
from local.parameters import parse_parameters
from local.plan import DEFAULT_PORT, Plan, StackFailure
from local.stack import bring_up, clear, take_down
from local.stack_file import Stack

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Runs one command: 0 = done, 1 = not, and one line says why, 130 = interrupted."""
    for number in SIGNALS:
        signal.signal(number, _interrupt)
    try:
        arguments = _arguments()
        plan = Plan(
            directory=arguments.directory.resolve(),
            port=arguments.port,
            parameters=parse_parameters(arguments.parameters),
            template=arguments.template.resolve(),
        )
        commands = {"run": hold_terminal, "stack": leave_running, "stop": end_running}
        return commands[arguments.command](plan)
    except StackFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: everything that was started has ended.", file=sys.stderr)
        return 130


def hold_terminal(plan: Plan) -> int:
    """Holds the terminal until Ctrl+C, which ends the stack."""
    with Claim(plan.directory) as claim:
        if not claim.take():
            raise StackFailure(_already_running(claim.holder()))
        emulator, running = bring_up(plan, claim, seed_sample, step)
        console = None
        try:
            console, running = _with_console(plan, running)
            print(f"{guide(running, plan.stack_file)}\n\nCtrl+C ends it.", flush=True)
            show(running.console_url)
            emulator.wait_until_ended()
            raise StackFailure(f"The emulator ended (make stop, or see {plan.emulator_log}).")
        except KeyboardInterrupt:
            print("\nEnding …", flush=True)
            return 0
        finally:
            _end_both(plan, emulator, console)


def leave_running(plan: Plan) -> int:
    """Leaves the stack in the background, in place of one that it left there earlier."""
    with Claim(plan.directory) as claim:
        if not claim.take():
            _replace(plan, claim)
        emulator, running = bring_up(plan, claim, seed_sample, step, in_background=True)
        try:
            _, running = _with_console(plan, running)
        except BaseException:
            take_down(plan, emulator)
            raise
        print(f"{guide(running, plan.stack_file)}\n\nmake stop ends it.")
    return 0


def end_running(plan: Plan) -> int:
    """Ends the stack that runs from this folder, and nothing else."""
    with Claim(plan.directory) as claim:
        if claim.take():
            print("No stack is running.")
            return 0
        _end(plan, claim)
    print("The stack has ended.")
    return 0


@contextmanager
def step(title: str) -> Iterator[None]:
    """A line of progress with the seconds that it took."""
    print(f"{title} … ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def _with_console(plan: Plan, stack: Stack) -> tuple[Console | None, Stack]:
    """A stack is of use without its console too: then it is said that there is none."""
    try:
        with step("Starting the console"):
            return start_console(plan, stack)
    except StackFailure as failure:
        print(f"{failure} The stack runs without it.", file=sys.stderr)
        return None, stack


def _end_both(plan: Plan, emulator: Emulator, console: Console | None) -> None:
    try:
        if console:
            console.end()
    finally:
        take_down(plan, emulator)


def _replace(plan: Plan, claim: Claim) -> None:
    holder = claim.holder()
    if not holder.in_background:
        raise StackFailure(_already_running(holder))
    print("Replacing the stack that make stack left running.")
    _end(plan, claim)


def _end(plan: Plan, claim: Claim) -> None:
    holder = claim.holder()
    if not holder.pid:
        raise StackFailure(
            "A stack is just starting here: try again in some seconds, or Ctrl+C in its terminal."
        )
    console_url = _console_url(plan)
    if not processes.end_stranger(holder.pid, claim.take):
        raise StackFailure(f"The stack's emulator (process {holder.pid}) does not end.")
    clear(plan)
    wait_until_gone(console_url)


def _console_url(plan: Plan) -> str:
    """Of the stack that runs from the plan's folder; '' where there is none."""
    try:
        return Stack.read(plan.stack_file).console_url
    except StackFailure:
        return ""


def _already_running(holder: Holder) -> str:
    if holder.in_background:
        return f"A stack left by make stack is running on port {holder.port}: make stop ends it."
    return "A stack is running in another terminal: end it there with Ctrl+C, or with make stop."


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Ends what was started, once: a second signal must not cut that short."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("command", choices=["run", "stack", "stop"])
    parser.add_argument(
        "--directory", type=Path, default=Plan.directory, help="where its files lie"
    )
    parser.add_argument("--template", type=Path, default=Plan.template, help="what to deploy")
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="loopback port of the emulator"
    )
    parser.add_argument(
        "--parameters", default="", help='template parameters: "Key=Value Key=Value"'
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
