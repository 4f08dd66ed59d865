"""The table and the root secret of a stack, as its operator reaches them."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.aws import emulator_session
from local.plan import STACK_NAME, StackFailure
from local.stack_file import Stack
from vssid_recovery.adapters import world
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table

# Whether there is a stack at all is told at once.
FIRST_WORD = Config(
    connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"}
)
# An operator can wait, unlike a caller: throttling is sat out.
PATIENCE = FIRST_WORD.merge(Config(retries={"total_max_attempts": 8, "mode": "standard"}))


@dataclass(frozen=True)
class DeployedTable:
    """`operator` is who is at work, as far as it can be told; `secret` is read when needed."""

    table: Table
    secret: RootSecret
    operator: str


def deployed_table(stack_file: Path, stack_name: str = "") -> DeployedTable:
    """The stack of `stack_file`, or with a name one that is deployed, by the operator's own rights.

    Raises StackFailure when there is none.
    """
    return _of_aws(stack_name) if stack_name else table_of(Stack.read(stack_file))


def table_of(stack: Stack) -> DeployedTable:
    """The table of a stack on this machine."""
    with _told():
        return _reached(emulator_session(), STACK_NAME, _person(), stack.endpoint_url)


def _of_aws(stack_name: str) -> DeployedTable:
    with _told():
        session = boto3.Session()
        identity = session.client("sts", config=FIRST_WORD).get_caller_identity()
        return _reached(session, stack_name, identity["Arn"])


def _reached(
    session: boto3.Session, stack_name: str, operator: str, endpoint_url: str | None = None
) -> DeployedTable:
    formation = session.client("cloudformation", endpoint_url=endpoint_url, config=FIRST_WORD)
    described = formation.describe_stacks(StackName=stack_name)["Stacks"][0].get("Outputs", [])
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described}
    if missing := {"TableName", "SecretId"} - outputs.keys():
        raise StackFailure(f"Stack {stack_name} has no output {', '.join(sorted(missing))}.")
    dynamodb = session.client("dynamodb", endpoint_url=endpoint_url, config=PATIENCE)
    secrets = session.client("secretsmanager", endpoint_url=endpoint_url, config=PATIENCE)
    return DeployedTable(
        Table(dynamodb, outputs["TableName"], world.jitter),
        RootSecret(secrets, outputs["SecretId"]),
        operator,
    )


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StackFailure(f"The stack does not answer: {' '.join(str(error).split())}") from error


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return f"user {os.getuid()}"
