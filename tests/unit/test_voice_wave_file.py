"""Telephone audio is read and written, and nothing else is taken for it."""

import struct

import pytest

from local.wave_file import (
    QUIET,
    NotTelephoneAudio,
    joined,
    samples_of,
    silence,
    spoken_part,
    wave_file,
)

VOICE = b"\x10\x90" * 40


def wave_of(form: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WAVE"
    for name, content in ((b"fmt ", form), *chunks):
        body += name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def form(kind: int = 7, channels: int = 1, rate: int = 8000, bits: int = 8) -> bytes:
    return struct.pack("<HHIIHH", kind, channels, rate, rate, 1, bits)


@pytest.mark.parametrize("length", [1, 2, 8000, 8001])
def test_samples_come_back_as_they_were(length: int) -> None:
    audio = wave_file(b"\x55" * length)
    assert samples_of(audio) == b"\x55" * length
    assert len(audio) % 2 == 0


def test_what_else_a_studio_writes_into_a_file_is_skipped() -> None:
    audio = wave_of(form(), (b"LIST", b"INFOodd"), (b"data", VOICE), (b"id3 ", b"x"))
    assert samples_of(audio) == VOICE


@pytest.mark.parametrize(
    ("audio", "fault"),
    [
        (b"", "no RIFF/WAVE file"),
        (b"ID3 an mp3 file", "no RIFF/WAVE file"),
        (wave_of(form(kind=1, bits=16), (b"data", VOICE)), "format 1, 1 channels, 8000 Hz, 16 bit"),
        (wave_of(form(kind=6), (b"data", VOICE)), "format 6"),
        (wave_of(form(channels=2), (b"data", VOICE)), "2 channels"),
        (wave_of(form(rate=44100), (b"data", VOICE)), "44100 Hz"),
        (wave_of(form()), "without sound"),
        (wave_of(form(), (b"data", b"")), "without sound"),
        (wave_of(b"\7", (b"data", VOICE)), "without format"),
        (wave_file(VOICE)[:-1], "cut off"),
    ],
)
def test_what_the_telephone_cannot_play_is_refused(audio: bytes, fault: str) -> None:
    with pytest.raises(NotTelephoneAudio, match=fault):
        samples_of(audio)


def test_silence_lasts_as_long_as_told() -> None:
    assert silence(0.25) == b"\xff" * 2000


def test_quiet_is_found_for_both_signs() -> None:
    assert {0xFF, 0x7F} <= set(QUIET)
    assert not {0x80, 0x00, 0xE0, 0x60} & set(QUIET)


def test_silence_is_cut_off_at_the_ends_and_kept_inside() -> None:
    said = VOICE + silence(0.1) + VOICE
    assert spoken_part(silence(0.3) + b"\x7e\xfe" + said + silence(0.2)) == said


def test_parts_are_joined_with_the_pauses_asked_for_whatever_they_had() -> None:
    parts = [silence(0.5) + VOICE, VOICE + silence(0.5)]
    heard = joined(parts, before=0.1, between=0.2, after=0.3)
    assert heard == silence(0.1) + VOICE + silence(0.2) + VOICE + silence(0.3)
