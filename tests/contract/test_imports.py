"""Imports point one way: functions → layer; use cases → model, ports, errors; edges compose."""

import ast
from pathlib import Path

import pytest

from tests.repository import ROOT

LAYER = ROOT / "layers/vssid_recovery/python/vssid_recovery"
EDGE = {"api", "batch_rounds", "connect_event", "mail_rounds", "observability", "settings"}
RULES = sorted(path for path in LAYER.glob("*.py") if path.stem not in EDGE)
# What a rule may use beside the standard library: pure libraries, no vendor.
PURE = {
    "vssid_recovery",
    "disposable_email_domains",
    "email_validator",
    "msgspec",
    "phonenumbers",
    "zxcvbn",
}
# A rule owns no clock, no chance and no environment.
WORLD = {"os", "time", "random", "secrets", "uuid", "socket", "subprocess", "sys"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def roots(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


def third_party(path: Path) -> set[str]:
    import sys

    return roots(path) - set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_rules_know_no_vendor_no_clock_and_no_chance(path: Path) -> None:
    assert third_party(path) <= PURE
    assert not roots(path) & WORLD
    assert not any(name.startswith("vssid_recovery.adapters") for name in imported(path))
    assert not any(name.rpartition(".")[2] in EDGE for name in imported(path) if "vssid" in name)
    source = path.read_text("utf-8")
    assert ".now(" not in source.replace("self.clock.now(", "")
    assert "today(" not in source


@pytest.mark.parametrize("path", sorted(LAYER.rglob("*.py")), ids=lambda path: path.stem)
def test_only_adapters_know_aws(path: Path) -> None:
    if path.is_relative_to(LAYER / "adapters"):
        return
    assert not roots(path) & {"boto3", "botocore", "argon2"}


@pytest.mark.parametrize("path", sorted(LAYER.rglob("*.py")), ids=lambda path: path.stem)
def test_client_errors_are_translated_at_the_edge(path: Path) -> None:
    knows = "botocore.exceptions" in imported(path)
    edge = {"table/wire.py", "secrets.py", "ses.py", "retry_queue.py"} | {
        "batch_files.py",
        "work_queue.py",
    }
    assert knows == (path.relative_to(LAYER).as_posix() in {f"adapters/{name}" for name in edge})


@pytest.mark.parametrize("path", sorted((ROOT / "functions").rglob("*.py")), ids=str)
def test_functions_import_the_layer_and_no_function(path: Path) -> None:
    assert path.name == "app.py"
    assert third_party(path) <= {"vssid_recovery", "aws_lambda_powertools", "msgspec"}
    assert len(path.read_text("utf-8").splitlines()) <= 120  # nine routes in the longest


@pytest.mark.parametrize(
    "path", sorted([*LAYER.rglob("*.py"), *(ROOT / "functions").rglob("*.py")]), ids=str
)
def test_nothing_deployed_imports_local_or_tests(path: Path) -> None:
    assert not roots(path) & {"local", "tests", "moto", "pytest"}


def test_the_rules_are_seen() -> None:
    assert {"hotline", "credentials", "strength", "keys"} <= {path.stem for path in RULES}
