"""AWS as two canned answers: from a process on loopback, or before a request is even sent."""

import io
import json
import multiprocessing
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from vssid_recovery.adapters.table.items import account_item
from vssid_recovery.adapters.table.writes import encoded
from vssid_recovery.model import Account, StoredPassword

STORED = StoredPassword("$argon2id$v=19$m=19456,t=2,p=1$" + "A" * 22 + "$" + "A" * 43, "00000000")
# With an address, so that an issue owes a notice: all five writes.
CALLER = Account(
    social_insurance_number="0123456789",
    full_name="Nguyễn Văn An",
    date_of_birth=date(1955, 2, 3),
    phone="+84912345678",
    email="an.nguyen@thu.example",
    email_confirmed_on=date(2025, 6, 1),
    password=STORED,
)


def answers(table_name: str) -> dict[str, bytes]:
    """The bodies, by operation; the secret is read once, at the first call."""
    found = {"Responses": {table_name: [encoded(account_item(CALLER))]}, "UnprocessedKeys": {}}
    secret = {"SecretString": "made-up root secret " * 2}
    return {
        "BatchGetItem": json.dumps(found).encode(),
        "TransactWriteItems": b"{}",
        "GetSecretValue": json.dumps(secret).encode(),
    }


class Unsent:
    """A handler of botocore's `before-send`: no HTTP on either side."""

    def __init__(self, bodies: dict[str, bytes]) -> None:
        self._bodies = bodies

    def __call__(self, request: Any, **_: Any) -> AWSResponse:
        target = request.headers["X-Amz-Target"]
        name = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        return AWSResponse(request.url, 200, HTTPHeaders(), _Body(self._bodies[name]))


@contextmanager
def served(bodies: dict[str, bytes]) -> Iterator[str]:
    """The URL of a process on loopback: its CPU time is not the caller's."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = multiprocessing.get_context("fork").Process(
            target=_serve, args=(listener, bodies), daemon=True
        )
        process.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            process.terminate()
            process.join()


class _Body(io.BytesIO):
    """What botocore reads a response from."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


def _serve(listener: socket.socket, bodies: dict[str, bytes]) -> None:
    """One process a connection; a client keeps its own open."""
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            with connection.makefile("rwb") as stream:
                while _answer(stream, bodies):
                    pass
            os._exit(0)


def _answer(stream: Any, bodies: dict[str, bytes]) -> bool:
    """Answers one request; whether there was one."""
    if not stream.readline():
        return False
    headers: dict[str, str] = {}
    while line := stream.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    stream.read(int(headers["content-length"]))
    body = bodies[headers["x-amz-target"].rpartition(".")[2]]
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
    stream.write(head.encode() + body)
    stream.flush()
    return True
