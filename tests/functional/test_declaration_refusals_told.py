"""A case that the old address has sent back: whoever decides again is told why it is there."""

import pytest

from tests.clock import MovableClock
from tests.functional.declaration_desk import APPROVE, SUPERVISOR, DeclarationDesk
from tests.functional.test_declaration_refusals import STAGES, brought_to
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Flag, Status
from vssid_recovery.declaration_view import view


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


@STAGES
def test_the_supervisor_reads_in_the_queue_and_in_the_case_that_the_old_address_objected(
    desk: DeclarationDesk, stage: Status
) -> None:
    declaration, tokens = brought_to(desk, stage, by_office=True)
    assert Flag.OLD_ADDRESS_OBJECTED not in desk.case(declaration).flags

    desk.refuse(tokens[0])

    [listed] = desk.lists.page(SUPERVISOR, "", "", "02-SDGD").items
    seen = desk.lists.look_at(SUPERVISOR, declaration.declaration_id).declaration
    for each in (listed, seen):
        shown = view(each, desk.clock())
        assert shown["flags"] == ["ADDRESS_REPLACED", "OLD_ADDRESS_OBJECTED"]
        last = shown["timeline"][-1]
        assert (last["by"], last["reason"]) == ("citizen", "OLD_ADDRESS_OBJECTED")


def test_it_stays_told_once_it_is_approved_again(desk: DeclarationDesk) -> None:
    declaration, [token] = brought_to(desk, Status.APPROVED, by_office=True)
    desk.refuse(token)

    again = desk.decide(declaration, APPROVE, SUPERVISOR)

    assert Flag.OLD_ADDRESS_OBJECTED in again.flags
