"""What each action type may carry: parameters, conditions and errors.

Source: Amazon Connect flow language 2019-10-30, as far as this project's flows use it. A shape is
a regular expression for one string, a mapping of named shapes (a name that ends in "?" may be
absent, "*" stands for any name), or a tuple of one shape for a list. Numbers and booleans are
strings there: "5", "True".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import DOTALL, fullmatch
from typing import Any, TypeAlias

Shape: TypeAlias = "str | Mapping[str, Shape] | tuple[Shape]"

ANYTHING = r".+"
BOOLEAN = r"True|False"
SWITCH = r"Enabled|Disabled"
JSON_PATH = r"\$\.(External|Attributes|CustomerEndpoint|SystemEndpoint)\.\w+|\$\.\w+"
UP_TO_20 = r"[1-9]|1\d|20"

PROMPT: dict[str, Shape] = {
    "PromptId?": ANYTHING,
    "Text?": ANYTHING,
    "SSML?": ANYTHING,
    "Media?": {"Uri": ANYTHING, "SourceType": "S3", "MediaType": "Audio"},
}
PROMPT_KINDS = frozenset({"PromptId", "Text", "SSML", "Media"})
MENU: dict[str, Shape] = {
    **PROMPT,
    "StoreInput": "False",
    "InputTimeLimitSeconds": r"[1-9]\d*",
}
STORE: dict[str, Shape] = {
    **PROMPT,
    "StoreInput": "True",
    "InputTimeLimitSeconds": r"[1-9]\d*",
    "InputValidation": {"CustomValidation": {"MaximumLength": r"[1-9]\d*"}},
    "DTMFConfiguration": {
        "InputTerminationSequence": r"[0-9*#]{1,5}",
        "DisableCancelKey": BOOLEAN,
        "InterdigitTimeLimitSeconds?": UP_TO_20,
    },
}

EQUALS = frozenset({"Equals"})
COMPARISONS = EQUALS | {
    "TextStartsWith",
    "TextEndsWith",
    "TextContains",
    "NumberGreaterThan",
    "NumberGreaterOrEqualTo",
    "NumberLessThan",
    "NumberLessOrEqualTo",
}
LOOP_RESULTS = frozenset({"ContinueLooping", "DoneLooping"})
FAULT = frozenset({"NoMatchingError"})


@dataclass(frozen=True, slots=True)
class ActionRule:
    """What one action type takes; `catch_all` names the branch that its NextAction repeats."""

    parameters: Mapping[str, Shape]
    errors: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()
    operands: str = ""
    all_operands: frozenset[str] = frozenset()
    catch_all: str = ""
    terminal: bool = False


MENU_RULE = ActionRule(
    MENU,
    errors=FAULT | {"InputTimeLimitExceeded", "NoMatchingCondition"},
    operators=EQUALS,
    operands=r"[0-9*#]",
    catch_all="NoMatchingCondition",
)
STORE_RULE = ActionRule(STORE, errors=FAULT)

RULES: Mapping[str, ActionRule] = {
    "UpdateFlowLoggingBehavior": ActionRule({"FlowLoggingBehavior": SWITCH}),
    "UpdateContactRecordingBehavior": ActionRule(
        {
            "RecordingBehavior": {
                "RecordedParticipants": ("Agent|Customer",),
                "IVRRecordingBehavior": SWITCH,
            }
        }
    ),
    "MessageParticipant": ActionRule(PROMPT, errors=FAULT),
    "Compare": ActionRule(
        {"ComparisonValue": JSON_PATH},
        errors=frozenset({"NoMatchingCondition"}),
        operators=COMPARISONS,
        operands=ANYTHING,
        catch_all="NoMatchingCondition",
    ),
    "Loop": ActionRule(
        {"LoopCount": r"\d|[1-9]\d|100"},
        operators=EQUALS,
        operands="|".join(sorted(LOOP_RESULTS)),
        all_operands=LOOP_RESULTS,
        catch_all="DoneLooping",
    ),
    "InvokeLambdaFunction": ActionRule(
        {
            "LambdaFunctionARN": ANYTHING,
            "InvocationTimeLimitSeconds": r"[1-8]",
            "InvocationType?": "SYNCHRONOUS",
            "LambdaInvocationAttributes?": {"*": ANYTHING},
            "ResponseValidation": {"ResponseType": "STRING_MAP"},
        },
        errors=FAULT,
    ),
    "UpdateContactAttributes": ActionRule(
        {"Attributes": {"*": ANYTHING}, "TargetContact": "Current|Related"}, errors=FAULT
    ),
    "TransferContactToQueue": ActionRule({}, errors=FAULT | {"QueueAtCapacity"}, terminal=True),
    "DisconnectParticipant": ActionRule({}, terminal=True),
}


def misshapen(where: str, value: Any, shape: Shape) -> Iterator[str]:
    """One line for each place in which `value` is not of this shape."""
    if isinstance(shape, str):
        if not isinstance(value, str):
            yield f"{where}: {value!r} must be a string"
        elif not fullmatch(shape, value, DOTALL):
            yield f"{where}: {value!r} is not allowed"
    elif isinstance(shape, tuple):
        yield from _misshapen_list(where, value, shape[0])
    else:
        yield from _misshapen_map(where, value, shape)


def _misshapen_list(where: str, value: Any, shape: Shape) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{where}: {value!r} must be a list"
        return
    for item in value:
        yield from misshapen(where, item, shape)


def _misshapen_map(where: str, value: Any, shape: Mapping[str, Shape]) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {value!r} must be an object"
        return
    for name, inner in shape.items():
        if name == "*":
            continue
        key = name.removesuffix("?")
        if key in value:
            yield from misshapen(f"{where}.{key}", value[key], inner)
        elif key == name:
            yield f"{where}: {key} is missing"
    for key in value.keys() - {name.removesuffix("?") for name in shape}:
        if "*" in shape:
            yield from misshapen(f"{where}.{key}", value[key], shape["*"])
        else:
            yield f"{where}: {key} is unknown here"
