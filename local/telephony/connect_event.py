"""The event that Amazon Connect sends to a function (Connect administrator guide, "Lambda")."""

from collections.abc import Mapping
from re import fullmatch, sub
from typing import Any

HOTLINE = "+8419009068"
ACCOUNT = "123456789012"
INSTANCE = f"arn:aws:connect:ap-southeast-1:{ACCOUNT}:instance/0d0a1b2c-0000-4000-8000-000000000001"
WITHHELD = "withheld"


def caller_endpoint(number: str) -> dict[str, str] | None:
    """The caller as Connect names it: E.164, or None for a withheld number.

    Takes 0912345678, +84912345678 (spaces and dots are dropped) and "withheld"; raises ValueError
    for anything else.
    """
    if number == WITHHELD:
        return None
    digits = sub(r"[ .]", "", number)
    if not fullmatch(r"(\+[1-9]|0)[0-9]{5,14}", digits):
        raise ValueError(f"{number!r} is no telephone number: write 0912345678, +84… or withheld")
    address = f"+84{digits[1:]}" if digits.startswith("0") else digits
    return {"Address": address, "Type": "TELEPHONE_NUMBER"}


def connect_event(
    contact_id: str,
    caller: Mapping[str, str] | None,
    attributes: Mapping[str, str],
    parameters: Mapping[str, str],
) -> dict[str, Any]:
    """An event with every documented key; `parameters` are the pairs set on the block."""
    return {
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": _contact_data(contact_id, caller, attributes),
            "Parameters": dict(parameters),
        },
    }


def _contact_data(
    contact_id: str, caller: Mapping[str, str] | None, attributes: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "Attributes": dict(attributes),
        "AwsRegion": "ap-southeast-1",
        "Channel": "VOICE",
        "ContactId": contact_id,
        "CustomerEndpoint": dict(caller) if caller else None,
        "CustomerId": None,
        "Description": None,
        "InitialContactId": contact_id,
        "InitiationMethod": "INBOUND",
        "InstanceARN": INSTANCE,
        "LanguageCode": "en-US",  # no Vietnamese voice exists: a flow keeps the default
        "MediaStreams": {"Customer": {"Audio": None}},
        "Name": None,
        "PreviousContactId": contact_id,
        "Queue": None,
        "References": {},
        "RelatedContactId": None,
        "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Telephony"}},
        "SystemEndpoint": {"Address": HOTLINE, "Type": "TELEPHONE_NUMBER"},
        "Tags": {"aws:connect:instanceId": INSTANCE.rpartition("/")[2]},
    }
