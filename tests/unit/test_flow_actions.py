"""Single blocks of the simulator: the keys that are kept, the end of a loop, the reply taken."""

from typing import Any

import pytest

from local.telephony.call import CallCannotRun, place_call
from local.telephony.contact_flow import Action, Condition, ContactFlow
from local.telephony.flow_actions import ReplyRefused, keyed_number, string_map
from local.telephony.prompts import Prompts, spoken_digits

NO_PROMPTS = Prompts({})


def store_form(disable_cancel: str = "False", terminator: str = "#") -> dict[str, Any]:
    return {
        "InputValidation": {"CustomValidation": {"MaximumLength": "15"}},
        "DTMFConfiguration": {
            "InputTerminationSequence": terminator,
            "DisableCancelKey": disable_cancel,
        },
    }


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ("0123456789#", "0123456789"),
        ("012345678901#", "012345678901"),
        ("0123456789", "0123456789"),
        ("0123456789#55", "0123456789"),
        ("99*0123456789#", "0123456789"),
        ("012345678901234#", "012345678901234"),
        ("0123456789012345", "012345678901234"),
        ("#", ""),
        ("", "Timeout"),
        ("12*", "Timeout"),
    ],
)
def test_what_the_store_form_keeps(keys: str, kept: str) -> None:
    assert keyed_number(keys, store_form()) == kept


def test_a_star_is_kept_where_the_cancel_key_is_disabled() -> None:
    assert keyed_number("1*2#", store_form(disable_cancel="True")) == "1*2"


def test_a_terminator_may_have_two_keys() -> None:
    assert keyed_number("12#3##", store_form(terminator="##")) == "12#3"


def test_a_reply_of_exactly_32_kilobytes_is_taken() -> None:
    around = len('{"a": ""}')
    assert string_map({"a": "x" * (32 * 1024 - around)})
    with pytest.raises(ReplyRefused, match="32 KB"):
        string_map({"a": "x" * (32 * 1024 - around + 1)})


def test_the_size_of_a_reply_is_counted_in_bytes() -> None:
    with pytest.raises(ReplyRefused, match="32 KB"):
        string_map({"a": "ố" * 12_000})


def test_digits_are_read_one_at_a_time() -> None:
    assert spoken_digits("015") == "không một năm"
    assert spoken_digits("421") == "bốn hai một"


def loop_flow(count: str, done: str) -> ContactFlow:
    conditions = (
        Condition("Equals", "ContinueLooping", "loop"),
        Condition("Equals", "DoneLooping", done),
    )
    loop = Action("loop", "Loop", {"LoopCount": count}, done, conditions, {})
    return ContactFlow("loop", {"loop": loop, "end": END})


END = Action("end", "DisconnectParticipant", {}, None, (), {})


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_loop_goes_on_as_often_as_it_says_and_is_done_once(count: int) -> None:
    call = place_call(loop_flow(str(count), "end"), NO_PROMPTS, dict, None, [])
    labels = [branch.label for branch in call.branches]
    assert labels == ["ContinueLooping"] * count + ["DoneLooping", "next"]


def test_a_flow_that_never_ends_is_stopped() -> None:
    with pytest.raises(CallCannotRun, match="still running after 1000 actions, at loop"):
        place_call(loop_flow("1", "loop"), NO_PROMPTS, dict, None, [])


def test_an_action_that_the_simulator_does_not_play_is_named() -> None:
    transfer = Action("transfer", "TransferContactToQueue", {}, None, (), {})
    with pytest.raises(CallCannotRun, match="transfer: TransferContactToQueue"):
        place_call(ContactFlow("transfer", {"transfer": transfer}), NO_PROMPTS, dict, None, [])


@pytest.mark.parametrize(
    ("operator", "operand", "met"),
    [
        ("Equals", "84912", False),
        ("Equals", "+84912345678", True),
        ("TextStartsWith", "+84", True),
        ("TextStartsWith", "84", False),
        ("TextEndsWith", "678", True),
        ("TextContains", "345", True),
        ("TextContains", "999", False),
        ("NumberGreaterThan", "5", True),
        ("NumberLessThan", "5", False),
        ("NumberGreaterOrEqualTo", "84912345678", True),
        ("NumberLessOrEqualTo", "84912345678", True),
    ],
)
def test_a_comparison_takes_the_condition_that_is_met(
    operator: str, operand: str, met: bool
) -> None:
    compare = Action(
        "compare",
        "Compare",
        {"ComparisonValue": "$.CustomerEndpoint.Address"},
        "end",
        (Condition(operator, operand, "end"),),
        {"NoMatchingCondition": "end"},
    )
    flow = ContactFlow("compare", {"compare": compare, "end": END})
    caller = {"Address": "+84912345678", "Type": "TELEPHONE_NUMBER"}
    call = place_call(flow, NO_PROMPTS, dict, caller, [])
    assert call.branches[0].label == (operand if met else "NoMatchingCondition")
