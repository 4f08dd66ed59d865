"""What comes up between a file and the decision on it: such a row is flagged as if at its entry."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare, unheard
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.declaration_desk import APPROVE, OFFICER, REJECT, UNIT
from tests.functional.mail_room import Killed
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import joined
from vssid_recovery.adapters.table.keys import address_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Update
from vssid_recovery.batch_model import Batch
from vssid_recovery.deciding import Deciding, Decision
from vssid_recovery.declaration_model import Declaration, Flag, Status
from vssid_recovery.model import Account, AccountStatus

PEOPLE = [person(at) for at in range(4)]
SOMEBODY_ELSE = person(9).social_insurance_number


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    enrol(table, *PEOPLE)
    return open_desk(table, secret, clock)


def uploaded(desk: BatchDesk) -> Batch:
    batch = desk.uploaded(csv_of([row(each) for each in PEOPLE]))
    assert batch.flagged == 0
    return batch


def confirmed_by_somebody_else(desk: BatchDesk, account: Account) -> None:
    """The very address that the person's row declares."""
    desk.table.update(joined(row(account)["email"], SOMEBODY_ELSE))


def confirmed_by_nobody_any_more(desk: BatchDesk, account: Account) -> None:
    gone = {":gone": {SOMEBODY_ELSE}}
    desk.table.update(Update(address_key(row(account)["email"]), "DELETE accounts :gone", "", gone))


def only(desk: BatchDesk, account: Account) -> Declaration:
    [found] = desk.declared(account)
    assert found is not None
    return found


def flagged_rows(desk: BatchDesk, batch: Batch) -> list[tuple[int, tuple[Flag, ...]]]:
    return [(each.row, each.flags) for each in desk.look_at(batch).flagged]


@pytest.mark.parametrize("decision", [APPROVE, REJECT])
def test_a_row_whose_address_is_shared_since_is_shown_among_the_flagged_ones(
    desk: BatchDesk, decision: Decision
) -> None:
    batch = uploaded(desk)
    confirmed_by_somebody_else(desk, PEOPLE[1])

    decided = desk.decide(batch, decision)

    case = only(desk, PEOPLE[1])
    assert (case.status, case.flags) == (Status.SUBMITTED, (Flag.ADDRESS_SHARED,))
    assert flagged_rows(desk, batch) == [(3, (Flag.ADDRESS_SHARED,))]
    assert (decided.flagged, decided.decided, decided.is_decided) == (1, 3, True)


def test_a_row_that_replaces_an_address_confirmed_since_says_so(desk: BatchDesk) -> None:
    batch = uploaded(desk)
    enrol(desk.table, person(0, email="c@thu.example", email_confirmed_on=date(2026, 3, 1)))
    confirmed_by_somebody_else(desk, PEOPLE[0])

    desk.decide(batch)

    both = (Flag.ADDRESS_REPLACED, Flag.ADDRESS_SHARED)
    assert flagged_rows(desk, batch) == [(2, both)]


def test_a_row_that_is_flagged_since_can_be_decided_by_itself(desk: BatchDesk) -> None:
    batch = uploaded(desk)
    confirmed_by_somebody_else(desk, PEOPLE[1])
    desk.decide(batch)
    by_itself = Deciding(desk.declarations, desk.secret, desk.clock)

    by_itself.decide(OFFICER, only(desk, PEOPLE[1]).declaration_id, APPROVE)

    assert only(desk, PEOPLE[1]).status is Status.APPROVED
    assert flagged_rows(desk, batch) == [(3, (Flag.ADDRESS_SHARED,))]


def test_a_row_that_is_left_out_for_another_reason_stays_as_it_is(desk: BatchDesk) -> None:
    """Named as an exception, its account closed, or decided by itself."""
    batch = uploaded(desk)
    enrol(desk.table, person(1, status=AccountStatus.CLOSED))
    by_itself = Deciding(desk.declarations, desk.secret, desk.clock)
    by_itself.decide(OFFICER, only(desk, PEOPLE[2]).declaration_id, REJECT)
    for each in PEOPLE[:3]:
        confirmed_by_somebody_else(desk, each)
    before = [only(desk, each) for each in PEOPLE[:3]]

    decided = desk.decide(batch, left_out=[before[0].declaration_id])

    assert [only(desk, each) for each in PEOPLE[:3]] == before
    assert (flagged_rows(desk, batch), decided.flagged) == ([], 0)
    assert only(desk, PEOPLE[3]).status is Status.APPROVED


def test_a_row_that_somebody_decides_on_in_this_moment_is_not_flagged(desk: BatchDesk) -> None:
    batch = uploaded(desk)
    confirmed_by_somebody_else(desk, PEOPLE[1])
    by_itself = Deciding(desk.declarations, desk.secret, desk.clock)
    hasty = only(desk, PEOPLE[1]).declaration_id
    Once(desk, "rows.cases", lambda: by_itself.decide(OFFICER, hasty, REJECT))

    decided = desk.decide(batch)

    case = only(desk, PEOPLE[1])
    assert (case.status, case.flags) == (Status.REJECTED, ())
    assert (flagged_rows(desk, batch), decided.flagged, decided.decided) == ([], 0, 3)


def test_a_row_once_flagged_stays_so_when_the_chunk_is_run_again(desk: BatchDesk) -> None:
    """The worker dies having flagged it, and by the next try nobody shares the address."""
    batch = uploaded(desk)
    confirmed_by_somebody_else(desk, PEOPLE[1])
    Once(desk, "rows.flag_all", raise_killed)
    desk.batches.decide(OFFICER, batch.batch_id, APPROVE, [])
    [(spread, _)] = desk.waiting()
    desk.deliver(spread)
    [(chunk, _)] = desk.waiting()
    with pytest.raises(Killed):
        desk.deliver(chunk)
    before = only(desk, PEOPLE[1])
    confirmed_by_nobody_any_more(desk, PEOPLE[1])

    desk.deliver(chunk)

    decided = desk.batch(batch)
    assert only(desk, PEOPLE[1]) == before
    assert flagged_rows(desk, batch) == [(3, (Flag.ADDRESS_SHARED,))]
    assert (decided.flagged, decided.decided, decided.is_decided) == (1, 3, True)


def test_what_is_flagged_since_is_counted_with_what_was_at_its_entry(desk: BatchDesk) -> None:
    of_unit = row(PEOPLE[3], email=f"hr@{UNIT.domain}")
    batch = desk.uploaded(csv_of([*(row(each) for each in PEOPLE[:3]), of_unit]))
    confirmed_by_somebody_else(desk, PEOPLE[1])

    decided = desk.decide(batch)

    assert (batch.flagged, decided.flagged, decided.decided) == (1, 2, 2)
    assert flagged_rows(desk, batch) == [(3, (Flag.ADDRESS_SHARED,)), (5, (Flag.UNIT_DOMAIN,))]


def raise_killed() -> None:
    raise Killed


@dataclass
class Once:
    """Something that happens when a call has been made, the first time."""

    desk: BatchDesk
    call: str
    happens: Callable[[], object]

    def __post_init__(self) -> None:
        self.desk.told = self._told

    def _told(self, call: str, is_made: bool) -> None:
        if (call, is_made) == (self.call, True):
            self.desk.told = unheard
            self.happens()
