"""Every kind of staff at every act on a file, with every owner: let in, refused, and how."""

from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.declaration_desk import APPROVE, COLLECTOR, OFFICER, SUPERVISOR, UNIT
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import batch_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Update
from vssid_recovery.batch_model import Batch, BatchStatus
from vssid_recovery.declaration_bodies import batch_view
from vssid_recovery.errors import Forbidden, NotFound
from vssid_recovery.staff import Role, Staff

BOTH = Staff("sub-both", frozenset({Role.UNIT, Role.OFFICER}), "TN0001N", "07906")
STAFF: dict[str, Staff] = {
    "unit": UNIT,
    "collector": COLLECTOR,
    "officer": OFFICER,
    "supervisor": SUPERVISOR,
    "unit and officer": BOTH,
    "no group": replace(UNIT, sub="sub-nobody", roles=frozenset()),
    "unit without unit": replace(UNIT, unit_code=""),
    "unit without office": replace(UNIT, office_code=""),
    "collector without unit": replace(COLLECTOR, unit_code=""),
    "officer without office": replace(OFFICER, office_code=""),
    "supervisor without office": replace(SUPERVISOR, office_code=""),
    "unit and officer without unit": replace(BOTH, unit_code=""),
    "unit and officer without office": replace(BOTH, office_code=""),
}
# who uploaded it, in the order of the answers below; the last is the very person who asks, who
# may have uploaded it in another role than today's.
COLLEAGUE = replace(UNIT, sub="sub-colleague")
OWNERS = (
    COLLEAGUE,
    replace(COLLEAGUE, unit_code="TN0003N"),
    replace(COLLEAGUE, office_code="07907"),
    replace(COLLEAGUE, unit_code="TN0002N", office_code="07907"),
)
# . is let in, R is let in and shown the rows, F is Forbidden, N is NotFound.
OPENS = {"unit", "collector", "unit and officer"}
LOOK = {
    "unit": ".N.N.",
    "collector": ".N.N.",
    "officer": "RRNNR",
    "supervisor": "RRNNR",
    "unit and officer": "RR.NR",
    "no group": "FFFFF",
    "unit without unit": "FFFFF",
    "unit without office": ".N.N.",
    "collector without unit": "FFFFF",
    "officer without office": "FFFFF",
    "supervisor without office": "FFFFF",
    "unit and officer without unit": "RRNNR",
    "unit and officer without office": ".N.N.",
}
DECIDE = {
    "unit": "FFFFF",
    "collector": "FFFFF",
    "officer": "..NNF",
    "supervisor": "FFFFF",
    "unit and officer": "..NNF",
    "no group": "FFFFF",
    "unit without unit": "FFFFF",
    "unit without office": "FFFFF",
    "collector without unit": "FFFFF",
    "officer without office": "FFFFF",
    "supervisor without office": "FFFFF",
    "unit and officer without unit": "..NNF",
    "unit and officer without office": "FFFFF",
}
REFUSALS = {Forbidden: "F", NotFound: "N"}
ROWS = {"sample", "flaggedDeclarations"}


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    return open_desk(table, secret, clock)


def done(desk: BatchDesk, at: int, owner: Staff) -> Batch:
    """A file of one row to be shown by chance and one that is flagged."""
    codes = {"unit_code": owner.unit_code, "office_code": owner.office_code}
    plain, flagged = (person(2 * at + each, **codes) for each in range(2))
    enrol(desk.table, plain, flagged)
    content = csv_of([row(plain), row(flagged, email=f"hr@{owner.domain}")])
    batch = desk.uploaded(content, owner)
    assert (batch.status, batch.accepted, batch.flagged) == (BatchStatus.DONE, 2, 1)
    return batch


def answer(act: Callable[..., str], *given: object) -> str:
    try:
        return act(*given)
    except (Forbidden, NotFound) as refusal:
        return REFUSALS[type(refusal)]


def answers(act: Callable[..., str], desk: BatchDesk, who: str, batches: Sequence[Batch]) -> str:
    return "".join(answer(act, desk, STAFF[who], batch) for batch in batches)


@pytest.fixture
def files(desk: BatchDesk) -> dict[str, list[Batch]]:
    """For each of the staff a file of every owner, in the order of the answers."""
    of_others = [done(desk, at, owner) for at, owner in enumerate(OWNERS)]
    subs = sorted({staff.sub for staff in STAFF.values()})
    own = {
        sub: done(desk, at, replace(COLLEAGUE, sub=sub)) for at, sub in enumerate(subs, len(OWNERS))
    }
    return {who: [*of_others, own[staff.sub]] for who, staff in STAFF.items()}


def open_file(desk: BatchDesk, staff: Staff) -> str:
    assert desk.open(staff).upload_url
    return "."


def look(desk: BatchDesk, staff: Staff, batch: Batch) -> str:
    told = batch_view(desk.look_at(batch, staff), desk.clock())
    assert told["resultUrl"]
    shown = {name for name in ROWS if told.get(name)}
    assert shown in (set(), ROWS), "both or neither"
    return "R" if shown else "."


def decide(desk: BatchDesk, staff: Staff, batch: Batch) -> str:
    """The decision is taken back, for the next one who asks."""
    desk.batches.decide(staff, batch.batch_id, APPROVE, [])
    desk.table.update(
        Update(batch_key(batch.batch_id), "REMOVE decision", "attribute_exists(decision)", {})
    )
    return "."


def test_who_opens_a_file(desk: BatchDesk) -> None:
    told = {who: answer(open_file, desk, staff) for who, staff in STAFF.items()}

    assert told == {who: "." if who in OPENS else "F" for who in STAFF}
    assert len(desk.items("BATCH#")) == len(OPENS), "what was refused left nothing behind"


def test_who_looks_at_whose_file(desk: BatchDesk, files: dict[str, list[Batch]]) -> None:
    assert {who: answers(look, desk, who, files[who]) for who in STAFF} == LOOK


def test_who_decides_on_whose_file(desk: BatchDesk, files: dict[str, list[Batch]]) -> None:
    assert {who: answers(decide, desk, who, files[who]) for who in STAFF} == DECIDE

    decisions = {desk.batch(batch).decision for each in files.values() for batch in each}
    assert decisions == {None}, "what was refused changed nothing"
