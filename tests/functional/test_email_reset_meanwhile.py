"""What happens to an account while a right code's new password is hashed, on a real table (moto).

The code dies with the address it was mailed to, however late that is put out of use; whatever
leaves that address in force does not stop it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import NEW_ADDRESS, DeclarationDesk
from tests.functional.reset_desk import NEW, CountingHasher
from tests.functional.reset_races import (
    HARMFUL,
    HARMLESS,
    ID,
    Change,
    Race,
    confirmation_with_holding,
    of_the_old_address,
)
from tests.people import AN
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import addresses_set
from vssid_recovery.adapters.table.items import account_of
from vssid_recovery.adapters.table.keys import account_key, counter_key, pair_key, reset_key
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.email_reset import EmailReset
from vssid_recovery.errors import InvalidCode, Unavailable
from vssid_recovery.model import PendingEmail, StoredPassword


class Hurried(CountingHasher):
    """Something happens just as it begins to hash the new password."""

    def __init__(self, real: PepperedArgon2, change: Change) -> None:
        super().__init__(real)
        self._change = change

    def hash(self, password: str) -> Any:
        self._change()
        return super().hash(password)


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def hurried(desk: DeclarationDesk, change: Change) -> EmailReset:
    return replace(desk.resets, hasher=Hurried(PepperedArgon2(desk.secret), change))


def counts(desk: DeclarationDesk, race: Race) -> tuple[int, int, int]:
    """Tries of the reset, wrong codes of the pair today, and in a row."""
    pair = desk.secret.subject("pair", f"{ID} {race.address}")
    keys = [reset_key(race.reset.reset_id), counter_key(pair, desk.clock().date()), pair_key(pair)]
    reset, day, state = (desk.table.get(key) or {} for key in keys)
    return reset["tries"], day.get("wrongCodes", 0), state.get("wrongInARow", 0)


def chosen(desk: DeclarationDesk) -> StoredPassword | None:
    return desk.account(AN).password


@pytest.mark.parametrize("prepared", HARMFUL)
def test_a_code_dies_with_its_address_to_the_last_moment(
    desk: DeclarationDesk, prepared: Callable[[DeclarationDesk], Race]
) -> None:
    race = prepared(desk)

    with pytest.raises(InvalidCode) as refusal:
        hurried(desk, race.change).confirm(*race.reset, NEW)

    assert chosen(desk) is None
    assert desk.account(AN).version == AN.version
    assert desk.events(AN, "PASSWORD") == []
    assert desk.account(AN).recovery_email(desk.clock()) != race.address
    assert refusal.value.attempts_left == 4
    assert counts(desk, race) == (1, 1, 0), "the try is spent, as after any that came too late"


@pytest.mark.parametrize("prepared", HARMLESS)
def test_what_leaves_the_address_in_force_does_not_stop_its_code(
    desk: DeclarationDesk, prepared: Callable[[DeclarationDesk], Race]
) -> None:
    race = prepared(desk)

    hurried(desk, race.change).confirm(*race.reset, NEW)

    assert PepperedArgon2(desk.secret).matches(chosen(desk), NEW)
    assert desk.account(AN).version == AN.version + 1
    assert desk.events(AN, "PASSWORD") == [("CHANGED", "citizen", "RESET_CODE")]
    notices = [mail.to for mail in desk.deliver() if mail.purpose == "PASSWORD_CHANGED"]
    assert notices == [race.address]
    assert counts(desk, race) == (1, 0, 0), "it is none of the day's wrong codes"
    with pytest.raises(InvalidCode):
        desk.reset(race.reset, NEW + " khác")


def test_the_change_that_came_first_stays_beside_the_new_password(desk: DeclarationDesk) -> None:
    race = confirmation_with_holding(desk)

    hurried(desk, race.change).confirm(*race.reset, NEW)

    pending = desk.account(AN).pending_email
    assert pending is not None
    assert pending.address == NEW_ADDRESS


def test_a_refusal_of_the_code_while_the_password_is_hashed_leaves_no_try(
    desk: DeclarationDesk,
) -> None:
    asked = desk.resets.request(ID, AN.email)
    mails = desk.deliver()
    [mail] = [mail for mail in mails if mail.purpose == "RESET_CODE"]
    token = desk.token_in(mails, "RESET_CODE")

    with pytest.raises(InvalidCode) as refusal:
        hurried(desk, lambda: desk.refuse(token)).confirm(asked.reset_id, mail.fields["code"], NEW)

    assert refusal.value.attempts_left == 0
    assert chosen(desk) is None


def test_what_has_changed_is_read_anew_and_nothing_is_hashed_anew(desk: DeclarationDesk) -> None:
    race = confirmation_with_holding(desk)
    hasher = Hurried(PepperedArgon2(desk.secret), race.change)

    replace(desk.resets, hasher=hasher).confirm(*race.reset, NEW)

    assert hasher.work == 3, "the code, the current password, the new one"


class Restless(ResetTable):
    """Another address waits before each of the first `times` writes."""

    def __init__(self, table: Table, times: int) -> None:
        super().__init__(table)
        self.times = times

    def choose(self, *args: Any) -> None:
        if self.times:
            self.times -= 1
            meddle(self._table, self.times)
        super().choose(*args)


def meddle(table: Table, turn: int) -> None:

    now = account_of(table.get(account_key(ID)))
    assert now is not None
    waiting = PendingEmail(
        f"so-{turn}@thu.example", now.sessions_valid_from.replace(year=2099), "d"
    )
    table.update(addresses_set(now, replace(now, pending_email=waiting)))


@pytest.mark.parametrize("times", [1, 2, 3])
def test_several_harmless_changes_in_a_row_do_not_stop_a_code(
    desk: DeclarationDesk, times: int
) -> None:
    race = of_the_old_address(desk, lambda: None)

    replace(desk.resets, store=Restless(desk.table, times)).confirm(*race.reset, NEW)

    assert chosen(desk) is not None


def test_an_account_that_never_rests_is_an_outage_and_no_wrong_code(desk: DeclarationDesk) -> None:
    race = of_the_old_address(desk, lambda: None)
    before = desk.account(AN)

    with pytest.raises(Unavailable):
        replace(desk.resets, store=Restless(desk.table, 99)).confirm(*race.reset, NEW)

    assert replace(desk.account(AN), pending_email=None) == before
    desk.reset(race.reset)
    assert counts(desk, race)[0] == 2
