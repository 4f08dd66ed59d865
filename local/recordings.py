"""The recordings kept in the repository, and what each was made from.

The table `made-from.csv` has a row for each: its name, who made it, and the SHA-256 of its text
and of its audio. A file with other audio than its row tells was put there by a person.
"""

import csv
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, fields
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path

from local.wave_file import NotTelephoneAudio, samples_of

PERSON = "a person"


class State(Enum):
    """How a recording stands to the text that it is to say."""

    FITS = auto()
    MISSING = auto()
    OTHER_TEXT = auto()  # or another machine's voice
    FROM_A_PERSON = auto()  # new, and not yet in the table
    OUTDATED_BY_A_PERSON = auto()


@dataclass(frozen=True, slots=True)
class Origin:
    """What a recording was made from, by whom, and which audio came out."""

    name: str
    made_by: str
    text: str
    audio: str


def fingerprint(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()


class Recordings:
    """A folder of `<name>.wav`, each the voice of one text, and the table of their origins."""

    def __init__(self, folder: Path, table: Path, texts: Mapping[str, str], machine: str) -> None:
        """`machine` names the synthetic voice of today with all its settings."""
        self._folder, self._table, self._texts, self._machine = folder, table, texts, machine
        self._origins = dict(_read(table)) if table.exists() else {}

    def state(self, name: str) -> State:
        """How this recording stands to its text today."""
        origin, audio = self._origins.get(name), self._audio(name)
        if not audio:
            return State.MISSING
        if origin is None or origin.audio != fingerprint(audio):
            return State.FROM_A_PERSON
        same_text = origin.text == self._text(name)
        if origin.made_by == PERSON:
            return State.FITS if same_text else State.OUTDATED_BY_A_PERSON
        return State.FITS if same_text and origin.made_by == self._machine else State.OTHER_TEXT

    def bring_up_to_date(
        self, say: Callable[[str, str], bytes], again: Collection[str] = ()
    ) -> dict[str, State]:
        """Make with `say`, given name and text, what is missing or says another text.

        What a person put there is kept as the voice of today's text, and what a person said of an
        older text is left as it is; both are made only when named in `again`. Returns how each
        recording stood before. Raises NotTelephoneAudio, and what `say` raises.
        """
        before = {name: self.state(name) for name in self._texts}
        for name in [n for n in before if before[n] is State.FROM_A_PERSON and n not in again]:
            self._adopt(name)
        for name, text in self._texts.items():
            if name in again or before[name] in (State.MISSING, State.OTHER_TEXT):
                self._keep(name, say(name, text))
        return before

    def _keep(self, name: str, audio: bytes) -> None:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(audio)
        self._note(name, self._machine, audio)

    def _adopt(self, name: str) -> None:
        try:
            samples_of(self._audio(name))
        except NotTelephoneAudio as fault:
            raise NotTelephoneAudio(f"{self._path(name)}: {fault}") from None
        self._note(name, PERSON, self._audio(name))

    def _note(self, name: str, made_by: str, audio: bytes) -> None:
        self._origins[name] = Origin(name, made_by, self._text(name), fingerprint(audio))
        with self._table.open("w", encoding="utf-8", newline="") as table:
            rows = csv.DictWriter(
                table, [each.name for each in fields(Origin)], lineterminator="\n"
            )
            rows.writeheader()
            rows.writerows(asdict(self._origins[n]) for n in self._texts if n in self._origins)

    def _text(self, name: str) -> str:
        return fingerprint(self._texts[name].encode())

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.wav"

    def _audio(self, name: str) -> bytes:
        return self._path(name).read_bytes() if self._path(name).exists() else b""


def _read(table: Path) -> dict[str, Origin]:
    with table.open(encoding="utf-8", newline="") as rows:
        return {row["name"]: Origin(**row) for row in csv.DictReader(rows)}
