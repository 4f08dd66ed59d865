"""Bodies of functions/email_supplementation: strict types, lengths, nothing unseen in them."""

import json
from types import ModuleType
from typing import Any

import pytest

from tests.functional.declaration_desk import DeclarationDesk
from tests.functional.test_supplementation_function import (
    APPROVE,
    DECLARE,
    TYPES,
    app,
    call,
    declared,
    desk,
)
from tests.people import BINH

__all__ = ["app", "desk"]  # fixtures
CONFIRM = {"token": "0" * 22, "identifier": BINH.social_insurance_number}
NOWHERE = f"POST /email-declarations/{'0' * 32}/decision"
ROUTES: list[tuple[str, dict[str, Any], str]] = [
    ("POST /email-declarations", DECLARE, "unit"),
    (NOWHERE, APPROVE | {"reason": "x"}, "officer"),
    ("POST /email-confirmations", CONFIRM, "unit"),
]
FIELDS = [(route, body, who, field) for route, body, who in ROUTES for field in body]
EVERY_FIELD = pytest.mark.parametrize(
    ("route", "body", "who", "field"),
    FIELDS,
    ids=[f"{route} {field}" for route, _, _, field in FIELDS],
)
EVERY_ROUTE = pytest.mark.parametrize(("route", "body", "who"), ROUTES)


def refused(module: ModuleType, route: str, body: Any, who: str) -> str:
    """The field that a 400 names."""
    status, told, _ = call(module, route, body, who)
    assert (status, told["code"]) == (400, "INVALID_REQUEST")
    field: str = told.get("field", "")
    return field


@EVERY_FIELD
def test_a_field_of_another_type_is_refused_by_its_name(
    app: ModuleType, route: str, body: dict[str, Any], who: str, field: str
) -> None:
    for wrong in TYPES:
        assert refused(app, route, body | {field: wrong}, who) == field


@EVERY_FIELD
def test_a_field_over_its_length_is_refused_by_its_name(
    app: ModuleType, route: str, body: dict[str, Any], who: str, field: str
) -> None:
    assert refused(app, route, body | {field: "a" * 1025}, who) == field


@pytest.mark.parametrize("field", [each for each in DECLARE if each != "phone"])
def test_a_form_needs_each_of_its_fields(app: ModuleType, field: str) -> None:
    without = {name: value for name, value in DECLARE.items() if name != field}
    refused(app, "POST /email-declarations", without, "unit")
    assert refused(app, "POST /email-declarations", DECLARE | {field: ""}, "unit") == field


@EVERY_ROUTE
@pytest.mark.parametrize("unknown", ["status", "enteredBy", "unitCode", "except", "__proto__"])
def test_an_unknown_field_is_refused(
    app: ModuleType, route: str, body: dict[str, Any], who: str, unknown: str
) -> None:
    refused(app, route, body | {unknown: "x"}, who)


@EVERY_ROUTE
@pytest.mark.parametrize(
    "body_text",
    ["", " ", "{", "[]", '"text"', "null", "7", "NaN", "{}", '{"a": "\\ud800"}', "[" * 4000],
)
def test_a_body_that_is_not_the_form_is_refused(
    app: ModuleType, route: str, body: dict[str, Any], who: str, body_text: str
) -> None:
    assert refused(app, route, body_text, who) == ""


@EVERY_ROUTE
def test_eight_kibibytes_are_counted_in_bytes(
    app: ModuleType, route: str, body: dict[str, Any], who: str
) -> None:
    exactly = json.dumps(body).ljust(8192)

    status, told, _ = call(app, route, exactly + " ", who)
    assert (status, told["code"]) == (413, "TOO_LARGE")
    assert call(app, route, exactly, who)[0] != 413
    assert call(app, route, "ế" * 3000, who)[0] == 413


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("form", "tk1-ts"),
        ("form", "TK1-TS\u0000"),
        ("identifier", "12345"),
        ("identifier", "０１２３４５６７９０"),
        ("identifier", "<b>0123456790</b>"),
        ("dateOfBirth", "19550203"),
        ("dateOfBirth", "03/02/1955"),
        ("dateOfBirth", "1955-02-30"),
        ("dateOfBirth", "1955-W05-4"),
        ("dateOfBirth", "1955-02-03T00:00"),
        ("fullName", "Trần\u0000Bình"),
        ("fullName", "Trần \u202eBình"),
        ("fullName", "x" * 101),
        ("phone", "09\u0007"),
        ("note", "a\u0000b"),
        ("note", "a\u200bb"),
    ],
)
def test_what_cannot_be_meant_or_seen_is_refused_by_its_name(
    app: ModuleType, field: str, value: str
) -> None:
    assert refused(app, "POST /email-declarations", DECLARE | {field: value}, "unit") == field


@pytest.mark.parametrize("fields", ["x", ["x"], {"18": 1}, {"18": None}, {"18": ["x"]}, 7])
def test_form_fields_are_texts_by_number(app: ModuleType, fields: Any) -> None:
    field = refused(app, "POST /email-declarations", DECLARE | {"fields": fields}, "unit")
    assert field.startswith("fields")


def test_markup_is_kept_as_the_text_that_it_is(app: ModuleType) -> None:
    note = "<script>alert(1)</script> =cmd|' /C calc'!A0 {{7*7}} ${x} %s"
    path = declared(app, DECLARE | {"note": f"  {note}\r\n", "fields": {"18": note}})

    status, shown, headers = call(app, f"GET {path}")

    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert shown["note"] == note
    assert note in shown["fields"].values()


def test_an_address_that_breaks_out_of_a_header_is_malformed(app: ModuleType) -> None:
    for email in ("b@thu.example\r\nBcc: x@thu.example", "<b@thu.example>", "b@thu.example,x@y.vn"):
        status, told, _ = call(app, "POST /email-declarations", DECLARE | {"email": email})
        assert (status, told["reasons"][0]["code"]) == (422, "EMAIL_MALFORMED")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\u0000b"])
def test_a_rejection_needs_a_reason_that_can_be_read(
    app: ModuleType, desk: DeclarationDesk, reason: str
) -> None:
    path = declared(app)
    body = {"decision": "REJECT", "reason": reason}

    assert refused(app, f"POST {path}/decision", body, "officer") == "reason"
    assert call(app, f"GET {path}")[1]["status"] == "SUBMITTED"


def test_a_cursor_or_status_that_is_none_is_named(app: ModuleType) -> None:
    for query in ({"status": "OPEN"}, {"cursor": "x"}, {"cursor": "4bq_" * 30}):
        status, told, _ = call(app, "GET /email-declarations", who="officer", query=query)
        assert (status, told["field"]) == (400, next(iter(query)))


def test_an_id_of_any_length_is_just_not_there(app: ModuleType) -> None:
    for declaration_id in ("x", "9" * 5000, "<b>", "Bình"):
        assert call(app, f"GET /email-declarations/{declaration_id}")[0] == 404


@pytest.mark.parametrize(
    "route", ["GET /email-confirmations", "POST /nothing", "DELETE /email-declarations",
              "GET /email-declarations/a/b", "GET /email-declarations/%00"]
)  # fmt: skip
def test_a_route_that_is_none_is_not_found(app: ModuleType, route: str) -> None:
    status, told, _ = call(app, route, DECLARE, "officer")
    assert (status, told["code"]) == (404, "NOT_FOUND")
