"""Looking at declarations: an office's queue page by page, and one case by whoever may see it."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    COLLECTOR,
    NEW_ADDRESS,
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
from tests.people import BINH, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import joined
from vssid_recovery.adapters.table.keys import mailbox_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Put
from vssid_recovery.declaration_lists import AT_ONCE
from vssid_recovery.declaration_model import Declaration, Flag, Status
from vssid_recovery.errors import Forbidden, InvalidRequest, NotFound
from vssid_recovery.staff import Staff


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def entered(desk: DeclarationDesk, how_many: int, first: int = 0) -> list[str]:
    """Declarations of so many people by their unit, the oldest first."""
    ids = []
    for each in range(first, first + how_many):
        person = replace(
            BINH, social_insurance_number=f"01000000{each:02d}", personal_identification_number=""
        )
        register(desk.table, person)
        desk.clock.advance(seconds=1)
        ids.append(desk.declare(form(person, f"nguoi{each}@thu.example")).declaration_id)
    return ids


def brought_to(status: Status, desk: DeclarationDesk, how_many: int, first: int = 0) -> list[str]:
    """Such declarations, approved one after the other, and confirmed where `status` says so."""
    ids = entered(desk, how_many, first)
    for each in ids:
        desk.clock.advance(seconds=1)
        declaration = desk.store.declaration(each)
        assert declaration is not None
        desk.decide(declaration)
        if status is Status.CONFIRMED:
            desk.confirm(desk.token_in(desk.deliver()), declaration.number)
    return ids


def listed(
    desk: DeclarationDesk, status: str = "", form: str = "", staff: Staff = OFFICER
) -> list[str]:
    return [each.declaration_id for each in desk.lists.page(staff, status, "", form).items]


# ------------------------------------------------------------------ the queue


def test_the_queue_is_read_oldest_first_page_by_page(desk: DeclarationDesk) -> None:
    ids = entered(desk, AT_ONCE + 3)

    first = desk.lists.page(OFFICER, "", "")
    second = desk.lists.page(OFFICER, "SUBMITTED", first.cursor)

    assert [each.declaration_id for each in (*first.items, *second.items)] == ids
    assert len(first.items) == AT_ONCE
    assert second.cursor == ""


def test_a_page_that_is_just_full_leads_to_an_empty_one(desk: DeclarationDesk) -> None:
    entered(desk, AT_ONCE)

    first = desk.lists.page(SUPERVISOR, "", "")
    assert len(first.items) == AT_ONCE
    last = desk.lists.page(SUPERVISOR, "", first.cursor)
    assert (list(last.items), last.cursor) == ([], "")


def came_in_person(desk: DeclarationDesk) -> str:
    desk.clock.advance(seconds=1)
    return desk.declare(in_person(), OFFICER).declaration_id


def test_who_came_in_person_does_not_wait_behind_what_a_unit_sent(desk: DeclarationDesk) -> None:
    before = entered(desk, AT_ONCE)
    at_the_counter = came_in_person(desk)
    after = entered(desk, 1, first=AT_ONCE)

    assert listed(desk, form="02-SDGD", staff=SUPERVISOR) == [at_the_counter]
    assert listed(desk, form="TK1-TS") == before
    first = desk.lists.page(OFFICER, "", "")
    second = desk.lists.page(OFFICER, "", first.cursor)
    found = [each.declaration_id for each in (*first.items, *second.items)]
    assert found == [*before, at_the_counter, *after], "both forms, by the time they were entered"


def test_a_cursor_of_one_form_leads_nowhere_in_another(desk: DeclarationDesk) -> None:
    ids = entered(desk, AT_ONCE + 1)
    cursor = desk.lists.page(OFFICER, "", "", "TK1-TS").cursor
    assert [
        each.declaration_id for each in desk.lists.page(OFFICER, "", cursor, "TK1-TS").items
    ] == ids[AT_ONCE:]

    for other in ("", "02-SDGD"):
        with pytest.raises(InvalidRequest) as refusal:
            desk.lists.page(OFFICER, "", cursor, other)
        assert refusal.value.field == "cursor"


@pytest.mark.parametrize("form", ["tk1-ts", "TK1", " TK1-TS", "SUBMITTED#TK1-TS"])
def test_a_form_that_is_none_is_named(desk: DeclarationDesk, form: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        desk.lists.page(OFFICER, "", "", form)
    assert refusal.value.field == "form"


def test_an_office_sees_its_own_queue_only(desk: DeclarationDesk) -> None:
    [own] = entered(desk, 1)
    elsewhere = desk.declare(in_person(), OTHER_OFFICER)

    for staff in (OFFICER, SUPERVISOR):
        assert listed(desk, staff=staff) == [own]
    for staff in (OTHER_OFFICER, OTHER_SUPERVISOR):
        assert listed(desk, staff=staff) == [elsewhere.declaration_id]


@pytest.mark.parametrize(
    "staff",
    [
        UNIT,
        COLLECTOR,
        OTHER_UNIT,
        replace(OFFICER, office_code=""),
        replace(SUPERVISOR, office_code=""),
        replace(OFFICER, roles=frozenset()),
    ],
)
def test_nobody_outside_an_office_lists(desk: DeclarationDesk, staff: Staff) -> None:
    for status in ("", "SUBMITTED", "nonsense"):
        with pytest.raises(Forbidden):
            desk.lists.page(staff, status, "")


@pytest.mark.parametrize(
    "status", ["submitted", "OPEN", " SUBMITTED", "SUBMITTED#", "07907#SUBMITTED"]
)
def test_a_status_that_is_none_is_named(desk: DeclarationDesk, status: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        desk.lists.page(OFFICER, status, "")
    assert refusal.value.field == "status"


def test_a_cursor_leads_nowhere_but_in_its_own_list(desk: DeclarationDesk) -> None:
    entered(desk, AT_ONCE)
    cursor = desk.lists.page(OFFICER, "", "").cursor
    assert cursor
    forged = ("A" if cursor[0] != "A" else "B") + cursor[1:]

    for staff, status, given in (
        (OTHER_OFFICER, "", cursor),
        (OFFICER, "APPROVED", cursor),
        (OFFICER, "", forged),
        (OFFICER, "", "2026-03-09T02:15:00.000000Z#0"),
        (OFFICER, "", "ế"),
    ):
        with pytest.raises(InvalidRequest) as refusal:
            desk.lists.page(staff, status, given)
        assert refusal.value.field == "cursor"
    assert list(desk.lists.page(SUPERVISOR, "", cursor).items) == [], "a colleague may go on"


def test_each_state_has_its_list_also_those_that_the_clock_makes(desk: DeclarationDesk) -> None:
    declaration, token = desk.approved()
    assert listed(desk, "APPROVED") == [declaration.declaration_id]
    assert listed(desk, "SUBMITTED") == listed(desk, "EXPIRED") == []

    desk.clock.advance(days=30)
    assert listed(desk, "APPROVED") == []
    assert listed(desk, "EXPIRED") == [declaration.declaration_id]

    desk.clock.advance(microseconds=-1)
    desk.confirm(token)
    assert listed(desk, "CONFIRMED") == [declaration.declaration_id]
    desk.clock.advance(hours=72)
    assert listed(desk, "CONFIRMED") == listed(desk, "EXPIRED") == []
    assert listed(desk, "ACTIVE") == [declaration.declaration_id]


@pytest.mark.parametrize(
    ("status", "ended"), [(Status.APPROVED, Status.EXPIRED), (Status.CONFIRMED, Status.ACTIVE)]
)
def test_what_still_waits_does_not_lie_behind_what_the_clock_has_ended(
    desk: DeclarationDesk, status: Status, ended: Status
) -> None:
    over = brought_to(status, desk, AT_ONCE)
    desk.clock.advance(days=31)
    [waiting] = brought_to(status, desk, 1, first=AT_ONCE)

    page = desk.lists.page(OFFICER, status, "")
    assert ([each.declaration_id for each in page.items], page.cursor) == ([waiting], "")
    assert listed(desk, ended) == over
    cursor = desk.lists.page(OFFICER, ended, "").cursor
    desk.clock.advance(days=31)
    rest = desk.lists.page(OFFICER, ended, cursor)
    assert [each.declaration_id for each in rest.items] == [waiting]


def test_what_the_index_still_has_in_its_old_place_is_not_shown_there(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration = desk.declare()
    stale = list(
        desk.table.query_index_between(
            "queue", "queuedAt", "07906#SUBMITTED#TK1-TS", (" ", "~"), 25
        )
    )
    desk.decide(declaration)

    def lags(*query: Any) -> list[Any]:
        return stale if query[3] == stale[0]["queue"] else []

    monkeypatch.setattr(type(desk.table), "query_index_between", lags)

    assert listed(desk) == []


# ------------------------------------------------------------------ one case


@pytest.mark.parametrize("staff", [UNIT, COLLECTOR, OFFICER, SUPERVISOR])
def test_its_unit_and_its_office_look_at_it(desk: DeclarationDesk, staff: Staff) -> None:
    declaration = desk.declare()
    seen = desk.lists.look_at(staff, declaration.declaration_id)
    assert (seen.declaration, seen.is_unreachable) == (declaration, False)


@pytest.mark.parametrize(
    ("staff", "refusal"),
    [
        (OTHER_UNIT, NotFound),
        (OTHER_OFFICER, NotFound),
        (OTHER_SUPERVISOR, NotFound),
        (replace(UNIT, unit_code=""), Forbidden),
        (replace(OFFICER, office_code=""), Forbidden),
        (replace(UNIT, roles=frozenset()), Forbidden),
    ],
)
def test_to_everybody_else_it_is_not_there(
    desk: DeclarationDesk, staff: Staff, refusal: type[Exception]
) -> None:
    declaration = desk.declare()
    for declaration_id in (declaration.declaration_id, "f" * 32):
        with pytest.raises(refusal):
            desk.lists.look_at(staff, declaration_id)


def test_what_an_office_took_in_is_not_the_units_to_see(desk: DeclarationDesk) -> None:
    declaration = desk.declare(in_person(), OFFICER)
    with pytest.raises(NotFound):
        desk.lists.look_at(UNIT, declaration.declaration_id)


def test_that_others_have_the_same_address_is_told_to_the_office_alone(
    desk: DeclarationDesk,
) -> None:
    desk.table.update(joined(NEW_ADDRESS, "0100000001"))
    declaration = desk.declare()

    def flags(staff: Staff) -> tuple[Flag, ...]:
        return desk.lists.look_at(staff, declaration.declaration_id).declaration.flags

    assert flags(OFFICER) == (Flag.ADDRESS_SHARED,)
    assert flags(UNIT) == flags(COLLECTOR) == ()


def test_mail_that_came_back_is_shown(desk: DeclarationDesk) -> None:
    declaration: Declaration = desk.approved()[0]
    mailbox = desk.secret.subject("mailbox", NEW_ADDRESS)
    since = {"unreachableSince": desk.clock().isoformat(), "reason": "General"}
    desk.table.transact([Put({**mailbox_key(mailbox), **since})])

    assert desk.lists.look_at(UNIT, declaration.declaration_id).is_unreachable
    assert desk.status(declaration) is Status.APPROVED
