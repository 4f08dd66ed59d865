"""Counting public requests on the address that they come from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from vssid_recovery.adapters.secrets import RootSecret, read_secret
from vssid_recovery.ports import Clock, ViewerLimits
from vssid_recovery.viewer import viewer_address

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
    from mypy_boto3_secretsmanager import SecretsManagerClient


class Viewers:
    """The limits of public routes. The origin key is read when a request first brings one."""

    def __init__(
        self,
        limits: ViewerLimits,
        secret: RootSecret,
        vault: SecretsManagerClient,
        origin_key_id: str,
        clock: Clock,
    ) -> None:
        self._limits = limits
        self._secret = secret
        self._vault = vault
        self._origin_key_id = origin_key_id
        self._clock = clock

    def count(self, event: APIGatewayProxyEvent) -> None:
        """Raises TooManyAttempts, and Unavailable when the table or a key is away."""
        source = event.request_context.identity.source_ip
        viewer = viewer_address(event.headers or {}, source, lambda: self._origin_key)
        self._limits.count(self._secret.subject("viewer", viewer), self._clock())

    @cached_property
    def _origin_key(self) -> str:
        return read_secret(self._vault, self._origin_key_id).decode()
