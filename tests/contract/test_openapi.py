"""docs/openapi.yaml and template.yaml tell of the same routes, codes and reasons."""

import re
from typing import Any

import yaml

from local.template import load_template, resources_of
from tests.repository import ROOT
from vssid_recovery import declaration_checks, form_fields, passwords, strength
from vssid_recovery.errors import Finding, Reason
from vssid_recovery.problems import PROBLEMS

OPENAPI = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text("utf-8"))
FIELDS = str(form_fields.__file__)
TEMPLATE = load_template(ROOT / "template.yaml")


def deployed() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (event["Properties"]["Path"], event["Properties"]["Method"].lower()): event["Properties"]
        for function in resources_of(TEMPLATE, "AWS::Serverless::Function").values()
        for event in function["Properties"].get("Events", {}).values()
        if event["Type"] == "Api"
    }


def described() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (path, method): operation
        for path, operations in OPENAPI["paths"].items()
        for method, operation in operations.items()
    }


def test_the_routes_are_the_same() -> None:
    assert described().keys() == deployed().keys()


def test_who_may_is_the_same() -> None:
    names: dict[str, list[dict[str, list[str]]]] = {
        "AWS_IAM": [{"iam": []}],
        "Staff": [{"staff": []}],
        "NONE": [],
    }
    for route, properties in deployed().items():
        assert described()[route]["security"] == names[properties["Auth"]["Authorizer"]], route


def test_every_code_is_described() -> None:
    codes = set(OPENAPI["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])
    ours = {problem.code for problem in PROBLEMS.values()}
    text = (ROOT / "template.yaml").read_text("utf-8")
    gateways = set(re.findall(r'"code":"([A-Z_]+)"', text))
    assert codes == ours | gateways


def test_every_reason_is_described() -> None:
    properties = OPENAPI["components"]["schemas"]["Problem"]["properties"]["reasons"]["items"][
        "properties"
    ]
    named = {value.code for value in vars(strength).values() if isinstance(value, Reason)}
    lengths = set(
        re.findall(r'"(TOO_[A-Z]+)"', (ROOT / str(passwords.__file__)).read_text("utf-8"))
    )
    found = {
        each.reason.code for each in vars(declaration_checks).values() if isinstance(each, Finding)
    }
    of_fields = set(re.findall(r'"(FIELD_[A-Z_]+)"', (ROOT / FIELDS).read_text("utf-8")))
    assert set(properties["code"]["enum"]) == (
        named | lengths | found | of_fields | {declaration_checks.TYPO.code}
    )


def test_every_body_is_strict() -> None:
    for (path, method), operation in described().items():
        has_body = method != "get" and not path.endswith("/confirmation-mails")
        assert ("requestBody" in operation) == has_body, path
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            assert schema["additionalProperties"] is False
