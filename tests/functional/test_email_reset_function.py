"""functions/email_reset as API Gateway calls it: asking and confirming, strict bodies, one form."""

import base64
import json
import re
from copy import deepcopy
from types import ModuleType
from typing import Any

import pytest

from tests.clock import MovableClock
from tests.functional.functions import Context, event, function
from tests.functional.reset_desk import ID, NEW, PORTAL, WRONG, Desk
from tests.people import AN, BINH, CLOSED
from vssid_recovery.adapters import world
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table

FOLDER = "email_reset"
ASK = {"identifier": ID, "email": AN.email}
CHOOSE = {"code": WRONG, "newPassword": NEW}
TYPES = [["x"], {"a": "x"}, 7, None, True, 1.5]
Answer = tuple[int, dict[str, Any], dict[str, str]]


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


@pytest.fixture
def app(desk: Desk, vault: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    vault.create_secret(Name="origin-key", SecretString="made-up origin key")
    monkeypatch.setattr(world, "now", desk.clock)
    with function(FOLDER, monkeypatch) as module:
        yield module


def send(asked: dict[str, Any], app: ModuleType) -> Answer:
    answer = app.handler(asked, Context())
    found = answer.get("multiValueHeaders") or answer.get("headers") or {}
    flat = {key: value[0] if isinstance(value, list) else value for key, value in found.items()}
    return answer["statusCode"], json.loads(answer["body"] or "{}"), flat


def changed(name: str, body: Any, headers: dict[str, str] | None = None) -> dict[str, Any]:
    asked = deepcopy(event(FOLDER, name))
    asked["headers"] |= headers or {}
    return asked | {"body": body if isinstance(body, str) else json.dumps(body)}


def ask(app: ModuleType, body: Any = ASK, headers: dict[str, str] | None = None) -> Answer:
    return send(changed("request.json", body, headers), app)


def confirm(
    app: ModuleType, reset_id: str, body: Any, headers: dict[str, str] | None = None
) -> Answer:
    asked = changed("confirmation.json", body, headers)
    path = f"/password-resets/{reset_id}/confirmation"
    return send(asked | {"path": path, "pathParameters": {"resetId": reset_id}}, app)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("request.json", 202),
        ("request-minimal.json", 202),
        ("confirmation.json", 400),
        ("confirmation-minimal.json", 400),
    ],
)
def test_the_sample_events_are_answered(app: ModuleType, name: str, status: int) -> None:
    assert send(event(FOLDER, name), app)[0] == status


def test_from_the_request_to_the_new_password(app: ModuleType, desk: Desk) -> None:
    status, told, headers = ask(app)
    assert status == 202
    assert told.keys() == {"resetId", "expiresAt", "resendAfter"}
    assert re.fullmatch(r"[0-9a-f]{32}", told["resetId"])
    assert (told["expiresAt"], told["resendAfter"]) == ("2026-03-09T02:30:00.000Z", 60)
    assert headers == {"Cache-Control": "no-store", "Content-Type": "application/json"}

    [mail] = desk.deliver()
    body = CHOOSE | {"code": mail.fields["code"]}
    assert confirm(app, told["resetId"], body) == (204, {}, {"Cache-Control": "no-store"})
    assert desk.works(NEW)


@pytest.mark.parametrize(
    "body",
    [
        {"identifier": "9999999999", "email": "nobody@thu.example"},
        {"identifier": "999999999999", "email": "nobody@thu.example"},
        {"identifier": ID, "email": "somebody.else@thu.example"},
        {"identifier": BINH.social_insurance_number, "email": AN.email},
        {"identifier": CLOSED.social_insurance_number, "email": CLOSED.email},
    ],
    ids=["unknown", "unknown 12 digits", "wrong pair", "no e-mail", "closed"],
)
def test_status_shape_and_headers_tell_nothing(app: ModuleType, body: dict[str, str]) -> None:
    known, other = ask(app), ask(app, body)

    assert (other[0], other[2]) == (known[0], known[2])
    assert list(other[1]) == list(known[1])
    assert other[1]["resendAfter"] == known[1]["resendAfter"]
    assert len(json.dumps(other[1])) == len(json.dumps(known[1]))

    wrong = [confirm(app, each[1]["resetId"], CHOOSE) for each in (known, other)]
    assert wrong[0] == wrong[1]
    again = [ask(app), ask(app, body)]
    assert [each[0] for each in again] == [429, 429]
    assert again[0][1].keys() == again[1][1].keys()


@pytest.mark.parametrize("wrong", [*TYPES, ""])
@pytest.mark.parametrize("field", ["identifier", "email"])
def test_a_request_with_a_field_of_another_type_is_refused_by_its_name(
    app: ModuleType, field: str, wrong: Any
) -> None:
    status, told, headers = ask(app, ASK | {field: wrong})

    assert (status, told["code"], told["field"]) == (400, "INVALID_REQUEST", field)
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "no-store"
    assert ask(app)[0] == 202, "and it was not counted"


@pytest.mark.parametrize("wrong", [*TYPES, ""])
@pytest.mark.parametrize("field", ["code", "newPassword"])
def test_a_confirmation_with_a_field_of_another_type_is_refused_by_its_name(
    app: ModuleType, field: str, wrong: Any
) -> None:
    reset_id = ask(app)[1]["resetId"]

    status, told, _ = confirm(app, reset_id, CHOOSE | {field: wrong})

    assert (status, told["code"], told["field"]) == (400, "INVALID_REQUEST", field)
    assert confirm(app, reset_id, CHOOSE)[1]["attemptsLeft"] == 4, "and it cost no try"


BODIES = [
    "", " ", "{", "[]", '"text"', "null", "7", "NaN", "{}", '{"a": "\\ud800"}', "\ufeff{}",
    "[" * 4000, '{"email":' * 800, '{"email": ' + "[" * 4000, "identifier=0123456789",
    '{"identifier": "0123456789"}', '{"code": "12345678"}', '{"email": "\\ud800"}',
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:20])
def test_a_body_that_is_not_the_form_is_refused(app: ModuleType, body: str) -> None:
    for status, told, headers in (ask(app, body), confirm(app, "0" * 32, body)):
        assert (status, told["code"]) == (400, "INVALID_REQUEST")
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("unknown", ["resetId", "Email", "host", "portalUrl", "__proto__"])
def test_an_unknown_field_is_refused(app: ModuleType, unknown: str) -> None:
    for status, told, _ in (
        ask(app, ASK | {unknown: "x"}),
        confirm(app, "0" * 32, CHOOSE | {unknown: "x"}),
    ):
        assert (status, told["code"]) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("field", ["identifier", "email"])
def test_a_field_over_its_length_is_refused_and_a_body_over_eight_kibibytes_too_large(
    app: ModuleType, field: str
) -> None:
    assert ask(app, ASK | {field: "a" * 1025})[1]["field"] == field
    for length in (10_000, 1_000_000):
        status, told, headers = ask(app, ASK | {field: "a" * length})
        assert (status, told["code"]) == (413, "TOO_LARGE")
        assert headers["Cache-Control"] == "no-store"


def test_eight_kibibytes_are_counted_in_bytes_and_before_anything_is_read(app: ModuleType) -> None:
    exactly = json.dumps(ASK).ljust(8192)

    assert ask(app, exactly + " ")[0] == 413
    assert ask(app, "ế" * 3000)[0] == 413
    assert confirm(app, "0" * 32, CHOOSE | {"code": "1" * 1_000_000})[0] == 413
    assert ask(app, exactly)[0] == 202


@pytest.mark.parametrize(
    "code", ["1" * 1025, "1" * 1024, "０１２３４５６７", "1234567", "abcdefgh"]
)
def test_a_code_of_another_shape_is_named(app: ModuleType, code: str) -> None:
    status, told, _ = confirm(app, "0" * 32, CHOOSE | {"code": code})

    assert (status, told["code"], told["field"]) == (400, "INVALID_REQUEST", "code")


def test_a_base64_body_is_read_and_what_is_no_utf8_refused(app: ModuleType) -> None:
    def coded(raw: bytes | str) -> Answer:
        text = raw if isinstance(raw, str) else base64.b64encode(raw).decode()
        return send(changed("request.json", text) | {"isBase64Encoded": True}, app)

    for raw in ("%%%", b"\xff\xfe\xfd", b'{"identifier": "0123456789", "email": "\xff"}'):
        status, told, _ = coded(raw)
        assert (status, told["code"]) == (400, "INVALID_REQUEST")
    assert coded(json.dumps(ASK).encode("utf-16"))[0] == 400
    assert coded(b" " * 1_000_000)[0] == 413
    assert coded(json.dumps(ASK).encode())[0] == 202


@pytest.mark.parametrize(
    "email", ["An <an.nguyen@thu.example>", "an@thu.example\r\nBcc: b@c.example"]
)
def test_what_is_no_plain_address_is_named(app: ModuleType, email: str) -> None:
    status, told, _ = ask(app, ASK | {"email": email})

    assert (status, told["code"], told["field"]) == (400, "INVALID_REQUEST", "email")


def test_a_forged_host_leads_nobody_astray(app: ModuleType, desk: Desk) -> None:
    forged = {
        "Host": "thief.example",
        "X-Forwarded-Host": "thief.example",
        "Forwarded": "host=thief.example",
        "Origin": "https://thief.example",
        "Referer": "https://thief.example/",
    }

    answer = ask(app, headers=forged)

    assert answer[0] == 202
    assert "thief.example" not in repr(answer)
    [mail] = desk.deliver()
    assert str(mail.fields["link"]).startswith(f"{PORTAL}/")
    assert "thief.example" not in repr(mail)
    written = repr(desk.table._client.scan(TableName="recovery")["Items"])
    assert "thief.example" not in written


@pytest.mark.parametrize(
    "reset_id",
    ["0" * 32, "x", "", "a/b", "a%2Fb", "../x", "a b", 'a"b', "a\nb", "a\\b", "a?b", "a#b", "é",
     "\u0000", "<script>", "`id`", "A" * 4000],
)  # fmt: skip
def test_any_text_in_the_place_of_the_id_is_an_invalid_code(app: ModuleType, reset_id: str) -> None:
    status, told, headers = confirm(app, reset_id, CHOOSE)

    assert (status, told["code"], told["attemptsLeft"]) == (400, "INVALID_CODE", 0)
    assert headers["Cache-Control"] == "no-store"


def test_an_invalid_code_says_how_many_tries_are_left_in_both_languages(app: ModuleType) -> None:
    reset_id = ask(app)[1]["resetId"]

    told = confirm(app, reset_id, CHOOSE)[1]
    assert (told["code"], told["attemptsLeft"]) == ("INVALID_CODE", 4)
    assert "còn lại: 4." in told["detail"]
    told = confirm(app, reset_id, CHOOSE, {"Accept-Language": "en"})[1]
    assert "left: 3." in told["detail"]


def test_a_right_code_with_a_weak_password_comes_with_its_reasons(
    app: ModuleType, desk: Desk
) -> None:
    reset_id = ask(app)[1]["resetId"]
    [mail] = desk.deliver()
    body = {"code": mail.fields["code"], "newPassword": "Nguyễn Văn An 1955"}

    status, told, _ = confirm(app, reset_id, body)
    assert (status, told["code"]) == (422, "WEAK_PASSWORD")
    assert told["reasons"][0]["code"] == "PERSONAL"
    assert confirm(app, reset_id, body | {"newPassword": NEW})[0] == 204


def test_a_limit_says_how_long(app: ModuleType, desk: Desk) -> None:
    ask(app)
    desk.clock.advance(seconds=7)

    status, told, headers = ask(app)
    assert (status, told["code"]) == (429, "TOO_MANY_ATTEMPTS")
    assert (told["retryAfter"], headers["Retry-After"]) == (53, "53")
    assert "53 giây" in told["detail"]


@pytest.mark.parametrize("route", [ask, lambda app: confirm(app, "0" * 32, CHOOSE)])
def test_a_viewers_address_is_limited_on_both_routes(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch, route: Any
) -> None:
    monkeypatch.setattr(app.door.limits, "_per_hour", 1)
    route(app)

    status, told, _ = route(app)
    assert (status, told["code"]) == (429, "TOO_MANY_ATTEMPTS")
    assert told["retryAfter"] == 45 * 60
    believed = {"X-Origin-Key": "made-up origin key", "X-Viewer-Ip": "198.51.100.9"}
    forged = {"X-Viewer-Ip": "198.51.100.10", "X-Forwarded-For": "198.51.100.11"}
    other = ASK | {"identifier": "9999999999"}
    assert ask(app, other, forged)[0] == 429
    assert ask(app, other, believed)[0] == 202


def test_a_failure_is_unavailable_and_its_text_never_leaves(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: object) -> None:
        raise RuntimeError("made-up failure")

    monkeypatch.setattr(app.EmailReset, "request", burst)
    monkeypatch.setattr(app.EmailReset, "confirm", burst)

    for status, told, headers in (ask(app), confirm(app, "0" * 32, CHOOSE)):
        assert (status, told["code"]) == (503, "UNAVAILABLE")
        assert "made-up" not in json.dumps(told)
        assert headers["Cache-Control"] == "no-store"


def test_the_log_knows_nobody_no_code_and_no_password(
    app: ModuleType, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    reset_id = ask(app)[1]["resetId"]
    [mail] = desk.deliver()
    confirm(app, reset_id, CHOOSE)
    confirm(app, reset_id, CHOOSE | {"code": mail.fields["code"], "newPassword": "ngắn"})
    confirm(app, reset_id, CHOOSE | {"code": mail.fields["code"]})
    ask(app, ASK | {"email": "An <an.nguyen@thu.example>"})

    everything = "".join(capsys.readouterr())
    assert '"PasswordReset"' in everything
    secrets = (ID, AN.email, "an.nguyen", NEW, WRONG, mail.fields["code"], "ngắn", "203.0.113.7")
    for text in secrets:
        assert text not in everything
        assert json.dumps(text)[1:-1] not in everything
