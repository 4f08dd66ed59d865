"""What is played for a prompt, what the bucket is given, and what `make prompts` says of it."""

import logging
import re
import shutil
from pathlib import Path

import pytest

from local import voice
from local.voice import NoAudio, audio_of, write_bucket
from local.wave_file import samples_of, silence, wave_file

HUM = wave_file(b"\x20\xa0" * 4000)


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A copy of the prompts to change."""
    return Path(shutil.copytree(voice.PROMPTS, tmp_path / "prompts"))


@pytest.fixture
def without_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def change_the_greeting(prompts: Path) -> None:
    table = prompts / "prompts.csv"
    table.write_text(table.read_text("utf-8").replace("Nam xin kính chào", "Nam xin chào"), "utf-8")


def test_a_sentence_is_played_from_its_recording() -> None:
    assert audio_of("welcome") == (voice.PROMPTS / "vi" / "welcome.wav").read_bytes()


def test_a_group_is_joined_from_its_digits_with_pauses(prompts: Path) -> None:
    for number in range(10):
        one = wave_file(bytes([0x20 + number]) * 800)
        (prompts / "vi" / "digits" / f"{number}.wav").write_bytes(one)
    parts = [bytes([0x20 + number]) * 800 for number in (0, 4, 2)]
    spoken = silence(voice.BETWEEN_DIGITS).join(parts)
    whole = silence(voice.LEAD_IN) + spoken + silence(voice.AFTER_GROUP)
    assert samples_of(audio_of("groups/042", prompts)) == whole


def test_a_person_may_say_a_group_as_a_whole(prompts: Path) -> None:
    (prompts / "vi" / "groups").mkdir()
    (prompts / "vi" / "groups" / "042.wav").write_bytes(HUM)
    assert audio_of("groups/042", prompts) == HUM
    assert audio_of("groups/043", prompts) != HUM


@pytest.mark.parametrize(
    "name",
    ["", "nothing", "welcome.wav", "welcome\n", "../made-from", "digits/1", "groups/42",
     "groups/1234", "groups/٠٤٢", "groups/../welcome", "/vi/welcome"],
)  # fmt: skip
def test_what_is_no_prompt_has_no_audio(name: str) -> None:
    with pytest.raises(NoAudio):
        audio_of(name)


@pytest.mark.parametrize("left", [None, b"", b"RIFF but no sound"])
def test_a_missing_digit_does_not_tell_which_group_was_asked_for(
    prompts: Path, left: bytes | None
) -> None:
    digit = prompts / "vi" / "digits" / "4.wav"
    digit.unlink() if left is None else digit.write_bytes(left)
    for group in ("042", "777"):
        with pytest.raises(NoAudio) as refusal:
            audio_of(f"groups/{group}", prompts)
        assert str(refusal.value) == "a digit's recording is missing or cannot be played"
        assert refusal.value.__cause__ is None
        assert refusal.value.__suppress_context__


def test_the_bucket_gets_every_prompt_and_no_lone_digit(tmp_path: Path) -> None:
    assert write_bucket(tmp_path) == 1026
    there = {path.relative_to(tmp_path / "vi").as_posix() for path in tmp_path.rglob("*.wav")}
    assert there == {f"{name}.wav" for name in voice.names()}
    assert (tmp_path / "vi/groups/042.wav").read_bytes() == audio_of("groups/042")


def test_what_has_not_changed_need_not_be_uploaded_again(tmp_path: Path, prompts: Path) -> None:
    write_bucket(tmp_path / "out", prompts)
    (prompts / "vi" / "welcome.wav").write_bytes(HUM)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.wav")}
    write_bucket(tmp_path / "out", prompts)
    touched = [path.name for path, at in before.items() if path.stat().st_mtime_ns != at]
    assert touched == ["welcome.wav"]


@pytest.mark.usefixtures("without_tools")
def test_no_tool_is_needed_while_no_sentence_has_changed(tmp_path: Path, prompts: Path) -> None:
    assert voice.main(["--directory", str(tmp_path / "out")], prompts) == 0
    assert len(list((tmp_path / "out/vi/groups").iterdir())) == 1000


@pytest.mark.usefixtures("without_tools")
def test_a_changed_sentence_without_tools_names_the_packages_to_install(
    tmp_path: Path, prompts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_the_greeting(prompts)
    assert voice.main(["--directory", str(tmp_path / "out")], prompts) == 1
    said = capsys.readouterr().err
    assert "apt-get install --no-install-recommends espeak-ng sox" in said
    assert not (tmp_path / "out").exists()
    assert audio_of("welcome", prompts) == audio_of("welcome")


def test_a_person_s_older_recording_is_kept_and_asked_for_again(
    tmp_path: Path, prompts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (prompts / "vi" / "welcome.wav").write_bytes(HUM)
    assert voice.main(["--directory", str(tmp_path)], prompts) == 0
    change_the_greeting(prompts)
    assert voice.main(["--directory", str(tmp_path)], prompts) == 1
    assert "for an older text: record again, or REPLACE: welcome" in capsys.readouterr().out
    assert audio_of("welcome", prompts) == HUM


def test_a_recording_that_no_telephone_plays_is_refused_by_its_name(
    tmp_path: Path, prompts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (prompts / "vi" / "welcome.wav").write_bytes(b"ID3 an mp3")
    assert voice.main(["--directory", str(tmp_path)], prompts) == 1
    assert "welcome.wav: no RIFF/WAVE file" in capsys.readouterr().err


def test_only_what_is_recorded_can_be_replaced(
    prompts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert voice.main(["--replace", "welcom"], prompts) == 1
    assert "nothing is recorded as welcom" in capsys.readouterr().err


@pytest.mark.parametrize("full", [False, True])
def test_the_name_of_a_group_is_neither_printed_nor_logged(
    prompts: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    full: bool,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.chdir(prompts)
    if full:  # what stands where a group's file belongs makes writing it fail
        Path("out/vi/groups/042.wav").mkdir(parents=True)
    assert voice.main(["--directory", "out"], prompts) == (1 if full else 0)
    audio_of("groups/042", prompts)
    told = "".join(capfd.readouterr()) + caplog.text
    assert told
    assert not re.search(r"groups|\b[0-9]{3}\b", told)
