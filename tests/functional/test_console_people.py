"""The console's sample people: their state as it is now, and none of their secrets."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.console_room import ConsoleRoom
from tests.people import AN, BINH, CLOSED
from vssid_recovery.model import Account, PendingEmail, StoredPassword, TemporaryPassword
from vssid_recovery.operation_ports import Standing

SECRET = StoredPassword("$argon2id$secret", "pepper-id")


def shown(clock: MovableClock, account: Account, chosen: bool = False) -> dict[str, Any]:
    room = ConsoleRoom(standings=[Standing(account, "", chosen)], clock=clock)
    told = room.browser().get("/console/accounts.json").get_json()["accounts"]
    (one,) = told
    found: dict[str, Any] = one
    return found


def test_everyone_is_shown_with_number_phone_mail_and_office() -> None:
    room = ConsoleRoom(standings=[Standing(AN), Standing(BINH), Standing(CLOSED)])

    told = room.browser().get("/console/accounts.json").get_json()["accounts"]

    assert [each["number"] for each in told] == ["0123456789", "0123456790", "0123456791"]
    assert (told[0]["name"], told[0]["dateOfBirth"]) == ("Nguyễn Văn An", "1955-02-03")
    assert (told[0]["phone"], told[0]["phoneConfirmed"]) == ("+84912345678", True)
    assert (told[1]["email"], told[1]["emailConfirmed"]) == ("", False)
    assert (told[0]["unit"], told[0]["office"]) == ("TN0001N", "07906")
    assert told[2]["status"] == "CLOSED"


def test_a_temporary_password_shows_for_as_long_as_it_can_be_used() -> None:
    clock = MovableClock()
    until = clock() + timedelta(minutes=10)
    account = replace(AN, temporary=TemporaryPassword(SECRET, AN.version, clock(), until))

    assert shown(clock, account)["temporaryUntil"] == until.isoformat()
    clock.advance(minutes=10)
    assert "temporaryUntil" not in shown(clock, account)


def test_a_new_address_shows_until_it_is_in_force() -> None:
    clock = MovableClock()
    active_from = clock() + timedelta(hours=72)
    account = replace(AN, pending_email=PendingEmail("moi@thu.example", active_from, "d1"))

    assert shown(clock, account)["emailPendingUntil"] == active_from.isoformat()
    assert shown(clock, account)["pendingEmail"] == "moi@thu.example"
    clock.advance(hours=72)
    assert "emailPendingUntil" not in shown(clock, account)


def test_a_way_that_a_refusal_has_closed_is_shown() -> None:
    clock = MovableClock()
    until = clock() + timedelta(hours=24)

    assert shown(clock, replace(AN, hotline_closed_until=until))["hotlineClosedUntil"]


def test_where_the_password_came_from_is_told_and_nothing_of_it() -> None:
    clock = MovableClock()
    account = replace(AN, password=SECRET)

    assert shown(clock, AN)["password"] == "none"
    assert shown(clock, account)["password"] == "loaded"
    assert shown(clock, account, chosen=True)["password"] == "chosen"
    assert "argon2" not in str(shown(clock, account))
