"""`python -m local.console --stack-file … --port …`: serves until its stack is gone.

Started with the stack; it ends by itself when the stack's file names no longer this console, or
when the emulator has ended, however that came.
"""

import argparse
import socket
import sys
import time
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler, make_server

from local.console.app import Surroundings, console_app
from local.console.edge import send_to_api
from local.console.recordings import audio_of
from local.console.stack_reach import mails_of, origin_key_of, portal_of, standings_of
from local.console.switchboard import Switchboard
from local.phone import hotline
from local.plan import ROOT, StackFailure
from local.stack_file import Stack
from local.telephony.deployed_function import deployed_function
from vssid_recovery.adapters import world

LOOK_AGAIN_SECONDS = 0.5


class SilentHandler(WSGIRequestHandler):
    """Logs nothing: what is asked for here may tell of a password."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        pass

    def version_string(self) -> str:
        return "console"


def main() -> int:
    """Serve on loopback; 0 when the stack has ended, 1 when there is none."""
    arguments = _arguments()
    try:
        stack = Stack.read(arguments.stack_file)
    except StackFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    app = console_app(_surroundings(stack, arguments))
    server = make_server(
        "127.0.0.1", arguments.port, app, threaded=True, request_handler=SilentHandler
    )
    Thread(target=server.serve_forever, daemon=True).start()
    while is_ours(arguments.stack_file, arguments.port) and answers(stack):
        time.sleep(LOOK_AGAIN_SECONDS)
    return 0


def is_ours(stack_file: Path, port: int) -> bool:
    """Whether the stack's file still names this console, or none yet."""
    try:
        url = Stack.read(stack_file).console_url
    except StackFailure:
        return False
    return not url or urlsplit(url).port == port


def answers(stack: Stack) -> bool:
    """Whether anything listens where the emulator does; one that is only slow counts."""
    address = urlsplit(stack.endpoint_url)
    try:
        socket.create_connection((address.hostname or "", address.port or 80), timeout=5).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        return True
    return True


def _surroundings(stack: Stack, arguments: argparse.Namespace) -> Surroundings:
    return Surroundings(
        port=arguments.port,
        stack=stack,
        web=ROOT / "web",
        openapi=ROOT / "docs" / "openapi.yaml",
        send=send_to_api,
        origin_key=origin_key_of(stack),
        portal=portal_of(stack),
        mails=mails_of(stack),
        standings=standings_of(stack),
        now=world.now,
        switchboard=Switchboard(hotline, lambda: deployed_function(arguments.stack_file)),
        audio_of=audio_of,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.console", description=__doc__)
    parser.add_argument("--stack-file", type=Path, required=True, help="stack.json")
    parser.add_argument("--port", type=int, required=True, help="of loopback")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
