"""functions/information_channels as API Gateway calls it: the list, the check, refusals."""

import json
from copy import deepcopy
from types import ModuleType
from typing import Any

import pytest

from tests.functional.functions import Context, event, function

FOLDER = "information_channels"
ZALO = "https://zalo.example/100200300"
NO_STORE = {"Cache-Control": "no-store", "Content-Type": "application/json"}
Answer = tuple[int, dict[str, Any], dict[str, str]]


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Any:
    with function(FOLDER, monkeypatch) as module:
        yield module


def send(asked: dict[str, Any], app: ModuleType) -> Answer:
    answer = app.handler(asked, Context())
    found = answer.get("multiValueHeaders") or {}
    return answer["statusCode"], json.loads(answer["body"]), {k: v[0] for k, v in found.items()}


def check(app: ModuleType, *values: str, headers: dict[str, str] | None = None) -> Answer:
    asked = deepcopy(event(FOLDER, "check.json"))
    asked["headers"] |= headers or {}
    single = {"value": values[-1]} if values else None
    several = {"value": list(values)} if values else None
    return send(
        asked | {"queryStringParameters": single, "multiValueQueryStringParameters": several}, app
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("list.json", "channels"),
        ("list-minimal.json", "channels"),
        ("check.json", "official"),
        ("check-minimal.json", "official"),
    ],
)
def test_the_sample_events_are_answered(app: ModuleType, name: str, key: str) -> None:
    status, told, headers = send(event(FOLDER, name), app)

    assert (status, headers) == (200, NO_STORE)
    assert told[key]


def test_the_list_is_told_without_zalo_until_its_address_is_set(app: ModuleType) -> None:
    [*told] = send(event(FOLDER, "list.json"), app)[1]["channels"]

    kinds = [each["kind"] for each in told]
    assert kinds == ["WEBSITE", "WEBSITE", "FACEBOOK", "APP", "PHONE", "OFFICE"]
    assert told[0] == {
        "id": "portal",
        "kind": "WEBSITE",
        "name": {
            "vi": "Cổng Thông tin điện tử BHXH Việt Nam",
            "en": "Web portal of Vietnam Social Security",
        },
        "address": "https://baohiemxahoi.gov.vn/",
    }
    assert told[-1]["address"] is None


def test_zalo_is_told_when_its_address_is_set(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "channels", app.InformationChannels(ZALO))

    told = send(event(FOLDER, "list.json"), app)[1]["channels"]

    assert [(each["id"], each["address"]) for each in told][3] == ("zalo", ZALO)
    assert check(app, ZALO)[1] == {"official": True, "channel": told[3]}


def test_an_official_address_comes_with_its_channel_as_listed(app: ModuleType) -> None:
    listed = {each["id"]: each for each in send(event(FOLDER, "list.json"), app)[1]["channels"]}

    for value, name in (
        ("https://dichvucong.baohiemxahoi.gov.vn", "portal"),
        ("m.facebook.com/baohiemxahoi.gov.vn", "facebook"),
        ("+84 1900 9068", "hotline"),
    ):
        assert check(app, value) == (200, {"official": True, "channel": listed[name]}, NO_STORE)


@pytest.mark.parametrize(
    "value",
    [
        "https://baohiemxahoi.gov.vn@evil.test",
        "1900.1234",
        "VssID 4.0",
        "baohiemxahoi-gov.vn",
        "a,b",
    ],
)
def test_a_fake_is_told_from_nothing_else(app: ModuleType, value: str) -> None:
    assert check(app, value) == (200, {"official": False, "channel": None}, NO_STORE)


@pytest.mark.parametrize(
    "values",
    [(), ("",), ("  ",), ("a" * 2049,), ("evil.test", "1900.9068"), ("1900.9068", "evil.test")],
    ids=["missing", "empty", "blank", "too long", "twice", "twice, the other first"],
)
def test_what_cannot_be_asked_is_named(app: ModuleType, values: tuple[str, ...]) -> None:
    status, told, headers = check(app, *values)

    assert (status, told["code"], told["field"]) == (400, "INVALID_REQUEST", "value")
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "no-store"
    assert "Xin Quý khách" in told["detail"]


def test_a_refusal_is_told_in_english_to_who_prefers_it(app: ModuleType) -> None:
    told = check(app, headers={"Accept-Language": "en"})[1]

    assert told["title"] == "Invalid request"


def test_a_failure_is_unavailable_and_its_text_never_leaves(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: object) -> None:
        raise RuntimeError("made-up failure")

    monkeypatch.setattr(app.InformationChannels, "check", burst)

    status, told, headers = check(app, "1900.9068")
    assert (status, told["code"]) == (503, "UNAVAILABLE")
    assert "made-up" not in json.dumps(told)
    assert headers["Cache-Control"] == "no-store"


def test_the_log_counts_what_was_found_and_keeps_nothing_that_was_asked(
    app: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("https://thief.example/tk?ma=0123456789", "ai.do@thu.example", "0912345678")
    for value in asked:
        check(app, value)
    check(app, "1900.9068")

    everything = "".join(capsys.readouterr())
    assert everything.count('"official":"false"') == 3
    assert everything.count('"official":"true"') == 1
    assert not [value for value in asked if value in everything]
