"""Key 9 of the hotline: a matching caller refuses the new address while it waits for its time."""

import pytest

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    NEW_ADDRESS,
    OTHER_OFFICER,
    OTHER_SUPERVISOR,
    DeclarationDesk,
    in_person,
)
from tests.functional.test_declaration_refusals import brought_to, receipts
from tests.people import AN, BINH
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Status
from vssid_recovery.hotline import Outcome


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


@pytest.mark.parametrize("by_office", [False, True])
def test_a_matching_caller_refuses_what_waits_with_key_nine(
    desk: DeclarationDesk, by_office: bool
) -> None:
    elsewhere = (in_person(), OTHER_OFFICER, OTHER_SUPERVISOR)
    declaration = desk.confirmed(*elsewhere) if by_office else desk.confirmed()
    assert desk.call().email_pending

    assert desk.call(key="9").outcome is Outcome.REFUSED

    assert desk.status(declaration) is Status.REFUSED
    assert desk.case(declaration).timeline[-1].by == "caller 0*** *** 321"
    assert desk.account().pending_email is None
    assert desk.sharers(NEW_ADDRESS) == frozenset()
    assert not desk.call().email_pending
    desk.clock.advance(hours=72)
    assert not desk.recovers(BINH, NEW_ADDRESS)


def test_the_address_in_force_gets_the_receipt_of_key_nine(desk: DeclarationDesk) -> None:
    brought_to(desk, Status.CONFIRMED)
    desk.call(AN, key="9")

    assert receipts(desk.deliver()) == [(AN.email, "EMAIL_PENDING")]


def test_key_nine_twice_or_with_nothing_waiting_changes_nothing(desk: DeclarationDesk) -> None:
    declaration = desk.confirmed()
    desk.call(key="9")
    refused = desk.case(declaration)

    assert desk.call(key="9").outcome is Outcome.REFUSED
    assert desk.case(declaration) == refused


def test_key_nine_comes_too_late_once_the_address_counts(desk: DeclarationDesk) -> None:
    declaration = desk.confirmed()
    desk.clock.advance(hours=72)

    desk.call(key="9")

    assert desk.status(declaration) is Status.ACTIVE
    assert desk.recovers(BINH, NEW_ADDRESS)
