"""What a caller hears, where there is a recording of it."""

from local import voice


def audio_of(prompt: str) -> bytes | None:
    """A prompt's WAVE file; None for captions only."""
    try:
        return voice.audio_of(prompt)
    except voice.NoAudio:
        return None
