"""The deployed modules, imported as Lambda imports them, with the environment of template.yaml."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from local.template import load_template
from tests.repository import ROOT

TEMPLATE = load_template(ROOT / "template.yaml")
RESOURCES = {
    "Table": "recovery",
    "RootSecret": "root-secret",
    "OriginKeySecret": "origin-key",
    "SenderAddress": "no-reply@vssid.example",
    "PortalUrl": "https://portal.vssid.example",
    "MailConfigurationSet": "mail",
    "MailRetries": "retries",
    "DeclarationFiles": "declaration-files",
    "BatchWork": "work",
}


@dataclass(frozen=True)
class Context:
    """What of a Lambda context is read."""

    function_name: str = "made-up"
    memory_limit_in_mb: int = 1769
    invoked_function_arn: str = "arn:aws:lambda:ap-southeast-1:123456789012:function:made-up"
    aws_request_id: str = "00000000-0000-4000-8000-000000000003"


class PresentStdout:
    """Powertools keeps a service's logger and its stream; a test captures its own output."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@contextmanager
def function(folder: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """functions/<folder>/app.py as a fresh module."""
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    for name in [name for name in sys.modules if name == "vssid_recovery.observability"]:
        del sys.modules[name]  # its logger and metrics are named by the environment
    spec = importlib.util.spec_from_file_location("app", ROOT / "functions" / folder / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.logger.registered_handler.setStream(PresentStdout())
    yield module


def environment(folder: str) -> dict[str, str]:
    """The function's variables with the parameters' defaults."""
    both = {**_variables(TEMPLATE["Globals"]["Function"]), **_variables(_properties(folder))}
    return {name: _resolved(value) for name, value in both.items()}


def event(folder: str, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "events" / folder / name).read_text("utf-8"))
    return loaded


def _properties(folder: str) -> dict[str, Any]:
    code = f"functions/{folder}/"
    return next(
        each["Properties"]
        for each in TEMPLATE["Resources"].values()
        if each.get("Properties", {}).get("CodeUri") == code
    )


def _variables(properties: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = properties.get("Environment", {}).get("Variables", {})
    return found


def _resolved(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    name = value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0]
    parameter = TEMPLATE["Parameters"].get(name, {})
    return str(parameter["Default"]) if "Default" in parameter else RESOURCES[name]
