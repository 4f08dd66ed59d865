"""functions/email_supplementation as API Gateway calls it: every route, strict bodies, one form."""

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from types import MappingProxyType, ModuleType
from typing import Any

import pytest

from tests.clock import MovableClock
from tests.functional.declaration_desk import NEW_ADDRESS, DeclarationDesk
from tests.functional.functions import Context, event, function
from tests.people import AN, BINH, CLOSED
from vssid_recovery.adapters import world
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table

FOLDER = "email_supplementation"
DECLARE: dict[str, Any] = {
    "form": "TK1-TS",
    "identifier": BINH.social_insurance_number,
    "fullName": BINH.full_name,
    "dateOfBirth": "1955-02-03",
    "phone": "0987 654 321",
    "email": NEW_ADDRESS,
}
IN_PERSON = DECLARE | {"form": "02-SDGD"}
APPROVE, REJECT = {"decision": "APPROVE"}, {"decision": "REJECT", "reason": "Sai họ tên."}
TYPES = [["x"], {"a": "x"}, 7, None, True, 1.5]
Answer = tuple[int, dict[str, Any], dict[str, str]]


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


@pytest.fixture
def app(desk: DeclarationDesk, vault: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    vault.create_secret(Name="origin-key", SecretString="made-up origin key")
    monkeypatch.setattr(world, "now", desk.clock)
    with function(FOLDER, monkeypatch) as module:
        yield module


def send(asked: dict[str, Any], app: ModuleType) -> Answer:
    answer = app.handler(asked, Context())
    found = answer.get("multiValueHeaders") or answer.get("headers") or {}
    flat = {key: value[0] if isinstance(value, list) else value for key, value in found.items()}
    assert flat["Cache-Control"] == "no-store"
    kind = {True: "application/problem+json", False: "application/json"}[answer["statusCode"] > 299]
    assert not answer["body"] or flat["Content-Type"] == kind
    return answer["statusCode"], json.loads(answer["body"] or "{}"), flat


def call(
    app: ModuleType,
    route: str,
    body: Any = None,
    who: str | None = "unit",
    english: bool = False,
    query: dict[str, str] | None = None,
    claims: Mapping[str, str] = MappingProxyType({}),
) -> Answer:
    """`route` is method and path; `who` are the groups of the signed-in, None: nobody is."""
    method, _, path = route.partition(" ")
    asked = deepcopy(event(FOLDER, "confirmation.json"))
    asked |= {"httpMethod": method, "path": path, "queryStringParameters": query}
    asked["body"] = body if isinstance(body, str) or body is None else json.dumps(body)
    asked["headers"]["Accept-Language"] = "en" if english else "vi"
    if who is not None:
        codes = {"custom:unit_code": "TN0001N", "custom:office_code": "07906"}
        token = {"sub": f"sub-{who}", "token_use": "id", "cognito:groups": who}
        asked["requestContext"]["authorizer"] = {"claims": {**token, **codes, **claims}}
    return send(asked, app)


def declared(app: ModuleType, body: dict[str, Any] = DECLARE, who: str = "unit") -> str:
    status, told, _ = call(app, "POST /email-declarations", body, who)
    assert status == 201
    return f"/email-declarations/{told['declarationId']}"


# ------------------------------------------------------------------ every route's success


@pytest.mark.parametrize("kind", ["", "-minimal"])
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("declaration", 201),
        ("declaration-in-person", 201),
        ("list", 200),
        ("show", 404),
        ("decision", 404),
        ("confirmation-mail", 404),
        ("confirmation", 400),
    ],
)
def test_the_sample_events_are_answered(app: ModuleType, name: str, kind: str, status: int) -> None:
    assert send(event(FOLDER, f"{name}{kind}.json"), app)[0] == status


def test_from_the_form_to_the_confirmed_address(app: ModuleType, desk: DeclarationDesk) -> None:
    status, told, _ = call(app, "POST /email-declarations", DECLARE)
    assert (status, set(told)) == (201, {"declarationId", "status"})
    assert re.fullmatch(r"[0-9a-f]{32}", told["declarationId"])
    assert told["status"] == "SUBMITTED"
    assert call(app, "POST /email-declarations", DECLARE)[:2] == (200, told)
    path = f"/email-declarations/{told['declarationId']}"

    status, shown, _ = call(app, f"GET {path}")
    assert status == 200
    assert shown.items() >= (DECLARE | {"status": "SUBMITTED", "flags": []}).items()
    assert [line["by"] for line in shown["timeline"]] == ["unit TN0001N sub-unit"]

    status, decided, _ = call(app, f"POST {path}/decision", APPROVE, "[officer]")
    assert (status, decided["status"]) == (200, "APPROVED")
    assert decided["statusName"] == {
        "vi": "Đã duyệt, chờ xác nhận",
        "en": "Approved, waiting to be confirmed",
    }
    assert decided["confirmBy"] == "2026-04-08T02:15:00.000Z"

    token = desk.token_in(desk.deliver())
    body = {"token": token, "identifier": BINH.personal_identification_number}
    assert call(app, "POST /email-confirmations", body, who=None)[:2] == (204, {})
    assert call(app, f"GET {path}")[1]["activeFrom"] == "2026-03-12T02:15:00.000Z"


def test_an_office_lists_what_waits_page_by_page(app: ModuleType) -> None:
    path = declared(app)
    for query in (
        None,
        {},
        {"status": "SUBMITTED"},
        {"status": "", "cursor": ""},
        {"form": "TK1-TS"},
    ):
        status, told, _ = call(app, "GET /email-declarations", who="officer", query=query)
        assert (status, set(told), told["cursor"]) == (200, {"items", "cursor"}, None)
        assert [f"/email-declarations/{each['declarationId']}" for each in told["items"]] == [path]

    for query in ({"status": "ACTIVE"}, {"form": "02-SDGD"}):
        empty = call(app, "GET /email-declarations", who="officer", query=query)
        assert empty[:2] == (200, {"items": [], "cursor": None})


def test_in_person_a_supervisor_decides(app: ModuleType) -> None:
    path = declared(app, IN_PERSON, "officer")
    status, told, _ = call(app, f"POST {path}/decision", REJECT, "supervisor")
    assert (status, told["status"]) == (200, "REJECTED")
    assert told["timeline"][-1]["reason"] == "Sai họ tên."


def test_a_mail_is_sent_again_after_a_minute(app: ModuleType, desk: DeclarationDesk) -> None:
    path = declared(app)
    call(app, f"POST {path}/decision", APPROVE, "officer")
    assert call(app, f"POST {path}/confirmation-mails")[:2] == (202, {})

    status, told, headers = call(app, f"POST {path}/confirmation-mails")
    assert (status, told["code"], told["retryAfter"]) == (429, "TOO_MANY_ATTEMPTS", 60)
    assert headers["Retry-After"] == "60"
    desk.clock.advance(minutes=1)
    assert call(app, f"POST {path}/confirmation-mails")[:2] == (202, {})


# ------------------------------------------------------------------ who, and what is not there

ROUTES: list[tuple[str, Any]] = [
    ("POST /email-declarations", DECLARE),
    ("GET /email-declarations", None),
    ("GET /email-declarations/{id}", None),
    ("POST /email-declarations/{id}/decision", APPROVE),
    ("POST /email-declarations/{id}/confirmation-mails", None),
]


@pytest.mark.parametrize(("route", "body"), ROUTES)
def test_without_an_id_token_nobody_has_signed_in(app: ModuleType, route: str, body: Any) -> None:
    path = route.format(id="0" * 32)
    nobody = call(app, path, body, who=None)
    for answer in (nobody, call(app, path, body, "officer", claims={"token_use": "access"})):
        assert (answer[0], answer[1]["code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(("route", "body"), ROUTES)
def test_without_a_group_nothing_is_allowed(app: ModuleType, route: str, body: Any) -> None:
    status, told, _ = call(app, route.format(id="0" * 32), body, who="[]")
    assert (status, told["code"]) == (403, "FORBIDDEN")


def test_what_is_anothers_and_what_is_not_there_are_one_answer(app: ModuleType) -> None:
    path = declared(app)
    other = {"custom:unit_code": "TN0002N", "custom:office_code": "07907"}
    nothing = f"/email-declarations/{'f' * 32}"

    for route, body, who in (
        ("GET {}", None, "unit"),
        ("GET {}", None, "supervisor"),
        ("POST {}/decision", APPROVE, "officer"),
        ("POST {}/confirmation-mails", None, "unit"),
    ):
        answers = [
            call(app, route.format(each), body, who, claims=other) for each in (path, nothing)
        ]
        assert answers[0] == answers[1]
        assert (answers[0][0], answers[0][1]["code"]) == (404, "NOT_FOUND")


def test_a_second_decision_and_another_units_declaration_are_conflicts(app: ModuleType) -> None:
    path = declared(app)
    call(app, f"POST {path}/decision", APPROVE, "officer")
    assert call(app, f"POST {path}/decision", REJECT, "officer")[0] == 409
    declared(app, IN_PERSON, "officer")

    status, told, _ = call(app, "POST /email-declarations", DECLARE)
    assert (status, told["code"]) == (409, "CONFLICT")


# ------------------------------------------------------------------ what is refused, and how


def test_all_findings_come_with_field_sentence_and_suggestion_in_both_languages(
    app: ModuleType,
) -> None:
    wrong = DECLARE | {"fullName": "Ai Đó <b>", "dateOfBirth": "2000-01-01", "email": "b@gmial.com"}
    told = {
        english: call(app, "POST /email-declarations", wrong, english=english)
        for english in (False, True)
    }

    for status, body, _ in told.values():
        assert (status, body["code"]) == (422, "CHECK_FAILED")
        assert [(each["code"], each["field"]) for each in body["reasons"]] == [
            ("NAME_MISMATCH", "fullName"),
            ("DATE_OF_BIRTH_MISMATCH", "dateOfBirth"),
            ("EMAIL_TYPO", "email"),
        ]
        assert [each.get("suggestion") for each in body["reasons"]] == [None, None, "b@gmail.com"]
    vi, en = told[False][1], told[True][1]
    assert vi["reasons"][1]["detail"].startswith("Ngày sinh không khớp")
    assert en["reasons"][1]["detail"] == "The date of birth differs from the register."
    assert "<b>" not in json.dumps(vi)


def test_every_confirmation_that_does_not_fit_is_one_answer(app: ModuleType) -> None:
    body = {"token": "0" * 22, "identifier": BINH.social_insurance_number}
    answers = [call(app, "POST /email-confirmations", body | each, who=None) for each in (
        {}, {"token": "<script>" * 50}, {"token": "ế"}, {"identifier": AN.social_insurance_number},
        {"identifier": CLOSED.social_insurance_number})]  # fmt: skip

    assert all(answer == answers[0] for answer in answers)
    assert (answers[0][0], answers[0][1]["code"]) == (400, "INVALID_TOKEN")
