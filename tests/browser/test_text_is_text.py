"""HTML, wherever it is typed or comes from, is shown as text and does nothing."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizen import ASK, EMAIL, NUMBER, Citizen

HTML = '<img src=x onerror="document.title=`taken`">'
PROBLEM = {"status": 422, "code": "CHECK_FAILED", "detail": HTML}
POLICY = {"Content-Security-Policy": "sandbox"}
NAME = {"vi": HTML, "en": HTML}


def stays_text(page: Page) -> None:
    expect(page.locator("img")).to_have_count(0)
    expect(page).not_to_have_title("taken")


@pytest.mark.parametrize(
    "more",
    [{}, {"field": "email"}, {"reasons": [{"code": "X", "field": "email", "detail": HTML}]}],
    ids=["as a whole", "beside a field", "as a reason"],
)
def test_a_problem_in_html_is_shown_as_it_is(
    page: Page, citizen: Citizen, more: dict[str, Any]
) -> None:
    page.route("**/v1/**", lambda route: route.fulfill(status=422, json=PROBLEM | more))
    citizen.opens("/forgot.html").types(NUMBER, "0123456789").types(EMAIL, "lan@thu.example")
    citizen.presses(ASK).reads(HTML)
    stays_text(page)


def test_an_address_in_html_is_repeated_as_it_is(page: Page, citizen: Citizen) -> None:
    answer = {"resetId": HTML, "expiresAt": "2030-01-01T00:00:00Z", "resendAfter": 60}
    page.route("**/v1/**", lambda route: route.fulfill(status=202, json=answer))
    address = "<img/src=x/onerror=1>@thu.example"
    citizen.opens("/forgot.html").types(NUMBER, "0123456789").types(EMAIL, address)
    citizen.presses(ASK).reads(address)
    stays_text(page)


def test_a_channel_in_html_is_shown_as_it_is(page: Page, citizen: Citizen) -> None:
    channel = {"id": "x", "kind": "WEBSITE", "name": NAME, "address": f"javascript:{HTML}"}
    page.route("**/v1/channels", lambda route: route.fulfill(json={"channels": [channel]}))
    page.route(
        re.compile("/v1/channels/check"),
        lambda route: route.fulfill(json={"official": True, "channel": channel}),
    )
    citizen.opens("/channels.html").types("Địa chỉ trang web", HTML).presses("Kiểm tra")
    citizen.reads("Đúng, đây là kênh chính thức").reads(HTML)
    expect(page.locator("a[href^=javascript]")).to_have_count(0)
    stays_text(page)


@pytest.mark.parametrize("address", ["/offices.html", "/add-email.html", "/form-02-sdgd.html"])
def test_html_typed_into_every_field_does_nothing(
    page: Page, citizen: Citizen, address: str
) -> None:
    citizen.opens(address)
    fields = page.locator("form input").filter(visible=True)
    expect(fields).not_to_have_count(0)
    for field in fields.all():
        field.fill(HTML)
    page.locator("form [type=submit]").click()
    stays_text(page)


def test_html_in_a_sample_persons_name_is_shown_as_it_is(page: Page, citizen: Citizen) -> None:
    account = {"number": "0123456789", "name": HTML, "dateOfBirth": HTML, "status": HTML}
    more = {"phone": "+84912345678", "email": HTML, "password": "none"}
    answer = {"accounts": [account | more]}
    page.route("**/console/accounts.json", lambda route: route.fulfill(json=answer))
    citizen.opens("/console/").reads(HTML)
    stays_text(page)
    citizen.opens("/console/phone")
    expect(page.get_by_role("option").filter(has_text=HTML)).to_have_count(1)
    stays_text(page)


def test_html_in_a_mails_head_is_shown_as_it_is_and_its_body_is_in_a_sandbox(
    page: Page, citizen: Citizen
) -> None:
    mail: dict[str, Any] = {"name": "m", "from": HTML, "to": [HTML], "subject": HTML}
    mail |= {"sent": "2026-01-01T00:00:00+00:00", "text": HTML, "links": [], "hasHtml": False}
    page.route("**/mails/all.json", lambda route: route.fulfill(json={"mails": [mail]}))
    page.route("**/mails/m.json", lambda route: route.fulfill(json=mail))
    page.route("**/mails/m.html", lambda route: route.fulfill(body="", headers=POLICY))
    citizen.opens("/console/mails")
    page.get_by_role("listitem").get_by_role("button").click()
    expect(page.locator("#text")).to_have_text(HTML)
    expect(page.locator("iframe")).to_have_attribute("sandbox", "")
    stays_text(page)
