"""A try that was written although its answer was lost is this guess's own, and nobody else's."""

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.people import AN, register
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.sign_in import SignInTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.credentials import CredentialRules, Credentials, Result

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RIGHT, WRONG = "chuối xanh nấu ốc 17", "sai hoàn toàn"
ID = AN.social_insurance_number


class LosesAnswers:
    """A client that writes again because the answer to its first write did not arrive."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._client, operation)

    def update_item(self, **parameters: Any) -> Any:
        self._client.update_item(**parameters)
        return self._client.update_item(**parameters)


@pytest.fixture
def credentials(table: Table, secret: RootSecret, clock: MovableClock) -> Credentials:
    """Of somebody with one try left before the lock."""
    hasher = PepperedArgon2(secret)
    register(table, replace(AN, password=hasher.hash(RIGHT)))
    credentials = Credentials(SignInTable(table), hasher, secret, clock, CredentialRules(20, 12))
    for _ in range(4):
        credentials.check(ID, WRONG)
    return credentials


@pytest.fixture
def unlucky(credentials: Credentials, dynamodb: "DynamoDBClient") -> Credentials:
    client: Any = LosesAnswers(dynamodb)
    return replace(credentials, store=SignInTable(Table(client, "recovery", lambda: None)))


def test_the_right_password_is_not_locked_out_by_its_own_try(unlucky: Credentials) -> None:
    assert unlucky.check(ID, RIGHT).result is Result.VALID


def test_a_wrong_password_is_counted_once_and_locks(
    credentials: Credentials, unlucky: Credentials
) -> None:
    assert unlucky.check(ID, WRONG).result is Result.INVALID
    assert credentials.check(ID, RIGHT).retry_after == 30


def test_the_lock_of_a_rival_is_a_lock(
    credentials: Credentials, table: Table, clock: MovableClock
) -> None:
    class Slow(SignInTable):
        def spend(self, *given: Any) -> Any:
            clock.advance(microseconds=1)
            credentials.check(ID, WRONG)
            return super().spend(*given)

    assert replace(credentials, store=Slow(table)).check(ID, RIGHT).result is Result.LOCKED
