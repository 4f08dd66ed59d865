"""What CloudFront runs, as template.yaml has it; run by node where there is one."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from local.publish import served
from local.template import load_template, resources_of
from tests.repository import ROOT
from vssid_recovery.viewer import viewer_address

TEMPLATE = load_template(ROOT / "template.yaml")
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(not NODE, reason="no node on this machine to run the functions")


def code(name: str) -> str:
    text: str = TEMPLATE["Resources"][name]["Properties"]["FunctionCode"]
    return text


def run(name: str, *events: dict[str, Any]) -> list[Any]:
    """What the function makes of each event."""
    script = f"{code(name)}\nconsole.log(JSON.stringify({json.dumps(events)}.map(handler)));"
    ended = subprocess.run(
        [str(NODE), "-"], input=script, capture_output=True, text=True, timeout=30, check=True
    )
    answers: list[Any] = json.loads(ended.stdout)
    return answers


def asked(uri: str) -> dict[str, Any]:
    return {"viewer": {"ip": "203.0.113.7"}, "request": {"uri": uri, "headers": {}}}


def test_functions_are_published_and_run_where_they_belong() -> None:
    functions = resources_of(TEMPLATE, "AWS::CloudFront::Function")
    for each in functions.values():
        assert each["Properties"]["AutoPublish"] is True
        assert each["Properties"]["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
        assert len(each["Properties"]["FunctionCode"]) < 10_000
    config = TEMPLATE["Resources"]["Pages"]["Properties"]["DistributionConfig"]
    [api] = config["CacheBehaviors"]
    run_where = {"PageAddress": config["DefaultCacheBehavior"], "ViewerAddress": api}
    assert functions.keys() == run_where.keys()
    for name, behaviour in run_where.items():
        assert behaviour["FunctionAssociations"] == [
            {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": [name, "FunctionARN"]}}
        ]


@needs_node
def test_a_viewers_own_word_on_its_address_is_dropped() -> None:
    forged = asked("/v1/password-resets")
    forged["request"]["headers"] = {
        "x-viewer-ip": {"value": "198.51.100.1"},
        "x-origin-key": {"value": "guess"},
        "accept-language": {"value": "vi"},
    }
    [passed_on] = run("ViewerAddress", forged)
    headers = {name: each["value"] for name, each in passed_on["headers"].items()}

    assert headers == {"x-viewer-ip": "203.0.113.7", "accept-language": "vi"}
    by_the_cdn = headers | {"x-origin-key": "the key"}
    assert viewer_address(by_the_cdn, "192.0.2.1", lambda: "the key") == "203.0.113.7"


@needs_node
def test_every_file_is_served_under_its_own_address() -> None:
    addresses = ["/config.json", *(f"/{key}" for key, _ in served(ROOT / "web"))]

    found = run("PageAddress", *map(asked, addresses))
    assert [each["uri"] for each in found] == addresses


@needs_node
def test_a_folder_is_its_start_page() -> None:
    start, desk = run("PageAddress", asked("/"), asked("/desk/"))

    assert (start["uri"], desk["uri"]) == ("/index.html", "/desk/index.html")


@needs_node
@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("/forgot", "/"),
        ("/offices/", "/"),
        ("/desktop", "/"),
        ("/v1", "/"),
        ("//example.test/", "/"),
        ("/desk", "/desk/"),
        ("/desk/queue", "/desk/"),
    ],
)
def test_an_address_typed_without_html_leads_to_a_start_page(typed: str, leads_to: str) -> None:
    [answer] = run("PageAddress", asked(typed))

    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (302, leads_to)
