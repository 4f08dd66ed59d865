"""Invoked by the Connect contact flow: who calls and what was keyed in, a flat string map out."""

import os
import secrets
import uuid

from aws_lambda_powertools.utilities.typing import LambdaContext

from vssid_recovery.adapters import clients, world
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.hotline import HotlineTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.connect_event import REFUSE_EMAIL, ContactRequest, as_string_map, read_contact
from vssid_recovery.errors import RecoveryError
from vssid_recovery.hotline import Answer, Call, Hotline, HotlineRules, Outcome
from vssid_recovery.observability import count, logger
from vssid_recovery.ports import HotlineLimits
from vssid_recovery.settings import HotlineSettings, load

settings = load(HotlineSettings, os.environ)
secret = RootSecret(clients.secrets_manager(), settings.secret_id)
hotline = Hotline(
    store=HotlineTable(Table(clients.dynamodb(), settings.table_name, world.jitter)),
    hasher=PepperedArgon2(secret),
    subjects=secret,
    clock=world.now,
    randbelow=secrets.randbelow,
    rules=HotlineRules(
        valid_minutes=settings.temporary_password_minutes,
        limits=HotlineLimits(
            issues_per_person=settings.hotline_issues_per_day,
            issues_per_caller=settings.hotline_issues_per_day_per_caller,
            mismatches_per_caller=settings.hotline_mismatches_per_day_per_caller,
            callers_per_person=settings.hotline_callers_per_day_per_identifier,
        ),
        phone_confirmed_max_months=settings.phone_confirmed_max_months,
    ),
)


@logger.inject_lambda_context
def handler(event: object, context: LambdaContext) -> dict[str, str]:
    """Answers every expected outcome, and UNAVAILABLE for everything else. Never raises."""
    contact = read_contact(event)
    try:
        answer = answer_to(contact)
    except Exception as error:
        answer = Answer(Outcome.UNAVAILABLE)
        count("Unavailable")  # and not for the overtaken, who are no failure: the alarm watches it
        if isinstance(error, RecoveryError):
            logger.error("unavailable", reason=str(error), contact=contact.contact_id)
        else:
            logger.exception("failed", contact=contact.contact_id)
    count("HotlineOutcome", outcome=answer.outcome.value)
    logger.info("answered", outcome=answer.outcome.value, contact=contact.contact_id)
    return as_string_map(answer, settings.temporary_password_minutes)


def answer_to(contact: ContactRequest) -> Answer:
    started_at = world.now()
    if settings.hotline_proof == "OFF" or contact.is_simulated:
        return Answer(Outcome.UNAVAILABLE)
    contact_id = contact.contact_id or str(uuid.uuid4())
    call = Call(contact.identifier, contact.address, contact_id, started_at)
    return hotline.refuse_email(call) if contact.action == REFUSE_EMAIL else hotline.issue(call)
