"""The register and declarations together: which accounts an address is confirmed on stays right."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import NEW_ADDRESS, DeclarationDesk, form
from tests.people import AN, BINH
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.register import RegisterTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Status
from vssid_recovery.errors import CheckFailed, NotConfirmed
from vssid_recovery.model import Account, AccountStatus
from vssid_recovery.register import Register
from vssid_recovery.register_rows import RegisterRow

DAY = AN.email_confirmed_on
CHI = replace(
    BINH, social_insurance_number="0123456792", personal_identification_number="001155000092"
)


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def load(desk: DeclarationDesk, account: Account, **changes: Any) -> str:
    """The operator loads a row of the register's file, phones and e-mails with it."""
    desk.clock.advance(seconds=1)
    register = Register(RegisterTable(desk.table), desk.secret, desk.clock, "chi Tam", True)
    row = replace(account, password=None, temporary=None, pending_email=None, **changes)
    [result] = register.load([RegisterRow(2, row, "")])
    return str(result.outcome)


def test_accounts_that_are_loaded_count_on_their_addresses(desk: DeclarationDesk) -> None:
    load(desk, CHI, email="Chi@thu.example", email_confirmed_on=DAY)
    assert desk.sharers("chi@thu.example") == {CHI.social_insurance_number}

    load(desk, desk.account(CHI), email="moi@thu.example", email_confirmed_on=DAY)
    assert desk.sharers("chi@thu.example") == frozenset()
    assert desk.sharers("moi@thu.example") == {CHI.social_insurance_number}


def test_an_address_that_was_never_confirmed_counts_on_nobody(desk: DeclarationDesk) -> None:
    load(desk, CHI, email="chi@thu.example")
    assert desk.sharers("chi@thu.example") == frozenset()


def test_the_register_may_put_an_address_on_more_accounts_than_a_declaration(
    desk: DeclarationDesk,
) -> None:
    for each in range(6):
        load(
            desk,
            CHI,
            social_insurance_number=f"01000000{each:02d}",
            personal_identification_number="",
            email=NEW_ADDRESS,
            email_confirmed_on=DAY,
        )

    assert len(desk.sharers(NEW_ADDRESS)) == 6
    with pytest.raises(CheckFailed):
        desk.declare()


def test_facts_that_are_loaded_leave_a_pending_address_where_it_is(desk: DeclarationDesk) -> None:
    desk.confirmed()
    pending = desk.account().pending_email

    assert load(desk, desk.account(), unit_code="TN0009N") == "UPDATED"

    assert desk.account().pending_email == pending
    assert desk.sharers(NEW_ADDRESS) == {BINH.social_insurance_number}


@pytest.mark.parametrize("hours", [1, 72], ids=["waiting", "in effect"])
def test_an_address_that_the_operator_sets_takes_the_place_of_a_declared_one(
    desk: DeclarationDesk, clock: MovableClock, hours: int
) -> None:
    desk.confirmed()
    clock.advance(hours=hours)

    load(desk, desk.account(), email="nha@thu.example", email_confirmed_on=DAY)

    assert desk.account().recovery_email(clock()) == "nha@thu.example"
    assert desk.account().pending_email is None
    assert desk.sharers(NEW_ADDRESS) == frozenset()
    assert desk.sharers("nha@thu.example") == {BINH.social_insurance_number}


def test_a_replaced_address_leaves_the_list_when_the_new_one_is_written_down(
    desk: DeclarationDesk, clock: MovableClock
) -> None:
    for email in ("mot@thu.example", "hai@thu.example", "ba@thu.example"):
        desk.confirmed(form(email=email))
        clock.advance(hours=72)

    number = {BINH.social_insurance_number}
    assert desk.sharers("mot@thu.example") == frozenset()
    assert desk.sharers("hai@thu.example") == desk.sharers("ba@thu.example") == number
    assert desk.account().recovery_email(clock()) == "ba@thu.example"


@pytest.mark.parametrize("status", [AccountStatus.CLOSED, AccountStatus.DECEASED])
def test_an_account_that_the_register_closes_ends_what_was_to_be_confirmed(
    desk: DeclarationDesk, clock: MovableClock, status: AccountStatus
) -> None:
    declaration, token = desk.approved()
    load(desk, desk.account(), status=status)

    with pytest.raises(NotConfirmed):
        desk.confirm(token)
    assert desk.status(declaration) is Status.APPROVED
    clock.advance(days=30)
    assert not desk.recovers(BINH, NEW_ADDRESS)
