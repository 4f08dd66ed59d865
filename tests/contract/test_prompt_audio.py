"""Every prompt of the flow has audio that Amazon Connect plays and an old person can follow."""

import struct
from math import log10, sqrt

import pytest

from local import voice
from local.recordings import State
from tests.contract.test_prompts_and_flow import played

SENTENCES = voice.sentences()
DIGITS = voice.digits()
GROUPS = [f"{number:03}" for number in range(1000)]
RECORDED = voice.PROMPTS / "vi"
SECOND = 8000

# µ-law by ITU-T G.711: all bits inverted; a sign, three bits of exponent, four of mantissa.
LINEAR = [
    (1 if code & 0x80 else -1) * (((~code & 0x0F) * 2 + 33 << (~code >> 4 & 7)) - 33) * 4
    for code in range(256)
]
LOUDEST = LINEAR[0x80]
QUIETEST_CODE = 0xFF


def samples(audio: bytes) -> bytes:
    """The data of a WAVE file, after its header was found true to the last field."""
    riff, size, kind = struct.unpack_from("<4sI4s", audio)
    assert (riff, size, kind) == (b"RIFF", len(audio) - 8, b"WAVE")
    chunks, at = {}, 12
    while at < len(audio):
        name, size = struct.unpack_from("<4sI", audio, at)
        chunks[name] = audio[at + 8 : at + 8 + size]
        assert len(chunks[name]) == size
        at += 8 + size + size % 2
    assert at == len(audio)
    mu_law, mono, rate, bytes_a_second, bytes_a_sample, bits = (7, 1, 8000, 8000, 1, 8)
    told = struct.unpack_from("<HHIIHH", chunks[b"fmt "])
    assert told == (mu_law, mono, rate, bytes_a_second, bytes_a_sample, bits)
    return chunks[b"data"]


def recording(name: str) -> bytes:
    return samples((RECORDED / f"{name}.wav").read_bytes())


def loudness(codes: bytes) -> float:
    """dBFS of the parts with a voice: windows of 20 ms not 25 dB below the loudest."""
    squares = [LINEAR[code] ** 2 for code in codes]
    windows = [sum(squares[at : at + 160]) / 160 for at in range(0, len(squares) - 159, 160)]
    voiced = [power for power in windows if power > max(windows) / 10**2.5]
    return 20 * log10(sqrt(sum(voiced) / len(voiced)) / 32768)


def without_quiet_ends(codes: bytes) -> bytes:
    return codes.strip(bytes(code for code in range(256) if abs(LINEAR[code]) <= 64))


def longest_silence(codes: bytes) -> float:
    quiet = "".join("_" if abs(LINEAR[code]) <= 64 else "x" for code in codes)
    return max(map(len, quiet.split("x"))) / SECOND


def test_every_prompt_that_the_flow_plays_can_be_heard() -> None:
    assert {*played(), *(f"groups/{group}" for group in GROUPS)} == set(voice.names())
    assert all(samples(voice.audio_of(name)) for name in voice.names())


def test_nothing_is_kept_that_nobody_hears() -> None:
    kept = {path.relative_to(RECORDED).with_suffix("").as_posix() for path in RECORDED.rglob("*.*")}
    assert kept - {f"groups/{group}" for group in GROUPS} == {*SENTENCES, *DIGITS}


@pytest.mark.parametrize("name", [*SENTENCES, *DIGITS])
def test_every_recording_says_what_is_written_today(name: str) -> None:
    state = voice.recordings().state(name)
    assert state is State.FITS, f"{name}: {state.name}; run `make prompts` and commit what it made"


@pytest.mark.parametrize("name", [*SENTENCES, *DIGITS])
def test_every_recording_is_equally_loud_and_none_clips(name: str) -> None:
    level = loudness(recording(name))
    assert abs(level + 18) <= 1.5, f"{name} is at {level:.1f} dBFS: gain {-18 - level:+.1f}"
    assert max(abs(LINEAR[code]) for code in recording(name)) < LOUDEST


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_slow_enough_to_follow_and_short_enough_to_bear(name: str) -> None:
    seconds = len(recording(name)) / SECOND
    syllables = len(SENTENCES[name].split())
    assert 0.25 <= seconds / syllables <= 0.45
    assert 3 <= seconds <= 20


@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_begins_at_once_and_pauses_where_one_ends(name: str) -> None:
    codes = recording(name)
    lead_in = codes.index(without_quiet_ends(codes)) / SECOND
    assert 0.1 <= lead_in <= 0.5
    several = SENTENCES[name].count(". ") > 0
    assert longest_silence(without_quiet_ends(codes)) >= (0.5 if several else 0)


@pytest.mark.parametrize("name", DIGITS)
def test_every_digit_is_said_in_full_and_nothing_more(name: str) -> None:
    assert 0.3 <= len(without_quiet_ends(recording(name))) / SECOND <= 0.9


def test_no_digit_sounds_like_another() -> None:
    spoken = [without_quiet_ends(recording(name)) for name in DIGITS]
    assert not [(a, b) for a in spoken for b in spoken if a is not b and a in b]


def test_every_group_reads_its_three_digits_in_order_with_time_to_write() -> None:
    spoken = [without_quiet_ends(recording(name)) for name in DIGITS]
    for group in GROUPS:
        if (RECORDED / "groups" / f"{group}.wav").exists():
            continue  # said by a person as a whole: for the ear to judge
        rest = samples(voice.audio_of(f"groups/{group}"))
        pauses = []
        for digit in group:
            pause, found, rest = rest.partition(spoken[int(digit)])
            assert found
            pauses.append(pause)
        pauses.append(rest)
        assert all(set(pause) == {QUIETEST_CODE} for pause in pauses)
        before, first, second, after = (len(pause) / SECOND for pause in pauses)
        assert 0.1 <= before <= 0.5 <= first == second < 1 <= after <= 1.5


@pytest.mark.parametrize("name", DIGITS)
def test_a_digit_comes_about_every_second(name: str) -> None:
    spoken = len(without_quiet_ends(recording(name))) / SECOND
    assert 0.9 <= spoken + voice.BETWEEN_DIGITS <= 1.4
