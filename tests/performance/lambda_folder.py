"""The functions as Lambda finds them: both layers built, one interpreter that has only boto3."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from local.plan import EMULATOR_KEY, REGION, Plan
from tests.functional.functions import environment
from tests.repository import ROOT

LAYERS = ("DependenciesLayer", "RecoveryLayer")
PYTHON = Plan().emulator_python
DOOR = ROOT / "layers/vssid_recovery/python/vssid_recovery/adapters/door.py"
CLIENTS = ROOT / "layers/vssid_recovery/python/vssid_recovery/adapters/clients.py"


class BuildFailed(Exception):
    """A layer cannot be built; the message is what make said."""


@dataclass(frozen=True, slots=True)
class LambdaFolder:
    """Built into `folder`, which is empty at first."""

    folder: Path

    def build(self) -> None:
        for layer in LAYERS:
            (self.folder / layer).mkdir()
            variables = {
                "ARTIFACTS_DIR": str(self.folder / layer),
                "LAYER_TARGET": "host",
                "LAYER_PYTHON": str(PYTHON),
            }
            inherited = {name: text for name, text in os.environ.items() if "MAKE" not in name}
            command = ["make", "--silent", "-C", str(ROOT / "layers"), f"build-{layer}"]
            done = subprocess.run(
                command, env=inherited | variables, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise BuildFailed(done.stderr)

    def function(self, name: str) -> Path:
        """The function's own code, without bytecode: its archive has none on Lambda either."""
        return self._task(name, (ROOT / "functions" / name / "app.py").read_text("utf-8"))

    def bare_clients(self, name: str) -> Path:
        """A handler that only makes the clients of a function, by the code that makes them there.

        `clients.py` imports boto3 and nothing else of ours, so it is a baseline as it stands.
        """
        source = (ROOT / "functions" / name / "app.py").read_text("utf-8")
        if "Door(" in source:
            source += DOOR.read_text("utf-8")
        made = re.findall(r"\bclients\.(\w+\(\))", source)
        kept = [f"{factory[:-2]}_client = {factory}" for factory in made]
        return self._task(f"{name}-bare", "\n".join([CLIENTS.read_text("utf-8"), *kept, ""]))

    def run(self, script: Path, task: Path, name: str, *arguments: str) -> str:
        """What `script` prints, in a fresh interpreter with the variables of function `name`.

        `tests` is added for the script's own needs, behind all that Lambda has.
        """
        done = subprocess.run(
            [str(PYTHON), str(script), *arguments],
            env=self.variables(task, name),
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
            check=True,
        )
        return done.stdout

    def variables(self, task: Path, name: str) -> dict[str, str]:
        """What function `name` finds in its environment, with its code in the folder `task`."""
        path = [task, *(self.folder / layer / "python" for layer in LAYERS), ROOT]
        return _variables(name) | {"PYTHONPATH": os.pathsep.join(map(str, path))}

    def _task(self, name: str, source: str) -> Path:
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "app.py").write_text(source, "utf-8")
        return folder


def _variables(name: str) -> dict[str, str]:
    return environment(name) | {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": EMULATOR_KEY,
        "AWS_SECRET_ACCESS_KEY": EMULATOR_KEY,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        # Lambda's folders are read-only: app.py is compiled at every start.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PATH": os.environ["PATH"],
    }
