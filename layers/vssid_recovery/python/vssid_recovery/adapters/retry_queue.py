"""The queue in which a mail that could not be sent now waits for its next try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from vssid_recovery.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# Seconds to the next try, by how often the mail was received: all within a code's 15 minutes.
BACKOFF = (10, 20, 40, 80, 160, 240)


class RetryQueue:
    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def put(self, mail_id: str) -> None:
        """Raises Unavailable."""
        try:
            self._client.send_message(
                QueueUrl=self._url, MessageBody=mail_id, DelaySeconds=BACKOFF[0]
            )
        except (ClientError, BotoCoreError) as error:
            raise Unavailable(f"queue: {type(error).__name__}") from None

    def postpone(self, receipt: str, received: int) -> None:
        """Make a message wait longer the oftener it was received. Raises Unavailable."""
        wait = BACKOFF[min(received, len(BACKOFF)) - 1]
        try:
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=wait
            )
        except (ClientError, BotoCoreError) as error:
            raise Unavailable(f"queue: {type(error).__name__}") from None
