"""Where everything of a running stack is: `stack.json`, which other tools read."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from local.plan import StackFailure
from local.staff import StaffUser


@dataclass(frozen=True)
class Stack:
    """Where everything is: `stack.json`, field for field; `console_url` where a console runs."""

    endpoint_url: str
    region: str
    api_url: str
    table_name: str
    user_pool_id: str
    user_pool_client_id: str
    functions: Mapping[str, str]
    staff: Mapping[str, StaffUser]
    console_url: str = ""

    def write(self, path: Path) -> None:
        """Writes it whole and for its owner's eyes only: it holds the staff users' passwords."""
        told = {_camel_case(name): value for name, value in asdict(self).items() if value != ""}
        partial = path.with_suffix(".part")
        with os.fdopen(
            os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            out.write(json.dumps(told, indent=2) + "\n")
        partial.replace(path)

    @classmethod
    def read(cls, path: Path) -> "Stack":
        """Reads what `write` wrote; raises `StackFailure` when no stack is running there."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise StackFailure(
                f"No stack is running ({path} is missing): start one with make run."
            ) from error
        staff = {group: StaffUser(**user) for group, user in told.pop("staff").items()}
        known: dict[str, Any] = {snake_case(name): value for name, value in told.items()}
        return cls(
            **{name: value for name, value in known.items() if name in cls.__dataclass_fields__},
            staff=staff,
        )


def snake_case(camel: str) -> str:
    """`HotlineVerification` -> `hotline_verification`: a logical ID's folder."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", camel).lower()


def _camel_case(snake: str) -> str:
    first, *rest = snake.split("_")
    return first + "".join(word.title() for word in rest)
