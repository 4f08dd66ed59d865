"""docs/runbook.md tells of every alarm of the template, in the section that the alarm links."""

import re
from typing import Any

import pytest

from local.template import load_template, resources_of
from tests.repository import ROOT

ALARMS = resources_of(load_template(ROOT / "template.yaml"), "AWS::CloudWatch::Alarm")
SECTION = r"^## ([a-z-]+)\n(.*?)(?=^## |\Z)"
SECTIONS = dict(re.findall(SECTION, (ROOT / "docs/runbook.md").read_text("utf-8"), re.M | re.S))
# How a section says what its metric rings for.
WORDS = {
    "Errors": "crashed",
    "Unavailable": r"Unavailable|answered 503|could not",
    "ApproximateNumberOfMessagesVisible": r"DeadLetters",
    "OldestOwedSeconds": "OldestOwedSeconds",
}


def rings(alarm: dict[str, Any]) -> str:
    """The paragraph of the runbook that says when its section's alarms ring."""
    (anchor,) = re.findall(r"docs/runbook\.md#([a-z-]+)", alarm["Properties"]["AlarmDescription"])
    (paragraph,) = re.findall(r"^\*\*Rings\*\* .*?\n\n", SECTIONS[anchor], re.M | re.S)
    return str(paragraph)


@pytest.mark.parametrize("name", ALARMS)
def test_the_section_that_an_alarm_links_says_when_it_rings(name: str) -> None:
    metric = ALARMS[name]["Properties"]["MetricName"]

    assert re.search(WORDS[metric], rings(ALARMS[name])), name
    assert metric != "Errors" or "timed out" in rings(ALARMS[name])
