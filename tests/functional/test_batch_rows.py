"""What becomes of a row: a declaration, or reasons that tell nothing of other units' people."""

from datetime import date

import pytest

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare, small_chunks
from tests.functional.batch_samples import csv_of, enrol, lines_of, person, row
from tests.functional.declaration_desk import (
    COLLECTOR,
    OTHER_UNIT,
    UNIT,
    form,
)
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import joined
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.batch_model import Batch, BatchStatus
from vssid_recovery.declaration_model import Declaration, Flag, Status
from vssid_recovery.declaring import Declaring
from vssid_recovery.model import Account, AccountStatus
from vssid_recovery.staff import Staff

PEOPLE = [person(at) for at in range(8)]
ANOTHERS = person(90, unit_code="TN0002N")
CLOSED = person(91, status=AccountStatus.CLOSED)
WITH_ADDRESS = person(92, email="old@thu.example", email_confirmed_on=date(2025, 6, 1))
LOST_ZERO = person(93, social_insurance_number="0123456793")
CLOSED_LOST_ZERO = person(
    93,
    social_insurance_number="0123456795",
    personal_identification_number="079000000095",
    status=AccountStatus.CLOSED,
)
ANOTHERS_LOST_ZERO = person(94, social_insurance_number="0123456794", unit_code="TN0002N")


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    enrol(table, *PEOPLE, ANOTHERS, CLOSED, WITH_ADDRESS)
    enrol(table, LOST_ZERO, CLOSED_LOST_ZERO, ANOTHERS_LOST_ZERO)
    return open_desk(table, secret, clock)


def declare(desk: BatchDesk, account: Account, staff: Staff = UNIT, email: str = "") -> Declaration:
    """One declaration by itself, as it is entered on the page."""
    declared = form(account, email or row(account)["email"])
    ids = desk.batches.new_id
    return Declaring(desk.declarations, desk.clock, ids).declare(staff, declared)[0]


def only(desk: BatchDesk, account: Account) -> Declaration:
    [found] = desk.declared(account)
    assert found is not None
    return found


def rows_and(*rows: dict[str, str]) -> bytes:
    """With enough good rows that the file is not refused for the others."""
    return csv_of([*(row(each) for each in PEOPLE[:4]), *rows])


def last(desk: BatchDesk, batch: Batch) -> list[str]:
    """The reasons of the last row."""
    return [*desk.reasons(batch).values()][-1]


def test_unknown_people_and_other_units_are_one_answer(desk: BatchDesk) -> None:
    unknown = row(person(99))
    wrong_in_all = row(ANOTHERS, full_name="Ai Khác", email="a@gmial.com")

    batch = desk.uploaded(rows_and(unknown, wrong_in_all, row(ANOTHERS)))

    lines = lines_of(desk.result(batch))
    assert [desk.reasons(batch)[at] for at in (6, 7, 8)] == [["PERSON_NOT_FOUND"]] * 3
    assert lines[4][-1] == lines[5][-1] == lines[6][-1]


def test_each_thing_that_does_not_agree_is_told_of_the_units_own_people(desk: BatchDesk) -> None:
    wrong = row(PEOPLE[5], full_name="Ai Khác", date_of_birth="1950-01-01", email="a@gmial.com")

    batch = desk.uploaded(rows_and(wrong, row(CLOSED)))

    assert desk.reasons(batch)[6] == ["NAME_MISMATCH", "DATE_OF_BIRTH_MISMATCH", "EMAIL_TYPO"]
    assert desk.reasons(batch)[7] == ["ACCOUNT_NOT_OPEN"]
    columns = [each.column for each in desk.files.outcomes(batch, 0)[4].reasons]
    assert columns == ["full_name", "date_of_birth", "email"]


def test_any_of_a_persons_numbers_will_do(desk: BatchDesk) -> None:
    by_pin = row(PEOPLE[5], identifier=PEOPLE[5].personal_identification_number)
    by_card = row(PEOPLE[6], identifier=f"DN479{PEOPLE[6].social_insurance_number}")

    batch = desk.uploaded(rows_and(by_pin, by_card))

    assert batch.accepted == 6
    assert (only(desk, PEOPLE[5]).row, only(desk, PEOPLE[6]).row) == (6, 7)


@pytest.mark.parametrize("rows", [200, 5])
def test_a_person_twice_in_a_file_is_taken_once_and_told_where(
    desk: BatchDesk, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    small_chunks(monkeypatch, rows)
    again = row(
        PEOPLE[1], identifier=PEOPLE[1].personal_identification_number, email="b@thu.example"
    )

    batch = desk.uploaded(rows_and(row(PEOPLE[5]), again))

    assert last(desk, batch) == ["REPEATED"]
    assert "dòng 3 " in lines_of(desk.result(batch))[-1][-1]
    assert only(desk, PEOPLE[1]).declared.email == row(PEOPLE[1])["email"]
    assert (batch.accepted, batch.rejected) == (5, 1)


def test_three_times_the_same_person_in_one_chunk_is_one_declaration(desk: BatchDesk) -> None:
    batch = desk.uploaded(rows_and(row(PEOPLE[5]), row(PEOPLE[5]), row(PEOPLE[5])))

    assert [desk.reasons(batch)[at] for at in (6, 7, 8)] == [[], ["REPEATED"], ["REPEATED"]]


def test_an_open_declaration_of_another_unit_is_not_replaced(desk: BatchDesk) -> None:
    standing = declare(desk, PEOPLE[5], Staff("other", COLLECTOR.roles, "TN0009N", "07906"))

    batch = desk.uploaded(rows_and(row(PEOPLE[5], email="b@thu.example")))

    assert last(desk, batch) == ["CONFLICT"]
    assert only(desk, PEOPLE[5]) == standing


def test_a_padded_number_is_taken_where_everything_agrees(desk: BatchDesk) -> None:
    batch = desk.uploaded(rows_and(row(LOST_ZERO, identifier="123456793")))

    assert last(desk, batch) == []
    assert only(desk, LOST_ZERO).number == "0123456793"


@pytest.mark.parametrize(
    "rows",
    [
        row(LOST_ZERO, identifier="123456793", full_name="Ai Khác"),
        row(LOST_ZERO, identifier="123456793", date_of_birth="1950-01-01"),
        row(LOST_ZERO, identifier="123456793", full_name="Ai Khác", email="a@gmial.com"),
        row(ANOTHERS_LOST_ZERO, identifier="123456794"),
        row(ANOTHERS_LOST_ZERO, identifier="123456794", email="a@gmial.com"),
        row(PEOPLE[5], identifier="123456799"),
    ],
)
def test_a_padded_number_that_is_not_this_persons_is_the_only_thing_told(
    desk: BatchDesk, rows: dict[str, str]
) -> None:
    batch = desk.uploaded(rows_and(rows))

    assert last(desk, batch) == ["IDENTIFIER"]
    assert desk.declared(LOST_ZERO, ANOTHERS_LOST_ZERO) == [None, None]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"email": "a@gmial.com"}, ["EMAIL_TYPO"]),
        ({"email": "full@thu.example"}, ["EMAIL_SHARED"]),
        ({"identifier": "123456795"}, ["ACCOUNT_NOT_OPEN"]),
        ({"identifier": "123456795", "email": "a@gmial.com"}, ["ACCOUNT_NOT_OPEN", "EMAIL_TYPO"]),
    ],
)
def test_what_else_is_wrong_is_told_where_the_padded_number_is_this_persons(
    desk: BatchDesk, cells: dict[str, str], told: list[str]
) -> None:
    for other in PEOPLE[:5]:
        desk.table.update(joined("full@thu.example", other.social_insurance_number))
    wrong = row(LOST_ZERO, **{"identifier": "123456793"} | cells)

    batch = desk.uploaded(rows_and(wrong))

    assert last(desk, batch) == told


def test_nothing_tells_whether_a_padded_number_is_anothers_or_nobodys(desk: BatchDesk) -> None:
    anothers = row(ANOTHERS_LOST_ZERO, identifier="123456794", email="a@gmial.com")
    nobodys = anothers | {"identifier": "123456799"}

    lines = lines_of(desk.result(desk.uploaded(rows_and(anothers, nobodys))))

    assert lines[-2][-1] == lines[-1][-1] != ""


@pytest.mark.parametrize("flag", [Flag.ADDRESS_REPLACED, Flag.ADDRESS_SHARED, Flag.UNIT_DOMAIN])
def test_what_a_person_should_look_at_is_flagged_and_not_decided_with_the_file(
    desk: BatchDesk, flag: Flag
) -> None:
    desk.table.update(joined("shared@thu.example", ANOTHERS.social_insurance_number))
    rows = {
        Flag.ADDRESS_REPLACED: row(WITH_ADDRESS, email="new@thu.example"),
        Flag.ADDRESS_SHARED: row(PEOPLE[5], email="shared@thu.example"),
        Flag.UNIT_DOMAIN: row(PEOPLE[5], email=f"hr@{UNIT.domain}"),
    }

    batch = desk.uploaded(rows_and(rows[flag]))
    shown = desk.look_at(batch)
    decided = desk.decide(batch)

    assert [(each.row, each.flags) for each in shown.flagged] == [(6, (flag,))]
    assert {each.row for each in shown.sample} == {2, 3, 4, 5}
    assert (batch.flagged, decided.decided) == (1, 4)
    [left] = desk.look_at(batch).flagged
    assert left.status is Status.SUBMITTED


def test_a_collector_enters_for_the_people_of_the_office(desk: BatchDesk) -> None:
    batch = desk.uploaded(csv_of([row(PEOPLE[0]), row(ANOTHERS)]), COLLECTOR)

    assert (batch.status, batch.accepted) == (BatchStatus.DONE, 2)
    assert desk.uploaded(csv_of([row(each) for each in PEOPLE[:3]]), OTHER_UNIT).accepted == 0
