"""Every kind of staff at every route, with every owner: who is let in, who is refused, and how."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    APPROVE,
    COLLECTOR,
    OFFICER,
    OTHER_OFFICER,
    OTHER_SUPERVISOR,
    OTHER_UNIT,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
    in_person,
)
from tests.people import AN, BINH, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import SD_GD, Declaration
from vssid_recovery.errors import CheckFailed, Forbidden, NotFound
from vssid_recovery.staff import Role, Staff

NOBODY = replace(UNIT, sub="sub-nobody", roles=frozenset())
HALF = replace(OFFICER, sub="sub-half", office_code="")
UNIT_AND_OFFICER = Staff("sub-both", frozenset({Role.UNIT, Role.OFFICER}), "TN0001N", "07906")
STAFF: dict[str, Staff] = {
    "unit": UNIT,
    "collector": COLLECTOR,
    "officer": OFFICER,
    "supervisor": SUPERVISOR,
    "other unit": OTHER_UNIT,
    "other officer": OTHER_OFFICER,
    "other supervisor": OTHER_SUPERVISOR,
    "unit and officer": UNIT_AND_OFFICER,
    "no group": NOBODY,
    "officer without office": HALF,
}
# who entered it, in the order of the answers below: the unit, another unit, the office in person,
# another office in person, and whoever asks by himself ("-" where he may enter nothing).
# . is let in, F is Forbidden, N is NotFound.
LOOK = {
    "unit": ".NNN.",
    "collector": ".NNN.",
    "officer": ".N.N.",
    "supervisor": ".N.N-",
    "other unit": "N.NN.",
    "other officer": "N.N..",
    "other supervisor": "N.N.-",
    "unit and officer": ".N.N.",
    "no group": "FFFF-",
    "officer without office": "FFFF-",
}
DECIDE = {
    "unit": "FFFFF",
    "collector": "FFFFF",
    "officer": ".NFNF",
    "supervisor": "FN.N-",
    "other unit": "FFFFF",
    "other officer": "N.NFF",
    "other supervisor": "NFN.-",
    "unit and officer": ".NFNF",
    "no group": "FFFF-",
    "officer without office": "FFFF-",
}
LISTS = {"officer", "supervisor", "other officer", "other supervisor", "unit and officer"}
# TK1-TS of the own unit's person, TK1-TS of another's, 02/SĐ-GD; C is CheckFailed.
ENTER = {
    "unit": ".CF",
    "collector": ".CF",
    "officer": "FF.",
    "supervisor": "FFF",
    "other unit": "C.F",
    "other officer": "FF.",
    "other supervisor": "FFF",
    "unit and officer": ".C.",
    "no group": "FFF",
    "officer without office": "FFF",
}
ANSWERS = {None: ".", Forbidden: "F", NotFound: "N", CheckFailed: "C"}
THEIRS = replace(
    BINH,
    social_insurance_number="0123456799",
    personal_identification_number="",
    unit_code="TN0002N",
    office_code="07907",
)
EVERYBODY = pytest.mark.parametrize("who", STAFF)


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    register(table, THEIRS)
    return DeclarationDesk(table, secret, clock)


def answer(act: Callable[..., Any], *given: Any) -> str:
    try:
        act(*given)
    except (Forbidden, NotFound, CheckFailed) as refusal:
        return ANSWERS[type(refusal)]
    return ANSWERS[None]


def entered(desk: DeclarationDesk, owner: int, asks: Staff) -> Declaration | None:
    """One declaration, by the owner at that place of the table."""
    match owner:
        case 0:
            return desk.declare(form(), replace(UNIT, sub="sub-colleague"))
        case 1:
            return desk.declare(form(THEIRS), replace(OTHER_UNIT, sub="sub-colleague"))
        case 2:
            return desk.declare(in_person(AN), replace(OFFICER, sub="sub-colleague"))
        case 3:
            return desk.declare(in_person(AN), replace(OTHER_OFFICER, sub="sub-colleague"))
    if asks.roles & {Role.UNIT, Role.COLLECTOR}:
        return desk.declare(form(THEIRS if asks is OTHER_UNIT else BINH), asks)
    may_enter = Role.OFFICER in asks.roles and asks.office_code
    return desk.declare(in_person(AN), asks) if may_enter else None


def answers(desk: DeclarationDesk, who: str, act: Callable[[Staff, Declaration], Any]) -> str:
    told = ""
    for owner in range(5):
        declaration = entered(desk, owner, STAFF[who])
        told += answer(act, STAFF[who], declaration) if declaration else "-"
        desk.clock.advance(seconds=1)
        if declaration:
            finish(desk, declaration)
    return told


def finish(desk: DeclarationDesk, declaration: Declaration) -> None:
    """Out of the way of the next one."""
    case = desk.case(declaration)
    by_supervisor = case.declared.form == SD_GD
    role = frozenset({Role.SUPERVISOR if by_supervisor else Role.OFFICER})
    if case.status == "SUBMITTED":
        desk.decide(case, staff=Staff("sub-finishing", role, office_code=case.office_code))
    desk.clock.advance(days=30)


@EVERYBODY
def test_who_looks_at_whose(desk: DeclarationDesk, who: str) -> None:
    def look(staff: Staff, declaration: Declaration) -> None:
        desk.lists.look_at(staff, declaration.declaration_id)

    assert answers(desk, who, look) == LOOK[who]


@EVERYBODY
def test_who_has_whose_mail_sent_again(desk: DeclarationDesk, who: str) -> None:
    def mail_again(staff: Staff, declaration: Declaration) -> None:
        finish(desk, declaration)
        desk.clock.advance(days=-29)
        desk.deciding.mail_again(staff, declaration.declaration_id)

    assert answers(desk, who, mail_again) == LOOK[who], "whoever may see it may"


@EVERYBODY
def test_who_decides_on_whose(desk: DeclarationDesk, who: str) -> None:
    def decide(staff: Staff, declaration: Declaration) -> None:
        desk.decide(declaration, APPROVE, staff)

    assert answers(desk, who, decide) == DECIDE[who]


@EVERYBODY
def test_who_enters_what_for_whom(desk: DeclarationDesk, who: str) -> None:
    forms = (form(), form(THEIRS), in_person(AN))
    told = "".join(answer(desk.declare, each, STAFF[who]) for each in forms)
    assert told == ENTER[who]


@EVERYBODY
def test_who_reads_a_queue(desk: DeclarationDesk, who: str) -> None:
    assert answer(desk.lists.page, STAFF[who], "", "") == ("." if who in LISTS else "F")
