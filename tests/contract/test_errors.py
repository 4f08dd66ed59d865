"""One error table: every refusal has its answer, every answer its two languages."""

import json

import pytest

from local.template import load_template
from tests.repository import ROOT
from vssid_recovery import errors
from vssid_recovery.errors import RecoveryError
from vssid_recovery.problems import PROBLEMS, Problem


def descendants(kind: type[RecoveryError]) -> set[type[RecoveryError]]:
    return {kind for each in kind.__subclasses__() for kind in {each, *descendants(each)}}


def test_every_refusal_has_a_row() -> None:
    assert descendants(RecoveryError) == set(PROBLEMS)


def test_every_refusal_is_in_the_tree_at_the_top() -> None:
    drawn = errors.__doc__ or ""
    assert all(kind.__name__ in drawn for kind in PROBLEMS)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=lambda problem: problem.code)
def test_every_row_speaks_both_languages(problem: Problem) -> None:
    assert problem.title_vi != problem.title_en
    assert problem.detail_vi != problem.detail_en


def test_what_the_gateway_itself_answers_has_the_same_form() -> None:
    responses = load_template(ROOT / "template.yaml")["Resources"]["Api"]["Properties"][
        "GatewayResponses"
    ]
    for response in responses.values():
        body = json.loads(response["ResponseTemplates"]["application/json"])
        assert {"type", "status", "code", "title", "detail"} <= body.keys()
        assert str(body["status"]) == str(response.get("StatusCode", body["status"]))
        headers = response["ResponseParameters"]["Headers"]
        assert headers["Cache-Control"] == "'no-store'"
        assert headers["Content-Type"] == "'application/problem+json'"
        assert ("Retry-After" in headers) == ("retryAfter" in body)
    assert {"UNAUTHORIZED", "ACCESS_DENIED", "MISSING_AUTHENTICATION_TOKEN", "REQUEST_TOO_LARGE",
            "THROTTLED", "DEFAULT_4XX", "DEFAULT_5XX"} <= responses.keys()  # fmt: skip
