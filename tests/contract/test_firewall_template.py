"""The firewall before the API, held on template.yaml itself: the emulator has none."""

import json
from typing import Any

from local.parameters import checked_parameters
from local.template import load_template, resources_of
from tests.repository import ROOT

TEMPLATE = load_template(ROOT / "template.yaml")
FIREWALL = TEMPLATE["Resources"]["ApiFirewall"]["Properties"]
RULES = {each["Name"]: each for each in FIREWALL["Rules"]}
ORIGIN_KEY = {"Fn::Sub": "{{resolve:secretsmanager:${OriginKeySecret.Id}:SecretString}}"}


def rate(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RULES[name]["Statement"]["RateBasedStatement"]
    return found


def excepted(name: str) -> list[dict[str, Any]]:
    nots = rate(name)["ScopeDownStatement"]["NotStatement"]["Statement"]
    return [each["ByteMatchStatement"] for each in nots["OrStatement"]["Statements"]]


def test_it_stands_before_the_stage_of_the_api() -> None:
    association = TEMPLATE["Resources"]["ApiFirewallAssociation"]["Properties"]
    assert FIREWALL["Scope"] == "REGIONAL"
    assert association["WebACLArn"] == {"Fn::GetAtt": ["ApiFirewall", "Arn"]}
    assert association["ResourceArn"]["Fn::Sub"].endswith("/restapis/${Api}/stages/${Api.Stage}")


def test_a_stack_on_one_machine_has_none_because_the_emulator_has_none() -> None:
    assert TEMPLATE["Parameters"]["Firewall"]["Default"] == "ON"
    assert checked_parameters(TEMPLATE, {})["Firewall"] == "OFF"


def test_it_keeps_nothing_of_a_request() -> None:
    assert not resources_of(TEMPLATE, "AWS::WAFv2::LoggingConfiguration")
    for each in (FIREWALL, *RULES.values()):
        assert each["VisibilityConfig"]["SampledRequestsEnabled"] is False


def test_people_behind_one_carrier_address_are_not_a_flood() -> None:
    for name in ("FloodByTheCdn", "FloodPastTheCdn"):
        assert rate(name)["Limit"] >= 10 * rate(name)["EvaluationWindowSec"]


def test_a_viewers_address_is_believed_beside_the_key_alone() -> None:
    viewers = rate("FloodByTheCdn")
    assert viewers["AggregateKeyType"] == "FORWARDED_IP"
    assert viewers["ForwardedIPConfig"]["HeaderName"] == "X-Viewer-Ip"
    key = viewers["ScopeDownStatement"]["ByteMatchStatement"]
    assert key["FieldToMatch"] == {"SingleHeader": {"Name": "x-origin-key"}}
    assert (key["PositionalConstraint"], key["SearchString"]) == ("EXACTLY", ORIGIN_KEY)


def test_whoever_has_no_key_is_counted_on_the_address_he_comes_from() -> None:
    assert rate("FloodPastTheCdn")["AggregateKeyType"] == "IP"
    assert excepted("FloodPastTheCdn")[0]["SearchString"] == ORIGIN_KEY


def test_the_apps_back_end_is_never_a_flood() -> None:
    stage = TEMPLATE["Resources"]["Api"]["Properties"]["StageName"]
    signed = {
        f"/{stage}{event['Properties']['Path']}"
        for function in resources_of(TEMPLATE, "AWS::Serverless::Function").values()
        for event in function["Properties"].get("Events", {}).values()
        if event["Type"] == "Api" and event["Properties"]["Auth"]["Authorizer"] == "AWS_IAM"
    }
    paths = [each for each in excepted("FloodPastTheCdn") if "UriPath" in each["FieldToMatch"]]
    assert {each["SearchString"] for each in paths} == signed
    assert all(each["PositionalConstraint"] == "EXACTLY" for each in paths)


def test_too_many_is_told_in_the_apis_own_words() -> None:
    body = json.loads(FIREWALL["CustomResponseBodies"]["TooManyAttempts"]["Content"])
    assert (body["status"], body["code"]) == (429, "TOO_MANY_ATTEMPTS")
    for name in ("FloodByTheCdn", "FloodPastTheCdn"):
        answer = RULES[name]["Action"]["Block"]["CustomResponse"]
        headers = {each["Name"]: each["Value"] for each in answer["ResponseHeaders"]}
        assert (answer["ResponseCode"], answer["CustomResponseBodyKey"]) == (
            body["status"],
            "TooManyAttempts",
        )
        assert headers == {"Retry-After": str(body["retryAfter"]), "Cache-Control": "no-store"}
        assert body["retryAfter"] == rate(name)["EvaluationWindowSec"]
