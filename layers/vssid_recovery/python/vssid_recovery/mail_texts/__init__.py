"""The mails that citizens get: per purpose a subject, a plain text and an HTML, as templates.

Files are named after the purpose in lower case; what several share begins with an underscore. A
field that a template needs and does not get is an error, never a gap in somebody's mail.
"""

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from vssid_recovery.windows import VIETNAM

if TYPE_CHECKING:
    from jinja2 import Environment


class Letter(Struct, frozen=True):
    """One mail's subject (a single line), plain text (at most 78 columns) and HTML."""

    subject: str
    text: str
    html: str


def render(purpose: str, fields: Mapping[str, str | datetime]) -> Letter:
    """The letter of one purpose; times are aware, and shown as dd/mm/yyyy HH:MM (GMT+7).

    Raises LookupError for a purpose without templates, jinja2.UndefinedError for a missing
    field, ValueError for a time without a zone.
    """
    # Whoever writes a reason cannot add lines of their own to the mail.
    shown = {name: _one_line(value) for name, value in fields.items()}

    def part(ending: str) -> str:
        return _templates().get_template(f"{purpose.lower()}.{ending}").render(shown)

    return Letter(part("subject.txt").strip(), part("txt"), part("html"))


@functools.cache
def _templates() -> "Environment":
    # Loaded here: only the mailer's path needs it, and every start would pay for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("vssid_recovery", "mail_texts"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {"clock": _clock, "grouped": _grouped}
    return environment


def _one_line(value: str | datetime) -> str | datetime:
    return " ".join(value.split()) if isinstance(value, str) else value


def _shown(value: object) -> object:
    """What a template prints: a time as people here write it, all else as it is."""
    return f"{_local(value):%d/%m/%Y %H:%M} (GMT+7)" if isinstance(value, datetime) else value


def _clock(at: datetime) -> str:
    return f"{_local(at):%H:%M}"


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time in a mail needs its zone")
    return at.astimezone(VIETNAM)


def _grouped(code: str) -> str:
    """«1234 5678»: an ordinary space, so that what is copied can be pasted anywhere."""
    return f"{code[:4]} {code[4:]}"
