"""A transcript as a person reads it: a timeline of who speaks, keys, asks and answers."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from local.telephony.transcript import (
    Answered,
    Asked,
    Ended,
    FunctionFailed,
    Heard,
    Keyed,
    Line,
    NotPlayed,
    StayedSilent,
    Transcript,
    seconds_of,
)

WIDTH = 96
COLOURS = {"hotline": "36", "caller": "32", "function": "33", "fault": "31"}


def printout(transcript: Transcript, *, colour: bool) -> Iterator[str]:
    """The lines to print; times are estimates from the length of the sentences."""
    at = 0.0
    for line in transcript.lines:
        speaker, text = _told(line)
        yield from _entry(at, speaker, text, colour)
        at += seconds_of(line)
    minutes = -(-at // 60)
    yield f"The call took about {_clock(at)} ({minutes:.0f} min charged)."


def _told(line: Line) -> tuple[str, str]:
    match line:
        case Heard(prompt):
            # Who reads along in another language needs the digits themselves.
            read_out = f"«{prompt.text}» ({prompt.digits})"
            return "hotline", read_out if prompt.digits else prompt.text
        case Keyed(keys):
            return "caller", f"[{' '.join(keys)}]"
        case StayedSilent(seconds):
            return "caller", f"(silent for {seconds:.0f} s)"
        case Asked():
            caller = line.event["Details"]["ContactData"]["CustomerEndpoint"]
            number = caller["Address"] if caller else "withheld"
            return "function", f"← {_pairs({**line.parameters, 'caller': number})}"
        case Answered(reply):
            return "function", f"→ {_pairs(reply)}"
        case FunctionFailed(reason):
            return "fault", f"the function failed: {reason}"
        case NotPlayed(address):
            return "fault", f"cannot be played: {address.rpartition('/vi/')[2]}"
        case Ended():
            return "hotline", "(hangs up)"


def _pairs(values: Mapping[str, str]) -> str:
    return "  ".join(f"{key}={value}" for key, value in values.items())


def _entry(at: float, speaker: str, text: str, colour: bool) -> Iterator[str]:
    for number, part in enumerate(wrap(text, WIDTH - 17) or [""]):
        head = f"{_clock(at):>5}  {speaker:<8}" if number == 0 else " " * 15
        body = f"\033[{COLOURS[speaker]}m{part}\033[0m" if colour else part
        yield f"{head}  {body}"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
