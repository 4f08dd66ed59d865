"""The sentences of the hotline, and which of them a prompt's address plays.

A prompt's address is `https://<bucket>.s3.amazonaws.com/vi/<identifier>.wav`. The identifiers are
those of connect/prompts/prompts.csv, and `groups/000` to `groups/999` for three digits.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch

ADDRESS = r"https://[^/]+\.s3\.amazonaws\.com/vi/(?P<identifier>[\w/-]+)\.wav"
GROUP = r"groups/(?P<digits>[0-9]{3})"
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")

SECONDS_PER_SYLLABLE = 0.31
# Half a second between the digits of a group and a longer one after it are part of the recording.
SECONDS_OF_PAUSES_IN_GROUP = 2.0


@dataclass(frozen=True, slots=True)
class Prompt:
    """A recording: what is said, and about how long it takes."""

    identifier: str
    text: str
    seconds: float

    @property
    def digits(self) -> str:
        """The three digits of a password group; empty for every other prompt."""
        group = fullmatch(GROUP, self.identifier)
        return group["digits"] if group else ""


class Prompts:
    """Every recording that the prompt bucket holds."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences

    @classmethod
    def read(cls, path: Path) -> "Prompts":
        """Read prompts.csv: identifier, text (as printed), spoken (as said)."""
        with path.open(encoding="utf-8", newline="") as rows:
            return cls({row["identifier"]: row["text"] for row in csv.DictReader(rows)})

    def at(self, address: str) -> Prompt | None:
        """The recording at this address, or None where the bucket has none."""
        found = fullmatch(ADDRESS, address)
        if found is None:
            return None
        identifier = found["identifier"]
        if group := fullmatch(GROUP, identifier):
            text, pauses = spoken_digits(group["digits"]), SECONDS_OF_PAUSES_IN_GROUP
        else:
            text, pauses = self._sentences.get(identifier, ""), 0.0
        seconds = len(text.split()) * SECONDS_PER_SYLLABLE + pauses
        return Prompt(identifier, text, seconds) if text else None


def spoken_digits(digits: str) -> str:
    """Digits as they are read, one at a time: "012" is «không một hai»."""
    return " ".join(DIGITS[int(digit)] for digit in digits)
