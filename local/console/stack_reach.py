"""What the console asks the running stack for."""

import json
import urllib.request
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from local.accounts import SAMPLE, VIETNAM
from local.aws import emulator_session
from local.deployed_table import answering, table_of
from local.plan import STACK_NAME, StackFailure
from local.register_file import RegisterFile
from local.stack_file import Stack
from vssid_recovery.adapters.table.register import RegisterTable
from vssid_recovery.operation_ports import Standing
from vssid_recovery.register_rows import RegisterRow

# Straight to loopback, whatever proxy the machine names.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def origin_key_of(stack: Stack) -> Callable[[], str]:
    """The secret of the deployed stack that its CDN would send; read at first use."""

    @cache
    def read() -> str:
        session, url = emulator_session(), stack.endpoint_url
        with answering():
            formation = session.client("cloudformation", endpoint_url=url)
            resource = formation.describe_stack_resource(
                StackName=STACK_NAME, LogicalResourceId="OriginKeySecret"
            )
            vault = session.client("secretsmanager", endpoint_url=url)
            name = resource["StackResourceDetail"]["PhysicalResourceId"]
            return vault.get_secret_value(SecretId=name)["SecretString"]

    return read


def portal_of(stack: Stack) -> Callable[[], str]:
    """The origin of every link in a mail, as the stack was deployed with it."""

    @cache
    def read() -> str:
        with answering():
            client = emulator_session().client("cloudformation", endpoint_url=stack.endpoint_url)
            deployed = client.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
        values = {each["ParameterKey"]: each["ParameterValue"] for each in deployed["Parameters"]}
        return values["PortalUrl"]

    return read


def mails_of(stack: Stack) -> Callable[[], list[dict[str, Any]]]:
    """Every mail that the stack has sent, as the emulator keeps it. Raises StackFailure."""

    def read() -> list[dict[str, Any]]:
        try:
            url = f"{stack.endpoint_url}/_ministack/ses/messages"
            with _DIRECT.open(url, timeout=10) as answer:
                boxes = json.load(answer)["messages"]
        except (OSError, ValueError) as error:
            raise StackFailure(f"The stack's mailbox does not answer: {error}") from error
        return [mail for box in boxes.values() for mail in box]

    return read


def standings_of(stack: Stack) -> Callable[[], Sequence[Standing]]:
    """The sample accounts as they stand now. Raises StackFailure, Unavailable."""

    @cache
    def store() -> tuple[RegisterTable, list[str]]:
        rows = RegisterFile.at(SAMPLE).rows(datetime.now(VIETNAM).date())
        numbers = [row.number for row in rows if isinstance(row, RegisterRow)]
        return RegisterTable(table_of(stack).table), numbers

    def read() -> Sequence[Standing]:
        table, numbers = store()
        return [standing for standing in table.look_up(numbers) if standing]

    return read
