"""Who of the staff may do what: every role, act and owner, and what a token says."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from vssid_recovery.declaration_model import (
    SD_GD,
    TK1_TS,
    Declaration,
    Declared,
    Moment,
    Status,
)
from vssid_recovery.errors import Forbidden, NotFound, Unauthenticated
from vssid_recovery.model import Account
from vssid_recovery.staff import DECIDE, ENTER, Act, Role, Staff, staff_of

NOW = datetime(2026, 3, 9, 2, 15, tzinfo=UTC)
UNIT, OTHER_UNIT, OFFICE, OTHER_OFFICE = "TN0001N", "TN0002N", "07906", "07907"
WHO: dict[str, Staff] = {
    "unit": Staff("sub-me", frozenset({Role.UNIT}), UNIT, OFFICE),
    "collector": Staff("sub-me", frozenset({Role.COLLECTOR}), UNIT, OFFICE),
    "officer": Staff("sub-me", frozenset({Role.OFFICER}), UNIT, OFFICE),
    "supervisor": Staff("sub-me", frozenset({Role.SUPERVISOR}), UNIT, OFFICE),
    "officer and supervisor": Staff(
        "sub-me", frozenset({Role.OFFICER, Role.SUPERVISOR}), UNIT, OFFICE
    ),
    "unit and officer": Staff("sub-me", frozenset({Role.UNIT, Role.OFFICER}), UNIT, OFFICE),
    "unit without code": Staff("sub-me", frozenset({Role.UNIT}), "", OFFICE),
    "collector without code": Staff("sub-me", frozenset({Role.COLLECTOR}), "", OFFICE),
    "officer without office": Staff("sub-me", frozenset({Role.OFFICER}), UNIT, ""),
    "supervisor without office": Staff("sub-me", frozenset({Role.SUPERVISOR}), UNIT, ""),
    "unit without code and officer": Staff(
        "sub-me", frozenset({Role.UNIT, Role.OFFICER}), "", OFFICE
    ),
    "nobody": Staff("sub-me", frozenset(), UNIT, OFFICE),
}
MAY: dict[str, set[str]] = {
    "unit": {"ENTER_TK1_TS", "SEE"},
    "collector": {"ENTER_TK1_TS", "SEE"},
    "officer": {"ENTER_02_SDGD", "SEE", "LIST", "DECIDE_TK1_TS"},
    "supervisor": {"SEE", "LIST", "DECIDE_02_SDGD"},
    "officer and supervisor": {"ENTER_02_SDGD", "SEE", "LIST", "DECIDE_TK1_TS", "DECIDE_02_SDGD"},
    "unit and officer": {"ENTER_TK1_TS", "ENTER_02_SDGD", "SEE", "LIST", "DECIDE_TK1_TS"},
    "unit without code and officer": {"ENTER_02_SDGD", "SEE", "LIST", "DECIDE_TK1_TS"},
}
# unit, office, of whom
OWNERS: dict[str, tuple[str, str, str]] = {
    "own": (UNIT, OFFICE, "sub-other"),
    "own, other office": (UNIT, OTHER_OFFICE, "sub-other"),
    "other unit": (OTHER_UNIT, OFFICE, "sub-other"),
    "other unit and office": (OTHER_UNIT, OTHER_OFFICE, "sub-other"),
    "an office's": ("", OFFICE, "sub-other"),
    "another office's": ("", OTHER_OFFICE, "sub-other"),
    "entered by the same": (UNIT, OFFICE, "sub-me"),
}
SEES_BY_UNIT = {"own", "own, other office", "entered by the same"}
SEES_BY_OFFICE = {"own", "other unit", "an office's", "entered by the same"}
SEES: dict[str, set[str]] = {
    "unit": SEES_BY_UNIT,
    "collector": SEES_BY_UNIT,
    "officer": SEES_BY_OFFICE,
    "supervisor": SEES_BY_OFFICE,
    "officer and supervisor": SEES_BY_OFFICE,
    "unit and officer": SEES_BY_UNIT | SEES_BY_OFFICE,
    "unit without code and officer": SEES_BY_OFFICE,
}
ACCOUNT = Account("0123456790", "Trần Thị Bình", date(1955, 2, 3))


def declaration(owner: str, form: str) -> Declaration:
    unit, office, entered_by = OWNERS[owner]
    return Declaration(
        "0" * 32,
        ACCOUNT.social_insurance_number,
        Declared(form, "0123456790", "Trần Thị Bình", date(1955, 2, 3), "", "binh@thu.example"),
        "2023",
        entered_by,
        unit,
        office,
        Status.SUBMITTED,
        (Moment(Status.SUBMITTED, NOW, "somebody"),),
    )


def outcome(act: Any, *given: Any) -> type[Exception] | None:
    try:
        act(*given)
    except (Forbidden, NotFound) as refusal:
        return type(refusal)
    return None


def expected_decision(who: str, owner: str, form: str) -> type[Exception] | None:
    """Nobody decides without the right at all; another office's is not there; then the form."""
    acts = MAY.get(who, set())
    if not acts & {"DECIDE_TK1_TS", "DECIDE_02_SDGD"}:
        return Forbidden
    if owner not in SEES_BY_OFFICE:
        return NotFound
    may = DECIDE[form].value in acts and owner != "entered by the same"
    return None if may else Forbidden


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("who", WHO)
def test_an_act_needs_its_role_and_that_role_its_code(who: str, act: Act) -> None:
    expected = None if act.value in MAY.get(who, set()) else Forbidden
    assert outcome(WHO[who].require, act) is expected


@pytest.mark.parametrize("form", [TK1_TS, SD_GD, "TK1-TS ", ""])
@pytest.mark.parametrize("who", WHO)
def test_a_form_is_entered_by_those_whose_form_it_is(who: str, form: str) -> None:
    may = form in ENTER and ENTER[form].value in MAY.get(who, set())
    assert outcome(WHO[who].require_form, ENTER, form) is (None if may else Forbidden)


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("who", WHO)
def test_what_is_another_s_does_not_exist(who: str, owner: str) -> None:
    unit, office, _ = OWNERS[owner]
    expected = None if owner in SEES.get(who, set()) else NotFound
    assert outcome(WHO[who].require_sight, unit, office) is expected


@pytest.mark.parametrize("form", [TK1_TS, SD_GD])
@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("who", WHO)
def test_a_second_person_of_the_own_office_decides(who: str, owner: str, form: str) -> None:
    case = declaration(owner, form)

    def decide() -> None:
        WHO[who].require_to_decide()
        WHO[who].require_decision(case)

    assert outcome(decide) is expected_decision(who, owner, form)


def test_a_declaration_of_no_office_is_decided_on_by_nobody_without_one() -> None:
    nowhere = replace(declaration("own", TK1_TS), office_code="")
    with pytest.raises(Forbidden):
        WHO["officer without office"].require_to_decide()
    assert outcome(WHO["officer"].require_decision, nowhere) is NotFound


@pytest.mark.parametrize(
    ("who", "unit", "office", "speaks"),
    [
        ("unit", UNIT, OTHER_OFFICE, True),
        ("unit", OTHER_UNIT, OFFICE, False),
        ("unit", "", OFFICE, False),
        ("collector", UNIT, OTHER_OFFICE, True),
        ("collector", OTHER_UNIT, OFFICE, True),
        ("collector", "", OFFICE, True),
        ("collector", OTHER_UNIT, OTHER_OFFICE, False),
        ("collector", OTHER_UNIT, "", False),
    ],
)
def test_a_unit_speaks_for_its_people_and_a_collector_for_its_office_s_too(
    who: str, unit: str, office: str, speaks: bool
) -> None:
    person = replace(ACCOUNT, unit_code=unit, office_code=office)
    assert WHO[who].speaks_for(person, TK1_TS) is speaks


def test_without_an_office_a_collector_does_not_speak_for_those_who_have_none_either() -> None:
    wanderer = replace(WHO["collector"], office_code="")
    assert not wanderer.speaks_for(replace(ACCOUNT, unit_code=OTHER_UNIT), TK1_TS)


def test_any_office_takes_in_whoever_comes_in_person() -> None:
    assert WHO["officer"].speaks_for(replace(ACCOUNT, office_code=OTHER_OFFICE), SD_GD)


# ------------------------------------------------------------------ what a token says

CLAIMS = {
    "sub": "sub-me",
    "token_use": "id",
    "cognito:groups": "unit",
    "custom:unit_code": UNIT,
    "custom:office_code": OFFICE,
    "email": "Ke.Toan@Don-Vi-Mau.example",
}


def test_a_token_names_who_signed_in() -> None:
    assert staff_of(CLAIMS) == Staff(
        "sub-me", frozenset({Role.UNIT}), UNIT, OFFICE, "don-vi-mau.example"
    )


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ("unit,officer", {Role.UNIT, Role.OFFICER}),
        ("[unit officer]", {Role.UNIT, Role.OFFICER}),
        ("[unit, officer]", {Role.UNIT, Role.OFFICER}),
        ("[supervisor]", {Role.SUPERVISOR}),
        ("collector", {Role.COLLECTOR}),
        ("[]", set()),
        ("", set()),
        ("admin,OFFICER,officers", set()),
        ("admin,officer", {Role.OFFICER}),
        (["officer"], set()),
        (None, set()),
    ],
)
def test_groups_are_read_as_aws_and_the_emulator_write_them(groups: Any, roles: set[Role]) -> None:
    assert staff_of(CLAIMS | {"cognito:groups": groups}).roles == roles


@pytest.mark.parametrize(
    "changes",
    [
        {"token_use": "access"},
        {"token_use": "ID"},
        {"token_use": None},
        {"token_use": ["id"]},
        {"sub": ""},
        {"sub": None},
    ],
)
def test_only_an_id_token_with_a_subject_is_somebody(changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        staff_of(CLAIMS | changes)


@pytest.mark.parametrize("missing", ["sub", "token_use"])
def test_without_claims_nobody_has_signed_in(missing: str) -> None:
    for claims in ({}, {name: value for name, value in CLAIMS.items() if name != missing}):
        with pytest.raises(Unauthenticated):
            staff_of(claims)


@pytest.mark.parametrize("code", [None, "", "  ", ["TN0001N"]])
def test_a_code_that_is_missing_or_no_text_is_none(code: Any) -> None:
    found = staff_of(CLAIMS | {"custom:unit_code": code, "custom:office_code": code})
    assert (found.unit_code, found.office_code) == ("", "")
    with pytest.raises(Forbidden):
        found.require(Act.ENTER_TK1_TS)


def test_a_history_names_role_place_and_subject() -> None:
    assert WHO["unit"].name == "unit TN0001N sub-me"
    assert WHO["officer and supervisor"].name == "officer+supervisor 07906 sub-me"
