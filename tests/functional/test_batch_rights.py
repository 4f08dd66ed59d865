"""Who may open, see and decide on a file; and what of it each of them is shown."""

from collections import Counter
from random import Random

import pytest

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare, small_chunks
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.declaration_desk import (
    APPROVE,
    COLLECTOR,
    OFFICER,
    OTHER_OFFICER,
    OTHER_UNIT,
    REJECT,
    SUPERVISOR,
    UNIT,
)
from vssid_recovery import batches as rules
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.batch_model import SAMPLE, Batch, Work
from vssid_recovery.deciding import Decision
from vssid_recovery.declaration_bodies import batch_view
from vssid_recovery.errors import Conflict, Forbidden, InvalidRequest, NotFound, RecoveryError
from vssid_recovery.staff import Role, Staff

PEOPLE = [person(at) for at in range(60)]
BOTH = frozenset({Role.UNIT, Role.OFFICER})


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    enrol(table, *PEOPLE)
    return open_desk(table, secret, clock)


def done(desk: BatchDesk, people: int = 3, staff: Staff = UNIT, at: int = 0) -> Batch:
    return desk.uploaded(csv_of([row(each) for each in PEOPLE[at : at + people]]), staff)


@pytest.mark.parametrize("staff", [OFFICER, SUPERVISOR, Staff("nobody", frozenset())])
def test_files_are_opened_by_units_and_collectors_only(desk: BatchDesk, staff: Staff) -> None:
    with pytest.raises(Forbidden):
        desk.open(staff)


def test_a_unit_of_no_office_cannot_open_a_file(desk: BatchDesk) -> None:
    with pytest.raises(Forbidden):
        desk.open(Staff("sub", UNIT.roles, "TN0001N"))


@pytest.mark.parametrize("name", ["", "a", "a.xls", "a.csv.exe", "a\n.csv", f"{'a' * 200}.csv"])
def test_names_that_no_such_file_has_are_malformed(desk: BatchDesk, name: str) -> None:
    with pytest.raises(InvalidRequest):
        desk.open(name=name)


def test_the_address_fits_the_kind_of_file(desk: BatchDesk) -> None:
    kinds = {name: desk.open(name=name).content_type for name in ("a.CSV", "a.xlsx")}

    assert kinds["a.CSV"] == "text/csv"
    assert "spreadsheetml" in kinds["a.xlsx"]


@pytest.mark.parametrize(
    ("staff", "refusal"),
    [
        (UNIT, Forbidden),
        (COLLECTOR, Forbidden),
        (SUPERVISOR, Forbidden),
        (OTHER_UNIT, Forbidden),
        (OTHER_OFFICER, NotFound),
        (Staff(UNIT.sub, frozenset({Role.OFFICER}), office_code="07906"), Forbidden),
        (Staff("both", BOTH, UNIT.unit_code, "07907"), NotFound),
    ],
)
def test_only_an_officer_of_its_office_decides_who_has_not_uploaded_it(
    desk: BatchDesk, staff: Staff, refusal: type[RecoveryError]
) -> None:
    batch = done(desk)

    with pytest.raises(refusal):
        desk.decide(batch, staff=staff)

    assert desk.batch(batch).decision is None


@pytest.mark.parametrize("staff", [OTHER_UNIT, OTHER_OFFICER])
def test_what_is_anothers_does_not_exist(desk: BatchDesk, staff: Staff) -> None:
    batch = done(desk)

    with pytest.raises(NotFound):
        desk.look_at(batch, staff)
    with pytest.raises(NotFound):
        desk.batches.look_at(UNIT, "0" * 31 + "f")


def test_what_is_not_done_is_not_decided(desk: BatchDesk) -> None:
    opened = desk.open()

    with pytest.raises(Conflict):
        desk.decide(opened.batch)


@pytest.mark.parametrize(
    ("decision", "left_out", "staff"),
    [
        (REJECT, [], OFFICER),
        (APPROVE, ["first"], OFFICER),
        (APPROVE, [], Staff("second", OFFICER.roles, office_code="07906")),
    ],
)
def test_a_second_decision_is_a_conflict(
    desk: BatchDesk, decision: Decision, left_out: list[str], staff: Staff
) -> None:
    batch = done(desk)
    desk.decide(batch)
    [first] = desk.declared(PEOPLE[0])
    assert first is not None

    with pytest.raises(Conflict):
        desk.decide(batch, decision, [first.declaration_id for _ in left_out], staff)


def spread(desk: BatchDesk) -> None:
    """A decision is one message while somebody waits for the answer."""
    [(body, _)] = desk.waiting()
    assert Work.SPREAD in body
    desk.deliver(body)


def test_the_same_decision_again_sends_only_what_is_undone_on_its_way(
    desk: BatchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_chunks(monkeypatch, 1)
    batch = done(desk)
    desk.batches.decide(OFFICER, batch.batch_id, APPROVE, [])
    spread(desk)
    for body, _ in desk.waiting():
        if '"chunk":1' not in body:
            desk.deliver(body)

    desk.clock.advance(hours=1)
    desk.batches.decide(OFFICER, batch.batch_id, APPROVE, [])
    spread(desk)

    [(body, _)] = desk.waiting()
    assert body == f'{{"batch":"{batch.batch_id}","work":"{Work.DECIDE}","chunk":1}}'
    desk.deliver(body)
    assert desk.batch(batch).decided == 3


def test_exceptions_are_rows_of_the_file_and_not_too_many(desk: BatchDesk) -> None:
    batch, other = done(desk), done(desk, at=3)
    [own, foreign] = desk.declared(PEOPLE[0], PEOPLE[3])
    assert own is not None
    assert foreign is not None

    for left_out in (
        [own.declaration_id, foreign.declaration_id],
        ["0" * 32],
        [own.declaration_id] * 101,
    ):
        with pytest.raises(InvalidRequest):
            desk.decide(batch, left_out=left_out)

    assert (desk.batch(batch).decision, desk.batch(other).decision) == (None, None)


def test_a_unit_sees_counts_and_result_and_the_office_what_it_decides_on(desk: BatchDesk) -> None:
    batch = done(desk)
    both = Staff("both", BOTH, UNIT.unit_code, "07907")

    of = {
        staff: batch_view(desk.look_at(batch, staff), desk.clock())
        for staff in (UNIT, COLLECTOR, both, OFFICER, SUPERVISOR)
    }

    assert all(each["resultUrl"] and each["accepted"] == 3 for each in of.values())
    assert [staff for staff, each in of.items() if "sample" in each] == [OFFICER, SUPERVISOR]
    assert [staff for staff, each in of.items() if "flaggedDeclarations" in each] == [
        OFFICER,
        SUPERVISOR,
    ]
    assert {each.row for each in desk.look_at(batch).sample} == {2, 3, 4}


def test_before_it_is_done_nobody_is_shown_rows(desk: BatchDesk) -> None:
    opened = desk.open()
    desk.put(opened, csv_of([row(each) for each in PEOPLE[:3]]))
    bodies = [body for body, _ in desk.waiting() if "ObjectCreated" in body]
    desk.deliver(bodies[0])

    told = batch_view(desk.look_at(opened.batch), desk.clock())

    assert (told["status"], told["total"], told["accepted"]) == ("RUNNING", 3, 0)
    assert told.keys().isdisjoint({"sample", "flaggedDeclarations", "resultUrl", "reason"})


def test_flagged_rows_are_paged_by_a_cursor_that_fits_this_file_alone(
    desk: BatchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FLAGGED_AT_ONCE", 2)
    shared = f"hr@{UNIT.domain}"
    batch = desk.uploaded(csv_of([row(each, email=shared) for each in PEOPLE[:5]]))
    other = done(desk, at=10)

    pages, cursor = [], ""
    while True:
        told = batch_view(desk.look_at(batch, cursor=cursor), desk.clock())
        pages.append([each["declarationId"] for each in told["flaggedDeclarations"]])
        if not (cursor := told["flaggedCursor"]):
            break
        last_cursor = cursor

    rows = [each.declaration_id for each in desk.declared(*PEOPLE[:5]) if each]
    assert pages == [rows[:2], rows[2:4], rows[4:]]
    with pytest.raises(InvalidRequest):
        desk.look_at(other, cursor=last_cursor)
    with pytest.raises(InvalidRequest):
        desk.look_at(batch, cursor="0000003")


def test_the_sample_is_twenty_different_rows_each_as_likely_as_any_other(
    desk: BatchDesk,
) -> None:
    batch = done(desk, len(PEOPLE))
    chance = Random(1)  # noqa: S311 - the same in every run
    drawn: Counter[str] = Counter()

    desk.randbelow = chance.randrange
    for _ in range(400):
        sample = desk.rounds.row_worker._sample(batch)
        assert len(set(sample)) == SAMPLE
        drawn.update(sample)

    assert len(desk.look_at(batch).sample) == SAMPLE
    expected = 400 * SAMPLE / len(PEOPLE)  # 133, with a standard deviation of 9.4
    assert len(drawn) == len(PEOPLE)
    assert all(abs(times - expected) < 40 for times in drawn.values())
