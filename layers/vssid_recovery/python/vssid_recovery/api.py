"""The HTTP face of every API function: strict bodies in, JSON or problem+json out (RFC 9457)."""

import base64
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from vssid_recovery.errors import (
    CheckFailed,
    Finding,
    InvalidCode,
    InvalidRequest,
    NotFound,
    RecoveryError,
    TooLarge,
    TooManyAttempts,
    Unavailable,
    WeakPassword,
)
from vssid_recovery.observability import count, logger
from vssid_recovery.problems import PROBLEMS, UNAVAILABLE, Problem

MOST_BYTES = 8 * 1024
HEADERS = {"Cache-Control": "no-store"}
Body = TypeVar("Body", bound=msgspec.Struct)


def recovery_api() -> APIGatewayRestResolver:
    """A resolver whose refusals and failures are problems; an exception's text never leaves."""
    api = APIGatewayRestResolver()

    # What API Gateway let through and no handler takes.
    @api.not_found
    def miss(error: NotFoundError) -> Response[str]:
        return problem(NotFound(), api.current_event)

    # Powertools leaves the decorator untyped.
    @api.exception_handler(RecoveryError)  # type: ignore[untyped-decorator]
    def refuse(error: RecoveryError) -> Response[str]:
        if isinstance(error, Unavailable):
            count("Unavailable")
            logger.error("unavailable", reason=str(error))
        else:
            count("Refused", code=PROBLEMS[type(error)].code)
        return problem(error, api.current_event)

    @api.exception_handler(Exception)  # type: ignore[untyped-decorator]
    def fail(error: Exception) -> Response[str]:
        count("Unavailable")
        logger.exception("failed")
        return problem(Unavailable(), api.current_event)

    return api


def read_body(event: APIGatewayProxyEvent, kind: type[Body]) -> Body:
    """The JSON body as `kind`, types strict, unknown fields refused.

    Raises TooLarge over 8 KiB and InvalidRequest, which names the field.
    """
    raw = _bytes(event)
    if len(raw) > MOST_BYTES:
        raise TooLarge
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        # msgspec says «Expected `str`, got `array` - at `$.email`»; of that only the path is told.
        raise InvalidRequest(
            str(error).rpartition("`$.")[2].rstrip("`") if "`$." in str(error) else ""
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InvalidRequest from None


def read_query(event: APIGatewayProxyEvent, *names: str) -> dict[str, str]:
    """The query's parameters of these names; '' for one that is not there."""
    given = event.query_string_parameters
    return {name: given.get(name, "") for name in names}


def claims(event: APIGatewayProxyEvent) -> Mapping[str, Any]:
    """What the token says that the authorizer has checked; empty where nobody has signed in."""
    context = event.get("requestContext") or {}
    return (context.get("authorizer") or {}).get("claims") or {}


def reply(status: int, body: Mapping[str, Any] | None = None) -> Response[str]:
    """A JSON answer; without a body, none."""
    if body is None:
        return Response(status, body="", headers=dict(HEADERS))
    return Response(status, "application/json", msgspec.json.encode(body).decode(), dict(HEADERS))


def problem(error: RecoveryError, event: APIGatewayProxyEvent) -> Response[str]:
    """The answer of the error table, in the language that the caller prefers."""
    row = PROBLEMS.get(type(error), UNAVAILABLE)
    english = prefers_english(event.headers.get("accept-language", "") if event.headers else "")
    body = {"type": "about:blank", **_told(error, row, english)}
    headers = dict(HEADERS)
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.retry_after)
    return Response(
        row.status, "application/problem+json", msgspec.json.encode(body).decode(), headers
    )


def prefers_english(accept_language: str) -> bool:
    """Whether English comes before Vietnamese in an Accept-Language header (RFC 9110, 12.5.4)."""
    weights = {"vi": 0.0, "en": 0.0}
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().lower().partition(";")
        language = tag.partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(parameters))
    return weights["en"] > weights["vi"]


def _told(error: RecoveryError, row: Problem, english: bool) -> dict[str, Any]:
    detail = row.detail_en if english else row.detail_vi
    told: dict[str, Any] = {
        "status": row.status,
        "code": row.code,
        "title": row.title_en if english else row.title_vi,
        "detail": detail,
    }
    match error:
        case InvalidRequest(field=field) if field:
            told["field"] = field
        case InvalidCode(attempts_left=attempts):
            told["detail"] = detail.format(attempts=attempts)
            told["attemptsLeft"] = attempts
        case TooManyAttempts(retry_after=seconds):
            told["detail"] = detail.format(
                wait_vi=_wait(seconds, False), wait_en=_wait(seconds, True)
            )
            told["retryAfter"] = seconds
        case CheckFailed(findings=findings):
            told["reasons"] = [_finding(finding, english) for finding in findings]
        case WeakPassword(reasons=reasons):
            told["reasons"] = [
                {"code": reason.code, "detail": reason.en if english else reason.vi}
                for reason in reasons
            ]
    return told


def _finding(finding: Finding, english: bool) -> dict[str, str]:
    told = {
        "code": finding.reason.code,
        "field": finding.field,
        "detail": finding.reason.en if english else finding.reason.vi,
    }
    return told | ({"suggestion": finding.suggestion} if finding.suggestion else {})


def _wait(seconds: int, english: bool) -> str:
    """A time to wait as people say it, rounded up: 45 giây, 12 phút, 3 giờ."""
    for size, vi, en in ((3600, "giờ", "hour"), (60, "phút", "minute"), (1, "giây", "second")):
        if seconds >= size:
            amount = -(-seconds // size)
            return f"{amount} {en}{'s' if amount > 1 else ''}" if english else f"{amount} {vi}"
    return ""


def _bytes(event: APIGatewayProxyEvent) -> bytes:
    try:
        if event.is_base64_encoded:
            return base64.b64decode(event.body or "", validate=True)
        return (event.body or "").encode()
    except ValueError:
        raise InvalidRequest from None


def _weight(parameters: str) -> float:
    try:
        return float(parameters.strip().removeprefix("q=")) if parameters.strip() else 1.0
    except ValueError:
        return 0.0
