"""Sends what is owed: called by the table's stream, by the retry queue, and once a minute."""

import os
import secrets
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from vssid_recovery.adapters import clients, world
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.retry_queue import RetryQueue
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.ses import SesPost
from vssid_recovery.adapters.table.mails import MailTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.mail_rounds import MailRounds
from vssid_recovery.mailing import Mailer
from vssid_recovery.observability import logger
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
rounds = MailRounds(mailer, store, queue, world.now)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return rounds.go(event)
