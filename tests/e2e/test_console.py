"""The console beside the deployed stack, as its own process: a call, a password, a mail."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask

from local.console.edge import edge, send_to_api
from local.console.launch import start_console
from local.console.stack_reach import origin_key_of
from local.deployed_table import table_of
from local.plan import Plan
from local.stack_file import Stack
from vssid_recovery.adapters.table.keys import counter_key

NUMBER, PHONE, EMAIL = "0123456797", "0900000109", "mai.do@thu.example"


@pytest.fixture(scope="module")
def origin(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the console serves."""
    plan = Plan(tmp_path_factory.mktemp("console"), port=urlsplit(stack.endpoint_url).port or 0)
    stack.write(plan.stack_file)
    console, _ = start_console(plan, stack)
    yield console.url.removesuffix("/console/")
    console.end()


def get(url: str) -> Any:
    answer = requests.get(url, timeout=20)
    answer.raise_for_status()
    return answer.json()


def digits_of_a_call(origin: str, keys: list[str]) -> str:
    """Every digit that a caller hears who presses these at the questions, then hangs up."""
    dialled = requests.post(f"{origin}/console/calls", json={"caller": PHONE}, timeout=20)
    call, digits, after = f"{origin}/console/calls/{dialled.json()['call']}", "", 0
    while len(digits) < 18:
        news = get(f"{call}/lines?after={after}")
        assert not news["ended"], news
        for line in news["lines"]:
            after, digits = line["number"], digits + line.get("digits", "")
            if news["listening"] and line["kind"] == "heard":
                for key in keys.pop(0):
                    requests.post(f"{call}/keys", json={"key": key}, timeout=20)
            else:
                requests.post(f"{call}/heard", json={"number": after}, timeout=20)
    requests.post(f"{call}/hang-up", json={}, timeout=20)
    return digits


def account(origin: str) -> dict[str, Any]:
    accounts: list[dict[str, Any]] = get(f"{origin}/console/accounts.json")["accounts"]
    return next(each for each in accounts if each["number"] == NUMBER)


def test_a_password_heard_at_the_softphone_is_changed_through_the_pages_api(origin: str) -> None:
    digits = digits_of_a_call(origin, ["8", f"{NUMBER}#"])
    assert digits[:9] == digits[9:]
    assert account(origin)["temporaryUntil"]

    body = {
        "identifier": NUMBER,
        "currentPassword": digits[:9],
        "newPassword": "bốn con vịt bơi qua ao sen",
    }
    changed = requests.post(f"{origin}/v1/password-changes", json=body, timeout=20)

    assert changed.status_code == 204, changed.text
    assert account(origin)["password"] == "chosen"
    assert "temporaryUntil" not in account(origin)


def test_a_code_asked_for_on_the_pages_is_in_the_mailbox_with_a_link_to_this_machine(
    origin: str,
) -> None:
    body = {"identifier": NUMBER, "email": EMAIL}
    asked = requests.post(f"{origin}/v1/password-resets", json=body, timeout=20)
    assert asked.status_code == 202

    link = f"/reset.html#reset={asked.json()['resetId']}&code="
    deadline = time.monotonic() + 20
    while not any(each.startswith(link) for each in links_to(origin)):
        assert time.monotonic() < deadline, "no mail came"
        time.sleep(0.2)


def links_to(origin: str) -> list[str]:
    """The links of every mail to the person of this test."""
    mails = get(f"{origin}/console/mails/all.json")["mails"]
    names = [mail["name"] for mail in mails if mail["to"] == [EMAIL]]
    return [link for name in names for link in get(f"{origin}/console/mails/{name}.json")["links"]]


def test_the_stack_believes_the_consoles_key_and_counts_the_viewer_that_it_names(
    stack: Stack,
) -> None:
    # Another address than the gateway sees: only beside the right key does it count.
    elsewhere = {"REMOTE_ADDR": "203.0.113.77"}
    app = Flask(__name__)
    app.register_blueprint(edge(stack.api_url, origin_key_of(stack), send_to_api))
    body = {"identifier": "0000000000", "email": "khong.co@thu.example"}

    answer = app.test_client().post("/v1/password-resets", json=body, environ_base=elsewhere)

    assert answer.status_code == 202
    deployed = table_of(stack)
    viewer = deployed.secret.subject("viewer", "203.0.113.77")
    assert deployed.table.get(counter_key(viewer, datetime.now(UTC).date())) is not None
