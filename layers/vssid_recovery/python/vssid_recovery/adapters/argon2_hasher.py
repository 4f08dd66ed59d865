"""Argon2id over a peppered password (SP 800-63B-4, 3.1.1.2; OWASP password storage)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.low_level import Type

from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.model import StoredPassword

ARGON2ID = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
# Of a random value that nobody kept: checked where there is nothing to check, for the same work.
DECOY = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$gmQsV1DKBBKv6+qBfEOlmA$883siAnFPhnI27+rkd0ZJxvvvodgrNE/PPp+IMoIBfM"
)


class PepperedArgon2:
    """Hashes with today's pepper; checks with the pepper that the stored hash names."""

    def __init__(self, secret: RootSecret) -> None:
        self._secret = secret

    def hash(self, password: str) -> StoredPassword:
        ring = self._secret.current
        return StoredPassword(ARGON2ID.hash(ring.peppered(password)), ring.key_id)

    def matches(self, stored: StoredPassword | None, password: str) -> bool:
        material = self._material(stored, password)
        if stored is None or material is None:
            _verify(DECOY, self._secret.current.peppered(password))
            return False
        return _verify(stored.phc, material)

    def is_outdated(self, stored: StoredPassword) -> bool:
        return stored.pepper != self._secret.current.key_id or ARGON2ID.check_needs_rehash(
            stored.phc
        )

    def _material(self, stored: StoredPassword | None, password: str) -> bytes | None:
        if stored is None:
            return None
        if not stored.pepper:  # loaded with the register, hashed elsewhere without a pepper
            return password.encode()
        ring = self._secret.named(stored.pepper)
        return ring.peppered(password) if ring else None


def _verify(phc: str, material: bytes) -> bool:
    try:
        return ARGON2ID.verify(phc, material)
    except VerifyMismatchError:
        return False
    except (VerificationError, InvalidHashError):
        return False
