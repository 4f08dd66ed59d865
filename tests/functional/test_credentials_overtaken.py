"""Two requests for one person at once: a right password stays right, a dead one stays dead."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.test_hotline import Spy
from tests.people import AN, register
from vssid_recovery.adapters.argon2_hasher import ARGON2ID, PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.items import temporary_map
from vssid_recovery.adapters.table.keys import account_key
from vssid_recovery.adapters.table.sign_in import SignInTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Update
from vssid_recovery.credentials import Check, CredentialRules, Credentials, Result
from vssid_recovery.errors import InvalidCredentials, WeakPassword
from vssid_recovery.model import StoredPassword, TemporaryPassword

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OLD = "chuối xanh nấu ốc 17"
NEW = "mèo tím gõ bàn phím"
OTHER = "một con ngỗng bước qua 8 ghế"
WEAK = "nguyenvanan1955"
ID = AN.social_insurance_number
SPOKEN = "007654321"
Meanwhile = Callable[[Callable[[], object]], Credentials]


class Overtaken(PepperedArgon2):
    """While it compares for the first time, `rival` does all that it does."""

    def __init__(self, secret: RootSecret, rival: Callable[[], object]) -> None:
        super().__init__(secret)
        self._rivals = [rival]

    def matches(self, stored: StoredPassword | None, password: str) -> bool:
        if self._rivals:
            self._rivals.pop()()
        return super().matches(stored, password)


@pytest.fixture
def credentials(table: Table, secret: RootSecret, clock: MovableClock) -> Credentials:
    hasher = PepperedArgon2(secret)
    register(table, replace(AN, password=hasher.hash(OLD)))
    return Credentials(SignInTable(table), hasher, secret, clock, CredentialRules(20, 12))


@pytest.fixture
def issue(table: Table, secret: RootSecret, clock: MovableClock) -> Callable[..., None]:
    """The hotline issues `digits`."""

    def _issue(digits: str = SPOKEN) -> None:
        clock.advance(milliseconds=1)
        stored = PepperedArgon2(secret).hash(digits)
        temporary = TemporaryPassword(stored, AN.version, clock(), clock() + timedelta(minutes=10))
        values = {":temporary": temporary_map(temporary)}
        table.update(Update(account_key(ID), "SET #temporary = :temporary", values=values))

    return _issue


@pytest.fixture
def meanwhile(credentials: Credentials, secret: RootSecret) -> Meanwhile:
    """The same service at a moment at which a rival comes between its reading and its writing."""
    return lambda rival: replace(credentials, hasher=Overtaken(secret, rival))


def presentations(table: Table) -> int:
    events = table.query(account_key(ID)["pk"], "EVENT#")
    return [event["outcome"] for event in events].count("PRESENTED")


# ------------------------------------------------------------------ presenting


def test_both_of_two_presentations_at_once_ask_for_a_change(
    credentials: Credentials, issue: Callable[..., None], meanwhile: Meanwhile, table: Table
) -> None:
    issue()
    answers = []

    second = meanwhile(lambda: answers.append(credentials.check(ID, SPOKEN)))
    answers.append(second.check(ID, SPOKEN))

    assert answers == [Check(Result.CHANGE_REQUIRED)] * 2
    assert presentations(table) == 1


def test_the_second_of_two_presentations_at_once_prolongs_nothing(
    credentials: Credentials,
    issue: Callable[..., None],
    meanwhile: Meanwhile,
    clock: MovableClock,
) -> None:
    def first() -> None:
        credentials.check(ID, SPOKEN)
        clock.advance(seconds=1)

    issue()
    meanwhile(first).check(ID, SPOKEN)
    clock.advance(minutes=20, seconds=-1)

    assert credentials.check(ID, SPOKEN) == Check(Result.INVALID)


def test_two_presentations_at_once_give_both_tries_back(
    credentials: Credentials, issue: Callable[..., None], meanwhile: Meanwhile
) -> None:
    issue()
    for _ in range(3):
        credentials.check(ID, "999999999")

    meanwhile(lambda: credentials.check(ID, SPOKEN)).check(ID, SPOKEN)

    for _ in range(4):
        assert credentials.check(ID, "999999999") == Check(Result.INVALID)
    assert credentials.check(ID, SPOKEN) == Check(Result.CHANGE_REQUIRED)


def test_a_weak_password_beside_another_presentation_is_told_to_be_weak(
    credentials: Credentials, issue: Callable[..., None], meanwhile: Meanwhile
) -> None:
    issue()

    with pytest.raises(WeakPassword):
        meanwhile(lambda: credentials.check(ID, SPOKEN)).change(ID, SPOKEN, WEAK)

    credentials.change(ID, SPOKEN, NEW)


@pytest.mark.parametrize("end", ["replaced", "used", "late", "account changed"])
def test_what_ends_a_temporary_password_while_it_is_presented_ends_it(
    credentials: Credentials,
    issue: Callable[..., None],
    meanwhile: Meanwhile,
    clock: MovableClock,
    table: Table,
    end: str,
) -> None:
    def replaced() -> None:
        issue("444555666")
        credentials.check(ID, "444555666")

    def late() -> None:
        credentials.check(ID, SPOKEN)
        clock.advance(minutes=20)

    def changed() -> None:
        credentials.check(ID, SPOKEN)
        table.update(Update(account_key(ID), "SET #version = :next", values={":next": 2}))

    ends = {
        "replaced": replaced,
        "used": lambda: credentials.change(ID, SPOKEN, NEW),
        "late": late,
        "account changed": changed,
    }
    issue()

    assert meanwhile(ends[end]).check(ID, SPOKEN) == Check(Result.INVALID)
    assert presentations(table) == (0 if end == "used" else 1)


def test_an_overtaken_presentation_costs_no_further_round_trip(
    credentials: Credentials,
    issue: Callable[..., None],
    meanwhile: Meanwhile,
    dynamodb: "DynamoDBClient",
) -> None:
    issue()
    spy = Spy(dynamodb)
    store = SignInTable(Table(spy, "recovery", pause=lambda: None))  # type: ignore[arg-type]

    second = meanwhile(lambda: credentials.check(ID, SPOKEN))
    assert replace(second, store=store).check(ID, SPOKEN) == Check(Result.CHANGE_REQUIRED)

    writes = ["update_item", "transact_write_items", "update_item"]
    assert spy.calls == ["batch_get_item", *writes]


# ------------------------------------------------------------------ choosing


def test_a_password_hashed_anew_while_it_is_changed_is_the_same_password(
    credentials: Credentials, meanwhile: Meanwhile, table: Table
) -> None:
    register(table, replace(AN, password=StoredPassword(ARGON2ID.hash(OLD), "")))

    meanwhile(lambda: credentials.check(ID, OLD)).change(ID, OLD, NEW)

    assert credentials.check(ID, NEW).result is Result.VALID
    assert credentials.check(ID, OLD).result is Result.INVALID


def test_a_password_changed_meanwhile_changes_nothing_more(
    credentials: Credentials, meanwhile: Meanwhile
) -> None:
    with pytest.raises(InvalidCredentials):
        meanwhile(lambda: credentials.change(ID, OLD, NEW)).change(ID, OLD, OTHER)

    assert credentials.check(ID, NEW).result is Result.VALID
