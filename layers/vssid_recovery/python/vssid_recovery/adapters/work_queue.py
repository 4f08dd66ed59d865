"""The queue of the work on declaration files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from vssid_recovery.adapters import clients
from vssid_recovery.batch_model import Task
from vssid_recovery.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class BatchQueue:
    """Implements batch_ports.WorkQueue. The client is made when it is first needed."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _sqs(self) -> SQSClient:
        return clients.sqs()

    def put(self, tasks: Iterable[Task]) -> None:
        # One by one: for SendMessageBatch the emulator wants a right of its own, unknown to AWS.
        for task in tasks:
            self._put(msgspec.json.encode(task).decode())

    def _put(self, body: str) -> None:
        try:
            self._sqs.send_message(QueueUrl=self._url, MessageBody=body)
        except ClientError as error:
            raise Unavailable(f"queue: {error.response['Error']['Code']}") from None
        except BotoCoreError as error:
            raise Unavailable(f"queue: {type(error).__name__}") from None
