"""Checking and choosing passwords on a real table (moto): the life of each, and the throttles."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.people import AN, BINH, register
from vssid_recovery.adapters.argon2_hasher import ARGON2ID, PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.hotline import HotlineTable
from vssid_recovery.adapters.table.items import account_of
from vssid_recovery.adapters.table.keys import account_key
from vssid_recovery.adapters.table.sign_in import SignInTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.credentials import Check, CredentialRules, Credentials, Result
from vssid_recovery.errors import (
    InvalidCredentials,
    InvalidRequest,
    TooManyAttempts,
    Unavailable,
    WeakPassword,
)
from vssid_recovery.hotline import Call, Hotline, HotlineRules, Outcome
from vssid_recovery.model import NEVER, Account, AccountStatus, PendingEmail, StoredPassword
from vssid_recovery.ports import HotlineLimits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

OLD = "chuối xanh nấu ốc 17"
NEW = "mèo tím gõ bàn phím"
ID = AN.social_insurance_number
SPOKEN = "007654321"


@pytest.fixture
def credentials(table: Table, secret: RootSecret, clock: MovableClock) -> Credentials:
    hasher = PepperedArgon2(secret)
    register(table, replace(AN, password=hasher.hash(OLD)), BINH)
    return Credentials(SignInTable(table), hasher, secret, clock, CredentialRules(20, 12))


@pytest.fixture
def call(table: Table, secret: RootSecret, clock: MovableClock) -> Callable[..., None]:
    """The hotline issues `digits`."""

    def _call(digits: str = SPOKEN) -> None:
        clock.advance(milliseconds=1)
        hotline = Hotline(
            HotlineTable(table),
            PepperedArgon2(secret),
            secret,
            clock,
            lambda below: int(digits),
            HotlineRules(10, HotlineLimits(99, 99, 99, 99)),
        )
        answer = hotline.issue(Call(ID, AN.phone, f"contact {clock()}", clock()))
        assert answer.outcome is Outcome.ISSUED

    return _call


def account(table: Table) -> Account:
    found = account_of(table.get(account_key(ID)))
    assert found is not None
    return found


def outcomes(table: Table) -> list[str]:
    found = table.query(account_key(ID)["pk"], "EVENT#")
    return [f"{event['kind']} {event['outcome']}" for event in found if event["kind"] != "HOTLINE"]


def result(
    credentials: Credentials, password: str, identifier: str = ID, device: str = ""
) -> Result:
    return credentials.check(identifier, password, device).result


# ------------------------------------------------------------------ checks


def test_the_chosen_password_is_valid_with_the_time_since_when_sessions_count(
    credentials: Credentials,
) -> None:
    assert credentials.check(ID, OLD) == Check(Result.VALID, NEVER)
    assert credentials.check("001055000001", OLD).result is Result.VALID


@pytest.mark.parametrize(
    ("identifier", "password"),
    [
        (ID, NEW),
        (ID, SPOKEN),
        ("9999999999", OLD),
        ("999999999999", OLD),
        (BINH.social_insurance_number, OLD),
    ],
)
def test_wrong_unknown_and_never_set_are_one_answer(
    credentials: Credentials, identifier: str, password: str
) -> None:
    assert credentials.check(identifier, password) == Check(Result.INVALID)


@pytest.mark.parametrize(
    "status", [AccountStatus.CLOSED, AccountStatus.DECEASED, AccountStatus.NEVER_ACTIVATED]
)
def test_an_account_that_is_not_open_lets_nobody_in(
    credentials: Credentials, table: Table, status: AccountStatus
) -> None:
    register(table, replace(account(table), status=status))

    assert credentials.check(ID, OLD) == Check(Result.INVALID)
    with pytest.raises(InvalidCredentials):
        credentials.change(ID, OLD, NEW)


def test_ends_and_width_do_not_matter(credentials: Credentials, table: Table) -> None:
    credentials.change(ID, OLD, "  ｘｙｌｏｐｈｏｎｅ ｔｒê ｎｇàｎ ")

    assert result(credentials, "xylophone trê ngàn") is Result.VALID
    assert result(credentials, "\txylophone trê ngàn\n") is Result.VALID


def test_composed_and_decomposed_letters_are_the_same_password(credentials: Credentials) -> None:
    import unicodedata

    credentials.change(ID, OLD, unicodedata.normalize("NFD", NEW))

    assert result(credentials, unicodedata.normalize("NFC", NEW)) is Result.VALID


def test_a_pending_email_is_told_beside_a_right_password_only(
    credentials: Credentials,
    table: Table,
    clock: MovableClock,
    dynamodb: "DynamoDBClient",
    call: Callable[..., None],
) -> None:
    later = (clock() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    pending = {
        "address": {"S": "n@t.example"},
        "activeFrom": {"S": later},
        "declarationId": {"S": "1"},
    }
    dynamodb.update_item(
        TableName="recovery",
        Key={"pk": {"S": f"ACCOUNT#{ID}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET pendingEmail = :p",
        ExpressionAttributeValues={":p": {"M": pending}},
    )
    call()

    assert credentials.check(ID, OLD).email_pending
    assert credentials.check(ID, SPOKEN).email_pending
    assert not credentials.check(ID, NEW).email_pending
    clock.advance(hours=1)
    assert not credentials.check(ID, OLD).email_pending
    assert isinstance(account(table).pending_email, PendingEmail)


def test_session_checks_have_one_shape(credentials: Credentials, clock: MovableClock) -> None:
    assert credentials.sessions_valid_from("9999999999") == NEVER
    assert credentials.sessions_valid_from(ID) == NEVER

    credentials.change(ID, OLD, NEW)

    assert credentials.sessions_valid_from(ID) == clock()


@pytest.mark.parametrize("identifier", ["", "123", "０１２３４５６７８９", "drop table"])
def test_what_is_no_identifier_is_said(credentials: Credentials, identifier: str) -> None:
    with pytest.raises(InvalidRequest, match="identifier"):
        credentials.check(identifier, OLD)


# ------------------------------------------------------------------ the temporary password's life


def test_presenting_asks_for_a_change_and_spends_nothing(
    credentials: Credentials, call: Callable[..., None], table: Table
) -> None:
    call()

    for _ in range(7):
        assert result(credentials, SPOKEN) is Result.CHANGE_REQUIRED
    assert outcomes(table) == ["TEMPORARY_PASSWORD PRESENTED"]
    assert result(credentials, OLD) is Result.VALID, "the chosen password stands"


@pytest.mark.parametrize(
    ("seconds", "expected"), [(599, "CHANGE_REQUIRED"), (600, "INVALID"), (601, "INVALID")]
)
def test_it_is_presented_within_ten_minutes(
    credentials: Credentials,
    call: Callable[..., None],
    clock: MovableClock,
    seconds: int,
    expected: str,
) -> None:
    call()
    clock.advance(seconds=seconds)

    assert result(credentials, SPOKEN) == expected


@pytest.mark.parametrize(("seconds", "works"), [(1199, True), (1200, False), (1201, False)])
def test_from_the_first_presentation_there_are_twenty_minutes_to_choose(
    credentials: Credentials,
    call: Callable[..., None],
    clock: MovableClock,
    seconds: int,
    works: bool,
) -> None:
    call()
    clock.advance(seconds=599)
    result(credentials, SPOKEN)
    clock.advance(seconds=600)
    result(credentials, SPOKEN)  # a second presentation prolongs nothing
    clock.advance(seconds=seconds - 600)

    if works:
        credentials.change(ID, SPOKEN, NEW)
        assert result(credentials, NEW) is Result.VALID
    else:
        with pytest.raises(InvalidCredentials):
            credentials.change(ID, SPOKEN, NEW)
        assert result(credentials, OLD) is Result.VALID


def test_choosing_is_its_one_use(
    credentials: Credentials, call: Callable[..., None], table: Table, clock: MovableClock
) -> None:
    call()

    credentials.change(ID, SPOKEN, NEW)

    assert result(credentials, SPOKEN) is Result.INVALID
    assert result(credentials, OLD) is Result.INVALID
    assert credentials.check(ID, NEW) == Check(Result.VALID, clock())
    with pytest.raises(InvalidCredentials):
        credentials.change(ID, SPOKEN, "một con ngỗng bước qua 8 ghế")
    assert outcomes(table) == ["PASSWORD CHANGED"]


def test_a_change_ends_everything_older_and_owes_a_notice(
    credentials: Credentials, call: Callable[..., None], table: Table, dynamodb: "DynamoDBClient"
) -> None:
    call()
    before = account(table)

    credentials.change(ID, OLD, NEW)

    after = account(table)
    assert after.temporary is None
    assert after.version == before.version + 1
    keys = dynamodb.scan(TableName="recovery", IndexName="owed")["Items"]
    mails = [table.get({"pk": key["pk"]["S"], "sk": "MAIL"}) or {} for key in keys]
    assert sorted(mail["purpose"] for mail in mails) == [
        "PASSWORD_CHANGED",
        "TEMPORARY_PASSWORD_ISSUED",
    ]


def test_every_count_of_guesses_may_be_swept_one_day(
    credentials: Credentials, call: Callable[..., None], dynamodb: "DynamoDBClient"
) -> None:
    call()
    credentials.change(ID, SPOKEN, NEW)
    result(credentials, NEW, device="owner's phone")

    counts = [
        item
        for item in dynamodb.scan(TableName="recovery")["Items"]
        if item["pk"]["S"].startswith("SIGNIN#")
    ]
    assert len(counts) == 3
    assert all("ttl" in item for item in counts)


def test_a_new_call_replaces_the_password_of_the_one_before(
    credentials: Credentials, call: Callable[..., None]
) -> None:
    call("111222333")
    result(credentials, "111222333")
    call("444555666")

    assert result(credentials, "111222333") is Result.INVALID
    assert result(credentials, "444555666") is Result.CHANGE_REQUIRED


def test_a_change_of_the_account_ends_it(
    credentials: Credentials, call: Callable[..., None], table: Table, dynamodb: "DynamoDBClient"
) -> None:
    call()
    dynamodb.update_item(
        TableName="recovery",
        Key={"pk": {"S": f"ACCOUNT#{ID}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET version = :next",
        ExpressionAttributeValues={":next": {"N": "2"}},
    )

    assert result(credentials, SPOKEN) is Result.INVALID


def test_nine_digits_never_open_the_chosen_password(
    credentials: Credentials, table: Table, secret: RootSecret
) -> None:
    register(table, replace(AN, password=PepperedArgon2(secret).hash("123456789")))

    assert result(credentials, "123456789") is Result.INVALID


# ------------------------------------------------------------------ choosing


def test_a_weak_password_costs_no_try_and_counts_as_presented(
    credentials: Credentials, call: Callable[..., None], clock: MovableClock
) -> None:
    call()
    for _ in range(8):
        with pytest.raises(WeakPassword):
            credentials.change(ID, SPOKEN, "nguyenvanan1955")
    clock.advance(minutes=15)  # over the ten minutes, within the twenty

    credentials.change(ID, SPOKEN, NEW)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("ngắn quá", "TOO_SHORT"),
        ("x" * 129, "TOO_LONG"),
        (OLD, "SAME_AS_CURRENT"),
        ("Nguyễn Văn An 1955", "PERSONAL"),
        ("anh yêu em mãi mãi", "COMMON"),
        ("an.nguyen@vssid", "PERSONAL"),
        ("aaaaaaaaaaaaaaaa", "GUESSABLE"),
    ],
)
def test_a_refusal_says_why(credentials: Credentials, new: str, code: str) -> None:
    with pytest.raises(WeakPassword) as refusal:
        credentials.change(ID, OLD, new)

    assert code in [reason.code for reason in refusal.value.reasons]
    assert result(credentials, OLD) is Result.VALID


def test_the_current_password_is_not_chosen_again_by_way_of_a_temporary_one(
    credentials: Credentials, call: Callable[..., None]
) -> None:
    call()

    with pytest.raises(WeakPassword, match="SAME_AS_CURRENT"):
        credentials.change(ID, SPOKEN, OLD)


@pytest.mark.parametrize("length", [12, 73, 128])
def test_long_passwords_count_whole(credentials: Credentials, length: int) -> None:
    new = ("kỳ lân xanh ăn 9 trái ổi lúc nửa đêm; " * 4)[: length - 1] + "Z"

    credentials.change(ID, OLD, new)

    assert result(credentials, new) is Result.VALID
    assert result(credentials, new[:-1] + "Y") is Result.INVALID


def test_a_wrong_password_is_told_as_such_however_weak_the_new_one(
    credentials: Credentials,
) -> None:
    for identifier in (ID, "9999999999"):
        with pytest.raises(InvalidCredentials):
            credentials.change(identifier, "không phải nó", "nguyenvanan1955")


def test_a_temporary_password_that_was_replaced_while_choosing_changes_nothing(
    credentials: Credentials, call: Callable[..., None], table: Table
) -> None:
    class Slow(PepperedArgon2):
        def hash(self, password: str) -> StoredPassword:
            if password == NEW:
                call("444555666")
            return super().hash(password)

    call()
    slow = replace(credentials, hasher=Slow(credentials.hasher._secret))  # type: ignore[attr-defined]

    with pytest.raises(InvalidCredentials):
        slow.change(ID, SPOKEN, NEW)
    assert result(credentials, OLD) is Result.VALID
    assert result(credentials, "444555666") is Result.CHANGE_REQUIRED


def test_time_that_runs_out_while_choosing_is_noticed_by_the_write(
    credentials: Credentials, call: Callable[..., None], clock: MovableClock
) -> None:
    class Slow(PepperedArgon2):
        def hash(self, password: str) -> StoredPassword:
            clock.advance(minutes=10)
            return super().hash(password)

    call()
    slow = replace(credentials, hasher=Slow(credentials.hasher._secret))  # type: ignore[attr-defined]

    with pytest.raises(InvalidCredentials):
        slow.change(ID, SPOKEN, NEW)
    assert result(credentials, OLD) is Result.VALID


# ------------------------------------------------------------------ throttles


@pytest.mark.parametrize("identifier", [ID, "9999999999", "999999999999"])
def test_wrong_guesses_lock_from_the_fifth_and_double(
    credentials: Credentials, clock: MovableClock, identifier: str
) -> None:
    locks = []
    for _ in range(12):
        assert result(credentials, "sai hoàn toàn", identifier) is Result.INVALID
        locks.append(credentials.check(identifier, "sai hoàn toàn").retry_after)
        clock.advance(seconds=locks[-1])
    # A check that a lock refuses counts nothing; the first four lock nothing, and so count.
    assert locks == [0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900, 900]


def test_a_lock_answers_even_the_right_password_and_without_hashing(
    credentials: Credentials, clock: MovableClock
) -> None:
    for _ in range(5):
        result(credentials, "sai hoàn toàn")

    class NoHash:
        def __getattr__(self, name: str) -> object:
            raise AssertionError("hashed while locked")

    locked = replace(credentials, hasher=NoHash())
    assert locked.check(ID, OLD) == Check(Result.LOCKED, retry_after=30)
    with pytest.raises(TooManyAttempts) as limit:
        locked.change(ID, OLD, NEW)
    assert limit.value.retry_after == 30
    clock.advance(seconds=30)
    assert result(credentials, OLD) is Result.VALID


def test_a_right_password_begins_the_count_anew(credentials: Credentials) -> None:
    for _ in range(6):
        for _ in range(4):
            assert result(credentials, "sai hoàn toàn") is Result.INVALID
        assert result(credentials, OLD) is Result.VALID


def test_checks_and_changes_share_one_count(credentials: Credentials) -> None:
    for _ in range(3):
        result(credentials, "sai hoàn toàn")
    for _ in range(2):
        with pytest.raises(InvalidCredentials):
            credentials.change(ID, "sai hoàn toàn", NEW)

    assert result(credentials, OLD) is Result.LOCKED


def test_after_a_hundred_in_a_row_the_password_is_dead_until_recovered(
    credentials: Credentials, clock: MovableClock, call: Callable[..., None]
) -> None:
    for _ in range(100):
        assert result(credentials, "sai hoàn toàn") is Result.INVALID
        clock.advance(minutes=15)

    assert result(credentials, OLD) is Result.INVALID
    clock.advance(days=30)
    assert result(credentials, OLD) is Result.INVALID

    clock.advance(minutes=15)
    call()
    credentials.change(ID, SPOKEN, NEW)
    assert result(credentials, NEW) is Result.VALID


def test_neither_lock_holds_up_the_other(
    credentials: Credentials, call: Callable[..., None]
) -> None:
    call()
    for _ in range(5):
        result(credentials, "sai hoàn toàn")
    assert result(credentials, OLD) is Result.LOCKED
    assert result(credentials, SPOKEN) is Result.CHANGE_REQUIRED

    for _ in range(5):
        result(credentials, "999999999")
    assert credentials.check(ID, SPOKEN) == Check(Result.LOCKED, retry_after=30)


def test_nine_digit_guesses_lock_for_two_minutes_at_most(
    credentials: Credentials, clock: MovableClock
) -> None:
    longest = 0
    for _ in range(30):
        wait = credentials.check(ID, "999999999").retry_after
        longest = max(longest, wait)
        clock.advance(seconds=wait)
    assert longest == 120


def test_issuing_resets_no_count(credentials: Credentials, call: Callable[..., None]) -> None:
    for _ in range(5):
        result(credentials, "999999999")
    call()

    assert result(credentials, SPOKEN) is Result.LOCKED


def test_a_known_device_is_not_kept_out_by_a_stranger(credentials: Credentials) -> None:
    assert result(credentials, OLD, device="owner's phone") is Result.VALID
    for _ in range(5):
        result(credentials, "sai hoàn toàn", device="stranger's phone")

    assert result(credentials, OLD, device="owner's phone") is Result.VALID
    assert result(credentials, OLD, device="stranger's phone") is Result.LOCKED
    assert result(credentials, OLD) is Result.LOCKED


def test_a_known_device_has_a_count_of_its_own(credentials: Credentials) -> None:
    result(credentials, OLD, device="owner's phone")
    for _ in range(5):
        assert result(credentials, "sai hoàn toàn", device="owner's phone") is Result.INVALID

    assert result(credentials, OLD, device="owner's phone") is Result.LOCKED
    assert result(credentials, OLD) is Result.VALID


def test_a_device_is_known_for_the_password_it_signed_in_with(
    credentials: Credentials, clock: MovableClock
) -> None:
    result(credentials, OLD, device="thief's phone")
    clock.advance(seconds=1)
    credentials.change(ID, OLD, NEW)
    for _ in range(5):
        result(credentials, "sai hoàn toàn")

    assert result(credentials, NEW, device="thief's phone") is Result.LOCKED


def test_a_device_of_another_account_is_not_known(credentials: Credentials, table: Table) -> None:
    register(table, replace(BINH, password=account(table).password))
    result(credentials, OLD, identifier=BINH.social_insurance_number, device="thief's phone")
    for _ in range(5):
        result(credentials, "sai hoàn toàn", device="thief's phone")

    assert result(credentials, OLD, device="thief's phone") is Result.LOCKED


# ------------------------------------------------------------------ hashes, peppers


def test_an_imported_hash_is_verified_and_rehashed_on_use(
    credentials: Credentials, table: Table, secret: RootSecret
) -> None:
    register(table, replace(AN, password=StoredPassword(ARGON2ID.hash(OLD), "")))

    assert result(credentials, OLD) is Result.VALID

    stored = account(table).password
    assert stored is not None
    assert stored.pepper == secret.current.key_id
    assert result(credentials, OLD) is Result.VALID
    assert account(table).version == AN.version, "rehashing ends no code"


def test_a_rotated_secret_still_opens_what_was_stored_under_the_last_one(
    credentials: Credentials, table: Table, vault: "SecretsManagerClient", clock: MovableClock
) -> None:
    vault.put_secret_value(SecretId="root-secret", SecretString="another made-up root secret " * 2)
    fresh = RootSecret(vault, "root-secret")
    rotated = Credentials(
        SignInTable(table), PepperedArgon2(fresh), fresh, clock, CredentialRules(20, 12)
    )

    assert result(rotated, OLD) is Result.VALID
    stored = account(table).password
    assert stored is not None
    assert stored.pepper == fresh.current.key_id
    # The warm function still has the old keys; it finds the new ones by their id.
    assert result(credentials, OLD) is Result.VALID


def test_what_was_stored_two_rotations_ago_is_wrong_and_not_an_error(
    credentials: Credentials, table: Table, vault: "SecretsManagerClient", clock: MovableClock
) -> None:
    for text in ("second made-up root secret", "third made-up root secret"):
        vault.put_secret_value(SecretId="root-secret", SecretString=text * 2)
    fresh = RootSecret(vault, "root-secret")
    rotated = Credentials(
        SignInTable(table), PepperedArgon2(fresh), fresh, clock, CredentialRules(20, 12)
    )

    assert result(rotated, OLD) is Result.INVALID


def test_without_the_secret_nothing_is_answered(
    credentials: Credentials, vault: "SecretsManagerClient"
) -> None:
    away = RootSecret(vault, "no-such-secret")
    blind = replace(credentials, hasher=PepperedArgon2(away), subjects=away)

    with pytest.raises(Unavailable):
        blind.check(ID, OLD)


@pytest.mark.parametrize("identifier", [ID, "9999999999"])
@pytest.mark.parametrize("guess", ["sai hoàn toàn", SPOKEN])
def test_a_wrong_guess_is_two_round_trips_and_one_hash_for_known_and_unknown(
    credentials: Credentials, dynamodb: "DynamoDBClient", identifier: str, guess: str
) -> None:
    from tests.functional.test_hotline import Spy

    class Counting(PepperedArgon2):
        compared = 0

        def matches(self, stored: StoredPassword | None, password: str) -> bool:
            Counting.compared += 1
            return super().matches(stored, password)

    spy = Spy(dynamodb)
    store = SignInTable(Table(spy, "recovery", pause=lambda: None))  # type: ignore[arg-type]
    hasher = Counting(credentials.hasher._secret)  # type: ignore[attr-defined]

    replace(credentials, store=store, hasher=hasher).check(identifier, guess)

    assert spy.calls == ["batch_get_item", "update_item"]
    assert Counting.compared == 1
