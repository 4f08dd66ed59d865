"""Telephone audio: RIFF/WAVE of 8 kHz, mono, 8-bit µ-law (G.711), the format Amazon Connect plays.

The standard library's `wave` refuses µ-law; what is needed of the format is little.
"""

import struct
from collections.abc import Iterator, Sequence

RATE = 8000
SILENCE = b"\xff"
MU_LAW, CHANNELS, BITS = 7, 1, 8
FORMAT = struct.Struct("<HHIIHH")
CHUNK = struct.Struct("<4sI")
# The codes below about -54 dBFS, of either sign: µ-law keeps the magnitude inverted, in 7 bits.
QUIET = bytes(code for code in range(256) if ~code & 0x7F <= 8)


class NotTelephoneAudio(Exception):
    """The bytes are no WAVE file of 8 kHz, mono, µ-law; the message says what they are."""


def wave_file(samples: bytes) -> bytes:
    """µ-law samples as a file."""
    form = FORMAT.pack(MU_LAW, CHANNELS, RATE, RATE, CHANNELS, BITS) + b"\0\0"
    chunks = _chunk(b"fmt ", form) + _chunk(b"fact", struct.pack("<I", len(samples)))
    return _chunk(b"RIFF", b"WAVE" + chunks + _chunk(b"data", samples))


def samples_of(audio: bytes) -> bytes:
    """The µ-law samples of a file. Raises NotTelephoneAudio."""
    if audio[:4] != b"RIFF" or audio[8:12] != b"WAVE":
        raise NotTelephoneAudio("no RIFF/WAVE file")
    chunks = dict(_chunks(audio))
    form, samples = chunks.get(b"fmt ", b""), chunks.get(b"data", b"")
    if len(form) < FORMAT.size or not samples:
        raise NotTelephoneAudio("a WAVE file without format or without sound")
    kind, channels, rate, _, _, bits = FORMAT.unpack_from(form)
    if (kind, channels, rate, bits) != (MU_LAW, CHANNELS, RATE, BITS):
        raise NotTelephoneAudio(f"format {kind}, {channels} channels, {rate} Hz, {bits} bit")
    return samples


def silence(seconds: float) -> bytes:
    """Nothing to hear, for so long."""
    return SILENCE * round(seconds * RATE)


def spoken_part(samples: bytes) -> bytes:
    """`samples` from where the voice begins to where it ends."""
    return samples.strip(QUIET)


def joined(parts: Sequence[bytes], *, before: float, between: float, after: float) -> bytes:
    """The spoken parts one after another, with pauses of so many seconds."""
    spoken = silence(between).join(spoken_part(part) for part in parts)
    return silence(before) + spoken + silence(after)


def _chunk(name: bytes, body: bytes) -> bytes:
    return CHUNK.pack(name, len(body)) + body + b"\0" * (len(body) % 2)


def _chunks(audio: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + CHUNK.size <= len(audio):
        name, size = CHUNK.unpack_from(audio, at)
        body = audio[at + CHUNK.size : at + CHUNK.size + size]
        if len(body) < size:
            raise NotTelephoneAudio("cut off before its end")
        yield name, body
        at += CHUNK.size + size + size % 2
