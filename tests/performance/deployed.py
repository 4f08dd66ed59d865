"""The deployed hotline function in the emulator: its first call, and later ones."""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from local.aws import emulator_session
from local.stack import free_port, local_stack
from local.stack_file import Stack
from tests.functional.functions import event
from tests.people import AN, register
from tests.performance.figures import Figure, compared
from vssid_recovery.adapters.table.wire import Table

FUNCTION = "hotline_verification"
WARM_CALLS = 20


def first_and_warm_call(directory: Path) -> Iterable[Figure]:
    """Wall time, Argon2 and the emulator included: told, not judged."""
    with local_stack(directory, free_port(), seed_accounts=seed) as stack:
        call = caller(stack)
        first = milliseconds(call)
        warm = [milliseconds(call) for _ in range(WARM_CALLS)]
    yield compared("deployed hotline, first call to warm, wall", [first], warm)


def seed(stack: Stack) -> None:
    client = emulator_session().client("dynamodb", endpoint_url=stack.endpoint_url)
    register(Table(client, stack.table_name, pause=lambda: None), AN)


def caller(stack: Stack) -> Callable[[], None]:
    """One and the same contact, so that no limit is reached: each call issues a password."""
    client = emulator_session().client("lambda", endpoint_url=stack.endpoint_url)
    payload = json.dumps(event(FUNCTION, "full.json")).encode()

    def call() -> None:
        answer = client.invoke(FunctionName=stack.functions[FUNCTION], Payload=payload)
        assert json.loads(answer["Payload"].read())["outcome"] == "ISSUED"

    return call


def milliseconds(call: Callable[[], None]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
