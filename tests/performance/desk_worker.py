"""Run by path with the layers: the API of declarations, and the mailer for the links it owes."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tests.performance.lambda_call import CONTEXT, loaded
from tests.performance.told_calls import serve
from tests.performance.traffic import Traffic
from vssid_recovery.adapters import world

UNIT = {"custom:unit_code": "TN0001N", "custom:office_code": "07906"}
CLAIMS = {"unit": UNIT, "officer": {"custom:office_code": "07906"}}


class KeepingPost:
    """Sends through the real post office and keeps the link, which nobody else can tell."""

    def __init__(self, post: Any) -> None:
        self._post = post
        self.link = ""

    def send(self, to: str, purpose: str, fields: Mapping[str, str | datetime]) -> str:
        self.link = str(fields["link"])
        sent: str = self._post.send(to, purpose, fields)
        return sent


class Desk:
    """Both functions in one process, each called as Lambda calls it."""

    def __init__(self, folder: str) -> None:
        self._api = loaded(folder, "email_supplementation")
        self._mailer = loaded(folder, "mailer")
        self._post = KeepingPost(self._mailer.mailer.post)
        rounds = self._mailer.rounds
        self._mailer.rounds = replace(rounds, mailer=replace(rounds.mailer, post=self._post))

    def call(self, method: str, path: str, role: str, body: str) -> Any:
        """As somebody who has signed in with that role; with none, as anybody."""
        claims = {"sub": role, "token_use": "id", "cognito:groups": role, **CLAIMS.get(role, {})}
        context: dict[str, Any] = {"identity": {"sourceIp": "192.0.2.1"}, "stage": "v1"}
        event = {
            "httpMethod": method,
            "path": path,
            "headers": {"content-type": "application/json"},
            "queryStringParameters": None,
            "body": body,
            "isBase64Encoded": False,
            "requestContext": context | ({"authorizer": {"claims": claims}} if role else {}),
        }
        answer = self._api.handler(event, CONTEXT)
        return answer["statusCode"], json.loads(answer["body"] or "null")

    def owed(self) -> list[str]:
        """What the table's stream would ring for."""
        return [mail_id for mail_id, _ in self._mailer.store.oldest_owed(world.now())]

    def mail(self, mail_id: str) -> str:
        """The link that was mailed."""
        keys = {"pk": {"S": f"MAIL#{mail_id}"}, "sk": {"S": "MAIL"}}
        record = {"eventSource": "aws:dynamodb", "dynamodb": {"Keys": keys}}
        self._mailer.handler({"Records": [record]}, CONTEXT)
        return self._post.link


def main(folder: str) -> None:
    traffic = Traffic()
    desk = Desk(folder)
    call, mail = traffic.counted(desk.call), traffic.counted(desk.mail)
    serve({"call": call, "mail": mail, "owed": desk.owed})


if __name__ == "__main__":
    # Local AWS has no certificate of its own to check, and no proxy is between.
    os.environ["NO_PROXY"] = "127.0.0.1"
    main(sys.argv[1])
