"""The softphone's routes: dial, press, hear, hang up; what happened comes by long polling."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from local.console.conversation import Conversation
from local.console.switchboard import Switchboard
from local.console.told_lines import told
from local.telephony.deployed_function import NoStack
from local.telephony.transcript import Heard

POLL_SECONDS = 10.0
KEY = re.compile(r"[0-9*#]")
COUNT = re.compile(r"[0-9]{1,9}")

AudioOf = Callable[[str], bytes | None]
InProgress = Callable[[str], Conversation]


def softphone(switchboard: Switchboard, audio_of: AudioOf) -> Blueprint:
    """Routes under /console/calls; `audio_of` gives a recording's wav, None where there is none."""
    routes = Blueprint("softphone", __name__, url_prefix="/console/calls")

    def in_progress(name: str) -> Conversation:
        return switchboard.conversation(name) or abort(404)

    @routes.post("")
    def dial() -> tuple[Response, int]:
        try:
            return jsonify(call=switchboard.dial(_text("caller"))), 201
        except ValueError:
            return jsonify(problem="no-number"), 400
        except NoStack:
            return jsonify(problem="no-stack"), 503

    _hear(routes, in_progress, audio_of)
    _press(routes, in_progress)
    return routes


def _hear(routes: Blueprint, in_progress: InProgress, audio_of: AudioOf) -> None:
    """What the caller hears: lines as they come, and the recording of each."""

    @routes.get("/<name>/lines")
    def lines(name: str) -> Response:
        call, asked = in_progress(name), request.args.get("after", "0")
        if not COUNT.fullmatch(asked):
            abort(400)
        after = int(asked)
        said = call.since(after, POLL_SECONDS)
        return jsonify(
            lines=[told(number, line) for number, line in enumerate(said, after + 1)],
            listening=call.listening,
            ended=call.ended,
        )

    @routes.get("/<name>/audio/<int:number>")
    def audio(name: str, number: int) -> Response:
        lines = in_progress(name).lines
        line = lines[number - 1] if 0 < number <= len(lines) else None
        wav = audio_of(line.prompt.identifier) if isinstance(line, Heard) else None
        return Response(wav, mimetype="audio/wav") if wav else abort(404)


def _press(routes: Blueprint, in_progress: InProgress) -> None:
    """What the caller does: presses keys, has heard a line, hangs up."""

    @routes.post("/<name>/keys")
    def press(name: str) -> Response:
        call, key = in_progress(name), _text("key")
        if not KEY.fullmatch(key):
            abort(400)
        return jsonify(taken=call.press(key))

    @routes.post("/<name>/heard")
    def hear(name: str) -> tuple[str, int]:
        call, number = in_progress(name), _body().get("number")
        if type(number) is not int:
            abort(400)
        call.hear(number)
        return "", 204

    @routes.post("/<name>/hang-up")
    def hang_up(name: str) -> tuple[str, int]:
        in_progress(name).hang_up()
        return "", 204


def _text(name: str) -> str:
    """What the body says by this name; "" where it says no text."""
    told = _body().get(name)
    return told if isinstance(told, str) else ""


def _body() -> dict[str, Any]:
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # nested beyond all measure
        return {}
    return body if isinstance(body, dict) else {}
