"""One stack per folder: who holds the folder's lock runs its stack."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType


@dataclass(frozen=True)
class Holder:
    """The stack that runs from a folder; `pid` is its emulator's, 0 while that has not started."""

    pid: int
    port: int
    in_background: bool


class Claim:
    """A lock file whose lock lives as long as any process that keeps it open.

    So a process id in it is never one that another program got later: while the lock is held, the
    emulator that the id names is alive, since it is what holds the lock.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @property
    def descriptor(self) -> int:
        return self._descriptor

    def take(self) -> bool:
        """True when the folder is ours from now on, False when a stack runs from it."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.write(Holder(0, 0, in_background=False))
        return True

    def write(self, holder: Holder) -> None:
        """Tells others what runs here."""
        text = json.dumps([holder.pid, holder.port, holder.in_background]).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text, 0)

    def holder(self) -> Holder:
        """What runs here, as its starter wrote it; meaningful while `take` fails."""
        try:
            pid, port, in_background = json.loads(os.pread(self._descriptor, 200, 0))
        except ValueError:  # the starter is just writing it
            return Holder(0, 0, in_background=False)
        return Holder(int(pid), int(port), bool(in_background))

    def __enter__(self) -> "Claim":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Closed, not unlocked: an emulator that goes on in the background keeps the lock.
        os.close(self._descriptor)
