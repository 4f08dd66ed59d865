"""Who rings at the mailer: the table's stream, the retry queue, and once a minute the clock.

The stream is only a doorbell. Each record is taken alone and nothing is raised to it: what cannot
be sent now goes to the retry queue, and what is lost on the way is found once a minute in the
index of owed mail.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from msgspec import Struct

from vssid_recovery.errors import Unavailable
from vssid_recovery.mailer_ports import BeingSent
from vssid_recovery.mailing import Mailer
from vssid_recovery.observability import count, gauge, logger
from vssid_recovery.ports import Clock

# Long enough for the stream's own delivery to be over.
OVERLOOKED = timedelta(seconds=90)


class Owed(Protocol):
    def oldest_owed(self, before: datetime) -> Iterable[tuple[str, datetime]]: ...


class Waiting(Protocol):
    def postpone(self, receipt: str, received: int) -> None:
        """Make a message wait longer the oftener it was received. Raises Unavailable."""


class MailRounds(Struct, frozen=True):
    mailer: Mailer
    owed: Owed
    queue: Waiting
    clock: Clock

    def go(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Take an event of the stream, the queue or the schedule. Never raises for a mail."""
        if "Records" not in event:
            return self._sweep()
        failed = [record for record in event["Records"] if not self._taken(record)]
        return {"batchItemFailures": [{"itemIdentifier": each["messageId"]} for each in failed]}

    def _taken(self, record: Mapping[str, Any]) -> bool:
        """False only for a queue message that is to come again."""
        if record["eventSource"] == "aws:sqs":
            return self._retried(record)
        self._ring(record["dynamodb"]["Keys"]["pk"]["S"].partition("#")[2])
        return True

    def _ring(self, mail_id: str) -> None:
        """The first try, of the stream or of the sweep; what fails goes to the retry queue."""
        try:
            _told(self.mailer.ring(mail_id))
        except Exception as error:
            _complain(error)

    def _retried(self, record: Mapping[str, Any]) -> bool:
        try:
            _told(self.mailer.deliver(record["body"]))
            return True
        except BeingSent:
            pass  # by somebody who may yet fail: the message has to come again
        except Exception as error:
            _complain(error)
        received = int(record["attributes"]["ApproximateReceiveCount"])
        try:
            self.queue.postpone(record["receiptHandle"], received)
        except Unavailable as away:
            _complain(away)  # it comes again all the same, when the queue's own time is over
        return False

    def _sweep(self) -> dict[str, Any]:
        """Tell how long the oldest mail is owed, and try what nobody has tried."""
        now = self.clock()
        overlooked = list(self.owed.oldest_owed(now))
        ages = [(now - owed_at).total_seconds() for _, owed_at in overlooked]
        gauge("OldestOwedSeconds", max(ages, default=0))
        for mail_id, owed_at in overlooked:
            if now - owed_at >= OVERLOOKED:
                self._ring(mail_id)
        return {"owed": len(overlooked)}


def _told(outcome: str) -> None:
    if outcome:
        count("Mail", outcome=outcome.partition(" ")[0])


def _complain(error: Exception) -> None:
    count("Unavailable")
    if isinstance(error, Unavailable):
        logger.error("not sent now", reason=str(error))
    else:
        logger.exception("failed")
