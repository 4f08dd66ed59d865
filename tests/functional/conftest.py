"""The adapters on moto: the table exactly as template.yaml declares it, and the root secret."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from local.template import load_template
from tests.clock import MovableClock
from tests.repository import ROOT
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

TABLE = "recovery"
SECRET = "root-secret"
DECLARED = load_template(ROOT / "template.yaml")["Resources"]["Table"]["Properties"]
CREATED_WITH = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes")


@pytest.fixture(scope="session")
def sdk() -> boto3.Session:
    """Reads the descriptions of the services once: that is most of what a client costs."""
    return boto3.Session()


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch, sdk: boto3.Session) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", sdk)
        yield


@pytest.fixture
def dynamodb(aws: None) -> "DynamoDBClient":
    client = boto3.client("dynamodb")
    client.create_table(TableName=TABLE, **{name: DECLARED[name] for name in CREATED_WITH})
    return client


@pytest.fixture
def table(dynamodb: "DynamoDBClient") -> Table:
    return Table(dynamodb, TABLE, pause=lambda: None)


@pytest.fixture
def vault(aws: None) -> "SecretsManagerClient":
    client = boto3.client("secretsmanager")
    client.create_secret(Name=SECRET, SecretString="made-up root secret of the tests " * 2)
    return client


@pytest.fixture
def secret(vault: "SecretsManagerClient") -> RootSecret:
    return RootSecret(vault, SECRET)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()
