"""docs/security.md speaks of every requirement, and only of tests and files that there are."""

import ast
import re

import pytest

from tests.repository import ROOT

TEXT = (ROOT / "docs/security.md").read_text("utf-8")
REQUIREMENTS = [
    f"R{number}"
    for number in (
        1, 2, 3, 7, 8, 10, 11, 13, 15, 16, 17, 20, 21, 24, 26, 28, 29, 30, 31, 32, 33, 34, 35, 36,
        37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54,
    )
]  # fmt: skip
# A row may begin with several numbers: «R28, R29».
ROWS = {
    number: line
    for line in TEXT.splitlines()
    if line.startswith("| R")
    for number in re.findall(r"R[0-9]+", line.split("|")[1])
}
TESTS = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)))
FILES = sorted(set(re.findall(r"`([\w./-]+\.(?:py|yaml|json|md|txt|csv))(?:::\w+)?`", TEXT)))
# Where a path of the document may begin, as its first lines say.
PLACES = (ROOT, ROOT / "tests", ROOT / "layers/vssid_recovery/python/vssid_recovery")


@pytest.mark.parametrize("number", REQUIREMENTS)
def test_every_requirement_has_a_row_with_a_test_or_says_not_yet(number: str) -> None:
    row = ROWS[number]
    met_by, shown_by = (cell.strip() for cell in row.split("|")[3:5])
    assert met_by
    assert "::" in shown_by or "section" in shown_by or "not yet" in shown_by.lower()


def test_no_other_requirement_is_spoken_of() -> None:
    assert set(re.findall(r"\bR[0-9]+\b", TEXT)) <= set(REQUIREMENTS)


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_every_test_that_is_named_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("path", FILES)
def test_every_file_that_is_named_is_there(path: str) -> None:
    assert any((place / path).is_file() for place in PLACES)


def test_tests_and_files_are_seen() -> None:
    assert len(TESTS) > len(REQUIREMENTS)
    assert "template.yaml" in FILES
