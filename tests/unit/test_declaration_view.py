"""What is shown of a declaration: its state in two languages and the time of every step."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from tests.unit.test_declaration_states import NOW, SUBMITTED
from vssid_recovery.declaration_model import Flag, Moment, Status
from vssid_recovery.declaration_view import NAMES, view

ENTERED = {
    "status": "SUBMITTED",
    "statusName": {"vi": "Đã tiếp nhận", "en": "Received"},
    "at": "2026-03-08T02:15:00.000Z",
    "by": "unit TN0001N sub-unit",
}


def test_every_status_has_a_vietnamese_and_an_english_name() -> None:
    assert set(NAMES) == set(Status)
    names = [text for each in NAMES.values() for text in (each["vi"], each["en"])]
    assert all(names)
    assert len(set(names)) == 2 * len(Status)


def test_received_is_not_called_approved() -> None:
    assert NAMES[Status.SUBMITTED]["vi"] == "Đã tiếp nhận"
    assert "duyệt" not in NAMES[Status.SUBMITTED]["vi"].lower()


def test_a_new_declaration_shows_what_was_declared_and_nothing_empty() -> None:
    assert view(SUBMITTED, NOW) == {
        "declarationId": "0" * 32,
        "status": "SUBMITTED",
        "statusName": NAMES[Status.SUBMITTED],
        "form": "TK1-TS",
        "formVersion": "2023",
        "identifier": "0123456790",
        "fullName": "Trần Thị Bình",
        "dateOfBirth": "1955-02-03",
        "email": "binh@thu.example",
        "fields": view(SUBMITTED, NOW)["fields"],
        "flags": [],
        "unitCode": "TN0001N",
        "officeCode": "07906",
        "emailUnreachable": False,
        "timeline": [ENTERED],
    }
    assert "binh@thu.example" in " ".join(view(SUBMITTED, NOW)["fields"].values())


def test_later_steps_show_their_times_reasons_and_who_decided() -> None:
    by = "officer 07906 sub-officer"
    approved = replace(
        SUBMITTED.moved(Moment(Status.APPROVED, NOW, by, "Đúng người.")),
        confirm_by=NOW + timedelta(days=30),
        flags=(Flag.ADDRESS_SHARED,),
        batch_id="b" * 32,
        row=7,
    )

    shown = view(approved, NOW, is_unreachable=True)

    assert shown["confirmBy"] == "2026-04-08T02:15:00.000Z"
    assert shown["triesLeft"] == 5
    assert (shown["flags"], shown["batchId"]) == (["ADDRESS_SHARED"], "b" * 32)
    assert shown["emailUnreachable"] is True
    assert shown["timeline"][1:] == [
        {
            "status": "APPROVED",
            "statusName": NAMES[Status.APPROVED],
            "at": "2026-03-09T02:15:00.000Z",
            "by": by,
            "reason": "Đúng người.",
        }
    ]


def test_what_the_clock_has_done_is_a_line_of_its_own() -> None:
    active_from = datetime(2026, 3, 9, 2, 15, tzinfo=UTC)
    confirmed = replace(SUBMITTED, status=Status.CONFIRMED, active_from=active_from)

    before, after = view(confirmed, NOW - timedelta(seconds=1)), view(confirmed, NOW)

    assert (before["status"], len(before["timeline"])) == ("CONFIRMED", 1)
    assert (after["status"], after["activeFrom"]) == ("ACTIVE", "2026-03-09T02:15:00.000Z")
    assert after["timeline"][1]["by"] == "clock"


def test_that_no_try_is_left_is_shown_as_long_as_there_is_something_to_confirm() -> None:
    approved = replace(SUBMITTED, status=Status.APPROVED, wrong_numbers=5)
    confirmed = replace(SUBMITTED, status=Status.CONFIRMED, wrong_numbers=5)

    assert view(approved, NOW)["triesLeft"] == 0
    assert "triesLeft" not in view(confirmed, NOW)
