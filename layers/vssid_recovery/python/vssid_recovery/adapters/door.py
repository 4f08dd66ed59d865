"""What every function that the public calls stands on: table, keys, counts of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vssid_recovery.adapters import clients, world
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.counters import ViewerCounter
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.viewers import Viewers

if TYPE_CHECKING:
    from vssid_recovery.settings import DoorSettings


class Door:
    """Made once for each function, at its start; nothing is read before it is needed."""

    def __init__(self, settings: DoorSettings) -> None:
        vault = clients.secrets_manager()
        self.secret = RootSecret(vault, settings.secret_id)
        self.table = Table(clients.dynamodb(), settings.table_name, world.jitter)
        self.limits = ViewerCounter(
            self.table, settings.requests_per_hour_per_ip, settings.requests_per_day_per_ip
        )
        self.viewers = Viewers(
            self.limits, self.secret, vault, settings.origin_key_secret_id, world.now
        )
