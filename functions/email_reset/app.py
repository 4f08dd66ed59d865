"""API: ask for a code by e-mail, set a new password with it, and «this was not me»."""

import os
import uuid
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from msgspec import Meta, Struct

from vssid_recovery.adapters import world
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.door import Door
from vssid_recovery.adapters.table.refusals import RefusalTable
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.api import read_body, recovery_api, reply
from vssid_recovery.email_reset import EmailReset, ResetRules
from vssid_recovery.observability import count, logger
from vssid_recovery.refusals import Refusals
from vssid_recovery.reset_ports import CodeLimits, RequestLimits
from vssid_recovery.settings import EmailResetSettings, load
from vssid_recovery.windows import iso

settings = load(EmailResetSettings, os.environ)
door = Door(settings)
resets = EmailReset(
    store=ResetTable(door.table),
    hasher=PepperedArgon2(door.secret),
    subjects=door.secret,
    clock=world.now,
    new_id=lambda: uuid.uuid4().hex,
    rules=ResetRules(
        settings.reset_code_minutes,
        settings.min_password_length,
        RequestLimits(
            settings.resend_after_seconds, settings.requests_per_hour, settings.requests_per_day
        ),
        CodeLimits(settings.wrong_codes_per_reset, settings.wrong_codes_per_day),
    ),
)
refusals = Refusals(RefusalTable(door.table), door.secret, world.now)
api = recovery_api()

Text = Annotated[str, Meta(min_length=1, max_length=1024)]


class RequestBody(Struct, forbid_unknown_fields=True):
    identifier: Text
    email: Text


class ConfirmationBody(Struct, forbid_unknown_fields=True, rename="camel"):
    code: Text
    new_password: Text


class RefusalBody(Struct, forbid_unknown_fields=True):
    token: Text


@api.post("/password-resets")
def request() -> Response[str]:
    body = read_body(api.current_event, RequestBody)
    door.viewers.count(api.current_event)
    asked = resets.request(body.identifier, body.email)
    count("ResetAsked")
    told = {"resetId": asked.reset_id, "expiresAt": iso(asked.expires_at)}
    return reply(202, {**told, "resendAfter": asked.resend_after})


# Any text may stand for the id: what is none is answered like one that nobody has.
@api.post(r"/password-resets/[\s\S]*/confirmation")
def confirm() -> Response[str]:
    body = read_body(api.current_event, ConfirmationBody)
    door.viewers.count(api.current_event)
    resets.confirm(api.current_event.path_parameters["resetId"], body.code, body.new_password)
    count("PasswordReset")
    return reply(204)


@api.post("/refusals")
def refuse() -> Response[str]:
    body = read_body(api.current_event, RefusalBody)
    door.viewers.count(api.current_event)
    refusals.refuse(body.token)
    count("Refusal")
    return reply(204)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return api.resolve(event, context)
