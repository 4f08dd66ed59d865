"""Calls to the hotline, each with a function that answers as the story needs."""

import pytest

from local.telephony.transcript import Answered
from tests.phone_calls import NUMBER, PASSWORD, PhoneCall, issued, the_hotline

IDENTIFIER = {"identifier": "0123456789"}
REFUSAL = {"identifier": "0123456789", "action": "REFUSE_EMAIL"}
GROUPS = ("groups/012", "groups/345", "groups/678")
OPENING = ("welcome", "menu", "ask-number", "wait")
TWO_READINGS = ("password-intro", *GROUPS, "repeat", *GROUPS)
PENDING = issued(notice="EMAIL_PENDING")


@pytest.fixture
def call() -> PhoneCall:
    return the_hotline().calls()


@pytest.fixture
def asked(call: PhoneCall) -> PhoneCall:
    """A caller who has chosen 8 and keyed a number."""
    return call.keys("8", NUMBER)


# The password


def test_a_match_hears_the_password_twice_and_how_long_it_works(asked: PhoneCall) -> None:
    asked.function_answers(issued()).hears_only(
        *OPENING, *TWO_READINGS, "again", "validity-10", "goodbye"
    )
    asked.function_was_sent(IDENTIFIER).ends()


@pytest.mark.parametrize(("extra", "readings"), [(0, 2), (1, 3), (2, 4), (3, 4)])
def test_key_1_reads_again_at_most_twice(asked: PhoneCall, extra: int, readings: int) -> None:
    asked.keys(*["1"] * extra).function_answers(issued()).hears_password(times=readings)
    asked.hears("validity-10", "goodbye").ends()
    assert asked.heard.count("again") == min(extra + 1, 2)


def test_another_key_after_the_readings_reads_again_too(asked: PhoneCall) -> None:
    asked.keys("4").function_answers(issued()).hears_password(times=3).hears("validity-10")


@pytest.mark.parametrize("minutes", ["5", "6", "7", "8", "9", "10"])
def test_each_validity_has_its_sentence(asked: PhoneCall, minutes: str) -> None:
    asked.function_answers(issued(minutes=minutes)).hears(f"validity-{minutes}").ends()
    asked.never_hears("validity-soon")


@pytest.mark.parametrize("minutes", ["4", "11", ""])
def test_a_validity_without_a_sentence_is_told_without_minutes(
    asked: PhoneCall, minutes: str
) -> None:
    asked.function_answers(issued(minutes=minutes)).hears("again", "validity-soon", "goodbye")


def test_a_password_that_is_not_nine_digits_is_not_half_read_as_one(asked: PhoneCall) -> None:
    asked.function_answers(issued("01234567")).hears("unavailable", "goodbye").ends()
    asked.never_hears("repeat", "validity-10")


# The other outcomes


def test_a_mismatch_hears_the_one_sentence_and_the_way_out(asked: PhoneCall) -> None:
    asked.function_answers({"outcome": "NO_MATCH"})
    asked.hears_only(*OPENING, "mismatch", "mismatch-help", "goodbye").ends()


@pytest.mark.parametrize("outcome", ["BLOCKED", "UNAVAILABLE"])
def test_a_refusal_ends_the_call(asked: PhoneCall, outcome: str) -> None:
    asked.function_answers({"outcome": outcome})
    asked.hears_only(*OPENING, outcome.lower(), "goodbye").ends()


@pytest.mark.parametrize(
    "reply",
    [
        None,
        "ISSUED",
        ["ISSUED"],
        {},
        {"outcome": "SOMETHING"},
        {"outcome": 1},
        {"outcome": None},
        {"outcome": {"value": "ISSUED"}},
        issued() | {"more": "x" * 33_000},
        issued() | {"validMinutes": 10},
        {"password": PASSWORD, **{f"group{n}": "012" for n in (1, 2, 3)}},
    ],
)
def test_an_answer_that_connect_does_not_take_is_unavailable(
    asked: PhoneCall, reply: object
) -> None:
    asked.function_answers(reply).hears_no_password()
    asked.hears_only(*OPENING, "unavailable", "goodbye").ends()


def test_a_function_that_fails_is_unavailable(asked: PhoneCall) -> None:
    asked.function_fails().hears_only(*OPENING, "unavailable", "goodbye").ends()


def test_an_answer_after_the_time_limit_is_not_read(asked: PhoneCall) -> None:
    asked.function_takes(7.1, issued()).hears_no_password().hears("unavailable")


def test_an_answer_within_the_time_limit_is_read(asked: PhoneCall) -> None:
    asked.function_takes(7.0, issued()).hears_password()


# Keying


@pytest.mark.parametrize("first", [None, "5"])
def test_the_menu_is_told_once_more(call: PhoneCall, first: str | None) -> None:
    silent_or_wrong = call.keys(first) if first else call.stays_silent()
    silent_or_wrong.keys("8", NUMBER).function_answers(issued())
    call.hears("menu", "menu-again", "ask-number").hears_password()


@pytest.mark.parametrize("second", [None, "5"])
def test_a_caller_who_never_chooses_is_let_go(call: PhoneCall, second: str | None) -> None:
    call.stays_silent()
    call = call.keys(second) if second else call.stays_silent()
    call.hears_only("welcome", "menu", "menu-again", "no-input", "goodbye").ends()


def test_silence_is_asked_again_and_the_function_left_alone(call: PhoneCall) -> None:
    call.keys("8").stays_silent().keys(NUMBER).function_answers(issued())
    call.hears("ask-number", "silence", "wait").hears_password().function_was_sent(IDENTIFIER)


def test_an_invalid_number_is_asked_again(asked: PhoneCall) -> None:
    asked.function_answers({"outcome": "INVALID_INPUT"}).keys("*123456789012#")
    asked.function_answers(issued()).hears("ask-number", "wait", "invalid", "wait")
    asked.hears_password().function_was_sent(IDENTIFIER, {"identifier": "123456789012"})


@pytest.mark.parametrize("tries", ["SSS", "SSI", "SIS", "ISI", "III", "IIS"])
def test_three_tries_count_silence_and_invalid_numbers_together(
    call: PhoneCall, tries: str
) -> None:
    call.keys("8")
    for one in tries:
        if one == "S":
            call.stays_silent()
        else:
            call.keys("123#").function_answers({"outcome": "INVALID_INPUT"})
    call.hears("no-input", "goodbye").hears_no_password().ends()
    questions = {"S": "silence", "I": "invalid"}
    assert [p for p in call.heard if p in questions.values()] == [questions[t] for t in tries[:2]]


# An e-mail that awaits its time


def test_key_9_refuses_a_pending_email(asked: PhoneCall) -> None:
    asked.stays_silent().keys("9").function_answers(PENDING)
    asked.function_answers({"outcome": "REFUSED"})
    asked.hears("validity-10", "email-pending", "wait", "email-refused", "goodbye").ends()
    asked.hears_password().function_was_sent(IDENTIFIER, REFUSAL)


def test_silence_lets_a_pending_email_be(asked: PhoneCall) -> None:
    asked.function_answers(PENDING).hears("email-pending", "goodbye").ends()
    asked.function_was_sent(IDENTIFIER).never_hears("email-refused", "email-not-refused")


def test_a_wrong_key_is_asked_about_the_email_once_more(asked: PhoneCall) -> None:
    asked.stays_silent().keys("6", "6", "6").function_answers(PENDING).function_was_sent(IDENTIFIER)
    asked.hears("email-pending", "email-pending", "goodbye").ends()
    assert asked.heard.count("email-pending") == 2


@pytest.mark.parametrize("reply", [{"outcome": "UNAVAILABLE"}, {"outcome": "ISSUED"}, None])
def test_a_refusal_that_failed_is_told_with_a_way_out(asked: PhoneCall, reply: object) -> None:
    asked.stays_silent().keys("9").function_answers(PENDING).function_answers(reply)
    asked.hears("email-pending", "wait", "email-not-refused", "goodbye").ends()
    asked.hears_password().never_hears("email-refused")


def test_without_a_notice_no_email_is_spoken_of(asked: PhoneCall) -> None:
    asked.function_answers(issued()).never_hears("email-pending")


# What is kept of a call


def test_the_transcript_masks_the_password_except_where_it_is_heard(asked: PhoneCall) -> None:
    asked.function_answers(issued())
    answers = [line for line in asked.transcript.lines if isinstance(line, Answered)]
    assert [set(PASSWORD) & set("".join(a.reply.values())) for a in answers] == [{"0", "1"}]
    assert {answers[0].reply[f"group{n}"] for n in (1, 2, 3)} == {"•••"}


def test_both_invocations_of_a_call_are_one_contact(asked: PhoneCall) -> None:
    asked.stays_silent().keys("9").function_answers(PENDING).function_fails()
    first, second = (line.event["Details"]["ContactData"] for line in asked.transcript.asked)
    assert first == second
    assert first["CustomerEndpoint"] == {"Address": "+84912345678", "Type": "TELEPHONE_NUMBER"}
    assert first["Attributes"] == {}


def test_a_withheld_number_reaches_the_function_as_none() -> None:
    call = (
        the_hotline().calls("withheld").keys("8", NUMBER).function_answers({"outcome": "NO_MATCH"})
    )
    (asked,) = call.transcript.asked
    assert asked.event["Details"]["ContactData"]["CustomerEndpoint"] is None
