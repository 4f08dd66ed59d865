"""The deployed stack as its callers see it: Connect, the app's back end, a browser."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.aws import emulator_session
from local.stack_file import Stack
from vssid_recovery.adapters.table.wire import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient

CALLER = "+84912345678"


@dataclass(frozen=True)
class Deployed:
    stack: Stack

    @cached_property
    def functions(self) -> "LambdaClient":
        return emulator_session().client("lambda", endpoint_url=self.stack.endpoint_url)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        return emulator_session().client("dynamodb", endpoint_url=self.stack.endpoint_url)

    @cached_property
    def table(self) -> Table:
        return Table(self.dynamodb, self.stack.table_name, pause=lambda: None)

    def call(
        self, identifier: str, contact: str, address: str | None = CALLER, **parameters: str
    ) -> dict[str, str]:
        """The hotline, as Connect invokes it."""
        endpoint = {"Address": address, "Type": "TELEPHONE_NUMBER"} if address else None
        contact_data = {"ContactId": contact, "CustomerEndpoint": endpoint}
        details = {
            "ContactData": contact_data,
            "Parameters": {"identifier": identifier, **parameters},
        }
        answer = self.functions.invoke(
            FunctionName=self.stack.functions["hotline_verification"],
            Payload=json.dumps({"Name": "ContactFlowEvent", "Details": details}),
        )
        assert "FunctionError" not in answer
        reply: dict[str, str] = json.loads(answer["Payload"].read())
        return reply

    def post(
        self, path: str, body: Any, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        return requests.post(self.stack.api_url + path, json=body, headers=headers, timeout=10)

    def signed(
        self, path: str, body: Any, credentials: Credentials | None = None
    ) -> requests.Response:
        """As the app's back end calls, with Signature Version 4."""
        url, data = self.stack.api_url + path, json.dumps(body)
        request = AWSRequest("POST", url, data=data, headers={"Content-Type": "application/json"})
        keys = credentials or emulator_session().get_credentials()
        assert keys is not None
        SigV4Auth(keys, "execute-api", self.stack.region).add_auth(request)
        return requests.post(url, data=data, headers=dict(request.headers), timeout=10)

    def begin_counts_anew(self) -> None:
        """Forget the wrong guesses, so that a test may look at many passwords of one person."""
        for item in self.dynamodb.scan(TableName=self.stack.table_name)["Items"]:
            if item["pk"]["S"].startswith("SIGNIN#"):
                key = {"pk": item["pk"], "sk": item["sk"]}
                self.dynamodb.delete_item(TableName=self.stack.table_name, Key=key)

    def check(self, identifier: str, password: str) -> str:
        result: str = self.signed(
            "/credential-checks", {"identifier": identifier, "password": password}
        ).json()["result"]
        return result


def spoken(reply: Mapping[str, str]) -> str:
    return reply["group1"] + reply["group2"] + reply["group3"]
