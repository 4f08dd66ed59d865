"""From the unit's form to the address that recovers the account."""

import pytest

from tests.clock import MovableClock
from tests.functional.declaration_desk import DeclarationDesk
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Status


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def test_a_declared_address_counts_once_it_is_approved_confirmed_and_its_time_has_come(
    desk: DeclarationDesk, clock: MovableClock
) -> None:
    declaration, token = desk.approved()
    assert desk.account().recovery_email(clock()) == ""

    desk.confirm(token)
    clock.advance(hours=71, minutes=59)
    assert (desk.status(declaration), desk.account().recovery_email(clock())) == (
        Status.CONFIRMED,
        "",
    )

    clock.advance(minutes=1)
    assert desk.status(declaration) is Status.ACTIVE
    assert desk.account().recovery_email(clock()) == declaration.declared.email
