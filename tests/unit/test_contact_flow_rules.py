"""What the service refuses in a flow: one minimal broken flow for each rule."""

import json
from typing import Any

import pytest

from local.telephony.contact_flow import FlowRefused, parse_flow

Json = dict[str, Any]
END: Json = {
    "Identifier": "end",
    "Type": "DisconnectParticipant",
    "Parameters": {},
    "Transitions": {},
}
MEDIA = {"Uri": "s3://prompts/welcome.wav", "SourceType": "S3", "MediaType": "Audio"}
FAULT = [{"ErrorType": "NoMatchingError", "NextAction": "end"}]
UNMATCHED = [{"ErrorType": "NoMatchingCondition", "NextAction": "end"}]
SILENT = [{"ErrorType": "InputTimeLimitExceeded", "NextAction": "end"}]


def when(*operands: str, operator: str = "Equals", target: str = "end") -> Json:
    return {
        "NextAction": target,
        "Condition": {"Operator": operator, "Operands": list(operands)},
    }


LOOPING = [when("ContinueLooping"), when("DoneLooping")]
TYPES: dict[str, tuple[Json, Json]] = {
    "UpdateFlowLoggingBehavior": ({"FlowLoggingBehavior": "Disabled"}, {}),
    "UpdateContactRecordingBehavior": (
        {"RecordingBehavior": {"RecordedParticipants": [], "IVRRecordingBehavior": "Disabled"}},
        {},
    ),
    "MessageParticipant": ({"Media": MEDIA}, {"Errors": FAULT}),
    "menu": (
        {"Media": MEDIA, "StoreInput": "False", "InputTimeLimitSeconds": "8"},
        {"Conditions": [when("8")], "Errors": [*FAULT, *UNMATCHED, *SILENT]},
    ),
    "store": (
        {
            "Media": MEDIA,
            "StoreInput": "True",
            "InputTimeLimitSeconds": "30",
            "InputValidation": {"CustomValidation": {"MaximumLength": "15"}},
            "DTMFConfiguration": {"InputTerminationSequence": "#", "DisableCancelKey": "False"},
        },
        {"Errors": FAULT},
    ),
    "Compare": (
        {"ComparisonValue": "$.External.outcome"},
        {"Conditions": [when("ISSUED")], "Errors": UNMATCHED},
    ),
    "Loop": ({"LoopCount": "2"}, {"Conditions": LOOPING}),
    "InvokeLambdaFunction": (
        {
            "LambdaFunctionARN": "arn",
            "InvocationTimeLimitSeconds": "7",
            "LambdaInvocationAttributes": {"identifier": "$.StoredCustomerInput"},
            "ResponseValidation": {"ResponseType": "STRING_MAP"},
        },
        {"Errors": FAULT},
    ),
    "UpdateContactAttributes": (
        {"Attributes": {"language": "vi"}, "TargetContact": "Current"},
        {"Errors": FAULT},
    ),
}
FORMS = {"menu": "GetParticipantInput", "store": "GetParticipantInput"}


def action(kind: str, *, parameters: Json | None = None, **transitions: Any) -> Json:
    """A right action of this kind, with something replaced (None takes it away)."""
    right_parameters, right_transitions = TYPES[kind]
    ways = {"NextAction": "end", **right_transitions, **transitions}
    return {
        "Identifier": "first",
        "Type": FORMS.get(kind, kind),
        "Parameters": _present({**right_parameters, **(parameters or {})}),
        "Transitions": _present(ways),
    }


def _present(values: Json) -> Json:
    return {key: value for key, value in values.items() if value is not None}


def flow(*actions: Json, **envelope: Any) -> str:
    """The Content of a flow of these actions and an end."""
    start = actions[0]["Identifier"] if actions else "end"
    document = {"Version": "2019-10-30", "StartAction": start, "Actions": [*actions, END]}
    return json.dumps(document | envelope)


def refusal(content: str) -> str:
    """Why the flow is refused: exactly one reason."""
    with pytest.raises(FlowRefused) as refused:
        parse_flow(content)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize("kind", TYPES)
def test_a_right_action_is_taken(kind: str) -> None:
    assert parse_flow(flow(action(kind))).start == "first"


BROKEN_ACTIONS: list[tuple[Json, str]] = [
    (action("menu") | {"Type": "PlayMusic"}, "PlayMusic is not a known action type"),
    (action("store") | {"Identifier": "a" * 51}, "is not allowed"),
    (action("store") | {"Identifier": "a;b"}, "forbidden character"),
    (action("Loop") | {"Parameters": []}, "not an object with Parameters"),
    (action("Loop", parameters={"LoopName": "tries"}), "LoopName is unknown here"),
    (action("Loop", parameters={"LoopCount": None}), "LoopCount is missing"),
    (action("Loop", parameters={"LoopCount": 2}), "2 must be a string"),
    (action("Loop", parameters={"LoopCount": "101"}), "'101' is not allowed"),
    (action("Loop", Conditions=LOOPING[1:]), "the condition ContinueLooping is missing"),
    (action("Loop", Conditions=[*LOOPING, when("Stop")]), "'Stop' is not allowed"),
    (action("Loop", Errors=FAULT), "the error NoMatchingError is not allowed"),
    (action("Loop", NextAction="first"), "must repeat the target of DoneLooping"),
    (action("menu", parameters={"StoreInput": False}), "False must be a string"),
    (action("menu", parameters={"InputTimeLimitSeconds": 8}), "8 must be a string"),
    (action("menu", parameters={"InputValidation": {}}), "InputValidation is unknown here"),
    (action("menu", parameters={"DTMFConfiguration": {}}), "DTMFConfiguration is unknown"),
    (action("menu", Conditions=None), "conditions are missing"),
    (action("menu", Conditions=[when("10")]), "'10' is not allowed"),
    (action("menu", Conditions=[when("1", "2")]), "takes one operand"),
    (action("menu", Conditions=[when("8"), when("8")]), "a condition is given twice"),
    (action("menu", Conditions=[when("8", operator="TextContains")]), "the operator TextContains"),
    (action("menu", Errors=[*FAULT, *UNMATCHED]), "InputTimeLimitExceeded is missing"),
    (action("menu", Errors=[*FAULT, *SILENT]), "NoMatchingCondition is missing"),
    (action("menu", Errors=[*UNMATCHED, *SILENT]), "NoMatchingError is missing"),
    (action("menu", NextAction="first"), "must repeat the target of NoMatchingCondition"),
    (action("store", parameters={"InputValidation": None}), "InputValidation is missing"),
    (action("store", parameters={"DTMFConfiguration": None}), "DTMFConfiguration is missing"),
    (action("store", Conditions=[when("8")]), "conditions are not allowed"),
    (action("store", Errors=[*FAULT, *SILENT]), "InputTimeLimitExceeded is not allowed"),
    (action("store", Errors=None), "NoMatchingError is missing"),
    (action("MessageParticipant", Errors=None), "NoMatchingError is missing"),
    (action("MessageParticipant", Errors=[*FAULT, *FAULT]), "an error is handled twice"),
    (action("MessageParticipant", Conditions=[when("1")]), "conditions are not allowed"),
    (action("MessageParticipant", NextAction=None), "NextAction is missing"),
    (action("MessageParticipant", parameters={"Text": "Xin chào"}), "exactly one of"),
    (action("MessageParticipant", parameters={"Media": None}), "exactly one of"),
    (action("MessageParticipant", parameters={"Media": "s3://a"}), "must be an object"),
    (
        action(
            "MessageParticipant", parameters={"Media": {"Uri": "a", **MEDIA, "SourceType": "URL"}}
        ),
        "'URL' is not allowed",
    ),
    (
        action("MessageParticipant", parameters={"Media": {"Uri": "a", "SourceType": "S3"}}),
        "MediaType is missing",
    ),
    (action("Compare", parameters={"ComparisonValue": "ISSUED"}), "'ISSUED' is not allowed"),
    (action("Compare", Conditions=[]), "conditions are missing"),
    (action("Compare", Conditions=[when("A", operator="Like")]), "the operator Like"),
    (action("Compare", Errors=[]), "NoMatchingCondition is missing"),
    (action("Compare", Errors=[*UNMATCHED, *FAULT]), "NoMatchingError is not allowed"),
    (action("InvokeLambdaFunction", Errors=[]), "NoMatchingError is missing"),
    (
        action("InvokeLambdaFunction", parameters={"InvocationTimeLimitSeconds": "9"}),
        "'9' is not allowed",
    ),
    (
        action(
            "InvokeLambdaFunction", parameters={"LambdaInvocationAttributes": {"identifier": 1}}
        ),
        "1 must be a string",
    ),
    (action("UpdateContactAttributes", Errors=None), "NoMatchingError is missing"),
    (action("UpdateFlowLoggingBehavior", Errors=FAULT), "NoMatchingError is not allowed"),
    (
        action("UpdateFlowLoggingBehavior", parameters={"FlowLoggingBehavior": "Off"}),
        "'Off' is not allowed",
    ),
    (
        action(
            "UpdateContactRecordingBehavior",
            parameters={
                "RecordingBehavior": {
                    "RecordedParticipants": "",
                    "IVRRecordingBehavior": "Disabled",
                }
            },
        ),
        "must be a list",
    ),
    (action("MessageParticipant", NextAction="nowhere"), "its target nowhere does not exist"),
    (
        END | {"Identifier": "first", "Transitions": {"NextAction": "end"}},
        "NextAction is not allowed",
    ),
    (
        END
        | {
            "Identifier": "first",
            "Type": "TransferContactToQueue",
            "Transitions": {"Errors": FAULT},
        },
        "QueueAtCapacity is missing",
    ),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN_ACTIONS)
def test_a_broken_action_is_refused(broken: Json, reason: str) -> None:
    assert reason in refusal(flow(broken))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        (flow(Version="1"), "Version must be 2019-10-30"),
        (flow(Name="hotline"), "Name is unknown here"),
        (flow(Actions=[]), "a list of 1 to 250"),
        (flow(Actions=[END] * 251), "a list of 1 to 250"),
        (flow(Actions=["end"]), "not an object"),
        (flow(StartAction="nowhere", Actions=[END]), "its target nowhere does not exist"),
        (flow(Actions=[END, END]), "an identifier is used twice"),
        (flow(Actions=[END, END | {"Identifier": "lost"}]), "lost: no action leads here"),
        (flow(Metadata={"a": "b" * 256_000}), "at most 256000"),
    ],
)
def test_a_broken_envelope_is_refused(content: str, reason: str) -> None:
    with pytest.raises(FlowRefused, match=reason):
        parse_flow(content)


def test_every_reason_is_told_at_once() -> None:
    both = flow(action("Loop", parameters={"LoopCount": "x"}), END | {"Identifier": "lost"})
    with pytest.raises(FlowRefused) as refused:
        parse_flow(both)
    assert len(refused.value.problems) == 2
