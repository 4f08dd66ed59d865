"""Keys made from the one root secret, a label each, so that no key serves two purposes."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class KeyRing:
    """The keys of one version of the root secret."""

    root: bytes

    @cached_property
    def key_id(self) -> str:
        """Names this version without telling anything about it."""
        return derive(self.root, b"vssid-recovery/key-id", 4).hex()

    @cached_property
    def _pepper(self) -> bytes:
        return derive(self.root, b"vssid-recovery/pepper")

    @cached_property
    def _subjects(self) -> bytes:
        return derive(self.root, b"vssid-recovery/subjects")

    def peppered(self, password: str) -> bytes:
        """What Argon2 hashes in the place of a normalised password: 64 hex digits."""
        digest = hmac.digest(self._pepper, password.encode(), "sha256")
        return digest.hex().encode()

    def subject(self, kind: str, value: str) -> str:
        """A stable name for a person, number or address that tells nothing without the key.

        128 bits: people of one `kind` never meet, and a name of one kind is none of another.
        """
        return hmac.digest(self._subjects, f"{kind}\0{value}".encode(), "sha256")[:16].hex()


def derive(root: bytes, label: bytes, length: int = 32) -> bytes:
    """HKDF-SHA-256 with an empty salt (RFC 5869); `length` up to 32 bytes."""
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), root, "sha256")
    return hmac.digest(extracted, label + b"\x01", "sha256")[:length]
