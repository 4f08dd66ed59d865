"""The mails that the deployed stack has sent, as the emulator keeps them."""

import time
from typing import Any

import requests

from tests.e2e.deployed import Deployed


def inbox(deployed: Deployed, email: str) -> list[dict[str, Any]]:
    url = f"{deployed.stack.endpoint_url}/_ministack/ses/messages"
    accounts = requests.get(url, timeout=10).json()["messages"]
    return [mail for mails in accounts.values() for mail in mails if email in repr(mail["To"])]


def mails(deployed: Deployed, email: str, number: int, seconds: float = 10) -> list[dict[str, Any]]:
    """The first mails to an address, as soon as there are so many."""
    deadline = time.monotonic() + seconds
    while len(found := inbox(deployed, email)) < number and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(found) >= number, found
    return found
