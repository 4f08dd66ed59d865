"""An account's history on a real table (moto), and how it is printed."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from local.history import WIDTH_OF_A_FILE, show
from tests.clock import MovableClock
from tests.people import AN, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.history import HistoryTable
from vssid_recovery.adapters.table.hotline import HotlineTable
from vssid_recovery.adapters.table.items import event_put
from vssid_recovery.adapters.table.keys import EVENT, account_key
from vssid_recovery.adapters.table.sign_in import SignInTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import InvalidRequest, Unavailable
from vssid_recovery.history import AccountHistory, History
from vssid_recovery.model import Event
from vssid_recovery.ports import CHOSEN, TEMPORARY, Attempt, Count
from vssid_recovery.sign_in_throttle import Throttle

NUMBER = AN.social_insurance_number
Read = Callable[..., AccountHistory]


@pytest.fixture
def history(table: Table, secret: RootSecret, clock: MovableClock) -> History:
    register(table, AN)
    return History(HistoryTable(table), secret, clock, "chi Tam")


@pytest.fixture
def read(history: History, clock: MovableClock) -> Read:
    def _read(identifier: str = NUMBER, reason: str = "a citizen asks") -> AccountHistory:
        clock.advance(seconds=1)
        found = history.read(identifier, reason)
        assert found is not None
        return found

    return _read


def printed(history: AccountHistory, now: datetime) -> str:
    out = io.StringIO()
    show(history, Console(file=out, width=WIDTH_OF_A_FILE), now)
    return out.getvalue()


def test_the_look_up_is_itself_an_event(read: Read, clock: MovableClock) -> None:
    first = read(reason="  a citizen   asks ")

    (line,) = first.lines
    assert (line.event.kind, line.event.outcome, line.event.channel) == (
        "HISTORY",
        "READ",
        "OPERATOR",
    )
    assert (line.event.by, line.event.reason) == ("operator chi Tam", "a citizen asks")
    assert line.event.at == clock()
    assert len(read().lines) == 2


@pytest.mark.parametrize(
    "identifier", ["0123456789", "0123 456 789", "001055000001", "HT3790123456789"]
)
def test_any_number_that_a_person_is_known_by_will_do(read: Read, identifier: str) -> None:
    assert read(identifier).account.social_insurance_number == NUMBER


@pytest.mark.parametrize("identifier", ["9999999999", "099999999999"])
def test_a_number_that_nobody_has_is_told_and_leaves_nothing(
    history: History, table: Table, identifier: str
) -> None:
    assert history.read(identifier, "a citizen asks") is None
    assert list(table.query(account_key(identifier)["pk"], EVENT)) == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201, "\x1b[2J"])
def test_without_a_good_reason_nothing_is_shown(
    history: History, table: Table, reason: str
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        history.read(NUMBER, reason)

    assert refusal.value.field == "reason"
    assert list(table.query(account_key(NUMBER)["pk"], EVENT)) == []


def test_a_malformed_number_is_told(history: History) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        history.read("12345", "a citizen asks")

    assert refusal.value.field == "identifier"


def test_the_newest_event_is_last_also_when_a_days_events_are_counted_in_one(
    table: Table, read: Read, clock: MovableClock
) -> None:
    early = clock() - timedelta(hours=1)
    table.transact([event_put(NUMBER, Event(early, "PASSWORD", "CHANGED", "APP", "citizen"))])
    attempt = Attempt(NUMBER, "person", "caller", "contact", clock().date(), True)
    for minutes in (0, 5):
        at = clock() + timedelta(minutes=minutes)
        blocked = Event(at, "HOTLINE", "BLOCKED", "HOTLINE", "caller 0*** *** 678")
        HotlineTable(table).note_blocked(attempt, blocked)
    clock.advance(minutes=10)

    lines = read().lines

    assert [line.event.kind for line in lines] == ["PASSWORD", "HOTLINE", "HISTORY"]
    assert (lines[1].times, lines[1].last_at) == (2, early + timedelta(hours=1, minutes=5))


def test_a_long_history_is_read_to_its_end(table: Table, read: Read, clock: MovableClock) -> None:
    for number in range(60):
        at = clock() - timedelta(minutes=number + 1)
        event = Event(at, "PASSWORD", "CHANGED", "APP", "citizen", "x" * 20_000)
        table.transact([event_put(NUMBER, event)])

    assert len(read().lines) == 61  # over 1 MB, so over one page


def test_counts_of_wrong_guesses_are_shown(
    table: Table, secret: RootSecret, read: Read, clock: MovableClock
) -> None:
    person = secret.subject("person", NUMBER)
    store, until = SignInTable(table), clock() + timedelta(seconds=30)
    store.spend(Count(person, CHOSEN), Throttle(), Throttle(5, until), clock())
    store.spend(Count(person, TEMPORARY), Throttle(), Throttle(1), clock())

    found = read()

    assert found.counts == {CHOSEN: Throttle(5, until), TEMPORARY: Throttle(1)}


def test_a_history_is_read_without_the_right_to_the_secret(
    history: History, table: Table, clock: MovableClock
) -> None:
    class Away:
        def subject(self, kind: str, value: str) -> str:
            raise Unavailable("secret: AccessDenied")

    found = History(HistoryTable(table), Away(), clock, "chi Tam").read(NUMBER, "a citizen asks")

    assert found is not None
    assert found.counts is None
    assert "the root secret cannot be read" in printed(found, clock())


def test_it_is_printed_in_vietnamese_time_with_a_masked_number(
    table: Table, secret: RootSecret, read: Read, clock: MovableClock
) -> None:
    at = datetime(2026, 3, 8, 17, 30, 5, tzinfo=UTC)
    event = Event(at, "PASSWORD", "CHANGED", "APP", "citizen", "[bold]")
    table.transact([event_put(NUMBER, event)])
    count = Count(secret.subject("person", NUMBER), CHOSEN)
    SignInTable(table).spend(count, Throttle(), Throttle(5, clock() + timedelta(hours=1)), clock())

    text = printed(read(), clock())

    assert "Account 01******89, ACTIVE, version 1" in text
    assert "of the chosen password: 5 in a row, locked until 09/03/2026 10:15:00" in text
    (line,) = [line for line in text.splitlines() if "PASSWORD" in line]
    assert line.split() == [
        "09/03/2026",
        "00:30:05",
        "PASSWORD",
        "CHANGED",
        "APP",
        "citizen",
        "[bold]",
    ]
    assert text.index("PASSWORD") < text.index("HISTORY")
    assert NUMBER not in text


def test_a_lock_that_is_over_is_not_shown(read: Read, table: Table, secret: RootSecret) -> None:
    clock = MovableClock()
    count = Count(secret.subject("person", NUMBER), CHOSEN)
    SignInTable(table).spend(count, Throttle(), Throttle(5, clock()), clock())

    assert "5 in a row\n" in printed(read(), clock()).replace(" \n", "\n")
