"""Calls in which the service cannot play a prompt, and the coverage of the flow by all calls."""

import pytest

from tests.phone_calls import NUMBER, PhoneCall, issued, the_hotline
from tests.unit import test_hotline_flow as calls_without_faults

PENDING = issued(notice="EMAIL_PENDING")
REFUSED = {"outcome": "REFUSED"}


@pytest.fixture
def asked() -> PhoneCall:
    """A caller who has chosen 8 and keyed a number."""
    return the_hotline().calls().keys("8", NUMBER)


# (the action whose prompt is lost, the last prompt before it, the first after it)
WAYS_ON = [
    ("wait", "ask-number", "password-intro"),
    ("password-intro", "wait", "groups/012"),
    ("first-group-1", "password-intro", "unavailable"),
    ("first-group-2", "groups/012", "unavailable"),
    ("first-group-3", "groups/345", "unavailable"),
    ("repeat", "groups/678", "groups/012"),
    ("repeat-group-1", "repeat", "again"),
    ("repeat-group-2", "groups/012", "again"),
    ("repeat-group-3", "groups/345", "again"),
    ("again", "groups/678", "validity-10"),
    ("validity", "again", "validity-soon"),
    ("email-pending", "validity-10", "goodbye"),
    ("wait-refusal", "email-pending", "email-refused"),
    ("email-refused", "wait", "goodbye"),
]


@pytest.mark.parametrize(("action", "before", "after"), WAYS_ON)
def test_a_lost_prompt_leaves_the_caller_a_way_on(
    asked: PhoneCall, action: str, before: str, after: str
) -> None:
    asked.prompt_fails(action).function_answers(PENDING).function_answers(REFUSED)
    (asked if action == "again" else asked.stays_silent()).keys("9")
    assert (before, after) in zip(asked.heard, asked.heard[1:], strict=False)
    asked.hears("goodbye")


@pytest.mark.parametrize(
    ("actions", "outcome", "heard"),
    [
        (("mismatch",), "NO_MATCH", ("wait", "mismatch-help", "goodbye")),
        (("mismatch-help",), "NO_MATCH", ("wait", "mismatch", "goodbye")),
        (("blocked",), "BLOCKED", ("wait", "goodbye")),
        (("unavailable",), "UNAVAILABLE", ("wait", "goodbye")),
        (("ask-after-invalid",), "INVALID_INPUT", ("wait", "unavailable", "goodbye")),
        (("validity", "validity-soon"), "ISSUED", ("again", "goodbye")),
        (("goodbye",), "BLOCKED", ("wait", "blocked")),
    ],
)
def test_a_lost_sentence_still_ends_the_call_well(
    asked: PhoneCall, actions: tuple[str, ...], outcome: str, heard: tuple[str, ...]
) -> None:
    asked.prompt_fails(*actions).function_answers(issued() | {"outcome": outcome}).ends()
    assert asked.heard[-len(heard) :] == heard


@pytest.mark.parametrize("lost", [("validity",), ("validity", "validity-soon")])
def test_a_pending_email_is_told_though_the_validity_is_lost(
    asked: PhoneCall, lost: tuple[str, ...]
) -> None:
    asked.prompt_fails(*lost).function_answers(PENDING).hears("again", "email-pending", "goodbye")


def test_a_lost_welcome_leads_to_the_menu(asked: PhoneCall) -> None:
    asked.prompt_fails("welcome").function_answers({"outcome": "BLOCKED"})
    asked.hears_only("menu", "ask-number", "wait", "blocked", "goodbye").ends()


def test_a_lost_menu_is_told_in_its_other_words(asked: PhoneCall) -> None:
    asked.prompt_fails("menu").function_answers({"outcome": "BLOCKED"})
    asked.hears_only("welcome", "menu-again", "ask-number", "wait", "blocked", "goodbye").ends()


@pytest.mark.parametrize(
    ("actions", "before"),
    [
        (("menu", "menu-again"), ("welcome",)),
        (("ask-number",), ("welcome", "menu")),
        (("ask-after-silence",), ("welcome", "menu", "ask-number")),
    ],
)
def test_a_question_that_is_lost_ends_the_call(
    actions: tuple[str, ...], before: tuple[str, ...]
) -> None:
    call = the_hotline().calls().prompt_fails(*actions).keys("8")
    call.hears_only(*before, "unavailable", "goodbye").ends()


def test_a_caller_who_never_chooses_is_let_go_without_the_sentence_too() -> None:
    call = the_hotline().calls().prompt_fails("no-input")
    call.hears_only("welcome", "menu", "menu-again", "goodbye").ends()


def test_a_lost_sentence_about_a_failed_refusal_ends_the_call(asked: PhoneCall) -> None:
    asked.prompt_fails("email-not-refused").stays_silent().keys("9")
    asked.function_answers(PENDING).function_fails().ends()
    assert asked.heard[-3:] == ("email-pending", "wait", "goodbye")


def test_the_calls_of_both_files_take_every_branch_of_the_flow(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = {getattr(item, "originalname", "") for item in request.session.items}
    stories = {*vars(calls_without_faults), *globals()}
    if not {name for name in stories if name.startswith("test_")} <= chosen:
        pytest.skip("the figure is of all calls: run test_hotline_flow*.py whole")
    line, untaken = the_hotline().coverage()
    with capsys.disabled():
        print(f"\n{line}")
    assert untaken == []
