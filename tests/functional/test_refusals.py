"""«This was not me» on a real table (moto): for each notice the owner ends up better off."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.mail_room import SPOKEN, MailRoom, Meddled, token_of
from tests.functional.reset_desk import ID, NEW, OLD, Mail, Open
from tests.people import AN
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import addresses_set
from vssid_recovery.adapters.table.keys import account_key
from vssid_recovery.adapters.table.refusals import RefusalTable
from vssid_recovery.adapters.table.register import RegisterTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Put
from vssid_recovery.credentials import Result
from vssid_recovery.errors import InvalidCode, InvalidCredentials, InvalidToken, Unavailable
from vssid_recovery.hotline import Outcome
from vssid_recovery.model import PendingEmail
from vssid_recovery.notices import RECEIPT
from vssid_recovery.register import Register
from vssid_recovery.register_rows import RegisterRow

THIEFS = "kẻ trộm gõ 8 cửa đêm mưa"
OTHER = "thuyền thúng chở 9 con voi"
ANOTHER = "trăng khuyết treo ngọn tre 6"
THIEFS_PHONE, THIEFS_EMAIL = "+84900000001", "thief@thu.example"
DAY = timedelta(hours=24)


@pytest.fixture
def room(table: Table, secret: RootSecret, clock: MovableClock) -> MailRoom:
    return MailRoom(table, secret, clock)


def issued(room: MailRoom, digits: str = SPOKEN) -> Mail:
    """A password is read out; the notice of it."""
    assert room.call(digits) is Outcome.ISSUED
    return room.told("TEMPORARY_PASSWORD_ISSUED")


def asked(room: MailRoom) -> tuple[Open, Mail]:
    """A code is asked for; the reset, and the mail with the code."""
    room.clock.advance(minutes=1)
    asked = room.ask()
    mail = room.told("RESET_CODE")
    return Open(asked.reset_id, mail.fields["code"]), mail


def changed(room: MailRoom, current: str, new: str) -> Mail:
    """The password is changed; the notice of it."""
    room.choose(current, new)
    return room.told("PASSWORD_CHANGED")


def replaced(room: MailRoom, **changes: Any) -> Mail:
    """An operator replaces phone or e-mail by the register; the notice of it."""
    room.clock.advance(seconds=1)
    register = Register(RegisterTable(room.table), room.secret, room.clock, "chi Tam", True)
    row = RegisterRow(2, replace(room.account(), password=None, temporary=None, **changes), "")
    [result] = register.load([row])
    assert result.outcome == "REPLACED"
    [mail] = room.deliver()
    return mail


def hotline_is_open(room: MailRoom) -> bool:
    return room.call() is Outcome.ISSUED


def email_is_open(room: MailRoom) -> bool:
    room.clock.advance(minutes=1)
    room.ask()
    return any(mail.purpose == "RESET_CODE" for mail in room.deliver())


def is_temporary(room: MailRoom, digits: str = SPOKEN) -> bool:
    return room.credentials.check(ID, digits).result is Result.CHANGE_REQUIRED


def undone(room: MailRoom) -> None:
    """The thief's password is dead and his sessions are over."""
    assert not room.works(THIEFS)
    assert room.account().password is None
    assert room.account().sessions_valid_from == room.clock()


def refusals_told(room: MailRoom) -> list[str]:
    return [event for event in room.events() if event.startswith("REFUSAL")]


# ------------------------------------------------------------------ a temporary password


def test_an_unused_temporary_password_dies_and_the_chosen_one_stands(room: MailRoom) -> None:
    notice = issued(room)

    room.refuse(notice)

    assert not is_temporary(room)
    assert room.works(OLD)
    assert not hotline_is_open(room)
    assert email_is_open(room)
    assert refusals_told(room) == ["REFUSAL TEMPORARY_PASSWORD_ISSUED "]


def test_a_presented_temporary_password_cannot_be_chosen_with(room: MailRoom) -> None:
    notice = issued(room)
    assert is_temporary(room)

    room.refuse(notice)

    with pytest.raises(InvalidCredentials):
        room.choose(SPOKEN, THIEFS)
    assert room.works(OLD)


def test_a_password_chosen_with_it_dies_and_the_owner_recovers_by_email(room: MailRoom) -> None:
    notice = issued(room)
    changed(room, SPOKEN, THIEFS)

    room.refuse(notice)

    undone(room)
    assert not hotline_is_open(room)
    reset, _ = asked(room)
    room.confirm(reset, new=NEW)
    assert room.works(NEW)


def test_changing_the_password_once_more_does_not_save_the_thief(room: MailRoom) -> None:
    notice = issued(room)
    changed(room, SPOKEN, THIEFS)
    changed(room, THIEFS, OTHER)
    changed(room, OTHER, ANOTHER)

    room.refuse(notice)

    assert not room.works(ANOTHER)
    assert room.account().password is None
    assert not hotline_is_open(room)


def test_a_temporary_password_issued_since_dies_with_the_way_it_came_by(room: MailRoom) -> None:
    notice = issued(room, "111222333")
    issued(room, "444555666")

    room.refuse(notice)

    assert not is_temporary(room, "444555666")


def test_a_password_recovered_since_by_email_stays(room: MailRoom) -> None:
    notice = issued(room)
    changed(room, SPOKEN, THIEFS)
    reset, _ = asked(room)
    room.confirm(reset, new=NEW)
    since = room.account().sessions_valid_from

    room.refuse(notice)

    assert room.works(NEW)
    assert room.account().sessions_valid_from == since
    assert not hotline_is_open(room)


def test_a_password_recovered_by_a_later_call_is_another_notices_business(room: MailRoom) -> None:
    notice = issued(room)
    changed(room, SPOKEN, THIEFS)
    issued(room, "444555666")
    changed(room, "444555666", NEW)

    room.refuse(notice)

    assert room.works(NEW)


# ------------------------------------------------------------------ a code


def test_an_unused_code_dies_and_the_chosen_password_stands(room: MailRoom) -> None:
    reset, mail = asked(room)

    room.refuse(mail)

    with pytest.raises(InvalidCode):
        room.confirm(reset)
    assert room.works(OLD)
    assert not email_is_open(room)
    assert hotline_is_open(room)


def test_a_code_stays_dead_after_the_way_is_open_again(room: MailRoom) -> None:
    reset, mail = asked(room)
    room.refuse(mail)

    room.change_account(email_closed_until=room.clock())

    with pytest.raises(InvalidCode):
        room.confirm(reset)


def test_a_password_chosen_with_the_code_dies_and_the_owner_recovers_by_phone(
    room: MailRoom,
) -> None:
    reset, mail = asked(room)
    room.confirm(reset, new=THIEFS)

    room.refuse(mail)

    undone(room)
    assert not email_is_open(room)
    assert hotline_is_open(room)
    room.choose(SPOKEN, NEW)
    assert room.works(NEW)


def test_refusing_a_code_leaves_the_password_just_read_out(room: MailRoom) -> None:
    _, mail = asked(room)
    room.call()

    room.refuse(mail)

    assert is_temporary(room)
    room.choose(SPOKEN, NEW)


def test_refusing_a_temporary_password_leaves_the_code_just_mailed(room: MailRoom) -> None:
    notice = issued(room)
    reset, _ = asked(room)

    room.refuse(notice)

    room.confirm(reset, new=NEW)


# ------------------------------------------------------------------ a changed password


def test_a_password_changed_by_phone_dies_with_the_open_codes_and_closes_the_hotline(
    room: MailRoom,
) -> None:
    issued(room)
    room.choose(SPOKEN, THIEFS)
    notice = room.told("PASSWORD_CHANGED")
    reset, _ = asked(room)
    issued(room, "444555666")

    room.refuse(notice)

    assert room.told(RECEIPT).fields["what"] == "PASSWORD_BY_PHONE"
    undone(room)
    assert not is_temporary(room, "444555666")
    with pytest.raises(InvalidCode):
        room.confirm(reset)
    assert not hotline_is_open(room)
    assert email_is_open(room)


def test_a_password_changed_by_email_dies_and_closes_that_way(room: MailRoom) -> None:
    reset, _ = asked(room)
    room.confirm(reset, new=THIEFS)
    notice = room.told("PASSWORD_CHANGED")

    room.refuse(notice)

    assert room.told(RECEIPT).fields["what"] == "PASSWORD_BY_EMAIL"
    undone(room)
    assert not email_is_open(room)
    assert hotline_is_open(room)


def test_a_password_changed_with_the_current_one_dies_and_closes_nothing(room: MailRoom) -> None:
    notice = changed(room, OLD, THIEFS)

    room.refuse(notice)

    assert room.told(RECEIPT).fields["what"] == "PASSWORD_CHANGED"
    undone(room)
    assert hotline_is_open(room)
    assert email_is_open(room)


def test_the_thiefs_second_change_does_not_outlive_the_refusal_of_his_first(
    room: MailRoom,
) -> None:
    notice = changed(room, OLD, THIEFS)
    changed(room, THIEFS, OTHER)

    room.refuse(notice)

    assert not room.works(OTHER)
    assert room.account().password is None


def test_an_account_closed_and_opened_again_keeps_no_refused_password(room: MailRoom) -> None:
    notice = changed(room, OLD, THIEFS)
    room.change_account(sessions_valid_from=room.clock() + timedelta(seconds=1))

    room.refuse(notice)

    assert not room.works(THIEFS)


@pytest.mark.parametrize("way", ["hotline", "email"])
def test_an_old_notice_changes_nothing_once_the_owner_has_recovered(
    room: MailRoom, way: str
) -> None:
    notice = changed(room, OLD, THIEFS)
    if way == "hotline":
        room.call()
        room.choose(SPOKEN, NEW)
    else:
        reset, _ = asked(room)
        room.confirm(reset, new=NEW)
    before = room.account()

    room.refuse(notice)

    assert room.works(NEW)
    assert room.account() == before
    assert hotline_is_open(room)
    assert email_is_open(room)


def test_the_dead_passwords_owner_may_refuse_again_without_harm(room: MailRoom) -> None:
    first, second = changed(room, OLD, THIEFS), changed(room, THIEFS, OTHER)
    room.refuse(first)
    before = room.account()

    room.refuse(second)

    assert room.account() == before


# ------------------------------------------------------------------ a replaced address


def test_the_address_that_took_its_place_stops_recovering(room: MailRoom) -> None:
    notice = replaced(room, email=THIEFS_EMAIL)
    assert notice.to == AN.email

    room.refuse(notice)

    room.clock.now += DAY
    room.ask(ID, THIEFS_EMAIL)
    assert [mail.purpose for mail in room.deliver()] == ["REFUSAL_RECORDED"]
    assert hotline_is_open(room)
    assert room.works(OLD)


def test_a_password_recovered_through_the_new_address_dies_too(room: MailRoom) -> None:
    notice = replaced(room, email=THIEFS_EMAIL)
    asked = room.ask(ID, THIEFS_EMAIL)
    code = room.told("RESET_CODE").fields["code"]
    room.clock.advance(seconds=1)
    room.confirm(Open(asked.reset_id, code), new=THIEFS)

    room.refuse(notice)

    undone(room)
    assert hotline_is_open(room)


def test_a_code_on_its_way_to_the_new_address_is_dead(room: MailRoom) -> None:
    notice = replaced(room, email=THIEFS_EMAIL)
    asked = room.ask(ID, THIEFS_EMAIL)
    code = room.told("RESET_CODE").fields["code"]

    room.refuse(notice)

    with pytest.raises(InvalidCode):
        room.confirm(Open(asked.reset_id, code))


def test_a_password_recovered_by_phone_stays_when_an_address_is_refused(room: MailRoom) -> None:
    notice = replaced(room, email=THIEFS_EMAIL)
    room.call()
    room.choose(SPOKEN, NEW)

    room.refuse(notice)

    assert room.works(NEW)


def test_the_refused_address_hears_of_it(room: MailRoom) -> None:
    """Whoever refuses may be a thief in the old mailbox."""
    room.refuse(replaced(room, email="new@thu.example"))

    [receipt] = room.deliver()
    assert (receipt.to, receipt.fields["what"]) == ("new@thu.example", "EMAIL_REPLACED")


def test_replacing_the_address_twice_does_not_save_the_thief(room: MailRoom) -> None:
    notice = replaced(room, email=THIEFS_EMAIL)
    replaced(room, email="second@thu.example")

    room.refuse(notice)

    assert room.account().recovery_email(room.clock()) == ""


def test_an_address_that_is_in_force_again_is_left_alone(room: MailRoom) -> None:
    notice = replaced(room, email=THIEFS_EMAIL)
    replaced(room, email=AN.email)
    before = room.account()

    room.refuse(notice)

    assert room.account() == before
    assert email_is_open(room)


def pending(room: MailRoom, active_in: timedelta) -> None:
    """A confirmed new address that counts from then on."""
    active_from = (room.clock() + active_in).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told = {"address": THIEFS_EMAIL, "activeFrom": active_from, "declarationId": "d-1"}
    item = room.item(account_key(ID))
    room.table.transact([Put({**item, "pendingEmail": told})])


def test_a_pending_address_never_comes_into_force(room: MailRoom) -> None:
    pending(room, timedelta(hours=1))
    room.owe("EMAIL_REPLACED", address=AN.email)

    room.refuse(room.told("EMAIL_REPLACED"))

    assert [receipt.to for receipt in room.deliver()] == [THIEFS_EMAIL]
    room.clock.advance(hours=2)
    assert room.account().recovery_email(room.clock()) == AN.email
    assert email_is_open(room)


def test_a_third_address_that_waits_does_not_save_the_second(room: MailRoom) -> None:
    notice = replaced(room, email="second@thu.example")
    pending(room, timedelta(hours=1))

    room.refuse(notice)

    room.deliver()
    assert room.account().recovery_email(room.clock()) == ""
    assert room.account().pending_email is None


def test_an_address_in_force_by_the_clock_gives_way_to_the_one_before(room: MailRoom) -> None:
    pending(room, timedelta())
    room.owe("EMAIL_REPLACED", address=AN.email)

    room.refuse(room.told("EMAIL_REPLACED"))

    assert room.account().recovery_email(room.clock()) == AN.email
    room.deliver()
    assert not email_is_open(room)
    room.clock.now += DAY
    assert email_is_open(room)


# ------------------------------------------------------------------ a replaced phone


def test_the_new_phone_is_read_no_password_for_a_day(room: MailRoom) -> None:
    notice = replaced(room, phone=THIEFS_PHONE)
    assert room.call(phone=THIEFS_PHONE) is Outcome.ISSUED

    room.refuse(notice)

    assert not is_temporary(room)
    assert room.call(phone=THIEFS_PHONE) is Outcome.BLOCKED
    assert email_is_open(room)
    assert room.works(OLD)


def test_a_password_that_the_new_phone_heard_and_changed_dies(room: MailRoom) -> None:
    notice = replaced(room, phone=THIEFS_PHONE)
    room.call(phone=THIEFS_PHONE)
    room.choose(SPOKEN, THIEFS)

    room.refuse(notice)

    undone(room)


@pytest.mark.parametrize("way", ["by the old phone", "by e-mail", "never"])
def test_a_password_that_came_otherwise_stays_when_a_phone_is_refused(
    room: MailRoom, way: str
) -> None:
    if way == "by the old phone":
        room.call()
        room.choose(SPOKEN, NEW)
        room.deliver()
    notice = replaced(room, phone=THIEFS_PHONE)
    if way == "by e-mail":
        reset, _ = asked(room)
        room.confirm(reset, new=NEW)

    room.refuse(notice)

    assert room.works(OLD if way == "never" else NEW)


# ------------------------------------------------------------------ how long


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, False), (0, True), (1, True)])
def test_the_hotline_is_closed_for_24_hours_exactly(
    room: MailRoom, seconds: int, is_open: bool
) -> None:
    room.refuse(issued(room))
    # `call` itself takes a millisecond.
    room.clock.now += DAY + timedelta(seconds=seconds, milliseconds=-1)

    assert hotline_is_open(room) is is_open


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, False), (0, True), (1, True)])
def test_the_email_way_is_closed_for_24_hours_exactly(
    room: MailRoom, seconds: int, is_open: bool
) -> None:
    room.refuse(asked(room)[1])
    # `email_is_open` itself takes a minute.
    room.clock.now += DAY + timedelta(seconds=seconds, minutes=-1)

    assert email_is_open(room) is is_open


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, False), (1, False)])
def test_a_token_is_good_for_ten_days(room: MailRoom, seconds: int, works: bool) -> None:
    notice = issued(room)
    # `refuse` itself takes a second.
    room.clock.now += timedelta(days=10, seconds=seconds - 1)

    if works:
        room.refuse(notice)
        assert len(refusals_told(room)) == 1
    else:
        with pytest.raises(InvalidToken):
            room.refuse(notice)
        assert refusals_told(room) == []


@pytest.mark.parametrize(
    "token",
    ["", "x", "made-up-token-99999999", "m" * 21, "m" * 23, "m" * 5000, "é" * 22, "\udcff" * 22,
     "made-up-token-0000000 ", "made-up-token-0000000\n", "made_up/token+00000000"],
)  # fmt: skip
def test_a_token_that_nobody_got_is_one_answer(room: MailRoom, token: str) -> None:
    issued(room)

    with pytest.raises(InvalidToken):
        room.refusals.refuse(token)
    assert refusals_told(room) == []


# ------------------------------------------------------------------ once, and at once


def test_a_second_use_changes_nothing(room: MailRoom) -> None:
    notice = changed(room, OLD, THIEFS)
    room.refuse(notice)
    room.call()
    room.choose(SPOKEN, NEW)
    before = room.account()

    room.refuse(notice)

    assert room.account() == before
    assert room.works(NEW)
    assert len(refusals_told(room)) == 1


def test_two_tokens_of_one_mail_count_once(room: MailRoom) -> None:
    room.call()
    [mail_id] = room.owed()
    room.post.faults, room.post.takes = [Unavailable("mail: ReadTimeoutError")], True
    with pytest.raises(Unavailable):
        room.mailer.ring(mail_id)
    room.mailer.deliver(mail_id)
    first, second = room.post.sent
    assert token_of(first) != token_of(second)

    room.refuse(second)
    room.clock.now += DAY
    assert hotline_is_open(room)
    before = room.account()
    room.refuse(first)

    assert room.account() == before
    assert len(refusals_told(room)) == 1


def test_a_refusal_tells_without_a_token(room: MailRoom) -> None:
    room.refuse(issued(room))

    [receipt] = room.deliver()
    assert (receipt.to, receipt.purpose) == (AN.email, "REFUSAL_RECORDED")
    assert receipt.fields == {"at": room.clock(), "what": "TEMPORARY_PASSWORD_ISSUED"}


def test_a_refusal_in_whose_way_another_change_comes_is_decided_anew(room: MailRoom) -> None:
    """The thief chooses a password between the refusal's read and its write."""
    notice = issued(room)
    store: Any = Meddled(RefusalTable(room.table), "refuse", lambda: room.choose(SPOKEN, THIEFS))

    replace(room.refusals, store=store).refuse(token_of(notice))

    assert not room.works(THIEFS)
    assert room.account().password is None


def test_an_address_that_comes_between_is_ended_with_the_one_that_was_read(room: MailRoom) -> None:
    notice = replaced(room, email="new@thu.example")
    account = room.account()
    waiting = PendingEmail("third@thu.example", room.clock() + DAY, "d-1")
    confirmed = partial(
        room.table.update, addresses_set(account, replace(account, pending_email=waiting))
    )
    store: Any = Meddled(RefusalTable(room.table), "refuse", confirmed)

    replace(room.refusals, store=store).refuse(token_of(notice))

    assert room.account().pending_email is None
    assert room.account().email_confirmed_on is None


def test_two_refusals_of_one_notice_at_once_count_once(room: MailRoom) -> None:
    token = token_of(changed(room, OLD, THIEFS))
    store: Any = Meddled(RefusalTable(room.table), "refuse", lambda: room.refusals.refuse(token))

    replace(room.refusals, store=store).refuse(token)

    assert len(refusals_told(room)) == 1
    assert room.account().version == AN.version + 2


def test_a_code_confirmed_while_the_way_is_being_closed_changes_nothing(room: MailRoom) -> None:
    """A code by another number of the person: another pair, the same mailbox."""
    _, mail = asked(room)
    other = room.ask(AN.personal_identification_number)
    code = room.told("RESET_CODE").fields["code"]
    store: Any = Meddled(room.resets.store, "choose", lambda: room.refuse(mail))

    with pytest.raises(InvalidCode):
        replace(room.resets, store=store).confirm(other.reset_id, code, NEW)
    assert room.works(OLD)


def test_an_account_that_keeps_changing_is_unavailable(room: MailRoom) -> None:
    notice = issued(room)

    class Restless(RefusalTable):
        def refuse(self, *given: Any, **named: Any) -> None:
            room.change_account(version=room.account().version + 1)
            super().refuse(*given, **named)

    store = Restless(room.table)
    with pytest.raises(Unavailable):
        replace(room.refusals, store=store).refuse(token_of(notice))
    assert refusals_told(room) == []


def test_a_token_of_a_person_who_is_gone_is_used_in_vain(room: MailRoom) -> None:
    notice = issued(room)
    lost = replace(room.refusals, store=Nobody(room.table))

    lost.refuse(token_of(notice))

    assert refusals_told(room) == []


class Nobody(RefusalTable):
    def account(self, number: str) -> None:
        return None
