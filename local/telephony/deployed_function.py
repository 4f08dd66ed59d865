"""The hotline's function in the running stack, as something that a call can invoke."""

import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.config import Config

from local.aws import emulator_session
from local.telephony.contact import Function

FUNCTION = "hotline_verification"
# A little more than the longest a block may wait: the simulator, not the client, ends the wait.
READ_SECONDS = 9


class NoStack(Exception):
    """No stack is running; the message is one line that says what to do."""


class FunctionError(Exception):
    """The deployed function raised."""


def deployed_function(stack_file: Path) -> Function:
    """The function that .local/stack.json names; raises NoStack where none answers."""
    try:
        stack = json.loads(stack_file.read_text(encoding="utf-8"))
        endpoint, region, name = stack["endpointUrl"], stack["region"], stack["functions"][FUNCTION]
    except (OSError, ValueError, KeyError) as error:
        raise NoStack("no stack is running: start one with `make run` or `make stack`") from error
    _refuse_if_silent(endpoint)
    # One attempt: Connect's own retries are not emulated, and a second one would count twice.
    config = Config(read_timeout=READ_SECONDS, retries={"total_max_attempts": 1})
    client = emulator_session().client(
        "lambda", endpoint_url=endpoint, region_name=region, config=config
    )

    def invoke(event: dict[str, Any]) -> object:
        answer = client.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        payload: object = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            kind = payload.get("errorType") if isinstance(payload, dict) else None
            raise FunctionError(f"{name} raised {kind or 'an error'}")
        return payload

    return invoke


def _refuse_if_silent(endpoint: str) -> None:
    address = urlsplit(endpoint)
    try:
        socket.create_connection((address.hostname or "", address.port or 80), timeout=2).close()
    except OSError as error:
        raise NoStack(
            f"the stack at {endpoint} does not answer: start it with `make run` or `make stack`"
        ) from error
