"""The hotline's promises on a real table (moto): who is issued a password, and how often."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.people import AN, BINH, CLOSED, register
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.hotline import HotlineTable
from vssid_recovery.adapters.table.items import account_of
from vssid_recovery.adapters.table.keys import account_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Item
from vssid_recovery.errors import Unavailable
from vssid_recovery.hotline import Answer, Call, Hotline, HotlineRules, Outcome
from vssid_recovery.model import Account, AccountStatus
from vssid_recovery.ports import HotlineLimits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LIMITS = HotlineLimits(
    issues_per_person=5, issues_per_caller=6, mismatches_per_caller=10, callers_per_person=10
)
Dial = Callable[..., Answer]


@pytest.fixture
def hotline(table: Table, secret: RootSecret, clock: MovableClock) -> Hotline:
    register(table, AN, BINH, CLOSED)
    return Hotline(
        store=HotlineTable(table),
        hasher=PepperedArgon2(secret),
        subjects=secret,
        clock=clock,
        randbelow=lambda below: 7_654_321,
        rules=HotlineRules(10, LIMITS),
    )


@pytest.fixture
def dial(hotline: Hotline, clock: MovableClock) -> Dial:
    contacts = iter(range(10_000))

    def _dial(
        identifier: str = "0123456789",
        address: object = "+84912345678",
        contact: str = "",
        started_ago: float = 0,
        ask: Callable[[Call], Answer] | None = None,
    ) -> Answer:
        clock.advance(milliseconds=1)
        contact = contact or f"contact-{next(contacts)}"
        started_at = clock() - timedelta(seconds=started_ago)
        return (ask or hotline.issue)(Call(identifier, address, contact, started_at))

    return _dial


def account(table: Table, person: Account = AN) -> Account:
    found = account_of(table.get(account_key(person.social_insurance_number)))
    assert found is not None
    return found


def events(table: Table, person: Account = AN) -> list[Item]:
    return list(table.query(account_key(person.social_insurance_number)["pk"], "EVENT#"))


def test_a_matching_caller_is_issued_a_password_in_three_groups(dial: Dial, table: Table) -> None:
    answer = dial()

    assert answer == Answer(Outcome.ISSUED, ("007", "654", "321"))
    [event] = events(table)
    assert (event["kind"], event["outcome"], event["by"]) == (
        "HOTLINE",
        "ISSUED",
        "caller 0*** *** 678",
    )


def test_the_password_is_at_rest_as_argon2id_only(
    dial: Dial, table: Table, secret: RootSecret, dynamodb: "DynamoDBClient"
) -> None:
    dial()

    temporary = account(table).temporary
    assert temporary is not None
    assert temporary.password.phc.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PepperedArgon2(secret).matches(temporary.password, "007654321")
    everything = repr(dynamodb.scan(TableName="recovery")["Items"])
    assert not re.search(r"007.?654.?321", everything)


def test_issuing_changes_nothing_else_on_the_account(dial: Dial, table: Table) -> None:
    before = account(table)

    dial()

    assert replace(account(table), temporary=None) == before


def test_a_confirmed_email_is_owed_a_notice_in_the_same_transaction(
    dial: Dial, table: Table, dynamodb: "DynamoDBClient"
) -> None:
    dial()
    dial("0123456790", "+84987654321")  # has no e-mail

    owed = dynamodb.scan(TableName="recovery", IndexName="owed")["Items"]
    assert len(owed) == 1
    mail = table.get({"pk": owed[0]["pk"]["S"], "sk": "MAIL"})
    assert mail is not None
    assert mail["purpose"] == "TEMPORARY_PASSWORD_ISSUED"
    assert mail["account"] == "0123456789"


@pytest.mark.parametrize(
    "number", ["001055000001", "DN4010123456789", "0123.456 789", "01-23456789"]
)
def test_every_form_of_the_number_finds_the_account(dial: Dial, number: str) -> None:
    assert dial(number).outcome is Outcome.ISSUED


@pytest.mark.parametrize(
    "number",
    [
        "",
        "012345678",
        "01234567890",
        "0123456789012",
        "01234a6789",
        "０１２３４５６７８９",
        "Timeout",
    ],
)
def test_a_malformed_number_is_asked_for_again(dial: Dial, number: str, table: Table) -> None:
    assert dial(number).outcome is Outcome.INVALID_INPUT
    assert events(table) == []


def test_the_callers_own_number_is_asked_for_again(dial: Dial) -> None:
    assert dial("0912345678").outcome is Outcome.INVALID_INPUT


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("0123456789", "+84912345670"),  # another mobile
        ("0123456789", "+842438256789"),  # a landline
        ("0123456789", "+12025550123"),  # foreign
        ("0123456789", "anonymous"),
        ("0123456789", ""),
        ("0123456789", None),
        ("0123456789", ["+84912345678"]),
        ("9999999999", "+84912345678"),  # unknown
        ("999999999999", "+84912345678"),
        ("0123456791", "+84912345679"),  # closed
    ],
)
def test_every_mismatch_is_one_answer(dial: Dial, number: str, address: object) -> None:
    assert dial(number, address) == Answer(Outcome.NO_MATCH)


@pytest.mark.parametrize("status", list(AccountStatus))
def test_only_an_active_account_is_issued_a_password(
    dial: Dial, table: Table, status: AccountStatus
) -> None:
    register(table, replace(AN, status=status))

    expected = Outcome.ISSUED if status is AccountStatus.ACTIVE else Outcome.NO_MATCH
    assert dial().outcome is expected


def test_an_account_without_a_phone_matches_nobody(dial: Dial, table: Table) -> None:
    register(table, replace(AN, phone=""))

    assert dial(address=None).outcome is Outcome.NO_MATCH
    assert dial(address="").outcome is Outcome.NO_MATCH


def test_a_foreign_number_on_file_matches_nobody(dial: Dial, table: Table) -> None:
    register(table, replace(AN, phone="+12025550123"))

    assert dial(address="+12025550123").outcome is Outcome.NO_MATCH


def test_an_old_confirmation_of_the_phone_proves_nothing_where_that_is_asked(
    hotline: Hotline, dial: Dial
) -> None:
    strict = replace(hotline, rules=replace(hotline.rules, phone_confirmed_max_months=9))
    lax = replace(hotline, rules=replace(hotline.rules, phone_confirmed_max_months=10))

    assert dial(ask=strict.issue).outcome is Outcome.NO_MATCH
    assert dial(ask=lax.issue).outcome is Outcome.ISSUED


class Spy:
    """Counts the calls that reach DynamoDB."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[str] = []

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        self.calls.append(operation)
        call: Callable[..., Any] = getattr(self._client, operation)
        return call


@pytest.mark.parametrize(
    ("number", "address", "trips"),
    [
        ("0123456789", "+84912345678", 2),  # issued
        ("001055000001", "+84912345678", 3),  # issued, by the 12-digit number
        ("0123456789", "+84912345670", 2),  # mismatch
        ("9999999999", "+84912345678", 2),  # unknown
        ("999999999999", "+84912345678", 3),
        ("0123456791", "+84912345679", 2),  # closed
        ("0123456789", None, 2),  # withheld
        ("0123456789", "+842438256789", 2),  # landline
    ],
)
def test_the_work_is_two_round_trips_and_one_hash_whoever_calls(
    hotline: Hotline,
    dial: Dial,
    dynamodb: "DynamoDBClient",
    number: str,
    address: object,
    trips: int,
) -> None:
    spy = Spy(dynamodb)
    hasher = CountingHasher(hotline.hasher)
    store = HotlineTable(Table(spy, "recovery", pause=lambda: None))  # type: ignore[arg-type]

    dial(number, address, ask=replace(hotline, store=store, hasher=hasher).issue)

    assert len(spy.calls) == trips
    assert spy.calls[-2:] == ["batch_get_item", "transact_write_items"]
    assert hasher.hashed == 1


class CountingHasher:
    def __init__(self, real: Any) -> None:
        self._real = real
        self.hashed = 0

    def hash(self, password: str) -> Any:
        self.hashed += 1
        return self._real.hash(password)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


# ------------------------------------------------------------------ retries and races


def test_a_retry_for_the_same_contact_counts_once_and_leaves_the_newest(
    dial: Dial, table: Table, hotline: Hotline
) -> None:
    for _ in range(8):
        assert dial(contact="the-same").outcome is Outcome.ISSUED

    assert [dial().outcome for _ in range(5)] == [Outcome.ISSUED] * 4 + [Outcome.BLOCKED]


def test_an_invocation_that_started_earlier_never_replaces_a_later_one(
    dial: Dial, table: Table
) -> None:
    assert dial().outcome is Outcome.ISSUED
    standing = account(table).temporary

    assert dial(started_ago=3).outcome is Outcome.UNAVAILABLE
    assert account(table).temporary == standing


def test_nothing_of_an_overtaken_invocation_is_counted(dial: Dial, table: Table) -> None:
    dial()
    for _ in range(9):
        dial(started_ago=30)

    assert [dial().outcome for _ in range(5)] == [Outcome.ISSUED] * 4 + [Outcome.BLOCKED]


def test_an_account_that_changed_after_the_read_is_issued_nothing(
    hotline: Hotline, dial: Dial, table: Table
) -> None:
    class Meddled(HotlineTable):
        def look_up(self, attempt: Any) -> Any:
            record = super().look_up(attempt)
            register(table, replace(AN, version=2, phone="+84900000001"))
            return record

    answer = dial(ask=replace(hotline, store=Meddled(table)).issue)

    assert answer.outcome is Outcome.UNAVAILABLE
    assert account(table).temporary is None


# ------------------------------------------------------------------ limits


def test_an_account_is_issued_five_passwords_a_day(
    dial: Dial, clock: MovableClock, table: Table
) -> None:
    assert [dial().outcome for _ in range(7)] == [Outcome.ISSUED] * 5 + [Outcome.BLOCKED] * 2
    clock.advance(days=1)
    assert dial().outcome is Outcome.ISSUED


def test_what_a_limit_refuses_is_one_event_a_day(dial: Dial, table: Table) -> None:
    for _ in range(8):
        dial()

    [blocked] = [event for event in events(table) if event["outcome"] == "BLOCKED"]
    assert blocked["times"] == 3


def test_a_caller_is_issued_six_passwords_a_day_over_all_accounts(dial: Dial, table: Table) -> None:
    household = [replace(BINH, social_insurance_number=f"555000000{i}", phone=AN.phone,
                         personal_identification_number="") for i in range(2)]  # fmt: skip
    register(table, *household)

    outcomes = [dial("5550000000").outcome for _ in range(3)]
    outcomes += [dial("5550000001").outcome for _ in range(4)]

    assert outcomes == [Outcome.ISSUED] * 6 + [Outcome.BLOCKED]


def test_a_caller_with_ten_mismatches_is_issued_nothing_that_day(
    dial: Dial, clock: MovableClock
) -> None:
    assert {dial(f"77700000{i:02d}").outcome for i in range(10)} == {Outcome.NO_MATCH}

    assert dial().outcome is Outcome.BLOCKED
    assert dial("7770000099").outcome is Outcome.NO_MATCH
    clock.advance(days=1)
    assert dial().outcome is Outcome.ISSUED


def test_mismatches_from_ten_different_callers_freeze_an_identifier_for_the_day(
    dial: Dial, clock: MovableClock
) -> None:
    for i in range(9):
        dial(address=f"+8490000000{i}")
        dial(address=f"+8490000000{i}")  # the same caller again is no other caller
    assert dial().outcome is Outcome.ISSUED

    dial(address="+84900000009")

    assert dial().outcome is Outcome.BLOCKED
    assert dial(address="+84900000077").outcome is Outcome.NO_MATCH
    clock.advance(days=1)
    assert dial().outcome is Outcome.ISSUED


@pytest.mark.parametrize("address", [None, "anonymous", "+1202555{:04d}", "+842438256{:03d}"])
def test_callers_that_prove_nothing_cannot_freeze_a_number(dial: Dial, address: str | None) -> None:
    for i in range(15):
        dial(address=address.format(100 + i) if address else None)

    assert dial().outcome is Outcome.ISSUED


def test_a_retried_mismatch_counts_once(dial: Dial) -> None:
    for _ in range(12):
        dial("7770000000", contact="the-same")

    assert dial().outcome is Outcome.ISSUED


def test_a_closed_hotline_is_told_to_the_owner_only(
    dial: Dial, table: Table, dynamodb: "DynamoDBClient", clock: MovableClock
) -> None:
    until = (clock() + timedelta(hours=24)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    dynamodb.update_item(
        TableName="recovery",
        Key={"pk": {"S": "ACCOUNT#0123456789"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET hotlineClosedUntil = :until",
        ExpressionAttributeValues={":until": {"S": until}},
    )

    assert dial().outcome is Outcome.BLOCKED
    assert dial(address="+84900000009").outcome is Outcome.NO_MATCH
    clock.advance(hours=24)
    assert dial().outcome is Outcome.ISSUED


def test_attempts_that_prove_nothing_are_one_event_a_day(dial: Dial, table: Table) -> None:
    for _ in range(30):
        dial(address=None)

    [event] = events(table)
    assert (event["outcome"], event["times"], event["by"]) == ("NO_MATCH", 30, "caller withheld")


# ------------------------------------------------------------------ a pending e-mail


def set_pending(dynamodb: "DynamoDBClient", active_from: str) -> None:
    dynamodb.update_item(
        TableName="recovery",
        Key={"pk": {"S": "ACCOUNT#0123456789"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET pendingEmail = :pending",
        ExpressionAttributeValues={
            ":pending": {
                "M": {
                    "address": {"S": "new@thu.example"},
                    "activeFrom": {"S": active_from},
                    "declarationId": {"S": "d-1"},
                }
            }
        },
    )


def test_a_pending_email_is_told_and_refused_with_key_nine(
    dial: Dial, hotline: Hotline, table: Table, dynamodb: "DynamoDBClient"
) -> None:
    set_pending(dynamodb, "2026-03-10T00:00:00.000000Z")

    assert dial().email_pending
    issued = account(table).temporary
    assert dial(ask=hotline.refuse_email).outcome is Outcome.REFUSED

    after = account(table)
    assert after.pending_email is None
    assert after.temporary == issued, "refusing the address must not end the password just read"
    assert [e["outcome"] for e in events(table) if e["kind"] == "EMAIL_REFUSAL"] == ["REFUSED"]
    assert dial(ask=hotline.refuse_email).outcome is Outcome.REFUSED
    assert not dial().email_pending


def test_only_a_matching_caller_refuses_an_email(
    dial: Dial, hotline: Hotline, table: Table, dynamodb: "DynamoDBClient"
) -> None:
    set_pending(dynamodb, "2026-03-10T00:00:00.000000Z")

    assert dial(address="+84900000009", ask=hotline.refuse_email).outcome is Outcome.NO_MATCH
    assert account(table).pending_email is not None


def test_an_email_already_in_force_is_not_refused_by_phone(
    dial: Dial, hotline: Hotline, table: Table, dynamodb: "DynamoDBClient"
) -> None:
    set_pending(dynamodb, "2026-03-09T00:00:00.000000Z")

    assert not dial().email_pending
    dial(ask=hotline.refuse_email)
    assert account(table).pending_email is not None


# ------------------------------------------------------------------ faults


@pytest.mark.parametrize("operation", ["batch_get_item", "transact_write_items"])
@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"]
)
def test_a_table_that_fails_leaves_nothing_half_issued(
    hotline: Hotline,
    dial: Dial,
    dynamodb: "DynamoDBClient",
    table: Table,
    operation: str,
    code: str,
) -> None:
    class Failing:
        def __getattr__(self, name: str) -> Any:
            return self.fail if name == operation else getattr(dynamodb, name)

        def fail(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": code, "Message": "made up"}}, operation)

    failing = HotlineTable(Table(Failing(), "recovery", pause=lambda: None))  # type: ignore[arg-type]

    with pytest.raises(Unavailable):
        dial(ask=replace(hotline, store=failing).issue)
    assert account(table) == AN
    assert events(table) == []


@pytest.mark.parametrize(("conflicts", "expected"), [(3, Outcome.ISSUED), (4, None)])
def test_a_transaction_in_conflict_is_tried_three_times_more(
    hotline: Hotline,
    dial: Dial,
    dynamodb: "DynamoDBClient",
    conflicts: int,
    expected: Outcome | None,
) -> None:
    pauses: list[None] = []

    class Busy:
        left = conflicts

        def __getattr__(self, name: str) -> Any:
            return getattr(dynamodb, name)

        def transact_write_items(self, **parameters: Any) -> Any:
            if self.left:
                self.left -= 1
                raise ClientError(
                    {
                        "Error": {"Code": "TransactionCanceledException", "Message": "made up"},
                        "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}],
                    },
                    "TransactWriteItems",
                )
            return dynamodb.transact_write_items(**parameters)

    busy = HotlineTable(Table(Busy(), "recovery", pause=lambda: pauses.append(None)))  # type: ignore[arg-type]
    ask = replace(hotline, store=busy).issue

    if expected is None:
        with pytest.raises(Unavailable):
            dial(ask=ask)
    else:
        assert dial(ask=ask).outcome is expected
    assert len(pauses) == 3


def test_without_the_secret_nothing_is_issued(
    hotline: Hotline, dial: Dial, table: Table, vault: Any
) -> None:
    away = RootSecret(vault, "no-such-secret")
    blind = replace(hotline, hasher=PepperedArgon2(away), subjects=away)

    with pytest.raises(Unavailable):
        dial(ask=blind.issue)
    assert account(table) == AN


# ------------------------------------------------------------------ beyond the limits


def test_a_caller_beyond_its_mismatches_costs_the_same_for_known_and_unknown(
    hotline: Hotline, dial: Dial, dynamodb: "DynamoDBClient"
) -> None:
    for i in range(10):
        dial(f"77700000{i:02d}", "+84900000001")

    calls = []
    for number in ("0123456789", "9999999999"):
        spy = Spy(dynamodb)
        store = HotlineTable(Table(spy, "recovery", pause=lambda: None))  # type: ignore[arg-type]
        assert dial(number, "+84900000001", ask=replace(hotline, store=store).issue) == Answer(
            Outcome.NO_MATCH
        )
        calls.append(spy.calls)
    assert calls[0] == calls[1] == ["batch_get_item", "transact_write_items"]


def test_what_strangers_leave_on_a_frozen_number_does_not_grow(dial: Dial, table: Table) -> None:
    for i in range(40):
        dial(address=f"+849000001{i:02d}")

    counted = [event for event in events(table) if "times" not in event]
    [daily] = [event for event in events(table) if "times" in event]
    assert len(counted) == 10
    assert daily["times"] == 30
