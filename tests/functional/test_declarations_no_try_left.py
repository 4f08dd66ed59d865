"""Five wrong numbers: no link works any more, and the same is declared once more."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    COLLECTOR,
    OFFICER,
    OTHER_UNIT,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
    in_person,
)
from tests.people import AN, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Declared, Status
from vssid_recovery.errors import Conflict, NotConfirmed
from vssid_recovery.staff import Staff


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def wrong_numbers(desk: DeclarationDesk, token: str, how_many: int) -> None:
    for _ in range(how_many):
        with pytest.raises(NotConfirmed):
            desk.confirm(token, AN.social_insurance_number)


@pytest.mark.parametrize(
    ("entered_by", "decided_by", "again_by", "declared"),
    [(UNIT, OFFICER, COLLECTOR, form()), (OFFICER, SUPERVISOR, OFFICER, in_person())],
    ids=["unit", "in person"],
)
def test_the_same_again_takes_the_place_of_one_whose_number_cannot_be_tried_any_more(
    desk: DeclarationDesk, entered_by: Staff, decided_by: Staff, again_by: Staff, declared: Declared
) -> None:
    dead, token = desk.approved(declared, entered_by, decided_by)
    wrong_numbers(desk, token, 4)
    assert desk.declaring.declare(again_by, declared) == (desk.case(dead), False)
    wrong_numbers(desk, token, 1)

    second, is_new = desk.declaring.declare(again_by, declared)

    assert is_new
    assert (desk.status(dead), desk.status(second)) == (Status.REPLACED, Status.SUBMITTED)
    assert desk.case(dead).timeline[-1].reason == second.declaration_id
    desk.decide(second, staff=decided_by)
    desk.confirm(desk.token_in(desk.deliver()))
    assert desk.status(second) in (Status.CONFIRMED, Status.ACTIVE)
    with pytest.raises(NotConfirmed):
        desk.confirm(token)


def test_another_unit_waits_also_for_one_whose_number_cannot_be_tried_any_more(
    desk: DeclarationDesk,
) -> None:
    dead, token = desk.approved()
    wrong_numbers(desk, token, 5)
    register(desk.table, replace(desk.account(), unit_code="TN0002N"))

    with pytest.raises(Conflict):
        desk.declare(staff=OTHER_UNIT)
    assert desk.status(dead) is Status.APPROVED


def test_a_link_that_cannot_work_any_more_is_not_mailed(desk: DeclarationDesk) -> None:
    declaration, token = desk.approved()
    wrong_numbers(desk, token, 5)
    desk.clock.advance(minutes=1)

    with pytest.raises(Conflict):
        desk.deciding.mail_again(UNIT, declaration.declaration_id)
    assert desk.deliver() == []


def test_nor_one_whose_tries_ended_before_the_mail_was_sent(desk: DeclarationDesk) -> None:
    declaration, token = desk.approved()
    desk.deciding.mail_again(UNIT, declaration.declaration_id)
    wrong_numbers(desk, token, 5)

    assert desk.deliver() == []


@pytest.mark.parametrize(("spent_before", "mails"), [(4, 0), (3, 1)])
def test_a_number_that_comes_between_counts(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch, spent_before: int, mails: int
) -> None:
    """The last try ends it; any other is no reason to let a minute pass."""
    declaration, token = desk.approved()
    wrong_numbers(desk, token, spent_before)
    real = desk.store.mail_again

    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(desk.store, "mail_again", real)
        wrong_numbers(desk, token, 1)
        real(*given)

    monkeypatch.setattr(desk.store, "mail_again", meanwhile)

    if mails:
        desk.deciding.mail_again(UNIT, declaration.declaration_id)
    else:
        with pytest.raises(Conflict):
            desk.deciding.mail_again(UNIT, declaration.declaration_id)
    assert len(desk.deliver()) == mails
    assert desk.case(declaration).wrong_numbers == spent_before + 1
