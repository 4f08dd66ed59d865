"""Puts the API's own answers into the emulator, which ignores SAM's GatewayResponses."""

from collections.abc import Mapping
from typing import Any

from local.aws import emulator_session
from local.plan import Plan, StackFailure
from local.template import load_template, resources_of


def put_gateway_responses(plan: Plan, api_id: str) -> str:
    """Puts the answers that AWS would give, in force at once; returns the name of the stage."""
    api = _only_api(load_template(plan.template))
    client = emulator_session().client("apigateway", endpoint_url=plan.endpoint_url)
    for kind, response in api.get("GatewayResponses", {}).items():
        client.put_gateway_response(
            restApiId=api_id, responseType=kind, **_as_api_takes_it(response)
        )
    stage = str(api["StageName"])
    client.create_deployment(restApiId=api_id, stageName=stage)
    return stage


def _only_api(template: dict[str, Any]) -> dict[str, Any]:
    apis = list(resources_of(template, "AWS::Serverless::Api").values())
    if len(apis) != 1:
        raise StackFailure(
            f"template.yaml has {len(apis)} REST APIs: the local stack is made for one."
        )
    properties: dict[str, Any] = apis[0]["Properties"]
    return properties


def _as_api_takes_it(response: Mapping[str, Any]) -> dict[str, Any]:
    headers: Mapping[str, str] = response.get("ResponseParameters", {}).get("Headers", {})
    taken: dict[str, Any] = {
        "responseParameters": {
            f"gatewayresponse.header.{name}": value for name, value in headers.items()
        },
        "responseTemplates": dict(response.get("ResponseTemplates", {})),
    }
    if "StatusCode" in response:
        taken["statusCode"] = str(response["StatusCode"])
    return taken
