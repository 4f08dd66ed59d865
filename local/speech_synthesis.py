"""Says Vietnamese sentences with espeak-ng and sox, as telephone audio of even loudness."""

import re
import subprocess
from array import array
from collections.abc import Sequence
from hashlib import sha256
from math import log10, sqrt
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from local.wave_file import RATE, joined, spoken_part, wave_file

TOOLS = ("espeak-ng", "sox")
VOICE = "vi"
# Syllables a minute. Slow: who listens may be old, and cannot ask the machine to say it again.
SENTENCE_RATE = 140
DIGIT_RATE = 80
LEAD_IN, SENTENCE_PAUSE, TAIL = 0.15, 0.6, 0.3
# At its usual amplitude, 100, espeak-ng clips open vowels.
AMPLITUDE = 60
RAW = ("-t", "raw", "-r", str(RATE), "-e", "signed-integer", "-b", "16", "-c", "1", "-L")
# The synthesiser's pulses are 18 dB above its loudness: it would stay quiet or clip. Spreading
# their phases takes 2 to 4 dB off the peaks; unlike a compressor it leaves «một» apart from «bốn».
PHASES = ("200", "300", "450", "650", "900", "1300", "1800", "2500", "3200")
SHAPE = (
    # Nothing below 200 Hz gets through a telephone; a little more above helps ageing ears.
    *("rate", "-v", str(RATE), "highpass", "200", "treble", "4", "2800"),
    *(word for frequency in PHASES for word in ("allpass", frequency, "2q")),
)
LOUDNESS = -18.0  # dBFS, RMS of the parts with a voice
WINDOW = RATE // 50
VOICED = 1 / 18  # 25 dB below the loudest window

_SETTINGS = (VOICE, SENTENCE_RATE, DIGIT_RATE, LEAD_IN, SENTENCE_PAUSE, TAIL, AMPLITUDE, SHAPE)
# Names this voice with all its settings: what another one made is made anew.
MADE_BY = "espeak-ng " + sha256(repr((*_SETTINGS, LOUDNESS)).encode()).hexdigest()[:8]


class CannotSpeak(Exception):
    """espeak-ng or sox is missing or failed; the message says which, and what to do."""


def say_sentences(text: str) -> bytes:
    """A WAVE file with the sentences of `text`, a pause between them. Raises CannotSpeak."""
    sentences = [_levelled(_said(each, SENTENCE_RATE)) for each in re.split(r"(?<=[.?!])\s+", text)]
    return wave_file(joined(sentences, before=LEAD_IN, between=SENTENCE_PAUSE, after=TAIL))


def say_digit(text: str) -> bytes:
    """A WAVE file with one digit, slow enough to write down. Raises CannotSpeak."""
    return wave_file(spoken_part(_levelled(_said(text, DIGIT_RATE))))


def _said(text: str, rate: int) -> bytes:
    """16-bit samples, 8,000 a second."""
    if missing := [tool for tool in TOOLS if which(tool) is None]:
        names = " ".join(missing)
        raise CannotSpeak(
            f"recordings are to be made, and for that {names} must be installed "
            f"(Debian: apt-get install --no-install-recommends {names})"
        )
    with TemporaryDirectory() as folder:
        spoken = str(Path(folder, "spoken.wav"))
        voice = ("-v", VOICE, "-b", "1", "-s", str(rate), "-a", str(AMPLITUDE))
        _run(("espeak-ng", *voice, "-w", spoken, "--", text))
        return _run(("sox", "-D", spoken, *RAW, "-", *SHAPE))


def _levelled(samples: bytes) -> bytes:
    """16-bit samples as µ-law ones of the loudness that all prompts have."""
    gain = f"{LOUDNESS - loudness(array('h', samples)):.2f}"
    return _run(("sox", "-D", *RAW, "-", "-t", "ul", "-", "gain", gain), samples)


def loudness(samples: Sequence[int]) -> float:
    """dBFS of 16-bit samples: the RMS of the windows in which there is a voice."""
    windows = [samples[at : at + WINDOW] for at in range(0, len(samples) - WINDOW + 1, WINDOW)]
    powers = [sum(sample * sample for sample in window) / WINDOW for window in windows]
    floor = max(powers, default=0) * VOICED**2
    voiced = [power for power in powers if power > floor]
    if not voiced:
        raise CannotSpeak("espeak-ng said nothing")
    return 20 * log10(sqrt(sum(voiced) / len(voiced)) / 32768)


def _run(command: Sequence[str], given: bytes = b"") -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    if done.returncode:
        raise CannotSpeak(f"{command[0]} failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
