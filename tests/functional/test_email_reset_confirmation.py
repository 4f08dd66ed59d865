"""Setting a password with the code, on a real table (moto): how long it works, and what it ends."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.reset_desk import ID, NEW, OLD, PIN, Desk
from tests.people import AN
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import reset_key
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import InvalidCode, InvalidRequest


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


def test_the_code_sets_the_password(desk: Desk) -> None:
    desk.confirm(desk.open())

    assert desk.works(NEW)
    assert not desk.works(OLD)
    assert desk.account().sessions_valid_from == desk.clock()


def test_a_person_who_never_had_a_password_gets_one(desk: Desk) -> None:
    desk.table._client.update_item(
        TableName="recovery",
        Key={"pk": {"S": f"ACCOUNT#{ID}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="REMOVE password",
    )

    desk.confirm(desk.open())

    assert desk.works(NEW)


def test_the_twelve_digit_number_resets_the_same_account(desk: Desk) -> None:
    desk.confirm(desk.open(PIN))

    assert desk.works(NEW, ID)


@pytest.mark.parametrize(
    "form",
    ["1000 0001", "1000-0001", "1000.0001", " 10 00 00 01 ", "1000\u00a00001", "1000\u20110001",
     "1000\u20130001", "10000001\n", "\t10000001\r\n", "1000\u202f0001", "1000\u30000001"],
)  # fmt: skip
def test_spaces_and_dashes_in_the_code_do_not_count(desk: Desk, form: str) -> None:
    reset = desk.open()
    assert reset.code == "10000001"

    desk.confirm(reset, form)

    assert desk.works(NEW)


@pytest.mark.parametrize(
    "form",
    ["", " ", "-", "1000000", "100000010", "1000000a", "０１２３４５６７", "١٠٠٠٠٠٠١", "1000 0001x",
     "+10000001", "1_0000001", "10000001\0", "1" * 5000, "²0000001"],
)  # fmt: skip
def test_what_is_no_code_is_said_and_costs_no_try(desk: Desk, form: str) -> None:
    reset = desk.open()

    with pytest.raises(InvalidRequest, match="code"):
        desk.resets.confirm(reset.reset_id, form, NEW)

    assert desk.guess(reset.reset_id) == 4


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, False), (1, False)])
def test_a_code_lives_fifteen_minutes_though_nothing_is_swept(
    desk: Desk, seconds: int, works: bool
) -> None:
    reset = desk.open()
    desk.clock.advance(minutes=15, seconds=seconds)

    if works:
        desk.confirm(reset)
    else:
        assert desk.guess(reset.reset_id, reset.code) == 0
        assert desk.guess(reset.reset_id) == 0
        assert desk.item(reset_key(reset.reset_id)), "the item is still there"
    assert desk.works(NEW) is works


def test_a_code_that_expires_while_it_is_compared_sets_nothing(desk: Desk) -> None:
    reset = desk.open()
    desk.clock.advance(minutes=14, seconds=59)

    class Slow(ResetTable):
        def account(self, number: str, pair: str):  # type: ignore[no-untyped-def]
            desk.clock.advance(seconds=1)
            return super().account(number, pair)

    with pytest.raises(InvalidCode) as refusal:
        replace(desk.resets, store=Slow(desk.table)).confirm(reset.reset_id, reset.code, NEW)

    assert refusal.value.attempts_left == 0
    assert desk.works(OLD)


def test_a_code_works_once(desk: Desk) -> None:
    reset = desk.open()
    desk.confirm(reset)

    assert desk.guess(reset.reset_id, reset.code, NEW + " khác") == 0
    assert desk.works(NEW)


def test_two_mails_of_one_request_leave_the_code_of_the_second(desk: Desk) -> None:
    first = desk.open()
    found = desk.resets.store.look_up(first.reset_id)
    assert found is not None
    code = desk.hasher.hash("10000002")
    desk.mailer.store.bind(found, desk.account(), AN.email, code, desk.clock())

    assert desk.guess(first.reset_id, first.code) == 4
    desk.confirm(first, "10000002")


def test_a_code_replaced_while_it_is_compared_sets_nothing(desk: Desk) -> None:
    reset = desk.open()

    class Meddled(ResetTable):
        def account(self, number: str, pair: str):  # type: ignore[no-untyped-def]
            found = self.look_up(reset.reset_id)
            assert found is not None
            code = desk.hasher.hash("10000002")
            desk.mailer.store.bind(found, desk.account(), AN.email, code, desk.clock())
            return super().account(number, pair)

    with pytest.raises(InvalidCode) as refusal:
        replace(desk.resets, store=Meddled(desk.table)).confirm(reset.reset_id, reset.code, NEW)

    assert refusal.value.attempts_left == 4
    desk.confirm(reset, "10000002")


def test_a_code_works_for_its_own_request_only(desk: Desk) -> None:
    desk.change_account(email="an.nguyen@thu.example")
    mine = desk.open()
    theirs = desk.ask("9999999999", "thief@thu.example")

    assert desk.guess(theirs.reset_id, mine.code) == 4
    desk.confirm(mine)


@pytest.mark.parametrize("minutes", [1, 10])
def test_a_newer_request_of_the_pair_kills_the_older_code(desk: Desk, minutes: int) -> None:
    older = desk.open()
    desk.clock.advance(minutes=minutes)
    newer = desk.open()

    assert desk.guess(older.reset_id, older.code) == 4
    desk.confirm(newer)


def test_a_replaced_code_is_wrong_before_any_password_is_looked_at(desk: Desk) -> None:
    older = desk.open()
    desk.clock.advance(minutes=1)
    desk.ask()

    assert desk.guess(older.reset_id, older.code, "Nguyễn Văn An 1955") == 4


def test_a_newer_request_kills_the_older_code_over_midnight_utc_before_its_mail_is_out(
    desk: Desk,
) -> None:
    desk.clock.now = datetime(2026, 3, 9, 23, 58, tzinfo=UTC)
    older = desk.open()
    desk.clock.advance(minutes=3)
    desk.ask()

    assert desk.guess(older.reset_id, older.code) == 4
    assert desk.works(OLD)


def test_a_request_of_another_pair_leaves_the_code(desk: Desk) -> None:
    reset = desk.open()
    desk.ask(ID, "thief@thu.example")
    desk.ask("9999999999", AN.email)

    desk.confirm(reset)
