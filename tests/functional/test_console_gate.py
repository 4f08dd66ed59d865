"""Only this machine's own browser, on the console's own pages, speaks to the console."""

import pytest

from tests.functional.console_room import ORIGIN, PORT, ConsoleRoom


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}"])
def test_the_console_answers_by_the_names_of_this_machine(host: str) -> None:
    assert ConsoleRoom().browser().get("/console/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/console/", "/console/accounts.json", "/v1/channels"])
@pytest.mark.parametrize("host", ["rebound.example", f"rebound.example:{PORT}", "127.0.0.1:80"])
def test_a_name_that_was_bound_anew_to_this_machine_gets_nothing(host: str, path: str) -> None:
    room = ConsoleRoom()

    assert room.browser().get(path, headers={"Host": host}).status_code == 421
    assert room.sent == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_can_neither_call_nor_use_the_api(headers: dict[str, str]) -> None:
    room = ConsoleRoom()
    browser = room.browser()

    dialled = browser.post("/console/calls", json={"caller": "0912345678"}, headers=headers)
    changed = browser.post("/v1/password-changes", json={}, headers=headers)

    assert (dialled.status_code, changed.status_code) == (403, 403)
    assert room.sent == []


def test_a_command_line_has_no_origin_and_is_served() -> None:
    at_a_command_line = ConsoleRoom().app().test_client()

    answer = at_a_command_line.post("/v1/password-changes", json={}, base_url=ORIGIN)

    assert answer.status_code == 204


def test_the_page_itself_is_served() -> None:
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}

    answer = ConsoleRoom().browser().post("/v1/password-changes", json={}, headers=headers)

    assert answer.status_code == 204
