"""A file beside what stood before it, and what happens to its people while it is on its way."""

from datetime import date

import pytest

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare, unheard
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.declaration_desk import (
    APPROVE,
    OFFICER,
    REJECT,
    UNIT,
    DeclarationDesk,
    form,
)
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import joined
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.deciding import Deciding, Decision
from vssid_recovery.declaration_model import Declaration, Flag, Status
from vssid_recovery.declaring import Declaring
from vssid_recovery.errors import CheckFailed
from vssid_recovery.model import Account, AccountStatus

PEOPLE = [person(at) for at in range(8)]


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    enrol(table, *PEOPLE)
    return open_desk(table, secret, clock)


def declare(desk: BatchDesk, account: Account, email: str = "") -> Declaration:
    """One declaration by itself, as it is entered on the page."""
    declared = form(account, email or row(account)["email"])
    ids = desk.batches.new_id
    return Declaring(desk.declarations, desk.clock, ids).declare(UNIT, declared)[0]


def only(desk: BatchDesk, account: Account) -> Declaration:
    [found] = desk.declared(account)
    assert found is not None
    return found


def test_what_stood_before_is_taken_without_effect_and_not_decided_with_the_file(
    desk: BatchDesk,
) -> None:
    standing = declare(desk, PEOPLE[0])
    flagged = declare(desk, PEOPLE[1], email=f"b@{UNIT.domain}")
    rows = [row(PEOPLE[0]), row(PEOPLE[1], email=f"b@{UNIT.domain}"), row(PEOPLE[2])]

    batch = desk.uploaded(csv_of(rows))
    shown = desk.look_at(batch)
    decided = desk.decide(batch)

    assert (batch.accepted, batch.rejected, batch.flagged) == (3, 0, 0)
    assert [each.row for each in shown.sample] == [4]
    assert decided.decided == 1
    assert [only(desk, each) for each in PEOPLE[:2]] == [standing, flagged]
    assert only(desk, PEOPLE[2]).status is Status.APPROVED


def test_a_newer_file_of_the_same_unit_replaces_what_is_open(desk: BatchDesk) -> None:
    older = desk.uploaded(csv_of([row(PEOPLE[0])]))
    before = only(desk, PEOPLE[0])

    newer = desk.uploaded(csv_of([row(PEOPLE[0], email="b@thu.example")]))

    assert only(desk, PEOPLE[0]).batch_id == newer.batch_id
    replaced = desk.declarations.declaration(before.declaration_id)
    assert replaced is not None
    assert replaced.status is Status.REPLACED
    assert desk.decide(older).decided == 0
    assert only(desk, PEOPLE[0]).status is Status.SUBMITTED


def test_a_row_replaces_the_same_whose_number_cannot_be_tried_any_more(desk: BatchDesk) -> None:
    """As it does on the page: its outcome is a new declaration, decided with the file."""
    dead = declare(desk, PEOPLE[0])
    decide = Deciding(desk.declarations, desk.secret, desk.clock).decide
    decide(OFFICER, dead.declaration_id, APPROVE)
    for _ in range(5):
        assert desk.declarations.spend_number(dead.declaration_id, 5, desk.clock())

    batch = desk.uploaded(csv_of([row(PEOPLE[0])]))

    replaced = desk.declarations.declaration(dead.declaration_id)
    assert replaced is not None
    assert replaced.status is Status.REPLACED
    assert only(desk, PEOPLE[0]).batch_id == batch.batch_id
    assert desk.decide(batch).decided == 1


def test_a_row_that_was_replaced_before_its_message_came_again_stays_entered(
    desk: BatchDesk,
) -> None:
    opened = desk.open()
    desk.put(opened, csv_of([row(PEOPLE[0])]))
    dead = DiesAfterEntering()
    desk.told = dead.told
    with pytest.raises(InterruptedError):
        desk.work()
    desk.clock.advance(minutes=6)
    newer = declare(desk, PEOPLE[0], email="b@thu.example")

    desk.deliver(f'{{"batch":"{opened.batch.batch_id}","work":"ROWS","chunk":0}}')

    assert only(desk, PEOPLE[0]) == newer
    batch = desk.batch(opened.batch)
    assert (batch.accepted, batch.rejected) == (1, 0)


class DiesAfterEntering:
    """Once."""

    has_died = False

    def told(self, call: str, is_made: bool) -> None:
        if call == "rows.enter_all" and is_made and not self.has_died:
            self.has_died = True
            raise InterruptedError


def test_an_account_that_has_changed_since_is_left_for_a_person_to_look_at(desk: BatchDesk) -> None:
    batch = desk.uploaded(csv_of([row(each) for each in PEOPLE[:3]]))
    enrol(desk.table, person(0, status=AccountStatus.CLOSED))
    has_one = person(1, email="c@thu.example", email_confirmed_on=date(2026, 3, 1))
    enrol(desk.table, has_one)

    decided = desk.decide(batch)

    assert (decided.decided, decided.is_decided) == (1, True)
    statuses = [only(desk, each).status for each in PEOPLE[:3]]
    assert statuses == [Status.SUBMITTED, Status.SUBMITTED, Status.APPROVED]


@pytest.mark.parametrize("decision", [APPROVE, REJECT])
def test_an_address_that_somebody_has_confirmed_since_is_left_for_a_person_to_look_at(
    desk: BatchDesk, decision: Decision
) -> None:
    one_by_one = DeclarationDesk(desk.table, desk.secret, desk.clock)
    shared = "shop@thu.example"
    first = desk.uploaded(csv_of([row(PEOPLE[0], email=shared)]))
    second = desk.uploaded(csv_of([row(PEOPLE[1], email=shared.upper()), row(PEOPLE[2])]))
    assert (first.flagged, second.flagged) == (0, 0)
    desk.decide(first)
    token = one_by_one.token_in(one_by_one.deliver())
    one_by_one.confirm(token, PEOPLE[0].social_insurance_number)

    decided = desk.decide(second, decision)

    assert (decided.decided, decided.is_decided) == (1, True)
    assert only(desk, PEOPLE[1]).status is Status.SUBMITTED
    assert only(desk, PEOPLE[2]).status is not Status.SUBMITTED


def test_an_address_that_is_full_by_now_is_left_as_a_single_approval_refuses_it(
    desk: BatchDesk,
) -> None:
    batch = desk.uploaded(csv_of([row(each) for each in PEOPLE[:2]]))
    case = only(desk, PEOPLE[0])
    for other in PEOPLE[2:7]:
        desk.table.update(joined(case.declared.email, other.social_insurance_number))
    by_itself = Deciding(desk.declarations, desk.secret, desk.clock)
    with pytest.raises(CheckFailed):
        by_itself.decide(OFFICER, case.declaration_id, APPROVE)

    decided = desk.decide(batch)

    assert (decided.decided, decided.is_decided) == (1, True)
    left = only(desk, PEOPLE[0])
    assert (left.status, left.flags) == (Status.SUBMITTED, (Flag.ADDRESS_SHARED,))
    assert only(desk, PEOPLE[1]).status is Status.APPROVED


def test_an_address_that_is_confirmed_on_the_persons_own_account_alone_is_not_shared(
    desk: BatchDesk,
) -> None:
    batch = desk.uploaded(csv_of([row(PEOPLE[0])]))
    own = only(desk, PEOPLE[0])
    desk.table.update(joined(own.declared.email, own.number))

    assert desk.decide(batch).decided == 1


def test_a_row_that_is_decided_by_itself_in_this_moment_is_not_counted_with_the_file(
    desk: BatchDesk,
) -> None:
    batch = desk.uploaded(csv_of([row(each) for each in PEOPLE[:3]]))
    by_itself = Deciding(desk.declarations, desk.secret, desk.clock)
    desk.batches.decide(OFFICER, batch.batch_id, APPROVE, [])
    hasty = only(desk, PEOPLE[1]).declaration_id

    def told(call: str, is_made: bool) -> None:
        if call == "rows.cases" and is_made:
            desk.told = unheard
            by_itself.decide(OFFICER, hasty, REJECT)

    desk.told = told
    desk.work()

    assert only(desk, PEOPLE[1]).status is Status.REJECTED
    decided = desk.batch(batch)
    assert (decided.decided, decided.is_decided) == (2, True)
