"""Run by path with a function's import path: times its handler and the bare calls, in turns.

Both go through one client: validation, serialisation, signing and parsing are on both sides.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from tests.performance.canned_answers import STORED, Unsent, answers, served
from vssid_recovery.adapters import clients
from vssid_recovery.adapters.argon2_hasher import ARGON2ID
from vssid_recovery.model import StoredPassword

ROUNDS, WARM_UP = 800, 80
HASHES = 30
CONTEXT = SimpleNamespace(
    function_name="hotline_verification",
    memory_limit_in_mb=1769,
    invoked_function_arn="arn:aws:lambda:ap-southeast-1:123456789012:function:made-up",
    aws_request_id="00000000-0000-4000-8000-000000000003",
)


class NoHash:
    """Costs nothing: Argon2 is measured by itself."""

    def hash(self, password: str) -> StoredPassword:
        return STORED


def main(event: dict[str, Any]) -> dict[str, list[float]]:
    bodies = answers(os.environ["TABLE_NAME"])
    with served(bodies) as url:
        os.environ["AWS_ENDPOINT_URL"] = url
        dynamodb: Any = clients.dynamodb()
        app = app_with(dynamodb)

        def issue() -> None:
            assert app.handler(event, CONTEXT)["outcome"] == "ISSUED"

        calls = calls_of(issue, dynamodb)
        assert [name for name, _ in calls] == ["batch_get_item", "transact_write_items"]

        def bare() -> None:
            for name, parameters in calls:
                getattr(dynamodb, name)(**parameters)

        sent = in_turns(issue=issue, bare=bare)
    dynamodb.meta.events.register("before-send", Unsent(bodies))
    unsent = in_turns(issue_unsent=issue, bare_unsent=bare)
    return sent | unsent | {"hash": hashes()}


def app_with(dynamodb: Any) -> Any:
    """The function's module on that client and without Argon2."""
    with patch.object(clients, "dynamodb", lambda: dynamodb):
        app: Any = importlib.import_module("app")
    app.hotline = replace(app.hotline, hasher=NoHash())
    return app


def calls_of(issue: Callable[[], None], client: Any) -> list[tuple[str, dict[str, Any]]]:
    """The calls of one issue as it made them, to be made again bare."""
    made: list[tuple[str, dict[str, Any]]] = []
    methods = {operation: name for name, operation in client.meta.method_to_api_mapping.items()}

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        made.append((methods[model.name], params))

    client.meta.events.register("provide-client-params", note)
    issue()
    client.meta.events.unregister("provide-client-params", note)
    return made


def in_turns(**sides: Callable[[], None]) -> dict[str, list[float]]:
    """Milliseconds of CPU of one call, per side and round.

    Call by call: a side that ran many times in a row would find its code in the processor's
    caches, which no function of ours ever does.
    """
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, call in sides.items():
            taken[name].append(milliseconds(call))
    return {name: times[WARM_UP:] for name, times in taken.items()}


def milliseconds(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return (time.process_time() - started) * 1000


def hashes() -> list[float]:
    return [milliseconds(lambda: ARGON2ID.hash(b"made up")) for _ in range(HASHES)]


if __name__ == "__main__":
    with open(os.devnull, "w", encoding="utf-8") as sink, redirect_stdout(sink):  # noqa: PTH123
        measured = main(json.loads(sys.argv[1]))
    print(json.dumps(measured))
