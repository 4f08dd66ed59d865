"""API: is a password right, since when do sessions count (both IAM-signed), choose a new one."""

import os
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from msgspec import Meta, Struct

from vssid_recovery.adapters import world
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.door import Door
from vssid_recovery.adapters.table.sign_in import SignInTable
from vssid_recovery.api import read_body, recovery_api, reply
from vssid_recovery.credentials import CredentialRules, Credentials
from vssid_recovery.observability import count, logger
from vssid_recovery.settings import CredentialSettings, load
from vssid_recovery.windows import iso

settings = load(CredentialSettings, os.environ)
door = Door(settings)
credentials = Credentials(
    store=SignInTable(door.table),
    hasher=PepperedArgon2(door.secret),
    subjects=door.secret,
    clock=world.now,
    rules=CredentialRules(settings.choose_minutes, settings.min_password_length),
)
api = recovery_api()

Text = Annotated[str, Meta(min_length=1, max_length=1024)]


class CheckBody(Struct, forbid_unknown_fields=True):
    identifier: Text
    password: Text
    device: Annotated[str, Meta(max_length=256)] = ""


class SessionBody(Struct, forbid_unknown_fields=True):
    identifier: Text


class ChangeBody(Struct, forbid_unknown_fields=True, rename="camel"):
    identifier: Text
    current_password: Text
    new_password: Text


@api.post("/credential-checks")
def check() -> Response[str]:
    body = read_body(api.current_event, CheckBody)
    found = credentials.check(body.identifier, body.password, body.device)
    count("CredentialCheck", result=found.result.value)
    answer: dict[str, Any] = {"result": found.result.value}
    if found.sessions_valid_from is not None:
        answer["sessionsValidFrom"] = iso(found.sessions_valid_from)
    if found.retry_after:
        answer["retryAfter"] = found.retry_after
    if found.email_pending:
        answer["emailPending"] = True
    return reply(200, answer)


@api.post("/session-checks")
def session_check() -> Response[str]:
    body = read_body(api.current_event, SessionBody)
    return reply(200, {"sessionsValidFrom": iso(credentials.sessions_valid_from(body.identifier))})


@api.post("/password-changes")
def change() -> Response[str]:
    body = read_body(api.current_event, ChangeBody)
    door.viewers.count(api.current_event)
    credentials.change(body.identifier, body.current_password, body.new_password)
    count("PasswordChanged")
    return reply(204)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return api.resolve(event, context)
