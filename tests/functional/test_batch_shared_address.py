"""One address on rows of several people: each is decided by itself, and not with the file."""

import json
from collections import Counter
from typing import Any

import pytest

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare, small_chunks
from tests.functional.batch_samples import csv_of, enrol, person, row
from tests.functional.declaration_desk import UNIT
from tests.functional.mail_room import Killed
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.batch_model import Batch, BatchStatus
from vssid_recovery.declaration_model import Flag, Status

PEOPLE = [person(at) for at in range(6)]
SHARED = "shop@thu.example"
FLAGGED, APPROVED = (Status.SUBMITTED, (Flag.ADDRESS_SHARED,)), (Status.APPROVED, ())


@pytest.fixture
def desk(
    table: Table, secret: RootSecret, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> BatchDesk:
    """Chunks of three rows."""
    prepare(monkeypatch)
    small_chunks(monkeypatch, 3)
    enrol(table, *PEOPLE)
    return open_desk(table, secret, clock)


def file_with(addresses: dict[int, str]) -> bytes:
    """A row for each of the people, some of them with these addresses."""
    rows = [row(each) for each in PEOPLE]
    for at, address in addresses.items():
        rows[at]["email"] = address
    return csv_of(rows)


def cases(desk: BatchDesk) -> list[tuple[Status, tuple[Flag, ...]]]:
    return [(each.status, each.flags) for each in desk.declared(*PEOPLE) if each]


def calls_of_s3(desk: BatchDesk) -> Counter[str]:
    calls: Counter[str] = Counter()

    def told(model: Any, **given: Any) -> None:
        calls[model.name] += 1

    desk.files._s3.meta.events.register("before-call.s3", told)
    return calls


@pytest.mark.parametrize(
    "addresses",
    [
        {0: SHARED, 2: SHARED},
        {1: SHARED, 4: SHARED},
        {0: SHARED, 1: SHARED, 5: SHARED},
        {2: SHARED, 3: SHARED.upper()},
        {0: "Shop@thu.example", 5: "shop@THU.example"},
    ],
    ids=["one chunk", "two chunks", "three rows", "in capitals", "in part in capitals"],
)
def test_an_approval_over_the_file_leaves_rows_that_share_an_address(
    desk: BatchDesk, addresses: dict[int, str]
) -> None:
    batch = desk.uploaded(file_with(addresses))

    decided = desk.decide(batch)

    assert cases(desk) == [FLAGGED if at in addresses else APPROVED for at in range(6)]
    assert (decided.flagged, decided.decided) == (len(addresses), 6 - len(addresses))
    assert [each.row - 2 for each in desk.look_at(batch).flagged] == [*addresses]


def test_each_of_two_addresses_that_repeat_is_found(desk: BatchDesk) -> None:
    other = "nha@thu.example"

    batch = desk.uploaded(file_with({0: SHARED, 1: other, 3: SHARED, 5: other}))

    assert [bool(flags) for _, flags in cases(desk)] == [True, True, False, True, False, True]
    assert batch.shared_addresses == 2


def test_a_shared_address_beside_another_flag_is_told_with_it(desk: BatchDesk) -> None:
    of_unit = f"hr@{UNIT.domain}"

    desk.uploaded(file_with({0: of_unit, 4: of_unit}))

    both = (Status.SUBMITTED, (Flag.ADDRESS_SHARED, Flag.UNIT_DOMAIN))
    assert [cases(desk)[at] for at in (0, 4)] == [both, both]


def test_a_person_twice_with_his_one_address_shares_it_with_nobody(desk: BatchDesk) -> None:
    rows = [row(PEOPLE[0]), row(PEOPLE[1]), row(PEOPLE[2]), row(PEOPLE[0])]

    batch = desk.uploaded(csv_of(rows))

    assert (batch.accepted, batch.rejected, batch.flagged) == (3, 1, 0)


def test_a_row_that_cannot_be_read_shares_nothing(desk: BatchDesk) -> None:
    unreadable = row(PEOPLE[5], email=SHARED, date_of_birth="31/02/1960")
    rows = [row(PEOPLE[0], email=SHARED), row(PEOPLE[1]), row(PEOPLE[2]), unreadable]

    batch = desk.uploaded(csv_of(rows))

    assert (batch.accepted, batch.flagged, batch.shared_addresses) == (3, 0, 0)


def test_a_file_that_is_refused_for_its_rows_flags_none(desk: BatchDesk) -> None:
    bad = [row(each, date_of_birth="never") for each in PEOPLE[2:]]

    batch = desk.uploaded(csv_of([row(each, email=SHARED) for each in PEOPLE[:2]] + bad))

    assert (batch.status, batch.shared_addresses) == (BatchStatus.REFUSED, 0)


def test_only_a_file_with_a_shared_address_costs_more_of_the_bucket(desk: BatchDesk) -> None:
    calls = calls_of_s3(desk)
    desk.uploaded(file_with({}))
    without = calls.copy()
    calls.clear()

    desk.uploaded(file_with({0: SHARED, 5: SHARED}))

    assert calls - without == {"PutObject": 1, "GetObject": 2}  # one for each of two chunks


def test_what_is_uploaded_later_changes_nothing_of_what_is_shared(desk: BatchDesk) -> None:
    opened = desk.open()
    desk.put(opened, file_with({0: SHARED, 5: SHARED}))
    desk.deliver(next(body for body, _ in desk.waiting() if "ObjectCreated" in body))

    desk.put(opened, file_with({1: SHARED, 2: SHARED}))
    desk.work()

    assert [bool(flags) for _, flags in cases(desk)] == [True, False, False, False, False, True]


@pytest.mark.parametrize("call", ["files.keep_shared_addresses", "files.shared_addresses"])
@pytest.mark.parametrize("is_made", [False, True], ids=["before", "after"])
def test_a_worker_that_dies_over_what_is_shared_changes_nothing(
    desk: BatchDesk, call: str, is_made: bool
) -> None:
    dies = DiesOnce((call, is_made))
    desk.told = dies.told

    batch = done_in_spite(desk, file_with({0: SHARED, 5: SHARED}))

    assert dies.has_died
    assert (batch.status, batch.accepted, batch.flagged) == (BatchStatus.DONE, 6, 2)
    assert [bool(flags) for _, flags in cases(desk)] == [True, False, False, False, False, True]
    assert [each.row for each in desk.look_at(batch).flagged] == [2, 7]


class DiesOnce:
    def __init__(self, at: tuple[str, bool]) -> None:
        self.at, self.has_died = at, False

    def told(self, *call: object) -> None:
        if call == self.at and not self.has_died:
            self.has_died = True
            raise Killed


def done_in_spite(desk: BatchDesk, content: bytes) -> Batch:
    """Each message comes until its worker lives to the end."""
    opened = desk.open()
    desk.put(opened, content)
    while messages := desk.waiting():
        for body, receipt in messages:
            try:
                desk.deliver(body)
            except Killed:
                desk.deliver(body)
            desk.sqs.delete_message(QueueUrl=desk.queue_url, ReceiptHandle=receipt)
    return desk.batch(opened.batch)


def test_no_address_is_kept_beside_the_rows(desk: BatchDesk) -> None:
    batch = desk.uploaded(file_with({0: SHARED, 5: SHARED}))

    key = f"rows/{batch.batch_id}/{batch.upload}/shared-addresses"
    kept = json.loads(desk.s3.get_object(Bucket=desk.bucket, Key=key)["Body"].read())

    assert len(kept) == 1
    assert isinstance(kept[0], int)
