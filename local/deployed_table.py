"""The table, the root secret and the mail queues of a stack, as its operator reaches them."""

import argparse
import getpass
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.aws import emulator_session
from local.plan import STACK_NAME, Plan, StackFailure
from local.stack_file import Stack
from vssid_recovery.adapters import world
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# Whether there is a stack at all is told at once.
FIRST_WORD = Config(
    connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"}
)
# An operator can wait, unlike a caller: throttling is sat out.
PATIENCE = FIRST_WORD.merge(Config(retries={"total_max_attempts": 8, "mode": "standard"}))


def add_whereabouts(parser: argparse.ArgumentParser) -> None:
    """What every operator's command is told alike: which stack, and who is at work."""
    parser.add_argument("--stack", default="", help="a deployed stack's name, for one on AWS")
    parser.add_argument("--by", default="", help="who does it (default: who is signed in)")
    parser.add_argument("--directory", type=Path, default=Plan.directory, help="of the local stack")


@dataclass(frozen=True)
class DeployedTable:
    """`operator` is who is at work, as far as it can be told; `secret` is read when needed."""

    table: Table
    secret: RootSecret
    operator: str


@dataclass(frozen=True)
class DeployedMail:
    """What is owed, and the queues in which it waits."""

    table: Table
    queues: "SQSClient"
    retries_url: str
    dead_letters_url: str
    operator: str


@dataclass(frozen=True)
class _Reached:
    session: boto3.Session
    stack_name: str
    operator: str
    endpoint_url: str | None
    outputs: Mapping[str, str]

    def output(self, name: str) -> str:
        if name not in self.outputs:
            raise StackFailure(f"Stack {self.stack_name} has no output {name}.")
        return self.outputs[name]

    def table(self) -> Table:
        url = self.endpoint_url
        client = self.session.client("dynamodb", endpoint_url=url, config=PATIENCE)
        return Table(client, self.output("TableName"), world.jitter)


def deployed_table(stack_file: Path, stack_name: str = "") -> DeployedTable:
    """The stack of `stack_file`, or with a name one that is deployed, by the operator's own rights.

    Raises StackFailure when there is none.
    """
    return _table(_of_aws(stack_name)) if stack_name else table_of(Stack.read(stack_file))


def table_of(stack: Stack) -> DeployedTable:
    """The table of a stack on this machine."""
    return _table(_of_this_machine(stack))


def deployed_mail(stack_file: Path, stack_name: str = "") -> DeployedMail:
    """As deployed_table. Raises StackFailure when there is none."""
    return _mail(_of_aws(stack_name)) if stack_name else mail_of(Stack.read(stack_file))


def mail_of(stack: Stack) -> DeployedMail:
    """The mail of a stack on this machine."""
    return _mail(_of_this_machine(stack))


def _table(reached: _Reached) -> DeployedTable:
    url = reached.endpoint_url
    secrets = reached.session.client("secretsmanager", endpoint_url=url, config=PATIENCE)
    secret = RootSecret(secrets, reached.output("SecretId"))
    return DeployedTable(reached.table(), secret, reached.operator)


def _mail(reached: _Reached) -> DeployedMail:
    return DeployedMail(
        table=reached.table(),
        queues=reached.session.client("sqs", endpoint_url=reached.endpoint_url, config=PATIENCE),
        retries_url=reached.output("MailRetriesUrl"),
        dead_letters_url=reached.output("MailDeadLettersUrl"),
        operator=reached.operator,
    )


def _of_this_machine(stack: Stack) -> _Reached:
    with answering():
        return _reached(emulator_session(), STACK_NAME, _person(), stack.endpoint_url)


def _of_aws(stack_name: str) -> _Reached:
    with answering():
        session = boto3.Session()
        identity = session.client("sts", config=FIRST_WORD).get_caller_identity()
        return _reached(session, stack_name, identity["Arn"])


def _reached(
    session: boto3.Session, stack_name: str, operator: str, endpoint_url: str | None = None
) -> _Reached:
    formation = session.client("cloudformation", endpoint_url=endpoint_url, config=FIRST_WORD)
    described = formation.describe_stacks(StackName=stack_name)["Stacks"][0].get("Outputs", [])
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described}
    return _Reached(session, stack_name, operator, endpoint_url, outputs)


@contextmanager
def answering() -> Iterator[None]:
    """Raises StackFailure for whatever AWS says no to."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StackFailure(f"The stack does not answer: {' '.join(str(error).split())}") from error


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return f"user {os.getuid()}"
