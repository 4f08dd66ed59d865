"""Starts the console beside a stack, and opens it where somebody looks."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

from local import processes
from local.emulator import require_free
from local.plan import ROOT, Plan, StackFailure
from local.stack import free_port
from local.stack_file import Stack

READY_SECONDS = 20.0
GONE_SECONDS = 5.0
# Straight to loopback, whatever proxy the machine names.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Console:
    """A console that runs, as a child of ours."""

    url: str
    process: subprocess.Popen[bytes]

    def end(self) -> None:
        """Ends it; again is fine."""
        processes.end(self.process)


def start_console(plan: Plan, stack: Stack) -> tuple[Console, Stack]:
    """A console that answers, and the stack with its address, as stack.json then has it.

    Raises StackFailure, and nothing of it runs, when it does not start.
    """
    port = next_port(plan.port)
    log = plan.directory / "console.log"
    log.write_bytes(b"")
    command = [sys.executable, "-m", "local.console", "--stack-file", str(plan.stack_file)]
    environment = plan.environment(PYTHONPATH=str(ROOT))
    process = processes.start([*command, "--port", str(port)], environment, log)
    console = Console(f"http://127.0.0.1:{port}/console/", process)
    try:
        _wait_until_ready(console, log)
        served = replace(stack, console_url=console.url)
        served.write(plan.stack_file)
    except BaseException:
        console.end()
        raise
    return console, served


def next_port(port: int) -> int:
    """The emulator's next neighbour, or any port when that one is taken."""
    try:
        require_free(port + 1)
    except StackFailure:
        return free_port()
    return port + 1


def wait_until_gone(url: str) -> None:
    """Returns when nothing answers at a console's address, or after some seconds."""
    deadline = time.monotonic() + GONE_SECONDS
    while url and answers(url) and time.monotonic() < deadline:
        time.sleep(0.1)


def show(url: str, environment: Mapping[str, str] = os.environ) -> None:
    """Opens a page in the person's browser; where there is none, nothing happens."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY")
    seen = sys.platform == "darwin" or any(environment.get(name) for name in displays)
    if seen and sys.stdout.isatty() and not environment.get("NO_BROWSER"):
        Thread(target=_open, args=(url,), daemon=True).start()


def answers(url: str) -> bool:
    """Whether a console serves there."""
    try:
        with _DIRECT.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _open(url: str) -> None:
    with contextlib.suppress(webbrowser.Error, OSError):
        webbrowser.open(url)


def _wait_until_ready(console: Console, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not answers(console.url):
        if console.process.poll() is not None or time.monotonic() > deadline:
            raise StackFailure(f"The console did not start: {_last_line(log)} (see {log}).")
        time.sleep(0.1)


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "it said nothing")
