"""When two spellings of a Vietnamese name are the same name."""

import unicodedata

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
# What keyboards and old fonts put for đ and for the apostrophe of «H'Hen», «K'Tuyên».
LOOK_ALIKES = str.maketrans("ð’‘ʼ`´", "đ'''''")


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in nothing but how they are written: «HOÀ» and «Hòa», not «Hoa»."""
    return normalised_name(one) == normalised_name(other)


def normalised_name(text: str) -> str:
    """A name as it is compared; not for showing: a syllable's tone stands at its end.

    A syllable has one tone at most, so where it is written tells no two names apart: hoà = hòa,
    thuỷ = thủy, quý = qúy. Unicode form, case and spaces do not count; every diacritic does.
    """
    folded = unicodedata.normalize("NFD", text).casefold().translate(LOOK_ALIKES)
    words = unicodedata.normalize("NFD", folded).split()
    return " ".join(_tone_at_end(word) for word in words)


def _tone_at_end(word: str) -> str:
    letters = "".join(character for character in word if character not in TONES)
    tones = "".join(character for character in word if character in TONES)
    return unicodedata.normalize("NFC", letters + tones)
