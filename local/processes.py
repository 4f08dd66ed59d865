"""Starts tools so that everything they start can be ended with them, and nothing else."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local.plan import StackFailure

GRACE_SECONDS = 8.0


def start(
    command: Sequence[str], environment: Mapping[str, str], log: Path, keep_open: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """Starts a tool in a session of its own: a terminal's Ctrl+C reaches it only through us."""
    try:
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=keep_open,
            )
    except FileNotFoundError as error:
        raise StackFailure(
            f"{command[0]} is missing: run it through make, which installs it."
        ) from error


def run_to_end(
    command: Sequence[str], environment: Mapping[str, str], log: Path, within: float
) -> int:
    """Runs a tool and returns its exit code; ends it when interrupted or after `within` seconds."""
    process = start(command, environment, log)
    try:
        return process.wait(within)
    except subprocess.TimeoutExpired as error:
        raise StackFailure(
            f"{Path(command[0]).name} did not end within {within:.0f} s; see {log}."
        ) from error
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a tool and whatever it started; does nothing when all of it has ended."""
    if process.poll() is None:
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
    # What the tool had started and did not end itself is still in its group.
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def end_stranger(pid: int, gone: Callable[[], bool]) -> bool:
    """Ends the group of a process that is not our child; `gone` tells when it has ended.

    False when it does not end.
    """
    _signal_group(pid, signal.SIGTERM)
    if _wait_until(gone):
        return True
    _signal_group(pid, signal.SIGKILL)
    return _wait_until(gone)


def _wait_until(gone: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + GRACE_SECONDS
    while not gone():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _signal_group(leader: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
