"""Every step from every state: what the table allows leads where it says, all else is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from vssid_recovery.declaration_model import (
    NEXT,
    OPEN,
    TK1_TS,
    Declaration,
    Declared,
    Flag,
    Moment,
    Status,
    Step,
)
from vssid_recovery.errors import Conflict

NOW = datetime(2026, 3, 9, 2, 15, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ALLOWED = {
    ("SUBMITTED", "APPROVE"): "APPROVED",
    ("SUBMITTED", "REJECT"): "REJECTED",
    ("SUBMITTED", "REPLACE"): "REPLACED",
    ("APPROVED", "CONFIRM"): "CONFIRMED",
    ("APPROVED", "EXPIRE"): "EXPIRED",
    ("APPROVED", "REPLACE"): "REPLACED",
    ("APPROVED", "REFUSE"): "REFUSED",
    ("APPROVED", "RETURN"): "SUBMITTED",
    ("CONFIRMED", "TAKE_EFFECT"): "ACTIVE",
    ("CONFIRMED", "REPLACE"): "REPLACED",
    ("CONFIRMED", "REFUSE"): "REFUSED",
    ("CONFIRMED", "RETURN"): "SUBMITTED",
    ("ACTIVE", "REFUSE"): "REFUSED",
    ("ACTIVE", "RETURN"): "SUBMITTED",
}
SUBMITTED = Declaration(
    declaration_id="0" * 32,
    number="0123456790",
    declared=Declared(
        TK1_TS, "0123456790", "Trần Thị Bình", date(1955, 2, 3), "", "binh@thu.example"
    ),
    form_version="2023",
    entered_by="sub-unit",
    unit_code="TN0001N",
    office_code="07906",
    status=Status.SUBMITTED,
    timeline=(Moment(Status.SUBMITTED, NOW - timedelta(days=1), "unit TN0001N sub-unit"),),
)


def standing_at(status: Status) -> Declaration:
    """A declaration that is `status` at NOW, by the clock where the clock makes it so."""
    if status is Status.EXPIRED:
        return replace(SUBMITTED, status=Status.APPROVED, confirm_by=NOW)
    if status is Status.ACTIVE:
        return replace(SUBMITTED, status=Status.CONFIRMED, active_from=NOW)
    later = NOW + timedelta(days=1)
    return replace(SUBMITTED, status=status, confirm_by=later, active_from=later)


def test_the_table_is_the_one_that_was_designed() -> None:
    assert {(str(now), str(step)): str(then) for (now, step), then in NEXT.items()} == ALLOWED


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("status", Status)
def test_a_step_leads_where_the_table_says_or_nowhere(status: Status, step: Step) -> None:
    standing = standing_at(status)
    assert standing.status_at(NOW) is status

    if leads_to := ALLOWED.get((status.value, step.value)):
        assert standing.after(step, NOW) == leads_to
    else:
        with pytest.raises(Conflict):
            standing.after(step, NOW)


def test_a_declaration_is_open_as_long_as_it_may_still_take_effect() -> None:
    assert {status for status in Status if (status, Step.REPLACE) in NEXT} == OPEN


@pytest.mark.parametrize(
    ("before", "after"),
    [(Status.APPROVED, Status.EXPIRED), (Status.CONFIRMED, Status.ACTIVE)],
)
def test_what_the_clock_does_it_does_at_the_very_moment(before: Status, after: Status) -> None:
    declaration = replace(SUBMITTED, status=before, confirm_by=NOW, active_from=NOW)

    assert declaration.status_at(NOW - TICK) is before
    assert declaration.status_at(NOW) is after
    assert declaration.timeline_at(NOW - TICK) == declaration.timeline
    assert declaration.timeline_at(NOW)[-1] == Moment(after, NOW, "clock")


def test_an_old_date_of_confirmation_does_not_bring_back_what_has_ended() -> None:
    for status in (Status.REJECTED, Status.REFUSED, Status.REPLACED, Status.SUBMITTED):
        ended = replace(SUBMITTED, status=status, confirm_by=NOW, active_from=NOW)
        assert ended.status_at(NOW + timedelta(days=999)) is status


def test_each_step_takes_the_place_of_the_version_before_it_and_adds_a_line() -> None:
    moment = Moment(Status.APPROVED, NOW, "officer 07906 sub-officer", "")

    after = SUBMITTED.moved(moment)

    assert (after.version, after.status) == (SUBMITTED.version + 1, Status.APPROVED)
    assert after.timeline == (*SUBMITTED.timeline, moment)
    assert after.entered_at == SUBMITTED.entered_at


@pytest.mark.parametrize("status", [Status.APPROVED, Status.CONFIRMED, Status.ACTIVE])
def test_what_is_returned_waits_for_a_decision_again_and_says_why(status: Status) -> None:
    standing = replace(standing_at(status), flags=(Flag.ADDRESS_REPLACED,))

    again = standing.returned(NOW, "citizen")

    assert (standing.was_returned, again.was_returned) == (False, True)
    assert (again.status, again.confirm_by, again.active_from) == (Status.SUBMITTED, None, None)
    assert again.flags == (Flag.ADDRESS_REPLACED, Flag.OLD_ADDRESS_OBJECTED)
    assert again.timeline[-1] == Moment(Status.SUBMITTED, NOW, "citizen", "OLD_ADDRESS_OBJECTED")


def test_tries_at_the_number_are_counted_only_while_there_is_something_to_confirm() -> None:
    def left(status: Status) -> list[int | None]:
        standing = standing_at(status)
        return [replace(standing, wrong_numbers=tried).tries_left(NOW) for tried in range(7)]

    assert left(Status.APPROVED) == [5, 4, 3, 2, 1, 0, 0]
    others = set(Status) - {Status.APPROVED}
    assert {tries for status in others for tries in left(status)} == {None}
