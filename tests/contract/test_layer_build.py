"""The layers as `sam build` makes them: bytecode that counts, and nothing that is not pinned."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ROOT / "layers"
# PEP 552: bit 0 = validated by a hash, bit 1 = that hash is to be checked against the source.
UNCHECKED_HASH = 0b01


def make(target: str, artifacts: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Calls the Makefile as SAM does."""
    inherited = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    environment: Mapping[str, str] = inherited | {
        "ARTIFACTS_DIR": str(artifacts),
        "LAYER_TARGET": "host",
        "LAYER_PYTHON": sys.executable,
        **more,
    }
    command = ["make", "--silent", target]
    return subprocess.run(
        command, cwd=LAYERS, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both layers, built for this machine."""
    folder = tmp_path_factory.mktemp("layers")
    for name in ("DependenciesLayer", "RecoveryLayer"):
        (folder / name).mkdir()
        done = make(f"build-{name}", folder / name)
        assert done.returncode == 0, done.stderr
    return {name: folder / name for name in ("DependenciesLayer", "RecoveryLayer")}


@pytest.mark.parametrize("name", ["DependenciesLayer", "RecoveryLayer"])
def test_every_module_has_bytecode_that_is_used_without_a_look_at_its_source(
    layers: dict[str, Path], name: str
) -> None:
    sources = list((layers[name] / "python").rglob("*.py"))

    assert sources
    assert [source for source in sources if not has_unchecked_bytecode(source)] == []


def has_unchecked_bytecode(source: Path) -> bool:
    compiled = Path(importlib.util.cache_from_source(str(source)))
    if not compiled.exists():
        return False
    header = compiled.read_bytes()[:16]
    flags = int.from_bytes(header[4:8], "little")
    right_hash = header[8:16] == importlib.util.source_hash(source.read_bytes())
    return header[:4] == importlib.util.MAGIC_NUMBER and flags == UNCHECKED_HASH and right_hash


def test_a_layer_holds_exactly_what_is_pinned(layers: dict[str, Path]) -> None:
    text = (LAYERS / "dependencies" / "requirements.txt").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9-]+)==([\w.]+)", text, re.MULTILINE))

    found = distributions(path=[str(layers["DependenciesLayer"] / "python")])
    held = {(re.sub(r"[-_.]+", "-", each.name).lower(), each.version) for each in found}

    assert held == pinned


def test_the_recovery_layer_holds_its_sources_and_data(layers: dict[str, Path]) -> None:
    def files_of(folder: Path) -> set[Path]:
        return {
            each.relative_to(folder)
            for each in folder.rglob("*")
            if each.is_file() and each.suffix != ".pyc"
        }

    source = LAYERS / "vssid_recovery" / "python"

    assert files_of(layers["RecoveryLayer"] / "python") == files_of(source)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"LAYER_TARGET": "lambda", "LAMBDA_PYTHON": "no-such-python"}, "no-such-python"),
        ({"LAYER_TARGET": "elsewhere"}, "elsewhere"),
    ],
)
def test_a_build_that_cannot_be_right_stops_and_says_why(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    done = make("build-DependenciesLayer", tmp_path, **variables)

    assert done.returncode != 0
    assert said in done.stderr.splitlines()[0]
    assert list(tmp_path.iterdir()) == []
