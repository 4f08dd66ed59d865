"""The flow, its sentences and the function's reply hold together."""

import csv
import json
from collections.abc import Iterator
from re import escape, findall, search
from typing import Any

import pytest

from local.phone import FLOW_FILE, PROMPTS_FILE, hotline
from vssid_recovery.connect_event import as_string_map
from vssid_recovery.hotline import Answer, Outcome

# The flat reply that design.md 3 names, and the shortest and longest TemporaryPasswordMinutes.
REPLY_KEYS = {"outcome", "group1", "group2", "group3", "validMinutes", "notice"}
OUTCOMES = {"ISSUED", "NO_MATCH", "BLOCKED", "INVALID_INPUT", "UNAVAILABLE"}
MINUTES = range(5, 11)

FLOW = json.loads(FLOW_FILE.read_text(encoding="utf-8"))
ACTIONS: dict[str, dict[str, Any]] = {action["Identifier"]: action for action in FLOW["Actions"]}
with PROMPTS_FILE.open(encoding="utf-8", newline="") as rows:
    SENTENCES = {row["identifier"]: row for row in csv.DictReader(rows)}

BUCKET = "https://${PromptBucket}.s3.amazonaws.com/vi/"


def addresses() -> set[str]:
    return {a["Parameters"]["Media"]["Uri"] for a in ACTIONS.values() if "Media" in a["Parameters"]}


def played() -> Iterator[str]:
    """Identifiers of the sentences that the flow plays; the groups of digits have none."""
    for address in addresses():
        identifier = address.removeprefix(BUCKET).removesuffix(".wav")
        if "validMinutes" in identifier:
            yield from (
                identifier.replace("$['External']['validMinutes']", str(m)) for m in MINUTES
            )
        elif not identifier.startswith("groups/"):
            yield identifier


def targets(action: dict[str, Any]) -> set[str]:
    ways = action["Transitions"]
    found = {way["NextAction"] for k in ("Conditions", "Errors") for way in ways.get(k, ())}
    return found | {ways["NextAction"]} if "NextAction" in ways else found


def test_every_prompt_has_its_sentence_and_every_sentence_is_played() -> None:
    assert set(played()) == set(SENTENCES)


def test_every_prompt_lies_in_the_prompt_bucket() -> None:
    assert all(a.startswith(BUCKET) and a.endswith(".wav") for a in addresses())


def test_every_key_that_the_flow_reads_is_in_the_reply() -> None:
    text = FLOW_FILE.read_text(encoding="utf-8")
    read = {*findall(r"\$\.External\.(\w+)", text), *findall(r"\$\['External'\]\['(\w+)'\]", text)}
    assert read == REPLY_KEYS


def test_the_function_answers_with_what_the_flow_reads() -> None:
    fullest = Answer(Outcome.ISSUED, groups=("012", "345", "678"), email_pending=True)
    reply = as_string_map(fullest, valid_minutes=10)
    assert set(reply) == REPLY_KEYS
    assert reply["notice"] == "EMAIL_PENDING"
    assert {str(outcome) for outcome in Outcome} == {*OUTCOMES, "REFUSED"}


def test_every_outcome_has_its_own_branch() -> None:
    conditions = ACTIONS["outcome"]["Transitions"]["Conditions"]
    assert {c["Condition"]["Operands"][0] for c in conditions} == OUTCOMES


def test_only_the_resources_of_the_template_are_placeholders() -> None:
    text = FLOW_FILE.read_text(encoding="utf-8")
    assert set(findall(r"\$\{(\w+)\}", text)) == {"PromptBucket", "HotlineFunctionArn"}


def test_logging_and_recording_are_off_before_anything_is_heard() -> None:
    first = ACTIONS[FLOW["StartAction"]]
    second = ACTIONS[first["Transitions"]["NextAction"]]
    assert first["Parameters"] == {"FlowLoggingBehavior": "Disabled"}
    recording = {"RecordedParticipants": [], "IVRRecordingBehavior": "Disabled"}
    assert second["Parameters"] == {"RecordingBehavior": recording}
    kinds = [action["Type"] for action in ACTIONS.values()]
    assert kinds.count("UpdateFlowLoggingBehavior") == 1
    assert kinds.count("UpdateContactRecordingBehavior") == 1


def test_nothing_is_kept_with_the_contact() -> None:
    # Contact attributes stay in the contact record for 24 months.
    assert not [a for a in ACTIONS.values() if "Attributes" in a["Type"]]


def test_after_every_question_for_a_number_silence_is_looked_for_first() -> None:
    forms = [a for a in ACTIONS.values() if a["Parameters"].get("StoreInput") == "True"]
    assert len(forms) == 3
    for form in forms:
        follower = ACTIONS[form["Transitions"]["NextAction"]]
        assert follower["Parameters"] == {"ComparisonValue": "$.StoredCustomerInput"}
        assert follower["Transitions"]["Conditions"][0]["Condition"]["Operands"] == ["Timeout"]


def test_a_number_may_be_cleared_and_ends_with_the_hash_key() -> None:
    for form in (a["Parameters"] for a in ACTIONS.values()):
        if form.get("StoreInput") == "True":
            assert form["DTMFConfiguration"]["DisableCancelKey"] == "False"
            assert form["DTMFConfiguration"]["InputTerminationSequence"] == "#"
            assert form["InputValidation"]["CustomValidation"]["MaximumLength"] == "15"
            assert form["InputTimeLimitSeconds"] == "30"


def test_the_caller_is_asked_to_wait_before_every_invocation() -> None:
    for name, action in ACTIONS.items():
        if action["Type"] == "InvokeLambdaFunction":
            before = [a for a in ACTIONS.values() if name in targets(a)]
            uris = [a["Parameters"]["Media"]["Uri"] for a in before]
            assert uris == [BUCKET + "wait.wav"]
            assert action["Parameters"]["InvocationTimeLimitSeconds"] == "7"


def test_nothing_of_the_password_is_needed_after_the_second_invocation() -> None:
    # $.External holds only the latest answer: a group read after it would be empty.
    reached, ahead = set(), {"refuse-email"}
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead |= targets(ACTIONS[name]) - reached
    later = json.dumps([ACTIONS[name] for name in reached])
    assert set(findall(r"External\W+(\w+)", later)) == {"outcome"}


def test_the_rules_of_the_service_are_kept() -> None:
    flow, _ = hotline()
    assert flow.start == "logging-off"


@pytest.mark.parametrize("minutes", MINUTES)
def test_every_validity_says_its_minutes(minutes: int) -> None:
    words = {5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín", 10: "mười"}
    assert f" {words[minutes]} phút" in SENTENCES[f"validity-{minutes}"]["spoken"]


@pytest.mark.parametrize("identifier", SENTENCES)
def test_what_is_spoken_can_be_read_aloud(identifier: str) -> None:
    spoken = SENTENCES[identifier]["spoken"]
    assert not search(r"\d|BHXH|BHYT|VssID|VNeID|CCCD|#|\*", spoken)
    assert spoken.endswith(".")


@pytest.mark.parametrize("identifier", SENTENCES)
def test_what_is_spoken_is_what_is_written(identifier: str) -> None:
    row = SENTENCES[identifier]
    aloud = row["text"].replace("BHXH", "bảo hiểm xã hội").replace("VssID", "vi ét ét ai đi")
    assert row["spoken"] == aloud


@pytest.mark.parametrize(
    ("action", "word"),
    [("menu", "tám"), ("menu-again", "tám"), ("again", "một"), ("email-pending", "chín")],
)
def test_a_menu_names_the_key_that_it_takes(action: str, word: str) -> None:
    (condition,) = ACTIONS[action]["Transitions"]["Conditions"]
    keys = {"8": "tám", "1": "một", "9": "chín"}
    assert keys[condition["Condition"]["Operands"][0]] == word
    assert search(rf"bấm phím {escape(word)}\b", SENTENCES[action]["spoken"])


def test_the_sentence_for_every_mismatch_is_the_published_one() -> None:
    published = "số điện thoại và mã số bảo hiểm không khớp hoặc chưa đăng ký với cơ quan BHXH."
    assert SENTENCES["mismatch"]["text"].lower() == published.lower()
