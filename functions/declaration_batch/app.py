"""The work on uploaded files, one message at a time: a file that came, or rows that wait.

What fails is raised: the queue brings it again, and after some tries keeps it as a dead letter.
"""

import os
import secrets
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from vssid_recovery.adapters import clients, world
from vssid_recovery.adapters.batch_files import BucketFiles
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.batch_rows import RowTable
from vssid_recovery.adapters.table.batches import BatchTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.work_queue import BatchQueue
from vssid_recovery.batch_decisions import BatchDecisions
from vssid_recovery.batch_intake import Intake
from vssid_recovery.batch_rounds import BatchRounds
from vssid_recovery.batch_rows import RowWorker
from vssid_recovery.observability import logger
from vssid_recovery.settings import DeclarationBatchSettings, load

settings = load(DeclarationBatchSettings, os.environ)
secret = RootSecret(clients.secrets_manager(), settings.secret_id)
table = Table(clients.dynamodb(), settings.table_name, world.jitter)
batches, rows = BatchTable(table), RowTable(table)
files, queue = BucketFiles(settings.files_bucket), BatchQueue(settings.work_queue_url)
rounds = BatchRounds(
    intake=Intake(batches, files, queue, world.now),
    row_worker=RowWorker(batches, rows, files, queue, secret, world.now, secrets.randbelow),
    decisions=BatchDecisions(batches, rows, files, queue, secret, world.now),
)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Raises Unavailable, for the queue to bring the message again."""
    rounds.go(event)
