"""Loading the register on a real table (moto): what a file changes, and what it never does."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.people import AN, BINH
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.items import event_of, temporary_map
from vssid_recovery.adapters.table.keys import EVENT, account_key, alias_key
from vssid_recovery.adapters.table.register import RegisterTable
from vssid_recovery.adapters.table.sign_in import SignInTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Item, Update
from vssid_recovery.errors import Unavailable
from vssid_recovery.model import Account, AccountStatus, Event, StoredPassword, TemporaryPassword
from vssid_recovery.operation_ports import Change, Standing, Verdict
from vssid_recovery.register import BUSY, NUMBER_TAKEN, Outcome, Register, Result, fingerprint
from vssid_recovery.register_rows import RegisterRow

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NEW_ADDRESS = "moi@thu.example"
PHC = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$gmQsV1DKBBKv6+qBfEOlmA$883siAnFPhnI27+rkd0ZJxvvvodgrNE/PPp+IMoIBfM"
)
OTHER_PHC = PHC.replace("gmQs", "hmQs")
NUMBER = AN.social_insurance_number
Load = Callable[..., list[Result]]


@pytest.fixture
def load(table: Table, secret: RootSecret, clock: MovableClock) -> Load:
    """Load accounts as the rows of a file; a password hash for all of them with `phc`."""

    def _load(
        *accounts: Account,
        replace: bool = False,
        phc: str = "",
        store: RegisterTable | None = None,
    ) -> list[Result]:
        clock.advance(seconds=1)
        register = Register(store or RegisterTable(table), secret, clock, "chi Tam", replace)
        return register.load(rows_of(*accounts, phc=phc))

    return _load


def rows_of(*accounts: Account, phc: str = "") -> list[RegisterRow]:
    return [RegisterRow(line, account, phc) for line, account in enumerate(accounts, 2)]


def outcomes(results: Sequence[Result]) -> list[Outcome]:
    return [result.outcome for result in results]


def item_of(table: Table, number: str = NUMBER) -> Item:
    item = table.get(account_key(number))
    assert item is not None
    return item


def events_of(table: Table, number: str = NUMBER) -> list[Event]:
    return [event_of(item) for item in table.query(account_key(number)["pk"], EVENT)]


def everything(dynamodb: "DynamoDBClient") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = dynamodb.scan(TableName="recovery")["Items"]
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def owed(dynamodb: "DynamoDBClient") -> list[dict[str, str]]:
    mails = [item for item in everything(dynamodb) if item["sk"]["S"] == "MAIL"]
    return [{name: value["S"] for name, value in mail.items()} for mail in mails]


def set_attribute(table: Table, name: str, value: object, number: str = NUMBER) -> None:
    table.update(Update(account_key(number), f"SET #{name} = :value", values={":value": value}))


def temporary(version: int = 1) -> dict[str, Any]:
    at = datetime(2026, 3, 9, 2, tzinfo=UTC)
    return temporary_map(TemporaryPassword(StoredPassword("$x", ""), version, at, at))


def test_a_new_row_is_an_account_with_its_alias_and_an_event(table: Table, load: Load) -> None:
    assert outcomes(load(AN)) == [Outcome.CREATED]

    item = item_of(table)
    assert (item["fullName"], item["phone"], item["version"]) == (AN.full_name, AN.phone, 1)
    assert table.get(alias_key(AN.personal_identification_number)) == {
        **alias_key(AN.personal_identification_number),
        "account": NUMBER,
    }
    (event,) = events_of(table)
    assert (event.kind, event.outcome, event.channel) == ("REGISTER", "CREATED", "OPERATOR")
    assert event.by == "operator chi Tam"


@pytest.mark.parametrize("replacing", [False, True])
def test_the_same_file_again_writes_nothing(
    dynamodb: "DynamoDBClient", load: Load, replacing: bool
) -> None:
    load(AN, BINH, phc=PHC)
    before = everything(dynamodb)

    again = load(AN, BINH, phc=PHC, replace=replacing)

    assert outcomes(again) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert everything(dynamodb) == before


def test_facts_of_an_existing_account_follow_the_file(table: Table, load: Load) -> None:
    load(AN)
    moved = replace(AN, full_name="Nguyễn Văn Ân", unit_code="", office_code="00101")

    assert outcomes(load(moved)) == [Outcome.UPDATED]

    item = item_of(table)
    assert (item["fullName"], item["officeCode"], item["version"]) == ("Nguyễn Văn Ân", "00101", 1)
    assert "unitCode" not in item
    event = events_of(table)[-1]
    assert (event.outcome, event.reason) == ("UPDATED", "full_name, unit_code, office_code")


def test_only_what_differs_is_written(table: Table, load: Load) -> None:
    load(AN)
    for name in ("temporary", "pendingEmail", "sessionsValidFrom"):
        value = {
            "temporary": temporary(),
            "pendingEmail": {
                "address": NEW_ADDRESS,
                "activeFrom": "2030-01-01T00:00:00.000000Z",
                "declarationId": "d1",
            },
            "sessionsValidFrom": "2026-01-01T00:00:00.000000Z",
        }[name]
        set_attribute(table, name, value)
    before = item_of(table)

    load(replace(AN, office_code="00101"))

    assert item_of(table) == before | {"officeCode": "00101"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "+84900000999"}, "phone"),
        ({"phone": "", "phone_confirmed_on": None}, "phone, phone_confirmed_on"),
        ({"phone_confirmed_on": date(2025, 7, 1)}, "phone_confirmed_on"),
        ({"email": NEW_ADDRESS}, "email"),
        ({"email_confirmed_on": None}, "email_confirmed_on"),
    ],
)
def test_phone_and_email_of_an_existing_account_stay_without_replace(
    dynamodb: "DynamoDBClient", load: Load, change: dict[str, Any], field: str
) -> None:
    load(AN)
    before = everything(dynamodb)

    (result,) = load(replace(AN, full_name="Nguyễn Văn Ân", **change))

    assert result.outcome is Outcome.REFUSED
    assert result.reason == f"{field} of an existing account: only with REPLACE=yes"
    assert everything(dynamodb) == before


def test_replacing_an_address_ends_codes_and_tells_the_old_one(
    dynamodb: "DynamoDBClient", table: Table, load: Load
) -> None:
    load(AN)

    results = load(replace(AN, email=NEW_ADDRESS), replace=True)

    assert outcomes(results) == [Outcome.REPLACED]
    assert (item_of(table)["email"], item_of(table)["version"]) == (NEW_ADDRESS, 2)
    (mail,) = owed(dynamodb)
    assert (mail["purpose"], mail["address"], mail["account"]) == (
        "EMAIL_REPLACED",
        AN.email,
        NUMBER,
    )
    event = events_of(table)[-1]
    assert (event.outcome, event.by, event.reason) == ("REPLACED", "operator chi Tam", "email")


def test_an_address_taken_away_or_no_longer_confirmed_is_told(
    dynamodb: "DynamoDBClient", table: Table, load: Load
) -> None:
    load(AN)

    load(replace(AN, email_confirmed_on=None), replace=True)

    assert "emailConfirmedOn" not in item_of(table)
    assert [mail["address"] for mail in owed(dynamodb)] == [AN.email]


def test_replacing_a_phone_tells_the_confirmed_address(
    dynamodb: "DynamoDBClient", table: Table, load: Load
) -> None:
    load(AN)

    load(replace(AN, phone="+84900000999"), replace=True)

    assert (item_of(table)["phone"], item_of(table)["version"]) == ("+84900000999", 2)
    (mail,) = owed(dynamodb)
    assert mail["purpose"] == "PHONE_REPLACED"
    assert "address" not in mail


def test_an_address_that_was_never_confirmed_is_told_nothing(
    dynamodb: "DynamoDBClient", load: Load
) -> None:
    load(replace(AN, email_confirmed_on=None))

    load(replace(AN, email=NEW_ADDRESS), replace=True)

    assert owed(dynamodb) == []


def test_the_secret_is_not_read_unless_a_mail_is_owed(table: Table, clock: MovableClock) -> None:
    class Away:
        def subject(self, kind: str, value: str) -> str:
            raise Unavailable("secret: AccessDenied")

    register = Register(RegisterTable(table), Away(), clock, "chi Tam", replace=True)
    register.load(rows_of(AN))

    assert outcomes(register.load(rows_of(replace(AN, office_code="1")))) == [Outcome.UPDATED]
    with pytest.raises(Unavailable):
        register.load(rows_of(replace(AN, email=NEW_ADDRESS)))
    assert item_of(table)["email"] == AN.email


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (AccountStatus.ACTIVE, AccountStatus.CLOSED),
        (AccountStatus.ACTIVE, AccountStatus.DECEASED),
        (AccountStatus.NEVER_ACTIVATED, AccountStatus.ACTIVE),
    ],
)
def test_a_change_of_status_ends_codes(
    table: Table, load: Load, before: AccountStatus, after: AccountStatus
) -> None:
    load(replace(AN, status=before))

    load(replace(AN, status=after))

    assert (item_of(table)["status"], item_of(table)["version"]) == (after, 2)


def pending(active_from: datetime) -> dict[str, str]:
    return {
        "address": NEW_ADDRESS,
        "activeFrom": active_from.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "declarationId": "d1",
    }


def test_an_address_confirmed_since_is_not_undone_by_the_file_before(
    table: Table, load: Load, clock: MovableClock
) -> None:
    load(AN)
    set_attribute(table, "pendingEmail", pending(clock() - timedelta(hours=1)))

    assert outcomes(load(AN)) == [Outcome.REFUSED]
    assert outcomes(load(replace(AN, email=NEW_ADDRESS))) == [Outcome.UNCHANGED]


def test_with_replace_the_file_takes_the_place_of_an_address_in_force(
    dynamodb: "DynamoDBClient", table: Table, load: Load, clock: MovableClock
) -> None:
    load(AN)
    set_attribute(table, "pendingEmail", pending(clock() - timedelta(hours=1)))

    assert outcomes(load(AN, replace=True)) == [Outcome.REPLACED]

    assert "pendingEmail" not in item_of(table)
    assert item_of(table)["email"] == AN.email
    assert [mail["address"] for mail in owed(dynamodb)] == [NEW_ADDRESS]


def test_an_address_that_waits_for_its_time_waits_on(
    table: Table, load: Load, clock: MovableClock
) -> None:
    load(AN)
    set_attribute(table, "pendingEmail", pending(clock() + timedelta(hours=1)))

    load(replace(AN, full_name="Nguyễn Văn Ân"))

    assert item_of(table)["pendingEmail"]["address"] == NEW_ADDRESS


def test_a_changed_personal_number_moves_the_alias(table: Table, load: Load) -> None:
    load(AN)
    former, new = AN.personal_identification_number, "001055999999"

    assert outcomes(load(replace(AN, personal_identification_number=new))) == [Outcome.UPDATED]

    assert table.get(alias_key(former)) is None
    alias = table.get(alias_key(new))
    assert alias is not None
    assert alias["account"] == NUMBER


def test_a_removed_personal_number_takes_the_alias_away(table: Table, load: Load) -> None:
    load(AN)

    load(replace(AN, personal_identification_number=""))

    assert table.get(alias_key(AN.personal_identification_number)) is None
    assert "personalIdentificationNumber" not in item_of(table)


def test_a_personal_number_of_another_is_refused_and_the_rows_beside_it_go_on(
    table: Table, load: Load
) -> None:
    load(AN)
    thief = replace(BINH, personal_identification_number=AN.personal_identification_number)
    other = replace(BINH, social_insurance_number="0123456799", personal_identification_number="")

    taken, good = load(thief, other)

    assert (taken.outcome, taken.reason) == (Outcome.REFUSED, NUMBER_TAKEN)
    assert good.outcome is Outcome.CREATED
    assert table.get(account_key(BINH.social_insurance_number)) is None
    assert events_of(table, BINH.social_insurance_number) == []
    alias = table.get(alias_key(AN.personal_identification_number))
    assert alias is not None
    assert alias["account"] == NUMBER


def test_a_number_moves_from_one_account_to_the_next_within_a_file(
    table: Table, load: Load
) -> None:
    load(AN, replace(BINH, personal_identification_number=""))
    without = replace(AN, personal_identification_number="")
    heir = replace(BINH, personal_identification_number=AN.personal_identification_number)

    assert outcomes(load(without, heir)) == [Outcome.UPDATED, Outcome.UPDATED]

    alias = table.get(alias_key(AN.personal_identification_number))
    assert alias is not None
    assert alias["account"] == BINH.social_insurance_number


def test_a_hundred_rows_are_loaded_whatever_they_cost(table: Table, load: Load) -> None:
    people = [
        replace(
            AN,
            social_insurance_number=f"{number:010d}",
            personal_identification_number=f"{number:012d}",
        )
        for number in range(100)
    ]

    assert set(outcomes(load(*people))) == {Outcome.CREATED}
    changed = [
        replace(
            person,
            email=NEW_ADDRESS,
            personal_identification_number=f"9{person.personal_identification_number[1:]}",
        )
        for person in people
    ]
    assert set(outcomes(load(*changed, replace=True))) == {Outcome.REPLACED}
    assert set(outcomes(load(*changed))) == {Outcome.UNCHANGED}


def test_a_hash_of_the_register_comes_with_the_account(table: Table, load: Load) -> None:
    load(AN, phc=PHC)

    assert item_of(table)["password"] == {"phc": PHC, "pepper": ""}
    assert item_of(table)["loadedPassword"] == fingerprint(PHC)


def test_a_newer_hash_of_the_register_replaces_one_that_was_never_used(
    table: Table, load: Load
) -> None:
    load(AN, phc=PHC)

    assert outcomes(load(AN, phc=OTHER_PHC)) == [Outcome.UPDATED]

    item = item_of(table)
    assert (item["password"]["phc"], item["version"]) == (OTHER_PHC, 2)
    assert events_of(table)[-1].reason == "password_hash"


def test_an_account_without_a_password_takes_one_and_keeps_its_open_temporary_one(
    table: Table, load: Load
) -> None:
    load(AN)
    set_attribute(table, "temporary", temporary())

    assert outcomes(load(AN, phc=PHC)) == [Outcome.UPDATED]

    item = item_of(table)
    assert (item["password"]["phc"], item["version"]) == (PHC, 1)
    assert item["temporary"]["version"] == 1


@pytest.mark.parametrize("phc", [PHC, OTHER_PHC])
def test_a_hash_never_goes_over_a_password_chosen_here(
    table: Table, secret: RootSecret, load: Load, clock: MovableClock, phc: str
) -> None:
    load(AN, phc=PHC)
    choose(table, secret, clock, replace(AN, password=StoredPassword(PHC, "")))
    before = item_of(table)

    assert outcomes(load(AN, phc=phc)) == [Outcome.UNCHANGED]
    assert item_of(table) == before


@pytest.mark.parametrize("phc", [PHC, OTHER_PHC])
def test_a_hash_never_goes_over_one_that_was_used_here(
    table: Table, secret: RootSecret, load: Load, phc: str
) -> None:
    load(AN, phc=PHC)
    rehashed = PepperedArgon2(secret).hash("whatever it was")
    SignInTable(table).rehash(replace(AN, password=StoredPassword(PHC, "")), rehashed)

    assert outcomes(load(AN, phc=phc)) == [Outcome.UNCHANGED]
    assert item_of(table)["password"]["phc"] == rehashed.phc


def test_a_hash_does_not_come_back_for_a_password_that_was_chosen_and_ended(
    table: Table, load: Load
) -> None:
    load(AN, phc=PHC)
    set_attribute(table, "passwordChosenAt", "2026-03-01T00:00:00.000000Z")
    table.update(Update(account_key(NUMBER), "REMOVE #password"))

    assert outcomes(load(AN, phc=OTHER_PHC)) == [Outcome.UNCHANGED]
    assert "password" not in item_of(table)


def test_a_file_without_hashes_leaves_the_password(table: Table, load: Load) -> None:
    load(AN, phc=PHC)

    assert outcomes(load(AN)) == [Outcome.UNCHANGED]
    assert item_of(table)["password"]["phc"] == PHC


def choose(table: Table, secret: RootSecret, clock: MovableClock, account: Account) -> None:
    """The citizen chooses a password."""
    event = Event(clock(), "PASSWORD", "CHANGED", "APP", "citizen")
    password = PepperedArgon2(secret).hash("a password chosen here")
    SignInTable(table).choose("somebody", account, password, None, event, None)


class Meanwhile(RegisterTable):
    """Something happens to the accounts, `times`, between the look-up and the change."""

    def __init__(self, table: Table, happens: Callable[[], None], times: int = 1) -> None:
        super().__init__(table)
        self._happens = happens
        self._times = times

    def apply(self, changes: Sequence[Change]) -> list[Verdict]:
        if self._times:
            self._times -= 1
            self._happens()
        return super().apply(changes)


def test_a_citizen_who_chooses_a_password_meanwhile_keeps_it(
    table: Table, secret: RootSecret, load: Load, clock: MovableClock
) -> None:
    load(AN, BINH, phc=PHC)
    an = replace(AN, password=StoredPassword(PHC, ""))
    store = Meanwhile(table, lambda: choose(table, secret, clock, an))

    results = load(
        replace(AN, full_name="Nguyễn Văn Ân"),
        replace(BINH, full_name="Trần Thị Bính"),
        phc=OTHER_PHC,
        store=store,
    )

    assert outcomes(results) == [Outcome.UPDATED, Outcome.UPDATED]
    item = item_of(table)
    assert item["fullName"] == "Nguyễn Văn Ân"
    assert item["password"]["phc"] not in {PHC, OTHER_PHC}
    assert item["version"] == 2
    assert item_of(table, BINH.social_insurance_number)["password"]["phc"] == OTHER_PHC


def test_a_citizen_who_signs_in_meanwhile_keeps_the_password(
    table: Table, secret: RootSecret, load: Load
) -> None:
    """Signing in hashes the password anew and leaves the version as it is."""
    load(AN, phc=PHC)
    rehashed = PepperedArgon2(secret).hash("whatever it was")
    an = replace(AN, password=StoredPassword(PHC, ""))
    store = Meanwhile(table, lambda: SignInTable(table).rehash(an, rehashed))

    assert outcomes(load(AN, phc=OTHER_PHC, store=store)) == [Outcome.UNCHANGED]
    assert item_of(table)["password"]["phc"] == rehashed.phc


def test_the_address_that_is_told_is_the_one_that_was_in_force_at_the_end(
    dynamodb: "DynamoDBClient", table: Table, load: Load, clock: MovableClock
) -> None:
    load(AN)
    set_attribute(table, "pendingEmail", pending(clock() - timedelta(hours=2)))
    newer = pending(clock() - timedelta(hours=1)) | {"address": "c@d.test", "declarationId": "d2"}
    store = Meanwhile(table, lambda: set_attribute(table, "pendingEmail", newer))

    assert outcomes(load(AN, replace=True, store=store)) == [Outcome.REPLACED]
    assert [mail["address"] for mail in owed(dynamodb)] == ["c@d.test"]


def test_an_alias_that_is_anothers_is_never_taken_away(table: Table, load: Load) -> None:
    load(AN)
    alias = alias_key(AN.personal_identification_number)
    of_another = Update(alias, "SET #account = :other", values={":other": "0000000009"})
    table.update(of_another)

    (result,) = load(replace(AN, personal_identification_number=""))

    assert result.outcome is Outcome.REFUSED
    assert table.get(alias) == {**alias, "account": "0000000009"}


def test_an_address_that_comes_into_force_meanwhile_is_not_lost(
    table: Table, load: Load, clock: MovableClock
) -> None:
    load(AN)

    def confirmed() -> None:
        values = {":pending": pending(clock() - timedelta(hours=1)), ":two": 2}
        change = "SET #pendingEmail = :pending, #version = :two"
        table.update(Update(account_key(NUMBER), change, values=values))

    (result,) = load(replace(AN, office_code="00101"), store=Meanwhile(table, confirmed))

    assert result.outcome is Outcome.REFUSED
    assert item_of(table)["pendingEmail"]["address"] == NEW_ADDRESS
    assert item_of(table)["officeCode"] == AN.office_code


def test_an_account_that_appears_meanwhile_is_not_written_over(table: Table, load: Load) -> None:
    def created() -> None:
        load(replace(AN, full_name="Nguyễn Văn Trước"), phc=PHC)

    results = load(AN, store=Meanwhile(table, created))

    assert outcomes(results) == [Outcome.UPDATED]
    assert item_of(table)["password"]["phc"] == PHC
    assert [event.outcome for event in events_of(table)] == ["CREATED", "UPDATED"]


def test_a_row_whose_account_never_rests_is_refused(table: Table, load: Load) -> None:
    load(AN)
    versions = iter(range(2, 100))

    def changed() -> None:
        set_attribute(table, "version", next(versions))

    (result,) = load(replace(AN, office_code="1"), store=Meanwhile(table, changed, times=99))

    assert (result.outcome, result.reason) == (Outcome.REFUSED, BUSY)
    assert item_of(table)["officeCode"] == AN.office_code


def test_after_a_crash_between_two_batches_the_same_file_goes_on(
    table: Table, dynamodb: "DynamoDBClient", load: Load
) -> None:
    people = [
        replace(AN, social_insurance_number=f"{number:010d}", personal_identification_number="")
        for number in range(80)
    ]

    class Dying(Table):
        """Takes one transaction and is gone."""

        alive = True

        def transact(self, writes: Sequence[Any]) -> None:
            if not self.alive:
                raise Unavailable("table: gone")
            self.alive = False
            super().transact(writes)

    with pytest.raises(Unavailable):
        load(*people, store=RegisterTable(Dying(dynamodb, "recovery", lambda: None)))

    results = outcomes(load(*people))

    assert 0 < results.count(Outcome.UNCHANGED) < len(people)
    assert results.count(Outcome.UNCHANGED) + results.count(Outcome.CREATED) == len(people)
    assert all(len(events_of(table, person.social_insurance_number)) == 1 for person in people)


def test_a_look_up_tells_what_stands(table: Table, load: Load) -> None:
    load(AN, phc=PHC)

    found, missing = RegisterTable(table).look_up([NUMBER, "9999999999"])

    expected = replace(AN, password=StoredPassword(PHC, ""))
    assert found == Standing(expected, fingerprint(PHC), password_chosen=False)
    assert missing is None


def test_nobody_stays_signed_in_to_an_account_that_is_closed(table: Table, load: Load) -> None:
    load(AN)
    assert "sessionsValidFrom" not in item_of(table)

    load(replace(AN, status=AccountStatus.CLOSED))

    assert item_of(table)["sessionsValidFrom"] == "2026-03-09T02:15:02.000000Z"
