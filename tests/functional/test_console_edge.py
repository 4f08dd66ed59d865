"""/v1 at the console: what CloudFront does between a browser and the API."""

import json

import pytest

from local.console.edge import Answer
from tests.functional.console_room import STACK, ConsoleRoom


def test_a_request_reaches_the_api_whole_with_the_origin_key_and_the_viewer() -> None:
    room = ConsoleRoom()

    room.browser().post(
        "/v1/password-resets/ab12/confirmation?x=1&y=%C4%91",
        json={"code": "1234 5678"},
        headers={"Accept-Language": "vi", "Authorization": "Bearer token"},
    )

    (sent,) = room.sent
    assert sent.method == "POST"
    assert sent.url == f"{STACK.api_url}/password-resets/ab12/confirmation?x=1&y=%C4%91"
    assert json.loads(sent.body) == {"code": "1234 5678"}
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["Accept-Language"] == "vi"
    assert sent.headers["Authorization"] == "Bearer token"
    assert sent.headers["X-Origin-Key"] == "the origin's key"
    assert sent.headers["X-Viewer-Ip"] == "127.0.0.1"


def test_a_viewer_cannot_say_who_it_is() -> None:
    room = ConsoleRoom()
    told = {"X-Viewer-Ip": "203.0.113.9", "X-Origin-Key": "guessed", "Forwarded": "for=203.0.113.9"}

    room.browser().get("/v1/channels", headers=told | {"X-Forwarded-For": "203.0.113.9"})

    assert "203.0.113.9" not in str(room.sent[0].headers)
    assert "guessed" not in str(room.sent[0].headers)


def test_headers_of_one_hop_stay_on_it() -> None:
    room = ConsoleRoom()
    hop = {"Connection": "close, X-Of-This-Hop", "X-Of-This-Hop": "1", "TE": "trailers"}

    room.browser().get("/v1/channels", headers=hop | {"X-Kept": "1"})

    names = {name.lower() for name in room.sent[0].headers}
    assert not names & {"connection", "x-of-this-hop", "te", "host"}
    assert "x-kept" in names


def test_the_apis_answer_comes_back_as_it_is_without_the_headers_of_its_hop() -> None:
    problem = {"Content-Type": "application/problem+json", "Retry-After": "60"}
    headers = problem | {"Connection": "close", "Transfer-Encoding": "chunked"}
    room = ConsoleRoom(answer=Answer(429, headers, b'{"code":"TOO_MANY_ATTEMPTS"}'))

    answer = room.browser().post("/v1/password-changes", json={})

    assert answer.status_code == 429
    assert answer.data == b'{"code":"TOO_MANY_ATTEMPTS"}'
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "60"
    assert "Transfer-Encoding" not in answer.headers
    assert answer.headers.get("Connection") is None


@pytest.mark.parametrize("path", ["/v1/../_ministack/reset", "/v1/%2e%2e/x", "/v1/a/./b"])
def test_no_path_leads_out_of_the_api(path: str) -> None:
    room = ConsoleRoom()

    assert room.browser().post(path).status_code in (400, 404, 405)
    assert room.sent == []


def test_an_api_that_is_away_is_a_bad_gateway() -> None:
    assert ConsoleRoom(answer=None).browser().get("/v1/channels").status_code == 502


def test_a_body_beyond_all_measure_is_not_handed_on() -> None:
    room = ConsoleRoom()

    assert room.browser().post("/v1/password-changes", data=b"x" * 2**21).status_code == 413
    assert room.sent == []
