"""The mailbox: every mail that the stack has sent, to be read and followed on this machine."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify

RawMail = Mapping[str, Any]
LINK = re.compile(r"https?://[^\s<>\"']+")
PATH_BEGINS = frozenset({"", "/", "?", "#"})  # what may follow a link's origin
# A mail is styled as mails are; it can do nothing at all but be looked at.
MAIL_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


def mailbox(mails: Callable[[], Sequence[RawMail]], portal: Callable[[], str]) -> Blueprint:
    """Routes under /console/mails; `portal` is the origin of the links in the mails."""
    routes = Blueprint("mailbox", __name__, url_prefix="/console/mails")

    def mail_named(name: str) -> RawMail:
        return next((mail for mail in mails() if name_of(mail) == name), None) or abort(404)

    @routes.get("/all.json")
    def every() -> Response:
        return jsonify(mails=[envelope(mail) for mail in newest_first(mails())])

    @routes.get("/<name>.json")
    def one(name: str) -> Response:
        mail = mail_named(name)
        text = mail.get("BodyText") or ""
        links = local_links(text, portal())
        has_html = bool(mail.get("BodyHtml"))
        return jsonify(**envelope(mail), text=text, links=links, hasHtml=has_html)

    @routes.get("/<name>.html")
    def html(name: str) -> Response:
        answer = Response(mail_named(name).get("BodyHtml") or "", mimetype="text/html")
        answer.headers["Content-Security-Policy"] = MAIL_POLICY
        return answer

    return routes


def newest_first(mails: Sequence[RawMail]) -> list[RawMail]:
    """By the time at which each was sent."""
    return sorted(mails, key=lambda mail: float(mail["Timestamp"]), reverse=True)


def envelope(mail: RawMail) -> dict[str, Any]:
    """What a list of mails shows; texts as they are, to be shown as text."""
    sent = datetime.fromtimestamp(float(mail["Timestamp"]), UTC).isoformat()
    to, subject = list(mail.get("To", [])), mail.get("Subject") or ""
    return {
        "name": name_of(mail),
        "from": mail.get("Source", ""),
        "to": to,
        "subject": subject,
        "sent": sent,
    }


def name_of(mail: RawMail) -> str:
    """A name for addresses: a message's own id has an @ and what a sender likes in it."""
    return hashlib.sha256(str(mail["MessageId"]).encode()).hexdigest()[:20]


def local_links(text: str, portal: str) -> list[str]:
    """The portal's links in a text as paths of the console, each once; other links are left out."""
    found = (link.rstrip(".,;)") for link in LINK.findall(text))
    rests = (link.removeprefix(portal) for link in found if link.startswith(portal))
    # One slash: two, or a backslash after it, would lead to another host.
    return list(
        dict.fromkeys("/" + rest.lstrip("/\\") for rest in rests if rest[:1] in PATH_BEGINS)
    )
