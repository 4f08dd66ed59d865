"""The queue of the work on declaration files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from vssid_recovery.adapters import clients
from vssid_recovery.batch_model import Task
from vssid_recovery.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MOST_AT_ONCE = 10


class BatchQueue:
    """Implements batch_ports.WorkQueue. The client is made when it is first needed."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _sqs(self) -> SQSClient:
        return clients.sqs()

    def put(self, tasks: Iterable[Task]) -> None:
        # One by one, the 500 of a large file take longer than whoever decides on it may wait.
        waiting = iter(tasks)
        while some := [*islice(waiting, MOST_AT_ONCE)]:
            self._put([msgspec.json.encode(task).decode() for task in some])

    def _put(self, bodies: Sequence[str]) -> None:
        try:
            answer = self._sqs.send_message_batch(
                QueueUrl=self._url,
                Entries=[{"Id": f"{at}", "MessageBody": body} for at, body in enumerate(bodies)],
            )
        except ClientError as error:
            raise Unavailable(f"queue: {error.response['Error']['Code']}") from None
        except BotoCoreError as error:
            raise Unavailable(f"queue: {type(error).__name__}") from None
        if refused := answer.get("Failed"):
            raise Unavailable(f"queue: {refused[0]['Code']}")
