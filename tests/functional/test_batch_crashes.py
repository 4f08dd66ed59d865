"""At whatever call a worker dies, or another one does the same work: no row lost, none doubled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.clock import MovableClock
from tests.functional.batch_desk import BatchDesk, open_desk, prepare, small_chunks
from tests.functional.batch_samples import csv_of, enrol, lines_of, person, row
from tests.functional.conftest import CREATED_WITH, DECLARED
from tests.functional.declaration_desk import APPROVE, OFFICER
from tests.functional.mail_room import Killed
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import joined
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.batch_model import Batch, BatchStatus
from vssid_recovery.declaration_model import Flag, Status

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PEOPLE = [person(at) for at in range(3)]
AGAIN, BAD = row(PEOPLE[0]), row(PEOPLE[2], email="two@@thu.example")
SHARED = row(PEOPLE[1])["email"]
CONTENT = csv_of([row(PEOPLE[0]), row(PEOPLE[1]), BAD, AGAIN, row(PEOPLE[2])])
NewDesk = Callable[[], BatchDesk]


@pytest.fixture
def new_desk(
    dynamodb: "DynamoDBClient",
    secret: RootSecret,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> NewDesk:
    """Each with a table of its own, so that a test can do the same over and over."""
    prepare(monkeypatch)
    small_chunks(monkeypatch, 3)
    numbers = count()

    def _new() -> BatchDesk:
        name = f"-{next(numbers)}"
        declared = {each: DECLARED[each] for each in CREATED_WITH}
        dynamodb.create_table(TableName=f"recovery{name}", **declared)
        table = Table(dynamodb, f"recovery{name}", pause=lambda: None)
        enrol(table, *PEOPLE)
        return open_desk(table, secret, clock, name)

    return _new


@dataclass
class Story:
    """A file and its approval, in which `happens` happens at one of the calls, once.

    Before the approval somebody else confirms an address of it, so that a row is flagged since.
    """

    desk: BatchDesk
    happens: Callable[["Story"], None]
    at: int = -1
    calls: int = 0
    body: str = ""
    has_happened: bool = False

    def told(self, call: str, is_made: bool) -> None:
        self.calls += is_made
        if self.calls == self.at and not self.has_happened:
            self.has_happened = True
            self.happens(self)

    def go(self) -> Batch:
        opened = self.desk.open()
        self.desk.put(opened, CONTENT)
        self.desk.told = self.told
        self._work()
        self.desk.table.update(joined(SHARED, person(9).social_insurance_number))
        self._decide(opened.batch)
        self._work()
        return self.desk.batch(opened.batch)

    def _work(self) -> None:
        """A message whose worker died comes again."""
        while messages := self.desk.waiting():
            for self.body, receipt in messages:
                try:
                    self.desk.deliver(self.body)
                except Killed:
                    self.desk.deliver(self.body)
                self.desk.sqs.delete_message(QueueUrl=self.desk.queue_url, ReceiptHandle=receipt)

    def _decide(self, batch: Batch) -> None:
        """An officer who got no answer decides once more."""
        self.body = ""
        try:
            self.desk.batches.decide(OFFICER, batch.batch_id, APPROVE, [])
        except Killed:
            self.desk.batches.decide(OFFICER, batch.batch_id, APPROVE, [])


def kill(story: Story) -> None:
    raise Killed


def do_the_same(story: Story) -> None:
    """Another worker is given the very message, and is done before this one goes on."""
    if story.body:
        story.desk.deliver(story.body)


def nothing(story: Story) -> None:
    """Goes on."""


def stories(new_desk: NewDesk, happens: Callable[[Story], None]) -> Iterator[tuple[Story, Batch]]:
    """The story once for every call of a port: it happens when that call has been made."""
    for at in count(1):
        story = Story(new_desk(), happens, at)
        batch = story.go()
        if not story.has_happened:
            return
        yield story, batch


def outcome(desk: BatchDesk, batch: Batch) -> dict[str, object]:
    cases = [each for each in desk.declared(*PEOPLE) if each]
    return {
        "counts": (batch.status, batch.total, batch.accepted, batch.rejected, batch.flagged),
        "decided": (batch.decided, batch.is_decided),
        "reasons": desk.reasons(batch),
        "declarations": len(desk.items("DECLARATION#")),
        "statuses": [(each.row, each.status, each.version) for each in cases],
        "flagged": [(each.row, *each.flags) for each in desk.look_at(batch).flagged],
        "mails": desk.owed(),
        "lines": [line[0] for line in lines_of(desk.result(batch))],
    }


EXPECTED = {
    "counts": (BatchStatus.DONE, 5, 3, 2, 1),
    "decided": (2, True),
    "reasons": {2: [], 3: [], 4: ["EMAIL"], 5: ["REPEATED"], 6: []},
    "declarations": 3,
    "statuses": [(2, Status.APPROVED, 2), (3, Status.SUBMITTED, 2), (6, Status.APPROVED, 2)],
    "flagged": [(3, Flag.ADDRESS_SHARED)],
    "mails": ["EMAIL_TO_CONFIRM"] * 2,
    "lines": ["2", "3", "4", "5", "6"],
}


def test_the_story_without_any_trouble(new_desk: NewDesk) -> None:
    story = Story(new_desk(), nothing)

    assert outcome(story.desk, story.go()) == EXPECTED


@pytest.mark.parametrize("happens", [kill, do_the_same])
def test_whatever_happens_at_whatever_call_the_outcome_is_the_same(
    new_desk: NewDesk, happens: Callable[[Story], None]
) -> None:
    told = 0
    for story, batch in stories(new_desk, happens):
        assert outcome(story.desk, batch) == EXPECTED, f"at call {story.at}"
        told += 1

    assert told > 40


def test_every_message_twice_is_every_message_once(new_desk: NewDesk) -> None:
    desk = new_desk()

    batch = desk.uploaded(CONTENT, times=2)
    desk.table.update(joined(SHARED, person(9).social_insurance_number))
    desk.batches.decide(OFFICER, batch.batch_id, APPROVE, [])
    desk.work(times=2)

    assert outcome(desk, desk.batch(batch)) == EXPECTED
