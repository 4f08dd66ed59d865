"""Call the hotline of the running stack: python -m local.phone --from 0912345678 --keys "8 …#".

The flow is connect/flows/hotline.json, played by the simulator; the function is the deployed one.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from re import fullmatch

from local.plan import ROOT, Plan
from local.telephony.call import CallCannotRun, place_call
from local.telephony.call_printout import printout
from local.telephony.connect_event import caller_endpoint
from local.telephony.contact_flow import ContactFlow, FlowRefused, load_flow
from local.telephony.deployed_function import NoStack, deployed_function
from local.telephony.prompts import Prompts

FLOW_FILE = ROOT / "connect" / "flows" / "hotline.json"
PROMPTS_FILE = ROOT / "connect" / "prompts" / "prompts.csv"
SILENCE = "-"

NOT_CALLED, MISUSED = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Place one call and print it; 0 when it was completed, 1 when not, 2 for wrong arguments."""
    options = _options().parse_args(arguments)
    try:
        caller = caller_endpoint(options.caller)
        keys = tuple(keypresses(options.keys))
    except ValueError as error:
        return _complain(str(error), MISUSED)
    try:
        flow, prompts = hotline()
        function = deployed_function(Plan(options.directory).stack_file)
        transcript = place_call(flow, prompts, function, caller, keys)
    except (NoStack, FlowRefused, CallCannotRun) as error:
        return _complain(str(error), NOT_CALLED)
    print(f"Call to 1900.9068 from {caller['Address'] if caller else 'a withheld number'}\n")
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for line in printout(transcript, colour=colour):
        print(line)
    return 0


def hotline() -> tuple[ContactFlow, Prompts]:
    """The hotline's flow and sentences as they are in the repository."""
    return load_flow(FLOW_FILE), Prompts.read(PROMPTS_FILE)


def keypresses(script: str) -> Iterator[str | None]:
    """Split "8 0123456789#" into one input a question; a lone "-" is silence at that question."""
    for keys in script.split():
        if keys != SILENCE and not fullmatch(r"[0-9*#]+", keys):
            raise ValueError(
                f"{keys!r} cannot be keyed: a telephone has 0-9, * and #; - is silence"
            )
        yield None if keys == SILENCE else keys


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make call", description=__doc__)
    parser.add_argument("--from", dest="caller", required=True, help="0…, +84… or withheld")
    parser.add_argument("--keys", default="", help='what is pressed at each question: "8 …#"')
    parser.add_argument("--directory", type=Path, default=Plan.directory, help="of the local stack")
    return parser


def _complain(message: str, code: int) -> int:
    print(f"call: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
