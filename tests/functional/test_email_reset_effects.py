"""What a confirmed reset ends, begins and owes, on a real table (moto)."""

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.reset_desk import ID, NEW, OLD, PIN, Desk, Open
from tests.people import AN
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import reset_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import TooManyAttempts


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


def test_a_confirmation_ends_everything_older(desk: Desk) -> None:
    other = desk.open(PIN)
    desk.call_hotline()
    before = desk.account()
    assert before.temporary is not None
    reset = desk.open()

    desk.confirm(reset)

    after = desk.account()
    assert (after.temporary, after.version) == (None, before.version + 1)
    assert after.sessions_valid_from == desk.clock()
    assert after.password_chosen_through == f"RESET {reset.reset_id}"
    assert desk.guess(other.reset_id, other.code, NEW + " khác") == 4
    assert not desk.works("007654321")


def test_a_confirmation_is_in_the_history_and_owes_the_notice(desk: Desk) -> None:
    desk.confirm(desk.open())

    assert desk.events() == ["MAIL SENT RESET_CODE", "PASSWORD CHANGED RESET_CODE"]
    [notice] = desk.deliver()
    assert (notice.to, notice.purpose) == (AN.email, "PASSWORD_CHANGED")
    assert not any(secret in repr(notice) for secret in (NEW, "10000001", ID))


def test_a_refused_confirmation_owes_no_notice(desk: Desk) -> None:
    reset = desk.open()
    desk.guess(reset.reset_id)

    assert desk.deliver() == []
    assert desk.events() == ["MAIL SENT RESET_CODE"]


def test_the_throttles_of_sign_in_begin_anew(desk: Desk) -> None:
    reset = desk.open()
    for guess in ("sai hoàn toàn", "123456789"):
        for _ in range(6):
            desk.credentials.check(ID, guess)
    assert not desk.works(OLD)

    desk.confirm(reset)

    assert desk.works(NEW)
    assert desk.credentials.check(ID, "123456789").retry_after == 0


def test_a_password_dead_by_a_hundred_guesses_is_recovered(desk: Desk) -> None:
    for _ in range(110):
        desk.credentials.check(ID, "sai hoàn toàn")
        desk.clock.advance(minutes=15)
    assert not desk.works(OLD)

    desk.confirm(desk.open())

    assert desk.works(NEW)


def test_asking_and_guessing_do_not_touch_the_throttles_of_sign_in(desk: Desk) -> None:
    reset = desk.open()
    for _ in range(5):
        desk.credentials.check(ID, "sai hoàn toàn")
    desk.clock.advance(minutes=1)
    desk.ask()
    desk.guess(reset.reset_id)
    desk.credentials.check(ID, "sai hoàn toàn")

    assert desk.credentials.check(ID, OLD).retry_after == 60


def test_nobody_is_signed_in(desk: Desk) -> None:
    assert desk.resets.confirm(*desk.open(), NEW) is None  # type: ignore[func-returns-value]


def test_the_code_is_at_rest_as_argon2id_only(desk: Desk) -> None:
    reset = desk.open()

    stored = desk.item(reset_key(reset.reset_id))["code"]
    assert stored["phc"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    everything = repr(desk.table._client.scan(TableName="recovery")["Items"])
    assert reset.code not in everything


def test_a_second_reset_on_the_same_day_works(desk: Desk) -> None:
    for number in range(3):
        desk.confirm(desk.open(), new=f"{NEW} lần {number}")
        desk.clock.advance(minutes=1)

    assert desk.works(f"{NEW} lần 2")
    with pytest.raises(TooManyAttempts):
        desk.ask()


def test_a_code_made_under_the_last_root_secret_still_works(desk: Desk, vault: object) -> None:
    reset: Open = desk.open()
    vault.put_secret_value(  # type: ignore[attr-defined]
        SecretId="root-secret", SecretString="another made-up root secret " * 2
    )
    fresh = RootSecret(vault, "root-secret")  # type: ignore[arg-type]
    from vssid_recovery.adapters.argon2_hasher import PepperedArgon2

    rotated = replace(desk.resets, hasher=PepperedArgon2(fresh))
    rotated.confirm(reset.reset_id, reset.code, NEW)

    assert desk.works(NEW)
