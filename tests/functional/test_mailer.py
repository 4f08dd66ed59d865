"""Who is mailed a code and who a notice, on a real table (moto), and what is kept of it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from tests.clock import START, MovableClock
from tests.functional.mail_room import LINK, MailRoom, token_of
from tests.functional.reset_desk import ID, PIN, PORTAL
from tests.people import AN, BINH, CLOSED, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.keys import mailbox_key, message_key, reset_key, token_key
from vssid_recovery.adapters.table.mailboxes import MailboxTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Put
from vssid_recovery.email_addresses import compared
from vssid_recovery.mail_feedback import MailFeedback
from vssid_recovery.mailing import token_hash
from vssid_recovery.model import Event
from vssid_recovery.reset_ports import CodeLimits, RequestLimits

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def room(table: Table, secret: RootSecret, clock: MovableClock) -> MailRoom:
    return MailRoom(table, secret, clock)


def mailbox_of(room: MailRoom, address: str = AN.email) -> str:
    return room.secret.subject("mailbox", compared(address))


def ask_without_limits(room: MailRoom, codes: CodeLimits | None = None) -> None:
    """So that a limit of the mailer's own can be seen."""
    rules = replace(
        room.rules, requests=RequestLimits(1, 999, 999), codes=codes or room.rules.codes
    )
    room.resets = replace(room.resets, rules=rules)


# ------------------------------------------------------------------ the code


@pytest.mark.parametrize("identifier", [ID, PIN, f"DN401{ID}"])
def test_a_code_goes_to_the_stored_address_and_works(room: MailRoom, identifier: str) -> None:
    asked = room.ask(identifier, AN.email.upper())

    [mail] = room.deliver()

    assert (mail.to, mail.purpose) == (AN.email, "RESET_CODE")
    assert mail.fields == {
        "code": "10000001",
        "asked_at": START,
        "expires_at": START + timedelta(minutes=15),
        "link": f"{PORTAL}/reset.html#reset={asked.reset_id}&code=10000001",
        "refuse_link": f"{LINK}made-up-token-00000001",
    }
    room.resets.confirm(asked.reset_id, "10000001", "mèo tím gõ bàn phím")
    assert room.works("mèo tím gõ bàn phím")


def test_a_sent_mail_is_owed_no_more_known_to_feedback_and_in_the_history(room: MailRoom) -> None:
    room.ask()
    [mail_id] = room.owed()
    room.deliver()

    assert room.owed() == []
    item = room.mail(mail_id)
    assert (item["outcome"], "owed" in item, "claimedUntil" in item) == ("SENT", False, False)
    assert room.item(message_key("message-1")).items() >= {
        ("purpose", "RESET_CODE"), ("account", ID), ("mailbox", mailbox_of(room)),
    }  # fmt: skip
    assert room.events() == ["MAIL SENT RESET_CODE"]


def test_the_code_is_bound_to_the_account_as_it_is_and_kept_as_argon2id(room: MailRoom) -> None:
    asked = room.ask()
    register(room.table, replace(AN, version=7))
    room.deliver()

    item = room.item(reset_key(asked.reset_id))
    assert (item["number"], item["version"], item["mailedTo"]) == (ID, 7, AN.email)
    assert item["code"]["phc"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("identifier", "email", "changes"),
    [
        ("9999999999", AN.email, {}),  # nobody's number
        ("999999999999", AN.email, {}),
        (ID, "binh@thu.example", {}),  # a wrong pair
        (CLOSED.social_insurance_number, CLOSED.email, {}),
        (BINH.social_insurance_number, AN.email, {}),  # no address
        (ID, AN.email, {"email_confirmed_on": None}),
    ],
)
def test_nobody_else_is_mailed_a_code(
    room: MailRoom, identifier: str, email: str, changes: dict[str, Any]
) -> None:
    room.change_account(**changes)
    room.ask(identifier, email)

    assert room.deliver() == []
    assert room.owed() == []


def set_account(room: MailRoom, attribute: str, value: Any) -> None:
    item = room.item({"pk": f"ACCOUNT#{ID}", "sk": "ACCOUNT"})
    room.table.transact([Put({**item, attribute: value})])


def test_a_pending_address_gets_no_code_before_its_time_and_the_old_one_none_after(
    room: MailRoom,
) -> None:
    pending = {
        "address": "new@thu.example",
        "activeFrom": "2026-03-09T03:00:00.000000Z",
        "declarationId": "d-1",
    }
    set_account(room, "pendingEmail", pending)
    room.ask(ID, "new@thu.example")
    assert room.deliver() == []
    room.clock.advance(minutes=45)

    room.ask(ID, AN.email)
    assert room.deliver() == []
    room.clock.advance(minutes=1)
    room.ask(ID, "new@thu.example")
    assert [mail.to for mail in room.deliver()] == ["new@thu.example"]


def test_a_way_that_a_refusal_closed_gets_no_code_until_its_time(room: MailRoom) -> None:
    set_account(room, "emailClosedUntil", "2026-03-09T02:20:00.000000Z")
    room.ask()
    assert room.deliver() == []

    room.clock.advance(minutes=5)
    room.ask()
    assert len(room.deliver()) == 1


def test_of_two_requests_only_the_newer_is_mailed(room: MailRoom) -> None:
    room.ask()
    room.clock.advance(seconds=60)
    newer = room.ask()

    [mail] = room.deliver()

    assert newer.reset_id in mail.fields["link"]
    assert room.owed() == []


def test_what_is_sent_to_nobody_is_one_event_a_day_of_a_found_account(room: MailRoom) -> None:
    ask_without_limits(room)
    for _ in range(4):
        room.ask(ID, "binh@thu.example")
        room.deliver()
        room.clock.advance(seconds=1)
    room.ask("9999999999", AN.email)
    room.deliver()

    [event] = room.table.query(f"ACCOUNT#{ID}", "EVENT#")
    assert (event["kind"], event["outcome"], event["times"]) == ("MAIL", "NO_MATCH", 4)
    assert room.events("9999999999") == []


def test_an_account_is_sent_six_codes_a_day_over_all_pairs(room: MailRoom) -> None:
    ask_without_limits(room)
    sent = []
    for turn in range(8):
        room.ask([ID, PIN][turn % 2])
        sent.append(len(room.deliver()))
        room.clock.advance(seconds=1)

    assert sent == [1, 1, 1, 1, 1, 1, 0, 0]
    assert room.events().count("MAIL LIMITED RESET_CODE") == 1
    room.clock.advance(days=1)
    room.ask()
    assert len(room.deliver()) == 1


def test_a_pair_that_guessed_a_hundred_times_in_a_row_is_mailed_no_more(room: MailRoom) -> None:
    ask_without_limits(room, CodeLimits(50, 999, 100))
    for _ in range(2):
        reset = room.open()
        for _ in range(50):
            room.guess(reset.reset_id)
        room.clock.advance(seconds=1)
    room.ask()

    assert room.deliver() == []


@pytest.mark.parametrize(("seconds", "sent"), [(899, 1), (900, 0), (901, 0)])
def test_a_request_whose_time_is_over_is_closed_and_not_mailed(
    room: MailRoom, seconds: int, sent: int
) -> None:
    room.ask()
    [mail_id] = room.owed()
    room.clock.advance(seconds=seconds)

    assert len(room.deliver()) == sent
    assert room.owed() == []
    assert room.mail(mail_id)["outcome"] == ("SENT" if sent else "EXPIRED")


# ------------------------------------------------------------------ notices


@pytest.mark.parametrize(
    "purpose",
    ["TEMPORARY_PASSWORD_ISSUED", "PASSWORD_CHANGED", "PHONE_REPLACED"],
)
def test_a_notice_goes_to_the_address_in_force_with_a_token(room: MailRoom, purpose: str) -> None:
    room.owe(purpose)

    [mail] = room.deliver()

    assert (mail.to, mail.purpose) == (AN.email, purpose)
    assert mail.fields.keys() == {"at", "refuse_link"}
    assert mail.fields["at"] == START


def test_a_notice_of_an_address_that_was_replaced_goes_to_it(room: MailRoom) -> None:
    room.owe("EMAIL_REPLACED", address="old@thu.example")

    assert [mail.to for mail in room.deliver()] == ["old@thu.example"]


def test_the_mail_about_a_refusal_carries_no_token(room: MailRoom) -> None:
    room.owe("REFUSAL_RECORDED", about="RESET_CODE")

    [mail] = room.deliver()

    assert mail.fields == {"at": START, "what": "RESET_CODE"}


def test_a_notice_to_nobodys_address_is_closed(room: MailRoom) -> None:
    mails = [
        room.owe("PASSWORD_CHANGED", number=BINH.social_insurance_number),
        room.owe("PASSWORD_CHANGED", number="9999999999"),
    ]

    assert room.deliver() == []
    assert [room.mail(mail)["outcome"] for mail in mails] == ["NO_ADDRESS"] * 2
    assert room.owed() == []


def test_a_closed_account_is_still_noticed(room: MailRoom) -> None:
    room.owe("PASSWORD_CHANGED", number=CLOSED.social_insurance_number)

    assert len(room.deliver()) == 1


def test_two_mails_of_one_moment_are_two_lines_of_history(room: MailRoom) -> None:
    room.owe("PASSWORD_CHANGED")
    room.owe("PHONE_REPLACED")
    room.deliver()

    assert sorted(room.events()) == ["MAIL SENT PASSWORD_CHANGED", "MAIL SENT PHONE_REPLACED"]


# ------------------------------------------------------------------ tokens


def test_a_token_is_kept_hashed_for_ten_days_and_names_no_address(room: MailRoom) -> None:
    room.owe("PASSWORD_CHANGED", about="2026-03-09T02:15:00+00:00")
    token = token_of(room.deliver()[0])

    item = room.item(token_key(token_hash(token)))
    assert item["expiresAt"] == "2026-03-19T02:15:00.000000Z"
    assert item["ttl"] == int((START + timedelta(days=10)).timestamp())
    assert item["mailbox"] == mailbox_of(room)
    assert AN.email not in repr(item)


def test_nothing_secret_is_at_rest(room: MailRoom, dynamodb: "DynamoDBClient") -> None:
    code = room.open().code
    room.owe("PASSWORD_CHANGED")
    tokens = [token_of(mail) for mail in [*room.deliver(), *room.post.sent]]

    everything = repr(dynamodb.scan(TableName="recovery")["Items"])
    assert code not in everything
    assert not any(token in everything for token in tokens)


# ------------------------------------------------------------------ mailboxes


def feedback(room: MailRoom, kind: str, message: str) -> None:
    told = {
        "bounce": {"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}},
        "complaint": {"eventType": "Complaint", "complaint": {}},
    }[kind]
    heard = MailFeedback(MailboxTable(room.table), room.clock).hear(
        told | {"mail": {"messageId": message}}
    )
    assert not heard.is_ignored


def test_a_mailbox_that_refused_for_good_gets_nothing_for_thirty_days(room: MailRoom) -> None:
    room.ask()
    room.deliver()
    feedback(room, "bounce", "message-1")
    room.clock.advance(minutes=1)
    room.ask()
    room.owe("PASSWORD_CHANGED")

    assert room.deliver() == []
    [event] = [e for e in room.table.query(f"ACCOUNT#{ID}", "EVENT#") if "UNREACH" in e["outcome"]]
    assert event["times"] == 2
    room.clock.advance(days=30)
    room.ask()
    assert len(room.deliver()) == 1


def test_after_a_complaint_there_is_one_notice_a_day_and_every_code(room: MailRoom) -> None:
    room.owe("PASSWORD_CHANGED")
    room.deliver()
    feedback(room, "complaint", "message-1")
    days = []
    for _ in range(2):
        for _ in range(3):
            room.clock.advance(minutes=1)
            room.owe("PASSWORD_CHANGED")
        room.ask()
        days.append(sorted(mail.purpose for mail in room.deliver()))
        room.clock.advance(days=1)

    assert days == [["PASSWORD_CHANGED", "RESET_CODE"]] * 2
    assert room.owed() == []
    assert room.events().count("MAIL TOLD_TODAY PASSWORD_CHANGED") == 2


def test_nothing_is_kept_of_a_mailbox_that_never_complained(room: MailRoom) -> None:
    room.owe("PASSWORD_CHANGED")
    room.deliver()

    assert room.item(mailbox_key(mailbox_of(room))) == {}


def test_a_mail_that_was_ended_is_not_ended_again(room: MailRoom) -> None:
    room.ask()
    [mail_id] = room.owed()
    mail = room.store.claim(mail_id, START, START, None)
    assert mail is not None
    room.deliver()

    room.store.close(mail, "LIMITED", ID, Event(START, "MAIL", "LIMITED", "EMAIL", "mailer"))

    assert room.mail(mail_id)["outcome"] == "SENT"
    assert room.events() == ["MAIL SENT RESET_CODE"]
