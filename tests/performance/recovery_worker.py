"""Run by path with the layers: the functions' own handlers, on whatever AWS_ENDPOINT_URL names.

With the argument `counting`, each call also tells its trips to the table and the capacity that
the table says they consumed.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from tests.performance.consumption import Consumption
from tests.performance.lambda_call import CONTEXT, loaded
from tests.performance.told_calls import serve
from vssid_recovery.adapters import clients

NEW = "mèo tím gõ bàn phím"


class KeepingPost:
    """Sends through the real post office and keeps the code, which nobody else can tell."""

    def __init__(self, post: Any) -> None:
        self._post = post
        self.code = ""

    def send(self, to: str, purpose: str, fields: Mapping[str, str | datetime]) -> str:
        self.code = str(fields["code"])
        sent: str = self._post.send(to, purpose, fields)
        return sent


class Functions:
    """Hotline, reset and mailer in one process, each called as Lambda calls it."""

    def __init__(self, folder: str) -> None:
        self._reset = loaded(folder, "email_reset")
        self._hotline = loaded(folder, "hotline_verification")
        self._mailer = loaded(folder, "mailer")
        self._post = KeepingPost(self._mailer.mailer.post)
        rounds = self._mailer.rounds
        self._mailer.rounds = replace(rounds, mailer=replace(rounds.mailer, post=self._post))

    def issue(self, identifier: str, phone: str, contact: str) -> None:
        endpoint = {"Address": phone, "Type": "TELEPHONE_NUMBER"}
        contact_data = {"ContactId": contact, "CustomerEndpoint": endpoint}
        details = {"ContactData": contact_data, "Parameters": {"identifier": identifier}}
        reply = self._hotline.handler({"Name": "ContactFlowEvent", "Details": details}, CONTEXT)
        assert reply["outcome"] == "ISSUED", reply

    def request(self, identifier: str, email: str) -> str:
        answer = self._posted("/password-resets", {"identifier": identifier, "email": email})
        assert answer["statusCode"] == 202, answer
        reset_id: str = json.loads(answer["body"])["resetId"]
        return reset_id

    def mail(self, reset_id: str) -> str:
        """As the table's stream rings; the code, '' where none was mailed."""
        self._post.code = ""
        mail_id = self._reset.door.secret.subject("mail", f"RESET_CODE {reset_id}")
        keys = {"pk": {"S": f"MAIL#{mail_id}"}, "sk": {"S": "MAIL"}}
        record = {"eventSource": "aws:dynamodb", "dynamodb": {"Keys": keys}}
        self._mailer.handler({"Records": [record]}, CONTEXT)
        return self._post.code

    def confirm(self, reset_id: str, code: str) -> None:
        answer = self._confirmation(reset_id, code)
        assert answer["statusCode"] == 204, (code, answer)

    def wrong(self, reset_id: str) -> None:
        answer = self._confirmation(reset_id, "00000000")
        assert json.loads(answer["body"])["code"] == "INVALID_CODE", answer

    def _confirmation(self, reset_id: str, code: str) -> Any:
        body = {"code": code, "newPassword": NEW}
        path = f"/password-resets/{reset_id}/confirmation"
        return self._posted(path, body, {"resetId": reset_id})

    def _posted(
        self, path: str, body: dict[str, str], parameters: dict[str, str] | None = None
    ) -> Any:
        event = {
            "httpMethod": "POST",
            "path": path,
            "pathParameters": parameters,
            "headers": {"content-type": "application/json"},
            "body": json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {"identity": {"sourceIp": "192.0.2.1"}, "stage": "v1"},
        }
        return self._reset.handler(event, CONTEXT)

    @property
    def operations(self) -> dict[str, Callable[..., object]]:
        names = ("issue", "request", "mail", "confirm", "wrong")
        return {name: getattr(self, name) for name in names}


def main(folder: str, counting: bool) -> None:
    dynamodb: Any = clients.dynamodb()
    with patch.object(clients, "dynamodb", lambda: dynamodb):
        operations = Functions(folder).operations
    if counting:
        consumption = Consumption(dynamodb)
        operations = {name: consumption.counted(call) for name, call in operations.items()}
    serve(operations)


if __name__ == "__main__":
    # Local AWS has no certificate of its own to check, and no proxy is between.
    os.environ["NO_PROXY"] = "127.0.0.1"
    main(sys.argv[1], "counting" in sys.argv)
