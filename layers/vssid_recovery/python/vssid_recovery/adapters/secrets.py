"""The root secret, read from Secrets Manager at first use and never at import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from vssid_recovery.errors import Unavailable
from vssid_recovery.keys import KeyRing

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class RootSecret:
    """The keys of today's version of the secret and of the one before it.

    Warm functions outlive a rotation: a key id that none of the known versions has makes this
    read the secret again.
    """

    def __init__(self, client: SecretsManagerClient, secret_id: str) -> None:
        self._client = client
        self._secret_id = secret_id
        self._rings: dict[str, KeyRing] = {}
        self._gone: set[str] = set()

    @property
    def current(self) -> KeyRing:
        """Raises Unavailable when the secret cannot be read."""
        if "AWSCURRENT" not in self._rings:
            self._rings["AWSCURRENT"] = KeyRing(self._read("AWSCURRENT"))
        return self._rings["AWSCURRENT"]

    def named(self, key_id: str) -> KeyRing | None:
        """The keys with that id, today's or the previous ones; None when both are others."""
        if self.current.key_id == key_id:
            return self.current
        if (known := self._known(key_id)) is None and key_id not in self._gone:
            self._reread()
            if (known := self._known(key_id)) is None:
                # Two rotations old: not asked for again, or each guess would cost two reads.
                self._gone.add(key_id)
        return known

    def subject(self, kind: str, value: str) -> str:
        return self.current.subject(kind, value)

    def _known(self, key_id: str) -> KeyRing | None:
        return next((ring for ring in self._rings.values() if ring.key_id == key_id), None)

    def _reread(self) -> None:
        rings = {"AWSCURRENT": KeyRing(self._read("AWSCURRENT"))}
        if previous := self._read("AWSPREVIOUS"):
            rings["AWSPREVIOUS"] = KeyRing(previous)
        self._rings = rings

    def _read(self, stage: str) -> bytes:
        return read_secret(self._client, self._secret_id, stage)


def read_secret(client: SecretsManagerClient, secret_id: str, stage: str = "AWSCURRENT") -> bytes:
    """The secret's bytes; empty for a stage that it does not have. Raises Unavailable."""
    try:
        answer = client.get_secret_value(SecretId=secret_id, VersionStage=stage)
    except ClientError as error:
        if (
            stage == "AWSPREVIOUS"
            and error.response["Error"]["Code"] == "ResourceNotFoundException"
        ):
            return b""
        raise Unavailable(f"secret: {error.response['Error']['Code']}") from None
    except BotoCoreError as error:
        raise Unavailable(f"secret: {type(error).__name__}") from None
    return answer["SecretString"].encode()
