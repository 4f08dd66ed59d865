"""The lines of a call as the browser is told them; the page has the words for the rest."""

from typing import Any

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
)


def told(number: int, line: Line) -> dict[str, Any]:
    """One line; `number` counts from 1 and names its audio, so that no address has a digit of a
    password in it."""
    return {"number": number} | _told(line)


def _told(line: Line) -> dict[str, Any]:
    match line:
        case Heard(prompt):
            said = {"text": prompt.text, "digits": prompt.digits}
            return {"kind": "heard", **said, "seconds": prompt.seconds}
        case Keyed(keys):
            return {"kind": "keyed", "keys": keys}
        case StayedSilent(seconds):
            return {"kind": "silent", "seconds": seconds}
        case Asked():
            caller = line.event["Details"]["ContactData"]["CustomerEndpoint"]
            number = caller["Address"] if caller else ""
            return {"kind": "asked", "sent": dict(line.parameters), "caller": number}
        case Answered(reply):
            return {"kind": "answered", "reply": dict(reply)}
        case FunctionFailed(reason):
            return {"kind": "failed", "text": reason}
        case NotPlayed():
            return {"kind": "unplayed"}
        case Ended():
            return {"kind": "ended"}
