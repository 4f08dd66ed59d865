"""`make redrive [STACK=name]`: puts back what is still worth sending, drops what has expired.

It looks at the dead letters, and for mail that is owed and in no queue. It may be run at any time
and again: a mail is sent once. Ends with 0, or with 1 and one line that says why not.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from local.deployed_table import DeployedMail, add_whereabouts, answering, deployed_mail
from local.plan import Plan, StackFailure
from vssid_recovery.adapters import world
from vssid_recovery.adapters.retry_queue import RetryQueue
from vssid_recovery.adapters.table.mails import MailTable
from vssid_recovery.errors import Unavailable
from vssid_recovery.redrive import Fate, Redrive

# By then a dead letter that an interrupted run has taken can be seen again.
HIDDEN_FOR = 120
TOLD = {
    Fate.PUT_BACK: "put back to be sent",
    Fate.EXPIRED: "dropped: the code's time is over",
    Fate.SETTLED: "dropped: owed no more",
    Fate.NO_MAIL: "dropped: records of failed invocations",
    Fate.BEING_SENT: "left: being sent at this moment, try again in two minutes",
}


def main() -> int:
    """Redrive one stack, as the command line says; the exit status."""
    arguments = _arguments()
    fates: Counter[Fate] = Counter()
    try:
        deployed = deployed_mail(Plan(arguments.directory).stack_file, arguments.stack)
    except StackFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    try:
        with answering():
            fates.update(redrive(deployed, arguments.by))
    except (StackFailure, Unavailable) as failure:
        print(f"{failure} What is owed stays owed: run it again.", file=sys.stderr)
        return 1
    print(told(fates))
    return 0


def redrive(deployed: DeployedMail, by: str = "") -> Iterator[Fate]:
    """What becomes of each dead letter, and of each mail that is in no queue."""
    retries = RetryQueue(deployed.queues, deployed.retries_url)
    store, who = MailTable(deployed.table), by or deployed.operator
    again = Redrive(store, retries, world.now, who)
    queue = deployed.dead_letters_url
    while letters := _taken(deployed):
        for receipt, body in letters:
            fate = again.dead_letter(body)
            if fate.is_done:
                deployed.queues.delete_message(QueueUrl=queue, ReceiptHandle=receipt)
            yield fate
    yield from again.lost()


def told(fates: Counter[Fate]) -> str:
    """A line for each fate that any mail had, with how many."""
    lines = [f"{fates[fate]:>8} {words}" for fate, words in TOLD.items() if fates[fate]]
    return "\n".join(lines) or "Nothing lies there, and nothing is owed for long."


def _taken(deployed: DeployedMail) -> list[tuple[str, str]]:
    """Receipt and body of some dead letters; none when all were seen."""
    answer = deployed.queues.receive_message(
        QueueUrl=deployed.dead_letters_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=HIDDEN_FOR,
        WaitTimeSeconds=1,  # asks every server that may hold some
    )
    return [(letter["ReceiptHandle"], letter["Body"]) for letter in answer.get("Messages", [])]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make redrive", description=__doc__)
    add_whereabouts(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
