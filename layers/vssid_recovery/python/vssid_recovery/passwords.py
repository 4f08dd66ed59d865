"""The shapes of passwords: what is chosen, and what is read aloud."""

import re
import unicodedata
from collections.abc import Callable

from vssid_recovery.errors import Reason, WeakPassword

LONGEST = 128
TEMPORARY = re.compile(r"[0-9]{9}")
# As libargon2 writes it, version 1.3, with a salt of 8 bytes and a hash of 16 at least.
PHC = re.compile(
    r"\$argon2(?:id|i|d)\$v=19\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})"
    r"\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,171}"
)


def normalised(text: str) -> str:
    """The form that is hashed and checked: NFKC, ends trimmed (SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", text).strip()


def is_temporary(password: str) -> bool:
    """Whether a normalised guess has the shape of a password read aloud: exactly nine digits."""
    return TEMPORARY.fullmatch(password) is not None


def new_temporary_password(randbelow: Callable[[int], int]) -> str:
    """Nine random digits (30 bits). `randbelow` draws from a CSPRNG."""
    return f"{randbelow(10**9):09d}"


def in_groups(password: str) -> tuple[str, str, str]:
    """The three groups of three digits in which a temporary password is read."""
    return password[:3], password[3:6], password[6:]


def check_length(password: str, shortest: int) -> None:
    """Raise WeakPassword unless a normalised password has `shortest` to 128 characters."""
    if len(password) < shortest:
        raise WeakPassword(
            (
                Reason(
                    "TOO_SHORT",
                    f"Mật khẩu cần ít nhất {shortest} ký tự. Một câu dài dễ nhớ là tốt nhất.",
                    f"Use at least {shortest} characters. A long phrase is easiest to remember.",
                ),
            )
        )
    if len(password) > LONGEST:
        raise WeakPassword(
            (
                Reason(
                    "TOO_LONG",
                    f"Mật khẩu dài nhất là {LONGEST} ký tự.",
                    f"Use at most {LONGEST} characters.",
                ),
            )
        )


def check_hash(text: str) -> None:
    """Raise ValueError unless `text` is an Argon2 PHC string that one check here can afford."""
    if (found := PHC.fullmatch(text)) is None:
        raise ValueError("not an Argon2 PHC string")
    memory, passes, lanes = map(int, found.groups())
    if not (1 <= passes <= 10 and 1 <= lanes <= 16 and 8 * lanes <= memory <= 64 * 1024):
        raise ValueError("costs more than m=65536, t=10, p=16, or is none")
