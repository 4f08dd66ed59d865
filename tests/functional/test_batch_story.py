"""A unit's file from the upload to the decision of an officer, on the real adapters."""

import pytest

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare, small_chunks
from tests.functional.batch_samples import csv_of, enrol, lines_of, person, row
from tests.functional.declaration_desk import OFFICER, OTHER_UNIT, REJECT, UNIT
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.batch_model import CHUNK, BatchStatus
from vssid_recovery.deciding import read_decision
from vssid_recovery.declaration_bodies import batch_view
from vssid_recovery.declaration_model import Flag, Status

PEOPLE = [person(at) for at in range(CHUNK + 5)]
OF_OTHERS = person(900, unit_code="TN0002N")
AT_THE_UNIT = PEOPLE[3]


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    prepare(monkeypatch)
    enrol(table, *PEOPLE, OF_OTHERS)
    return open_desk(table, secret, clock)


def the_file() -> list[dict[str, str]]:
    """Row 2 and on: all right but rows 3 (two @), 4 (another unit's), 5 (the unit's own domain)."""
    rows = [row(each) for each in PEOPLE]
    rows[1]["email"] = "two@@thu.example"
    rows[2] = row(OF_OTHERS)
    rows[3]["email"] = f"staff@{UNIT.domain}"
    return rows


def test_a_file_is_worked_through_and_every_row_is_answered(desk: BatchDesk) -> None:
    batch = desk.uploaded(csv_of(the_file()))

    assert (batch.status, batch.total) == (BatchStatus.DONE, CHUNK + 5)
    assert (batch.accepted, batch.rejected, batch.flagged) == (CHUNK + 3, 2, 1)
    assert batch.done == {0, 1}
    lines = lines_of(desk.result(batch))
    assert [int(line[0]) for line in lines] == [*range(2, CHUNK + 7)]
    refused = {int(line[0]): line[-1] for line in lines if line[-2] != "đã tiếp nhận"}
    assert refused.keys() == {3, 4}
    assert "danh sách" in refused[4]
    [flagged] = desk.look_at(batch).flagged
    assert (flagged.row, flagged.flags) == (5, (Flag.UNIT_DOMAIN,))
    [first] = desk.declared(PEOPLE[0])
    assert first is not None
    assert (first.status, first.batch_id, first.row) == (Status.SUBMITTED, batch.batch_id, 2)
    assert first.entered_by == UNIT.sub
    assert desk.owed() == []


@pytest.mark.parametrize("separator", [";", ","])
def test_refused_rows_are_mended_in_the_result_and_uploaded_again(
    desk: BatchDesk, separator: str
) -> None:
    rows = [row(each) for each in PEOPLE[:4]]
    rows[1]["email"] = "two@@thu.example"
    batch = desk.uploaded(csv_of(rows, separator))

    header, *lines = desk.result(batch).decode().splitlines()
    [refused] = [line for line in lines if "bị từ chối" in line]
    mended = f"{header}\r\n{refused.replace('two@@', 'two@')}\r\n".encode()
    again = desk.uploaded(mended)

    assert header.count(separator) == 9
    assert refused.endswith(f"{separator}EMAIL"), "a program finds the English reason by its code"
    assert (again.status, again.accepted, again.rejected) == (BatchStatus.DONE, 1, 0)
    [declared] = desk.declared(PEOPLE[1])
    assert declared is not None
    assert declared.declared.email == "two@thu.example"


def test_an_approval_is_for_all_rows_but_the_flagged_and_the_exceptions(desk: BatchDesk) -> None:
    batch = desk.uploaded(csv_of(the_file()))
    [left_out] = desk.declared(PEOPLE[10])
    assert left_out is not None

    batch = desk.decide(batch, left_out=[left_out.declaration_id])

    assert batch.is_decided
    assert batch.decided == CHUNK + 1
    declared = [each for each in desk.declared(*PEOPLE) if each]
    waiting = {each.row for each in declared if each.status is Status.SUBMITTED}
    assert waiting == {5, 12}
    assert {each.status for each in declared if each.row not in waiting} == {Status.APPROVED}
    assert desk.owed() == ["EMAIL_TO_CONFIRM"] * (CHUNK + 1)
    assert {each.timeline[-1].by for each in declared if each.row not in waiting} == {
        "officer 07906 sub-officer"
    }


def test_a_rejection_names_its_reason_in_every_row(
    desk: BatchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_chunks(monkeypatch, 2)
    batch = desk.uploaded(csv_of([row(each) for each in PEOPLE[:5]]))

    batch = desk.decide(batch, REJECT)

    assert (batch.decided, batch.is_decided) == (5, True)
    ends = [each.timeline[-1] for each in desk.declared(*PEOPLE[:5]) if each]
    assert [(end.status, end.reason) for end in ends] == [(Status.REJECTED, REJECT.reason)] * 5
    assert desk.owed() == []


def test_the_same_content_again_is_a_duplicate_of_the_first(desk: BatchDesk) -> None:
    content = csv_of([row(PEOPLE[0])])
    first = desk.uploaded(content)

    again = desk.uploaded(content, name="renamed.csv")

    assert (again.status, again.duplicate_of) == (BatchStatus.DUPLICATE, first.batch_id)
    assert (again.total, again.accepted, again.has_result) == (0, 0, False)
    assert len(desk.items("DECLARATION#")) == 1


def test_the_same_content_of_another_unit_is_no_duplicate(desk: BatchDesk) -> None:
    content = csv_of([row(PEOPLE[0]), row(PEOPLE[1]), row(PEOPLE[2])])
    desk.uploaded(content)

    others = desk.uploaded(content, OTHER_UNIT)

    assert others.status is BatchStatus.DONE
    assert desk.reasons(others) == {each: ["PERSON_NOT_FOUND"] for each in (2, 3, 4)}


def test_a_second_upload_at_the_same_address_changes_nothing(desk: BatchDesk) -> None:
    opened = desk.open()
    desk.put(opened, csv_of([row(PEOPLE[0])]))
    [(arrival, _), *_] = [each for each in desk.waiting() if "ObjectCreated" in each[0]]
    desk.deliver(arrival)
    desk.put(opened, csv_of([row(PEOPLE[1])]))
    desk.work()
    done = desk.batch(opened.batch)

    desk.put(opened, csv_of([row(PEOPLE[2])]))
    desk.work()

    assert desk.batch(done) == done
    assert (done.status, done.accepted) == (BatchStatus.DONE, 1)
    assert [each is not None for each in desk.declared(*PEOPLE[:3])] == [True, False, False]
    [line] = lines_of(desk.result(done))
    assert PEOPLE[0].social_insurance_number in line[1]


def test_the_same_file_with_one_mend_is_taken_after_a_refusal(desk: BatchDesk) -> None:
    refused = desk.uploaded(b"nothing;known\r\n1;2\r\n")
    again = desk.uploaded(b"nothing;known\r\n1;2\r\n")

    assert [refused.status, again.status] == [BatchStatus.REFUSED] * 2
    assert desk.uploaded(csv_of([row(PEOPLE[0])])).status is BatchStatus.DONE


def test_what_is_told_of_a_decision_is_enough_to_make_the_same_again(desk: BatchDesk) -> None:
    batch = desk.uploaded(csv_of([row(each) for each in PEOPLE[:3]]))
    left_out = [each.declaration_id for each in desk.declared(*PEOPLE[:2]) if each]
    desk.batches.decide(OFFICER, batch.batch_id, REJECT, left_out)

    told = batch_view(desk.look_at(batch), desk.clock())["decision"]

    assert told["except"] == sorted(left_out)
    same = read_decision(told["decision"], told["reason"])
    again = desk.batches.decide(OFFICER, batch.batch_id, same, told["except"])
    assert again.batch.decision == desk.batch(batch).decision
