"""Which recordings are made anew, and that a person's are left alone."""

from pathlib import Path

import pytest

from local.recordings import Recordings, State
from local.speech_synthesis import CannotSpeak
from local.wave_file import NotTelephoneAudio, wave_file

TEXTS = {"welcome": "Xin chào.", "goodbye": "Kính chào."}
HUM = wave_file(b"\x20\xa0" * 4000)


class Studio:
    """A folder of recordings, and a machine that notes what it was asked to say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def open(self, texts: dict[str, str] = TEXTS, machine: str = "robot 1") -> Recordings:
        return Recordings(self.folder / "vi", self.folder / "made-from.csv", texts, machine)

    def say(self, name: str, text: str) -> bytes:
        self.said.append(name)
        return wave_file(text.encode() * 100)

    def audio(self, name: str) -> bytes:
        return (self.folder / "vi" / f"{name}.wav").read_bytes()

    def put(self, name: str, audio: bytes) -> None:
        (self.folder / "vi" / f"{name}.wav").write_bytes(audio)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Everything has been said once."""
    studio = Studio(tmp_path)
    studio.open().bring_up_to_date(studio.say)
    assert studio.said == ["welcome", "goodbye"]
    studio.said.clear()
    return studio


def test_what_fits_is_not_said_again(studio: Studio) -> None:
    before = studio.open().bring_up_to_date(studio.say)
    assert not studio.said
    assert set(before.values()) == {State.FITS}


def test_only_the_sentence_that_changed_is_said_anew(studio: Studio) -> None:
    other = TEXTS | {"welcome": "Xin kính chào."}
    assert studio.open(other).state("welcome") is State.OTHER_TEXT
    studio.open(other).bring_up_to_date(studio.say)
    assert studio.said == ["welcome"]
    assert studio.open(other).state("welcome") is State.FITS


def test_a_missing_file_is_said_anew(studio: Studio) -> None:
    (studio.folder / "vi" / "goodbye.wav").unlink()
    studio.open().bring_up_to_date(studio.say)
    assert studio.said == ["goodbye"]


def test_another_voice_says_everything_anew_but_what_a_person_said(studio: Studio) -> None:
    studio.put("welcome", HUM)
    studio.open().bring_up_to_date(studio.say)
    studio.open(machine="robot 2").bring_up_to_date(studio.say)
    assert studio.said == ["goodbye"]
    assert studio.audio("welcome") == HUM


def test_a_person_s_recording_is_noticed_and_kept(studio: Studio) -> None:
    studio.put("welcome", HUM)
    assert studio.open().state("welcome") is State.FROM_A_PERSON
    studio.open().bring_up_to_date(studio.say)
    assert not studio.said
    assert studio.audio("welcome") == HUM
    assert studio.open().state("welcome") is State.FITS
    assert "welcome,a person," in (studio.folder / "made-from.csv").read_text("utf-8")


def test_a_person_s_recording_of_an_older_text_is_told_and_kept(studio: Studio) -> None:
    studio.put("welcome", HUM)
    studio.open().bring_up_to_date(studio.say)
    other = TEXTS | {"welcome": "Xin kính chào."}
    before = studio.open(other).bring_up_to_date(studio.say)
    assert before["welcome"] is State.OUTDATED_BY_A_PERSON
    assert studio.audio("welcome") == HUM


def test_a_person_s_recording_gives_way_when_that_is_asked(studio: Studio) -> None:
    studio.put("welcome", HUM)
    studio.open().bring_up_to_date(studio.say, again={"welcome"})
    assert studio.said == ["welcome"]
    assert studio.audio("welcome") != HUM
    assert studio.open().state("welcome") is State.FITS


def test_a_file_that_cannot_be_played_is_not_taken_over(studio: Studio) -> None:
    studio.put("welcome", b"RIFF")
    with pytest.raises(NotTelephoneAudio, match=r"welcome\.wav"):
        studio.open().bring_up_to_date(studio.say)
    assert studio.open().state("welcome") is State.FROM_A_PERSON


def test_what_was_said_before_a_failure_is_noted(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    def hoarse(name: str, text: str) -> bytes:
        if name == "goodbye":
            raise CannotSpeak
        return studio.say(name, text)

    with pytest.raises(CannotSpeak):
        studio.open().bring_up_to_date(hoarse)
    assert studio.open().state("welcome") is State.FITS
    assert studio.open().state("goodbye") is State.MISSING
