"""Every kind of staff at every act on a file, with every owner: let in, refused, and how."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.declaration_desk import APPROVE, COLLECTOR, OFFICER, SUPERVISOR, UNIT
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.batch_model import Batch, BatchStatus
from vssid_recovery.declaration_bodies import batch_view
from vssid_recovery.errors import Forbidden, NotFound
from vssid_recovery.staff import Role, Staff

BOTH = Staff("sub-both", frozenset({Role.UNIT, Role.OFFICER}), "TN0001N", "07906")
NOBODY = replace(UNIT, sub="sub-nobody", roles=frozenset())
STAFF: dict[str, Staff] = {
    "unit": UNIT,
    "collector": COLLECTOR,
    "officer": OFFICER,
    "supervisor": SUPERVISOR,
    "unit and officer": BOTH,
    "no group": NOBODY,
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
    "no group": "NNNNN",
    "unit without unit": "NNNNN",
    "unit without office": ".N.N.",
    "collector without unit": "NNNNN",
    "officer without office": "NNNNN",
    "supervisor without office": "NNNNN",
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
EVERYBODY = pytest.mark.parametrize("who", STAFF)


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


def of_every_owner(desk: BatchDesk, staff: Staff) -> list[Batch]:
    owners = (*OWNERS, replace(COLLEAGUE, sub=staff.sub))
    return [done(desk, at, owner) for at, owner in enumerate(owners)]


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
    desk.batches.decide(staff, batch.batch_id, APPROVE, [])
    return "."


@EVERYBODY
def test_who_opens_a_file(desk: BatchDesk, who: str) -> None:
    told = answer(open_file, desk, STAFF[who])

    kept = desk.items("BATCH#")
    assert told == ("." if who in OPENS else "F")
    assert [item["officeCode"] for item in kept] == (["07906"] if who in OPENS else [])


@EVERYBODY
def test_who_looks_at_whose_file_and_decides_on_it(desk: BatchDesk, who: str) -> None:
    staff = STAFF[who]
    batches = of_every_owner(desk, staff)

    looked = [answer(look, desk, staff, batch) for batch in batches]
    decided = [answer(decide, desk, staff, batch) for batch in batches]

    assert "".join(looked) == LOOK[who]
    assert "".join(decided) == DECIDE[who]
    stands = [desk.batch(batch).decision is not None for batch in batches]
    assert stands == [each == "." for each in DECIDE[who]], "what was refused changed nothing"
