"""The template's parameters as given on a command line, checked before anything starts."""

import re
import shlex
from collections.abc import Mapping
from typing import Any

from local.plan import StackFailure

# What a stack on one machine wants otherwise than one on AWS; PARAMS win over these.
LOCAL_DEFAULTS = {
    "StaffMfa": "OFF",
    "Firewall": "OFF",
    "DeletionProtection": "false",
    "SenderAddress": "no-reply@vssid.example",
    "PortalUrl": "https://vssid.example",
}


def parse_parameters(text: str) -> dict[str, str]:
    """`Key=Value Key="two words"` as a mapping; raises `StackFailure` for a word without `=`."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise StackFailure(f"PARAMS cannot be read ({error}): {text}") from error
    for word in words:
        if "=" not in word:
            raise StackFailure(f'PARAMS: "{word}" is not of the form Key=Value.')
    return dict(word.split("=", 1) for word in words)


def checked_parameters(template: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """The local defaults that this template knows, with `given` over them.

    Raises `StackFailure` for a parameter that the template does not have, or a value outside its
    range.
    """
    declared: Mapping[str, Any] = template.get("Parameters", {})
    for name, value in given.items():
        if name not in declared:
            raise StackFailure(
                f"PARAMS: template.yaml has no parameter {name}. It has: {', '.join(declared)}."
            )
        if fault := _fault(declared[name], value):
            raise StackFailure(f"PARAMS: {name}={value}: it must {fault}.")
    return {name: value for name, value in LOCAL_DEFAULTS.items() if name in declared} | dict(given)


def _fault(rules: Mapping[str, Any], value: str) -> str | None:
    """What the value must be and is not, or None."""
    allowed = [str(each) for each in rules.get("AllowedValues", [])]
    if allowed and value not in allowed:
        return f"be one of {', '.join(allowed)}"
    if rules.get("Type") == "Number":
        return _number_fault(rules, value)
    pattern = rules.get("AllowedPattern")
    if pattern and not re.fullmatch(pattern, value):
        return f"match {pattern}"
    return None


def _number_fault(rules: Mapping[str, Any], value: str) -> str | None:
    if not re.fullmatch(r"-?\d{1,15}(\.\d+)?", value, re.ASCII):
        return "be a number"
    least, most = rules.get("MinValue"), rules.get("MaxValue")
    if (least is not None and float(value) < least) or (most is not None and float(value) > most):
        return f"be from {least} to {most}"
    return None
