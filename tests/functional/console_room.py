"""A console in the test's own process, and a stack that is made of what the test says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from local.console.app import Surroundings, console_app
from local.console.edge import Answer, ApiAway
from local.console.switchboard import Switchboard
from local.phone import hotline
from local.plan import StackFailure
from local.stack_file import Stack
from local.staff import StaffUser
from local.telephony.contact import Function
from local.telephony.deployed_function import NoStack
from tests.clock import MovableClock
from tests.phone_calls import issued
from tests.repository import ROOT
from vssid_recovery.operation_ports import Standing

PORT = 14567
ORIGIN = f"http://127.0.0.1:{PORT}"
ENDPOINT = "http://127.0.0.1:14566"
# How long a second of a call lasts here.
SECOND = 0.04

STACK = Stack(
    endpoint_url=ENDPOINT,
    region="ap-southeast-1",
    api_url=f"{ENDPOINT}/_aws/execute-api/a1/v1",
    table_name="recovery",
    user_pool_id="pool",
    user_pool_client_id="client-of-the-pool",
    functions={"hotline_verification": "deployed"},
    staff={"officer": StaffUser("officer", "made up")},
)


class BrowserOnThePages(FlaskClient):
    """Says by which name it came, and from whose page."""

    def open(self, *arguments: Any, **more: Any) -> TestResponse:
        headers = {"Origin": ORIGIN} | dict(more.pop("headers", {}))
        return super().open(*arguments, base_url=ORIGIN, headers=headers, **more)


@dataclass(frozen=True)
class Sent:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class ConsoleRoom:
    """What the stack would do, to be changed by a test, and what the console asked of it."""

    answer: Answer | None = field(default_factory=lambda: Answer(204, {}, b""))
    mails: list[dict[str, Any]] | None = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    reply: Mapping[str, str] | None = field(default_factory=issued)
    recordings: dict[str, bytes] = field(default_factory=dict)
    clock: MovableClock = field(default_factory=MovableClock)
    web: Path = ROOT / "web"
    sent: list[Sent] = field(default_factory=list)
    invoked: list[dict[str, Any]] = field(default_factory=list)
    switchboard: Switchboard = field(init=False)

    def __post_init__(self) -> None:
        self.switchboard = Switchboard(hotline, self._function, SECOND)

    def browser(self) -> FlaskClient:
        """A browser that is on the console's pages."""
        app = self.app()
        app.test_client_class = BrowserOnThePages
        return app.test_client()

    def app(self) -> Flask:
        """The console among what the test says."""
        around = Surroundings(
            port=PORT,
            stack=STACK,
            web=self.web,
            openapi=ROOT / "docs" / "openapi.yaml",
            send=self._send,
            origin_key=lambda: "the origin's key",
            portal=lambda: "https://vssid.example",
            mails=self._mails,
            standings=lambda: self.standings,
            now=self.clock,
            switchboard=self.switchboard,
            audio_of=self.recordings.get,
        )
        return console_app(around)

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.sent.append(Sent(method, url, headers, body))
        if self.answer is None:
            raise ApiAway
        return self.answer

    def _mails(self) -> list[dict[str, Any]]:
        if self.mails is None:
            raise StackFailure("The stack's mailbox does not answer.")
        return self.mails

    def _function(self) -> Function:
        if self.reply is None:
            raise NoStack("no stack is running")
        return self._invoke

    def _invoke(self, event: dict[str, Any]) -> object:
        self.invoked.append(event)
        return self.reply
