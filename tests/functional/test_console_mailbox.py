"""The console's mailbox: what was sent, newest first, harmless to look at, links to follow."""

from typing import Any

import pytest

from tests.functional.console_room import ConsoleRoom

NASTY = "<img src=x onerror=alert(1)>"


def a_mail(number: int, **more: Any) -> dict[str, Any]:
    return {
        "MessageId": f"{number}@email.amazonses.com",
        "Source": "no-reply@vssid.example",
        "To": ["an.nguyen@thu.example"],
        "Subject": f"Thư {number}",
        "BodyText": "Kính gửi Quý khách",
        "BodyHtml": "<p>Kính gửi Quý khách</p>",
        "Timestamp": 1_795_000_000.5 + number,
    } | more


def names_in(room: ConsoleRoom) -> list[str]:
    told = room.browser().get("/console/mails/all.json").get_json()
    return [mail["name"] for mail in told["mails"]]


def opened(room: ConsoleRoom) -> dict[str, Any]:
    name = names_in(room)[0]
    told: dict[str, Any] = room.browser().get(f"/console/mails/{name}.json").get_json()
    return told


def test_the_newest_mail_is_on_top() -> None:
    room = ConsoleRoom(mails=[a_mail(2), a_mail(3), a_mail(1)])

    told = room.browser().get("/console/mails/all.json").get_json()["mails"]

    assert [mail["subject"] for mail in told] == ["Thư 3", "Thư 2", "Thư 1"]
    assert told[0]["to"] == ["an.nguyen@thu.example"]
    assert told[0]["sent"] == "2026-11-18T11:06:43.500000+00:00"


def test_a_new_mail_is_there_when_it_is_asked_for_again() -> None:
    room = ConsoleRoom(mails=[a_mail(1)])
    (first,) = names_in(room)

    room.mails = [a_mail(1), a_mail(2)]

    newest, oldest = names_in(room)
    assert oldest == first
    assert newest != first


def test_what_a_sender_wrote_comes_as_data_and_never_as_a_page() -> None:
    room = ConsoleRoom(mails=[a_mail(1, Subject=NASTY, Source=NASTY, BodyText=NASTY)])

    answer = room.browser().get(f"/console/mails/{names_in(room)[0]}.json")

    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.get_json()["subject"] == answer.get_json()["text"] == NASTY


def test_a_mails_page_can_do_nothing_but_be_looked_at() -> None:
    room = ConsoleRoom(mails=[a_mail(1, BodyHtml=f"<p>{NASTY}<script>alert(1)</script></p>")])

    answer = room.browser().get(f"/console/mails/{names_in(room)[0]}.html")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "script" not in policy
    assert "allow-" not in policy
    assert 'sandbox=""' in room.browser().get("/console/mails").text


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://vssid.example/reset.html#reset=ab&code=12", ["/reset.html#reset=ab&code=12"]),
        ("(https://vssid.example/refuse.html#token=x_-Y).", ["/refuse.html#token=x_-Y"]),
        ("https://vssid.example/a https://vssid.example/a", ["/a"]),
        ("https://vssid.example", ["/"]),
        ("https://vssid.example?lang=en https://vssid.example#top", ["/?lang=en", "/#top"]),
        ("https://vssid.example//evil.example/a", ["/evil.example/a"]),
        ("https://vssid.example/\\evil.example/a", ["/evil.example/a"]),
        ("https://vssid.example:8443/a", []),
        ("http://[ and https://vssid.example[ and https://vssid.example/a", ["/a"]),
        ("https://vssid.example.evil.example/reset.html", []),
        ("https://vssid.example@evil.example/reset.html", []),
        ("http://vssid.example/reset.html", []),
        ("javascript:alert(1)", []),
    ],
)
def test_the_portals_links_and_no_others_open_on_this_machine(text: str, links: list[str]) -> None:
    assert opened(ConsoleRoom(mails=[a_mail(1, BodyText=text)]))["links"] == links


def test_a_mail_of_text_alone_says_so() -> None:
    assert opened(ConsoleRoom(mails=[a_mail(1, BodyHtml=None)]))["hasHtml"] is False


@pytest.mark.parametrize("address", ["/console/mails/nosuch.json", "/console/mails/nosuch.html"])
def test_a_mail_that_nobody_sent_is_not_found(address: str) -> None:
    assert ConsoleRoom().browser().get(address).status_code == 404


def test_a_stack_that_is_away_is_told_and_not_an_empty_box() -> None:
    assert ConsoleRoom(mails=None).browser().get("/console/mails/all.json").status_code == 503
