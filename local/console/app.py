"""The console as one Flask application, made of its parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response

from local.console.citizen_pages import citizen_pages
from local.console.console_pages import console_pages, guard
from local.console.edge import Send, edge
from local.console.gatekeeper import keep_gate
from local.console.mailbox import RawMail, mailbox
from local.console.sample_people import sample_people
from local.console.softphone import AudioOf, softphone
from local.console.switchboard import Switchboard
from local.plan import StackFailure
from local.stack_file import Stack
from vssid_recovery.errors import Unavailable
from vssid_recovery.operation_ports import Standing
from vssid_recovery.ports import Clock

LARGEST_BODY = 1024 * 1024


@dataclass(frozen=True)
class Surroundings:
    """All that the console shows and speaks to."""

    port: int
    stack: Stack
    web: Path
    openapi: Path
    send: Send
    origin_key: Callable[[], str]
    portal: Callable[[], str]
    mails: Callable[[], Sequence[RawMail]]
    standings: Callable[[], Sequence[Standing]]
    now: Clock
    switchboard: Switchboard
    audio_of: AudioOf


def console_app(around: Surroundings) -> Flask:
    """The whole console; nothing is asked of the stack before a page needs it."""
    # Without a static folder of its own: /static would be a path that CloudFront does not have.
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    keep_gate(app, around.port)
    parts = [
        console_pages(around.stack, around.openapi),
        softphone(around.switchboard, around.audio_of),
        mailbox(around.mails, around.portal),
        sample_people(around.standings, around.now),
    ]
    for part in parts:
        part.after_request(guard)
        app.register_blueprint(part)
    app.register_blueprint(edge(around.stack.api_url, around.origin_key, around.send))
    app.register_blueprint(citizen_pages(around.web, around.stack))

    @app.errorhandler(StackFailure)
    @app.errorhandler(Unavailable)
    def away(error: Exception) -> Response:
        return Response(str(error), 503, mimetype="text/plain")

    return app
