"""What to bring up, and where: read by every step of the local stack."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGION = "ap-southeast-1"
STACK_NAME = "vssid-recovery"
DEFAULT_PORT = 14566
# The emulator takes this key for its account's root; it opens nothing anywhere else.
EMULATOR_KEY = "test"


class StackFailure(Exception):
    """The stack cannot come up, or not be ended; the message is one line that says what to do."""


@dataclass(frozen=True)
class Plan:
    """One local stack: it writes only into `directory` and serves only on loopback's `port`."""

    directory: Path = ROOT / ".local"
    port: int = DEFAULT_PORT
    parameters: Mapping[str, str] = field(default_factory=dict)
    template: Path = ROOT / "template.yaml"
    tools: Path = ROOT / ".venv" / "bin"
    emulator_python: Path = ROOT / ".venv-emulator" / "bin" / "python"

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def scratch(self) -> Path:
        """Folder for temporary files of whatever is started; removed when the stack ends."""
        return self.directory / "tmp"

    @property
    def build(self) -> Path:
        return self.directory / "build" / "sam"

    @property
    def stack_file(self) -> Path:
        return self.directory / "stack.json"

    @property
    def emulator_log(self) -> Path:
        return self.directory / "emulator.log"

    @property
    def deploy_log(self) -> Path:
        return self.directory / "deploy.log"

    def environment(self, **more: str) -> dict[str, str]:
        """What a started tool sees: ours, without the user's AWS and without make's variables."""
        foreign = ("AWS_", "SAM_", "MAKE", "MFLAGS")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        return kept | {"TMPDIR": str(self.scratch), "NO_PROXY": "127.0.0.1,localhost"} | more
