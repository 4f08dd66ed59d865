"""functions/credentials as API Gateway invokes it: strict bodies, one form for every refusal."""

import base64
import json
from copy import deepcopy
from types import ModuleType
from typing import Any

import pytest

from tests.functional.functions import Context, event, function
from tests.people import AN, register
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table

FOLDER = "credentials"
OLD = "chuối xanh nấu ốc 17"
NEW = "mèo tím gõ bàn phím"
CHANGE = {"identifier": "0123456789", "currentPassword": OLD, "newPassword": NEW}


@pytest.fixture
def app(table: Table, secret: RootSecret, vault: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from msgspec.structs import replace

    vault.create_secret(Name="origin-key", SecretString="made-up origin key")
    register(table, replace(AN, password=PepperedArgon2(secret).hash(OLD)))
    monkeypatch.setenv("REQUESTS_PER_HOUR_PER_IP", "300")
    with function(FOLDER, monkeypatch) as module:
        yield module


def send(
    app: ModuleType, path: str, body: Any, headers: dict[str, str] | None = None, **more: Any
) -> tuple[int, dict[str, Any], dict[str, str]]:
    asked = deepcopy(event(FOLDER, "password-change.json"))
    raw = body if isinstance(body, str) else json.dumps(body)
    asked |= {"path": path, "resource": path, "body": raw, **more}
    asked["headers"] |= headers or {}
    answer = app.handler(asked, Context())
    found = answer.get("multiValueHeaders") or answer.get("headers") or {}
    flat = {key: value[0] if isinstance(value, list) else value for key, value in found.items()}
    return answer["statusCode"], json.loads(answer["body"] or "{}"), flat


@pytest.mark.parametrize(
    "name", ["credential-check.json", "minimal.json", "session-check.json", "password-change.json"]
)
def test_the_sample_events_are_answered(app: ModuleType, name: str) -> None:
    answer = app.handler(event(FOLDER, name), Context())

    assert answer["statusCode"] in (200, 403)


def test_a_check_a_change_and_a_check(app: ModuleType) -> None:
    body = {"identifier": "0123456789", "password": OLD}
    first = {"result": "VALID", "sessionsValidFrom": "1970-01-01T00:00:00.000Z"}
    assert send(app, "/credential-checks", body)[:2] == (200, first)

    status, told, headers = send(app, "/password-changes", CHANGE)
    assert (status, told) == (204, {})
    assert headers["Cache-Control"] == "no-store"

    assert send(app, "/credential-checks", body)[1] == {"result": "INVALID"}
    valid = send(app, "/credential-checks", body | {"password": NEW})[1]
    sessions = send(app, "/session-checks", {"identifier": "0123456789"})[1]
    assert valid == {"result": "VALID", **sessions}
    assert sessions["sessionsValidFrom"] > "2026"


@pytest.mark.parametrize("wrong", [[OLD], {"a": OLD}, 7, None, True, ""])
@pytest.mark.parametrize("field", ["identifier", "currentPassword", "newPassword"])
def test_a_field_of_another_type_is_refused_by_its_name(
    app: ModuleType, field: str, wrong: Any
) -> None:
    status, told, headers = send(app, "/password-changes", CHANGE | {field: wrong})

    assert (status, told["code"], told["field"]) == (400, "INVALID_REQUEST", field)
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", '"text"', "null", '{"identifier": "0123456789"}', '{"a": "\\ud800"}', "NaN"],
)
def test_a_body_that_is_not_the_form_is_refused(app: ModuleType, body: str) -> None:
    status, told, _ = send(app, "/password-changes", body)

    assert (status, told["code"]) == (400, "INVALID_REQUEST")


def test_an_unknown_field_is_refused(app: ModuleType) -> None:
    status, told, _ = send(app, "/password-changes", CHANGE | {"newPasword": "x"})

    assert (status, told["code"]) == (400, "INVALID_REQUEST")


def test_a_body_over_eight_kibibytes_is_too_large(app: ModuleType) -> None:
    status, told, _ = send(app, "/password-changes", CHANGE | {"newPassword": "ế" * 3000})

    assert (status, told["code"]) == (413, "TOO_LARGE")


def test_a_base64_body_is_read_and_a_broken_one_refused(app: ModuleType) -> None:
    whole = base64.b64encode(json.dumps(CHANGE).encode()).decode()

    assert send(app, "/password-changes", whole, isBase64Encoded=True)[0] == 204
    assert send(app, "/password-changes", "%%%", isBase64Encoded=True)[0] == 400
    assert send(app, "/password-changes", "//79", isBase64Encoded=True)[0] == 400


def test_what_is_no_identifier_is_named(app: ModuleType) -> None:
    status, told, _ = send(app, "/password-changes", CHANGE | {"identifier": "12345"})

    assert (status, told["code"], told["field"]) == (400, "INVALID_REQUEST", "identifier")


def test_wrong_and_unknown_are_the_same_answer(app: ModuleType) -> None:
    wrong = send(app, "/password-changes", CHANGE | {"currentPassword": "sai hoàn toàn"})
    unknown = send(app, "/password-changes", CHANGE | {"identifier": "9999999999"})

    assert wrong == unknown
    assert (wrong[0], wrong[1]["code"]) == (403, "INVALID_CREDENTIALS")


def test_a_weak_password_comes_with_its_reasons_in_the_callers_language(app: ModuleType) -> None:
    weak = CHANGE | {"newPassword": "Nguyễn Văn An 1955"}

    status, told, _ = send(app, "/password-changes", weak)
    assert (status, told["code"]) == (422, "WEAK_PASSWORD")
    assert told["title"] == "Mật khẩu mới chưa đủ mạnh"
    assert told["reasons"][0]["code"] == "PERSONAL"
    assert "ngày sinh" in told["reasons"][0]["detail"]

    english = send(app, "/password-changes", weak, {"Accept-Language": "en-GB,vi;q=0.5"})[1]
    assert "birth date" in english["reasons"][0]["detail"]


def test_a_lock_says_how_long(app: ModuleType) -> None:
    for _ in range(5):
        send(app, "/password-changes", CHANGE | {"currentPassword": "sai hoàn toàn"})

    status, told, headers = send(app, "/password-changes", CHANGE)
    assert (status, told["code"]) == (429, "TOO_MANY_ATTEMPTS")
    assert 28 <= told["retryAfter"] <= 30
    assert headers["Retry-After"] == str(told["retryAfter"])
    assert "giây" in told["detail"]
    checked = send(app, "/credential-checks", {"identifier": "0123456789", "password": OLD})[1]
    assert checked.keys() == {"result", "retryAfter"}
    assert checked["result"] == "LOCKED"


def test_an_address_is_limited_by_the_hour_and_by_the_cdns_word_only(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.door.limits, "_per_hour", 2)
    bad = CHANGE | {"identifier": "9999999999"}
    believed = {"X-Origin-Key": "made-up origin key", "X-Viewer-Ip": "198.51.100.9"}
    forged = {
        "X-Origin-Key": "guessed",
        "X-Viewer-Ip": "198.51.100.10",
        "X-Forwarded-For": "1.2.3.4",
    }

    assert [send(app, "/password-changes", bad, forged)[0] for _ in range(3)] == [403, 403, 429]
    status, told, _ = send(app, "/password-changes", bad, {"X-Viewer-Ip": "198.51.100.10"})
    assert (status, told["code"]) == (429, "TOO_MANY_ATTEMPTS")
    assert 0 < told["retryAfter"] <= 3600
    assert send(app, "/password-changes", bad, believed)[0] == 403


def test_a_failure_is_unavailable_and_its_text_never_leaves(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: object) -> None:
        raise RuntimeError("made-up failure")

    monkeypatch.setattr(app.Credentials, "change", burst)

    status, told, headers = send(app, "/password-changes", CHANGE)
    assert (status, told["code"]) == (503, "UNAVAILABLE")
    assert "made-up" not in json.dumps(told)
    assert headers["Cache-Control"] == "no-store"


def test_the_log_knows_nobody_and_no_password(
    app: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    send(app, "/password-changes", CHANGE | {"newPassword": "ngắn"})
    send(app, "/password-changes", CHANGE | {"currentPassword": "sai hoàn toàn"})
    send(app, "/password-changes", CHANGE)

    everything = "".join(capsys.readouterr())
    for secret in ("0123456789", OLD, NEW, "sai hoàn toàn", "Nguyễn", "argon2", "203.0.113.7"):
        assert secret not in everything
        assert json.dumps(secret)[1:-1] not in everything
