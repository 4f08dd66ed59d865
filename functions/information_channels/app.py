"""API: the official information channels, and whether an address or number is one of them."""

import os
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from vssid_recovery.api import recovery_api, reply
from vssid_recovery.errors import InvalidRequest
from vssid_recovery.information_channels import InformationChannels
from vssid_recovery.observability import count, logger
from vssid_recovery.settings import InformationChannelsSettings, load

settings = load(InformationChannelsSettings, os.environ)
channels = InformationChannels(settings.zalo_address)
api = recovery_api()


@api.get("/channels")
def listed() -> Response[str]:
    return reply(200, {"channels": channels.listed()})


@api.get("/channels/check")
def check() -> Response[str]:
    channel = channels.check(the_one("value"))
    official = channel is not None
    count("ChannelCheck", official=str(official).lower())
    return reply(200, {"official": official, "channel": channel})


def the_one(name: str) -> str:
    """A query parameter; given twice, two programs may read two values. Raises InvalidRequest."""
    event = api.current_event
    several = event.multi_value_query_string_parameters.get(name, [])
    value = event.query_string_parameters.get(name)
    if value is None or len(several) > 1:
        raise InvalidRequest(name)
    return value


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return api.resolve(event, context)
