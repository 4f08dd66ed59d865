"""The hotline's voice: the audio of every prompt, made, kept and handed out.

`make prompts` brings the recordings in connect/prompts up to date with prompts.csv and writes all
that the prompt bucket is to hold into a folder. The 1,000 password groups are not kept: they are
joined from ten digits. Nothing here prints or logs the name of a group, for it spells a password.
"""

import argparse
import csv
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from re import fullmatch

from local.plan import ROOT
from local.recordings import Recordings, State
from local.speech_synthesis import MADE_BY, CannotSpeak, say_digit, say_sentences
from local.telephony.prompts import DIGITS, GROUP
from local.wave_file import NotTelephoneAudio, joined, samples_of, wave_file

PROMPTS = ROOT / "connect" / "prompts"
BUCKET_FOLDER = ROOT / ".local" / "prompts"
EVERY = "all"
# Seconds. With the length of the digits one comes about every 1.1 s: time to write it down.
LEAD_IN, BETWEEN_DIGITS, AFTER_GROUP = 0.15, 0.6, 1.2
# espeak-ng takes «không» for the unstressed "not"; as a digit it is said with the same weight as
# the others.
SAID_AS = {"không": "[[x'o#1N_|]]"}


TOLD = {
    State.MISSING: "said for the first time",
    State.OTHER_TEXT: "said anew, for another text or voice",
    State.FROM_A_PERSON: "recorded by a person, kept from now on",
    State.OUTDATED_BY_A_PERSON: "recorded by a person for an older text: record again, or REPLACE",
}


class NoAudio(LookupError):
    """There is no such prompt, or no recording of it. Never names it: it may spell a password."""


def audio_of(name: str, prompts: Path = PROMPTS) -> bytes:
    """The WAVE file of a prompt: "welcome", "validity-10", "groups/042". Raises NoAudio.

    A recording of that name comes first; a group without one is joined from the digits'.
    """
    group = fullmatch(GROUP, name)
    if group is None and not fullmatch(r"[a-z0-9-]+", name):
        raise NoAudio("no such prompt")
    recorded = prompts / "vi" / f"{name}.wav"
    if recorded.is_file():
        return recorded.read_bytes()
    if group is None:
        raise NoAudio("no such prompt, or not recorded")
    return _group(group["digits"], prompts)


def names(prompts: Path = PROMPTS) -> Iterator[str]:
    """Every prompt that the flow can play: the sentences, and `groups/000` to `groups/999`."""
    yield from sentences(prompts)
    yield from (f"groups/{number:03}" for number in range(1000))


def sentences(prompts: Path = PROMPTS) -> dict[str, str]:
    """What each sentence's recording says, by its identifier."""
    with (prompts / "prompts.csv").open(encoding="utf-8", newline="") as rows:
        return {row["identifier"]: row["spoken"] for row in csv.DictReader(rows)}


def digits() -> dict[str, str]:
    """What each digit's recording says, by its name, `digits/0` to `digits/9`."""
    return {f"digits/{number}": SAID_AS.get(word, word) for number, word in enumerate(DIGITS)}


def recordings(prompts: Path = PROMPTS) -> Recordings:
    """The recordings of the sentences and digits, and what they were made from."""
    texts = sentences(prompts) | digits()
    return Recordings(prompts / "vi", prompts / "made-from.csv", texts, MADE_BY)


def write_bucket(folder: Path, prompts: Path = PROMPTS) -> int:
    """Write what the prompt bucket holds to `folder`/vi; the number of files. Raises NoAudio.

    A file that is already there with the same audio is not touched, so that an upload can skip it.
    """
    written = 0
    for name in names(prompts):
        path, audio = folder / "vi" / f"{name}.wav", audio_of(name, prompts)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != audio:
            path.write_bytes(audio)
        written += 1
    return written


def _group(group: str, prompts: Path) -> bytes:
    try:
        # All ten, so that a missing one does not tell which were asked for.
        files = [(prompts / "vi" / "digits" / f"{n}.wav").read_bytes() for n in range(10)]
        spoken = [samples_of(file) for file in files]
    except (OSError, NotTelephoneAudio):
        raise NoAudio("a digit's recording is missing or cannot be played") from None
    parts = [spoken[int(digit)] for digit in group]
    return wave_file(joined(parts, before=LEAD_IN, between=BETWEEN_DIGITS, after=AFTER_GROUP))


def _say(name: str, text: str) -> bytes:
    return say_digit(text) if name in digits() else say_sentences(text)


def main(arguments: Sequence[str] | None = None, prompts: Path = PROMPTS) -> int:
    """Bring the recordings up to date and write the bucket's files; 1 when something is left."""
    options = _options().parse_args(arguments)
    texts = sentences(prompts) | digits()
    again = set(texts) if options.replace == [EVERY] else set(options.replace)
    if unknown := again - set(texts):
        return _complain(f"nothing is recorded as {', '.join(sorted(unknown))}")
    try:
        before = recordings(prompts).bring_up_to_date(_say, again)
        written = write_bucket(options.directory, prompts)
    except (CannotSpeak, NotTelephoneAudio, NoAudio) as failure:
        return _complain(str(failure))
    except OSError as failure:
        # Without the file's name, which may be a group's.
        return _complain(failure.strerror or "a file cannot be read or written")
    for line in _told(before, again) or ["every recording says what is written today"]:
        print(line)
    print(f"{written} files for the prompt bucket are in {options.directory}/vi")
    left = {state for name, state in before.items() if name not in again}
    return int(State.OUTDATED_BY_A_PERSON in left)


def _told(before: Mapping[str, State], again: Collection[str]) -> list[str]:
    """What was done with which recordings, a line for each kind."""
    kinds = {"said again": sorted(again)}
    for state, told in TOLD.items():
        kinds[told] = [name for name in before if before[name] is state and name not in again]
    return [f"{told}: {', '.join(which)}" for told, which in kinds.items() if which]


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make prompts", description=__doc__)
    add = parser.add_argument
    add("--directory", type=Path, default=BUCKET_FOLDER, help="where the bucket's files go")
    add("--replace", nargs="*", default=[], help='recordings to make again, or "all"')
    return parser


def _complain(message: str) -> int:
    print(f"prompts: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
