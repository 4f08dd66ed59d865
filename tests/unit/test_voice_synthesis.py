"""The synthetic voice: even loudness, true pauses, and the same bytes for the same sentence."""

from math import sin, tau
from shutil import which

import pytest

from local.speech_synthesis import (
    TOOLS,
    CannotSpeak,
    loudness,
    say_digit,
    say_sentences,
)
from local.wave_file import samples_of, silence, spoken_part

spoken_here = pytest.mark.skipif(
    not all(which(tool) for tool in TOOLS), reason="espeak-ng and sox are not installed"
)


def tone(amplitude: float, seconds: float) -> list[int]:
    return [round(amplitude * sin(tau * 400 * at / 8000)) for at in range(int(8000 * seconds))]


def test_a_full_tone_is_3_db_below_full_scale() -> None:
    assert loudness(tone(32767, 1)) == pytest.approx(-3.01, abs=0.01)


def test_silence_between_words_does_not_count_as_quietness() -> None:
    with_pause = tone(8000, 1) + [0] * 16000 + tone(8000, 1)
    assert loudness(with_pause) == pytest.approx(loudness(tone(8000, 1)))


def test_saying_nothing_is_a_failure() -> None:
    with pytest.raises(CannotSpeak):
        loudness([0] * 8000)


@pytest.mark.parametrize("there", [[], ["espeak-ng"], ["sox"]])
def test_a_missing_tool_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, there: list[str]
) -> None:
    monkeypatch.setattr(
        "local.speech_synthesis.which", lambda tool: tool if tool in there else None
    )
    with pytest.raises(CannotSpeak) as refusal:
        say_sentences("Xin chào.")
    for tool in TOOLS:
        assert (tool in str(refusal.value)) == (tool not in there)


@spoken_here
def test_the_same_sentence_gives_the_same_bytes() -> None:
    assert say_sentences("Xin kính chào Quý khách.") == say_sentences("Xin kính chào Quý khách.")


@spoken_here
def test_sentences_are_said_one_by_one_with_a_pause_between() -> None:
    both = samples_of(say_sentences("Xin chào. Kính chào."))
    first, second = (spoken_part(samples_of(say_sentences(t))) for t in ("Xin chào.", "Kính chào."))
    assert silence(0.15) + first + silence(0.6) + second + silence(0.3) == both


@spoken_here
def test_a_digit_has_no_silence_around_it() -> None:
    digit = samples_of(say_digit("ba"))
    assert spoken_part(digit) == digit
    assert 0.4 < len(digit) / 8000 < 0.9


@spoken_here
def test_text_is_not_taken_for_an_option() -> None:
    assert say_sentences("-q xin chào.")
