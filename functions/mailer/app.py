"""Sends what is owed: called by the table's stream, by the retry queue, and once a minute.

The stream is only a doorbell. Each record is taken alone and nothing is raised to it: what cannot
be sent now goes to the retry queue, and what is lost on the way is found once a minute in the
index of owed mail.
"""

import os
import secrets
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from vssid_recovery.adapters import clients, world
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.retry_queue import RetryQueue
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.ses import SesPost
from vssid_recovery.adapters.table.mails import MailTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import Unavailable
from vssid_recovery.mailer_ports import BeingSent
from vssid_recovery.mailing import Mailer
from vssid_recovery.observability import count, gauge, logger
from vssid_recovery.settings import MailerSettings, load

settings = load(MailerSettings, os.environ)
secret = RootSecret(clients.secrets_manager(), settings.secret_id)
store = MailTable(Table(clients.dynamodb(), settings.table_name, world.jitter))
queue = RetryQueue(clients.sqs(), settings.retry_queue_url)
mailer = Mailer(
    store=store,
    hasher=PepperedArgon2(secret),
    subjects=secret,
    post=SesPost(clients.ses(), settings.sender_address, settings.configuration_set),
    retries=queue,
    clock=world.now,
    randbelow=secrets.randbelow,
    new_token=lambda: secrets.token_urlsafe(16),
    portal=settings.portal_url,
)
# Long enough for the stream's own delivery to be over.
OVERLOOKED = timedelta(seconds=90)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if "Records" not in event:
        return sweep()
    failed = [record for record in event["Records"] if not taken(record)]
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in failed]}


def taken(record: dict[str, Any]) -> bool:
    """False only for a queue message that is to come again."""
    if record["eventSource"] == "aws:sqs":
        return retried(record)
    ring(record["dynamodb"]["Keys"]["pk"]["S"].partition("#")[2])
    return True


def ring(mail_id: str) -> None:
    """The first try, of the stream or of the sweep; what fails goes to the retry queue."""
    try:
        told(mailer.ring(mail_id))
    except Exception as error:
        complain(error)


def retried(record: dict[str, Any]) -> bool:
    try:
        told(mailer.deliver(record["body"]))
        return True
    except BeingSent:
        pass  # by somebody who may yet fail: the message has to come again
    except Exception as error:
        complain(error)
    received = int(record["attributes"]["ApproximateReceiveCount"])
    try:
        queue.postpone(record["receiptHandle"], received)
    except Unavailable as away:
        complain(away)  # it comes again all the same, when the queue's own time is over
    return False


def sweep() -> dict[str, Any]:
    """Tell how long the oldest mail is owed, and try what nobody has tried."""
    now = world.now()
    overlooked = list(store.oldest_owed(now))
    ages = [(now - owed_at).total_seconds() for _, owed_at in overlooked]
    gauge("OldestOwedSeconds", max(ages, default=0))
    for mail_id, owed_at in overlooked:
        if now - owed_at >= OVERLOOKED:
            ring(mail_id)
    return {"owed": len(overlooked)}


def told(outcome: str) -> None:
    if outcome:
        count("Mail", outcome=outcome.partition(" ")[0])


def complain(error: Exception) -> None:
    count("Unavailable")
    if isinstance(error, Unavailable):
        logger.error("not sent now", reason=str(error))
    else:
        logger.exception("failed")
