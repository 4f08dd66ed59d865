"""Stands where CloudFront stands: hands /v1 on to the API, under the origin of the pages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import requests
from flask import Blueprint, Response, abort, request

# Slower than the API may be, so that it is the page that loses patience and says so.
SECONDS = 60
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Of one hop only (RFC 9110, 7.6.1), or said by the edge itself and by nobody else.
OF_ONE_HOP = {"connection", "keep-alive", "proxy-connection", "proxy-authenticate"} | {
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
SAID_BY_US = {"host", "content-length", "accept-encoding", "x-viewer-ip", "x-origin-key"} | {
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
}
NOT_PASSED_BACK = OF_ONE_HOP | {"content-length", "content-encoding", "date", "server"}


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ApiAway(Exception):
    """The API does not answer."""


Send = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""Method, address, headers, body. Raises ApiAway."""


def edge(api_url: str, origin_key: Callable[[], str], send: Send) -> Blueprint:
    """Routes under /v1; `origin_key` is what only the edge and the API know."""
    routes = Blueprint("edge", __name__, url_prefix="/v1")

    @routes.route("/<path:path>", methods=METHODS)
    def hand_on(path: str) -> Response:
        if {".", ".."} & set(path.split("/")):
            abort(400)
        query = request.query_string.decode("ascii", "ignore")
        url = f"{api_url}/{quote(path)}" + (f"?{query}" if query else "")
        ours = {"X-Origin-Key": origin_key(), "X-Viewer-Ip": request.remote_addr or ""}
        headers = passed_on(request.headers.items()) | ours
        try:
            answer = send(request.method, url, headers, request.get_data())
        except ApiAway:
            return Response("The API does not answer.", 502, mimetype="text/plain")
        kept = [(k, v) for k, v in answer.headers.items() if k.lower() not in NOT_PASSED_BACK]
        return Response(answer.body, answer.status, kept)

    return routes


def passed_on(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A viewer's headers without those of the hop, those it names itself, and those of an edge."""
    given = {name.lower(): (name, value) for name, value in headers}
    named = {word.strip().lower() for word in given.get("connection", ("", ""))[1].split(",")}
    dropped = OF_ONE_HOP | SAID_BY_US | named
    return {name: value for lower, (name, value) in given.items() if lower not in dropped}


def send_to_api(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Straight to loopback, whatever proxy the machine names; redirects are the browser's."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.request(
                method,
                url,
                headers=dict(headers),
                data=body,
                timeout=SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise ApiAway from error
        return Answer(answer.status_code, answer.headers, answer.content)
