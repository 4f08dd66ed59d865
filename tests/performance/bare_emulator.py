"""The emulator with the table, the secret and the sender of the stack, and no function in it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from local.aws import emulator_session
from local.claim import Claim
from local.emulator import Emulator
from local.plan import Plan
from local.sender import verify_sender
from local.stack import free_port, take_down
from tests.functional.functions import RESOURCES, TEMPLATE
from tests.people import AN
from vssid_recovery.adapters.argon2_hasher import DECOY
from vssid_recovery.adapters.table.items import account_item
from vssid_recovery.adapters.table.writes import encoded
from vssid_recovery.model import Account, StoredPassword

DECLARED = TEMPLATE["Resources"]["Table"]["Properties"]
CREATED_WITH = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes")
MOST_PUTS = 25  # of one BatchWriteItem


@contextmanager
def bare_emulator(directory: Path) -> Iterator[str]:
    """Its URL. Nobody reads the table's stream: a mailer is called by whoever measures it."""
    plan = Plan(directory=directory, port=free_port())
    with Claim(directory) as claim:
        claim.take()
        plan.scratch.mkdir(parents=True)
        emulator = Emulator.start(plan, claim.descriptor)
        try:
            emulator.wait_until_ready()
            furnish(plan.endpoint_url)
            yield plan.endpoint_url
        finally:
            take_down(plan, emulator)


def furnish(url: str) -> None:
    session = emulator_session()
    dynamodb = session.client("dynamodb", endpoint_url=url)
    dynamodb.create_table(
        TableName=RESOURCES["Table"], **{name: DECLARED[name] for name in CREATED_WITH}
    )
    session.client("secretsmanager", endpoint_url=url).create_secret(
        Name=RESOURCES["RootSecret"], SecretString="made-up root secret " * 2
    )
    session.client("sesv2", endpoint_url=url).create_configuration_set(
        ConfigurationSetName=RESOURCES["MailConfigurationSet"]
    )
    verify_sender(url, RESOURCES["SenderAddress"])


def person(number: int) -> Account:
    """An account with everything that an account has; its password is nobody's."""
    return replace(
        AN,
        social_insurance_number=f"61{number:08d}",
        personal_identification_number=f"001{number:09d}",
        phone=f"+849{number:08d}",
        email=f"person{number:08d}@thu.example",
        password=StoredPassword(DECOY, ""),
    )


def load(url: str, people: Iterable[Account]) -> None:
    """Straight into the table: the register's own way would take its time for 100,000."""
    client: Any = emulator_session().client("dynamodb", endpoint_url=url)
    puts = ({"PutRequest": {"Item": encoded(account_item(each))}} for each in people)
    while some := [*islice(puts, MOST_PUTS)]:
        left = client.batch_write_item(RequestItems={RESOURCES["Table"]: some})
        assert not left["UnprocessedItems"]
