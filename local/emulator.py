"""The embedded AWS as a child process."""

import socket
import subprocess
import time
import urllib.error
import urllib.request

from local import processes
from local.plan import Plan, StackFailure

READY_SECONDS = 60.0
# Straight to loopback, whatever proxy the machine names.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Emulator:
    """Started by `start`, usable after `wait_until_ready`, gone after `end`."""

    def __init__(self, plan: Plan, process: subprocess.Popen[bytes]) -> None:
        self._plan = plan
        self._process = process

    @classmethod
    def start(cls, plan: Plan, claim: int) -> "Emulator":
        """Starts it on the plan's port.

        `claim` is the descriptor of the folder's lock: the emulator keeps it open, so the folder
        stays claimed for as long as the emulator lives, also when whoever started it is gone.
        Raises `StackFailure` when the port is busy or the emulator is not installed.
        """
        require_free(plan.port)
        plan.emulator_log.write_bytes(b"")
        command = [str(plan.emulator_python), "-m", "ministack"]
        return cls(plan, processes.start(command, _environment(plan), plan.emulator_log, [claim]))

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Returns when it answers; raises `StackFailure` when it ended, or after a minute."""
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self._process.poll() is not None:
                raise StackFailure(f"The emulator ended at once: {_last_line(self._plan)}")
            if time.monotonic() > deadline:
                raise StackFailure(f"The emulator did not get ready: {_last_line(self._plan)}")
            time.sleep(0.1)

    def wait_until_ended(self) -> None:
        """Holds on for as long as the emulator runs."""
        self._process.wait()

    def end(self) -> None:
        """Ends it with its workers; again is fine."""
        processes.end(self._process)

    def _answers(self) -> bool:
        try:
            with _DIRECT.open(f"{self._plan.endpoint_url}/_ministack/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def require_free(port: int) -> None:
    """Raises `StackFailure` when something listens on loopback's `port` already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise StackFailure(
                f"Port {port} is busy: end what listens there, or take PORT={port + 1}."
            ) from error


def _environment(plan: Plan) -> dict[str, str]:
    """Functions inherit this: so nothing of the user's is in it but PATH and the language."""
    whole = plan.environment()
    kept = {
        name: whole[name]
        for name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "NO_PROXY")
        if name in whole
    }
    return kept | {
        "HOME": str(plan.scratch),
        "GATEWAY_PORT": str(plan.port),
        "BIND_HOST": "127.0.0.1",
        "LAMBDA_EXECUTOR": "local",
        "AUTH": "true",
        # Otherwise a port for MQTT listens on every address.
        "IOT_MTLS_ENABLED": "0",
    }


def _last_line(plan: Plan) -> str:
    lines = plan.emulator_log.read_text(encoding="utf-8", errors="replace").split("\n")
    spoken = [line for line in lines if line.strip()]
    return f"{spoken[-1] if spoken else 'it said nothing'} (see {plan.emulator_log})"
