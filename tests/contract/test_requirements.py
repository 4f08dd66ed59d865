"""What is installed is pinned, exactly and with hashes, and from nowhere in particular."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = [
    "layers/dependencies/requirements.txt",
    "requirements/dev.txt",
    "requirements/emulator.txt",
    "requirements/rivals.txt",
]
WANTED = [name.removesuffix("txt") + "in" for name in PINNED]
PIN = re.compile(r"[a-z0-9.-]+==[\w.]+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def requirements_in(name: str) -> list[str]:
    """One requirement a string, with its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", PINNED)
def test_every_requirement_has_an_exact_version_and_a_hash(name: str) -> None:
    requirements = requirements_in(name)

    assert requirements
    assert [each for each in requirements if not PIN.fullmatch(each)] == []


@pytest.mark.parametrize("name", PINNED + WANTED)
def test_no_requirement_says_where_it_is_downloaded(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert not re.search(r"://|--(extra-)?index-url|--find-links| @ ", text)


def test_tests_run_with_the_very_versions_that_are_deployed() -> None:
    deployed = {each.split()[0] for each in requirements_in(PINNED[0])}
    tested = {each.split()[0] for each in requirements_in(PINNED[1])}

    assert deployed <= tested


def test_no_requirement_of_the_layer_depends_on_which_python_installs_it() -> None:
    # pip reads such markers for the interpreter that runs it, which is not Lambda's.
    assert [each for each in requirements_in(PINNED[0]) if "python_" in each] == []
