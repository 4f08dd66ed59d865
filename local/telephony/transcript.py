"""What happened in one call, in order. Immutable; the password only in what the caller heard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from local.telephony.contact_flow import Branch
from local.telephony.prompts import Prompt

PASSWORD_KEYS = frozenset({"group1", "group2", "group3"})
MASK = "•••"


@dataclass(frozen=True, slots=True)
class Heard:
    """The caller heard a prompt to its end."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class NotPlayed:
    """A prompt could not be played: the caller heard nothing."""

    address: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """The caller pressed these keys."""

    keys: str


@dataclass(frozen=True, slots=True)
class StayedSilent:
    """The caller pressed nothing for this long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The function was sent this event."""

    event: Mapping[str, Any] = field(repr=False)

    @property
    def parameters(self) -> Mapping[str, str]:
        """What the block sent along with the contact."""
        parameters: Mapping[str, str] = self.event["Details"]["Parameters"]
        return parameters


@dataclass(frozen=True, slots=True)
class Answered:
    """The function answered this; the password is masked."""

    reply: Mapping[str, str]

    @classmethod
    def masked(cls, reply: Mapping[str, str]) -> "Answered":
        """Keep a reply without the password in it."""
        return cls({key: MASK if key in PASSWORD_KEYS else reply[key] for key in reply})


@dataclass(frozen=True, slots=True)
class FunctionFailed:
    """The function raised, came too late, or answered what Connect does not take."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The hotline ended the call."""


Line: TypeAlias = (
    Heard | NotPlayed | Keyed | StayedSilent | Asked | Answered | FunctionFailed | Ended
)


@dataclass(frozen=True, slots=True)
class Transcript:
    """One whole call, and the branches of the flow that it took."""

    lines: tuple[Line, ...]
    branches: tuple[Branch, ...]

    @property
    def heard(self) -> tuple[Prompt, ...]:
        """What the caller heard, in order."""
        return tuple(line.prompt for line in self.lines if isinstance(line, Heard))

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What the function was sent, in order."""
        return tuple(line for line in self.lines if isinstance(line, Asked))


def seconds_of(line: Line) -> float:
    """About how long a line takes on the telephone; functions are not counted."""
    match line:
        case Heard(prompt):
            return prompt.seconds
        case Keyed(keys):
            return float(len(keys))
        case StayedSilent(seconds):
            return seconds
        case _:
            return 0.0
