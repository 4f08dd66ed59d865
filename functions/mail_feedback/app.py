"""SES tells, through SNS, what became of a mail: bounced, complained of, delivered.

SNS invokes asynchronously. What fails passingly is raised, so that Lambda tries again and then
the dead-letter queue keeps it; what can never be understood is only counted.
"""

import os
from typing import Any

import msgspec
from aws_lambda_powertools.utilities.typing import LambdaContext
from msgspec import Struct

from vssid_recovery.adapters import clients, world
from vssid_recovery.adapters.table.mailboxes import MailboxTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import Unavailable
from vssid_recovery.mail_feedback import Heard, MailFeedback
from vssid_recovery.observability import count, logger
from vssid_recovery.settings import MailFeedbackSettings, load

settings = load(MailFeedbackSettings, os.environ)
table = Table(clients.dynamodb(), settings.table_name, world.jitter)
feedback = MailFeedback(MailboxTable(table), world.now)


class Notification(Struct, rename="pascal"):
    message: str


class Record(Struct, rename="pascal"):
    sns: Notification


@logger.inject_lambda_context
def handler(event: object, context: LambdaContext) -> None:
    """Raises Unavailable, for Lambda to try again; what was heard already is not heard twice."""
    for record in records_of(event):
        heard = hear(record)
        if heard.is_ignored:
            count("FeedbackIgnored", why=heard.value)
        else:
            count("MailFeedback", outcome=heard.value)
        logger.info("heard", outcome=heard.value)


def records_of(event: object) -> list[Any]:
    """What is no event of SNS is one record that will be ignored."""
    records = event.get("Records") if isinstance(event, dict) else None
    return records if isinstance(records, list) else [event]


def hear(record: object) -> Heard:
    try:
        told = msgspec.json.decode(msgspec.convert(record, Record).sns.message)
    except (ValueError, RecursionError):  # SES also says hello in plain words
        return Heard.IGNORED
    try:
        return feedback.hear(told)
    except Unavailable as error:
        logger.error("unavailable", reason=str(error))
        count("Unavailable")
        raise
