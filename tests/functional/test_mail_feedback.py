"""Events of the mail system on the real table (moto): mailboxes, duplicates, the history."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.clock import START, MovableClock
from tests.mail_events import MAILBOX, MESSAGE_ID, of_message, send, told
from tests.people import AN, register
from vssid_recovery.adapters.table.history import HistoryTable
from vssid_recovery.adapters.table.keys import account_key, mailbox_key, message_key
from vssid_recovery.adapters.table.mailboxes import MailboxTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Delete, Update
from vssid_recovery.errors import Overtaken
from vssid_recovery.mail_feedback import Heard, MailFeedback
from vssid_recovery.mail_ports import SOFT_BOUNCES_IN_A_ROW, UNREACHABLE_FOR, Mailbox, SentMail
from vssid_recovery.operation_ports import HistoryLine

Hear = Callable[[Any], Heard]
NUMBER = AN.social_insurance_number
UNTOUCHED = Mailbox(MAILBOX)


@pytest.fixture
def mailboxes(table: Table) -> MailboxTable:
    return MailboxTable(table)


@pytest.fixture
def hear(table: Table, mailboxes: MailboxTable, clock: MovableClock) -> Hear:
    register(table, AN)
    send(table)
    return MailFeedback(mailboxes, clock).hear


def history(table: Table) -> list[HistoryLine]:
    return HistoryTable(table).lines(NUMBER)


def bounce_softly(table: Table, hear: Hear, message_id: str) -> None:
    send(table, message_id)
    assert hear(of_message(told("transient-bounce"), message_id)) is Heard.SOFT_BOUNCE


def test_a_message_is_found_by_the_id_that_ses_gave_it(
    table: Table, mailboxes: MailboxTable, hear: Hear
) -> None:
    assert mailboxes.sent(MESSAGE_ID) == SentMail(MESSAGE_ID, "RESET_CODE", NUMBER, MAILBOX)
    assert mailboxes.sent("another") is None


def test_a_mailbox_nothing_was_told_of_is_reachable(mailboxes: MailboxTable) -> None:
    assert mailboxes.look_up(MAILBOX) == UNTOUCHED
    assert UNTOUCHED.is_reachable(START)


def test_a_hard_bounce_makes_the_mailbox_unreachable_for_its_time(
    table: Table, mailboxes: MailboxTable, hear: Hear
) -> None:
    before = table.get(account_key(NUMBER))
    hear(told("permanent-bounce"))

    mailbox = mailboxes.look_up(MAILBOX)
    assert mailbox == Mailbox(MAILBOX, unreachable_since=START, reason="NoEmail")
    assert not mailbox.is_reachable(START + UNREACHABLE_FOR - timedelta(seconds=1))
    assert mailbox.is_reachable(START + UNREACHABLE_FOR)
    [line] = history(table)
    assert (line.event.kind, line.event.outcome, line.event.channel, line.event.by) == (
        "MAIL",
        "BOUNCED",
        "EMAIL",
        "mail system",
    )
    assert line.event.reason == "RESET_CODE NoEmail"
    assert table.get(account_key(NUMBER)) == before


def test_a_mailbox_that_refuses_again_after_its_time_is_unreachable_anew(
    table: Table, mailboxes: MailboxTable, hear: Hear, clock: MovableClock
) -> None:
    hear(told("permanent-bounce"))
    clock.advance(days=31)
    send(table, "a month later")
    hear(of_message(told("old-notification"), "a month later"))

    mailbox = mailboxes.look_up(MAILBOX)
    assert (mailbox.unreachable_since, mailbox.reason) == (clock(), "General")
    assert not mailbox.is_reachable(clock())


@pytest.mark.parametrize("name", ["permanent-bounce", "transient-bounce", "complaint"])
def test_what_is_told_again_changes_nothing(
    table: Table, mailboxes: MailboxTable, hear: Hear, clock: MovableClock, name: str
) -> None:
    hear(told(name))
    once, lines = mailboxes.look_up(MAILBOX), history(table)
    for _ in range(SOFT_BOUNCES_IN_A_ROW):
        clock.advance(hours=7)
        hear(told(name))

    assert once != UNTOUCHED
    assert mailboxes.look_up(MAILBOX) == once
    assert history(table) == lines
    assert len(lines) == 1


def test_one_message_may_bounce_and_be_complained_of(
    table: Table, mailboxes: MailboxTable, hear: Hear
) -> None:
    for name in ("transient-bounce", "permanent-bounce", "complaint"):
        hear(told(name))

    mailbox = mailboxes.look_up(MAILBOX)
    assert (mailbox.soft, mailbox.reason, mailbox.complained_at) == (1, "NoEmail", START)


def test_soft_bounces_in_a_row_make_it_unreachable_and_not_one_fewer(
    table: Table, mailboxes: MailboxTable, hear: Hear, clock: MovableClock
) -> None:
    for number in range(SOFT_BOUNCES_IN_A_ROW - 1):
        bounce_softly(table, hear, f"soft {number}")
    nearly = mailboxes.look_up(MAILBOX)
    assert (nearly.soft, nearly.is_reachable(clock())) == (SOFT_BOUNCES_IN_A_ROW - 1, True)

    clock.advance(minutes=5)
    bounce_softly(table, hear, "the last")

    assert mailboxes.look_up(MAILBOX) == Mailbox(
        MAILBOX, unreachable_since=clock(), reason="MailboxFull", soft=SOFT_BOUNCES_IN_A_ROW
    )


def test_the_last_soft_bounce_told_again_changes_nothing(
    table: Table, mailboxes: MailboxTable, hear: Hear, clock: MovableClock
) -> None:
    for number in range(SOFT_BOUNCES_IN_A_ROW):
        bounce_softly(table, hear, f"soft {number}")
    marked = mailboxes.look_up(MAILBOX)
    clock.advance(days=20)
    hear(of_message(told("transient-bounce"), "soft 4"))

    assert mailboxes.look_up(MAILBOX) == marked


def test_a_delivery_begins_the_count_anew(
    table: Table, mailboxes: MailboxTable, hear: Hear, clock: MovableClock
) -> None:
    for number in range(SOFT_BOUNCES_IN_A_ROW - 1):
        bounce_softly(table, hear, f"soft {number}")
    assert hear(told("delivery")) is Heard.DELIVERY
    assert mailboxes.look_up(MAILBOX).soft == 0
    bounce_softly(table, hear, "after the delivery")

    mailbox = mailboxes.look_up(MAILBOX)
    assert (mailbox.soft, mailbox.is_reachable(clock())) == (1, True)


def test_an_ordinary_delivery_writes_nothing(table: Table, hear: Hear) -> None:
    assert hear(told("delivery")) is Heard.DELIVERY

    assert table.get(mailbox_key(MAILBOX)) is None
    assert history(table) == []


def test_soft_bounces_are_one_line_of_the_history_a_day(
    table: Table, hear: Hear, clock: MovableClock
) -> None:
    for number in range(3):
        clock.advance(hours=1)
        bounce_softly(table, hear, f"soft {number}")
    clock.advance(days=1)
    bounce_softly(table, hear, "the day after")

    first, second = history(table)
    assert (first.times, first.event.at, first.last_at) == (
        3,
        START + timedelta(hours=1),
        START + timedelta(hours=3),
    )
    assert first.event.reason == "RESET_CODE MailboxFull"
    assert (second.times, second.event.outcome) == (1, "BOUNCED")


def test_a_complaint_leaves_the_mailbox_reachable_and_allows_a_notice_a_day(
    table: Table, mailboxes: MailboxTable, hear: Hear, clock: MovableClock
) -> None:
    hear(told("complaint"))

    mailbox = mailboxes.look_up(MAILBOX)
    assert mailbox == Mailbox(MAILBOX, complained_at=START)
    assert mailbox.is_reachable(clock())
    assert mailbox.may_be_noticed(clock())
    noticed = Update(mailbox_key(MAILBOX), "SET noticedOn = :day", values={":day": "2026-03-09"})
    table.update(noticed)  # as the mailer does
    mailbox = mailboxes.look_up(MAILBOX)
    assert not mailbox.may_be_noticed(clock())
    assert mailbox.may_be_noticed(clock() + timedelta(days=1))
    assert [line.event.reason for line in history(table)] == ["RESET_CODE abuse"]


def test_an_unknown_message_leaves_the_table_as_it_is(
    table: Table, mailboxes: MailboxTable, hear: Hear
) -> None:
    assert hear(told("unknown-message")) is Heard.UNKNOWN_MESSAGE

    unknown = told("unknown-message")["mail"]["messageId"]
    assert table.get(message_key(unknown)) is None
    assert mailboxes.look_up(MAILBOX) == UNTOUCHED
    assert history(table) == []


def test_a_message_swept_between_read_and_write_does_not_come_back(
    table: Table, mailboxes: MailboxTable, hear: Hear, clock: MovableClock
) -> None:
    class SweptMeanwhile(MailboxTable):
        def sent(self, message_id: str) -> SentMail | None:
            found = super().sent(message_id)
            table.transact([Delete(message_key(message_id))])
            return found

    for name in ("permanent-bounce", "transient-bounce", "complaint"):
        send(table)
        MailFeedback(SweptMeanwhile(table), clock).hear(told(name))

    assert table.get(message_key(MESSAGE_ID)) is None
    assert mailboxes.look_up(MAILBOX) == UNTOUCHED


def test_a_mail_of_no_account_has_no_line_in_a_history(
    table: Table, mailboxes: MailboxTable, hear: Hear
) -> None:
    send(table, "no account", account="")
    hear(of_message(told("permanent-bounce"), "no account"))
    hear(of_message(told("transient-bounce"), "no account"))

    assert mailboxes.look_up(MAILBOX).unreachable_since == START
    assert mailboxes.look_up(MAILBOX).soft == 1
    assert HistoryTable(table).lines("") == []


def test_a_delivery_between_the_two_tries_of_the_last_soft_bounce_is_told(
    table: Table, hear: Hear, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is raised: Lambda tries again, and the bounce is then the second of a new row."""
    for number in range(SOFT_BOUNCES_IN_A_ROW - 1):
        bounce_softly(table, hear, f"soft {number}")
    send(table, "the last")
    transact, tries = table.transact, []

    def delivered_after_the_first(writes: Any) -> None:
        tries.append(writes)
        try:
            transact(writes)
        finally:
            if len(tries) == 1:
                hear(told("delivery"))
                bounce_softly(table, hear, "the first of a new row")

    monkeypatch.setattr(table, "transact", delivered_after_the_first)
    with pytest.raises(Overtaken):
        hear(of_message(told("transient-bounce"), "the last"))
    hear(of_message(told("transient-bounce"), "the last"))

    mailbox = MailboxTable(table).look_up(MAILBOX)
    assert (mailbox.soft, mailbox.is_reachable(clock())) == (2, True)
