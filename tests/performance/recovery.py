"""The functions as a worker: hotline, reset and mailer in an interpreter as Lambda has it."""

from pathlib import Path

from tests.functional.functions import environment
from tests.performance.lambda_folder import PYTHON, LambdaFolder
from tests.performance.worker import Worker
from tests.repository import ROOT

SCRIPT = Path(__file__).with_name("recovery_worker.py")
FUNCTIONS = ("hotline_verification", "mailer", "email_reset")
# Who is measured asks from one address only.
UNLIMITED = {"REQUESTS_PER_HOUR_PER_IP": "10000000", "REQUESTS_PER_DAY_PER_IP": "10000000"}


def recovery(built: LambdaFolder, url: str, *options: str) -> Worker:
    command = [str(PYTHON), str(SCRIPT), str(ROOT / "functions"), *options]
    return Worker(command, _variables(built) | {"AWS_ENDPOINT_URL": url})


def _variables(built: LambdaFolder) -> dict[str, str]:
    """Of all three at once: where they share a name, they share the value."""
    merged: dict[str, str] = {}
    for name in FUNCTIONS:
        merged |= environment(name)
    return merged | built.variables(built.folder, FUNCTIONS[-1]) | UNLIMITED
