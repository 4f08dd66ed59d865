"""The API away, slow, broken or talking nonsense: said in words, nothing typed is lost."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.citizen import ASK, EMAIL, NUMBER, Citizen
from vssid_recovery.model import Account

ASKED = re.compile("/v1/password-resets$")
HTML = "<!doctype html><h1>502 Bad Gateway</h1><img src=x onerror=alert(1)>"
ON = "Nhập mã trong thư"


def fills_in(citizen: Citizen, person: Account) -> Citizen:
    citizen.opens("/forgot.html").types(NUMBER, person.social_insurance_number)
    return citizen.types(EMAIL, person.email)


FAULTS = {
    "nobody answers": ("Không kết nối được với hệ thống", lambda route: route.abort()),
    "an answer breaks off": (
        "Hệ thống đang gặp lỗi",
        lambda route: route.fulfill(status=500, body='{"code": "UNAVA'),
    ),
    "a proxy answers": (
        "Hệ thống đang gặp lỗi",
        lambda route: route.fulfill(status=502, content_type="text/html", body=HTML),
    ),
    "a network's sign-in page answers": (
        "Hệ thống đang gặp lỗi",
        lambda route: route.fulfill(status=200, content_type="text/html", body=HTML),
    ),
    "it is interrupted": (
        "chưa có gì thay đổi",
        lambda route: route.fulfill(status=503, json={"status": 503, "code": "UNAVAILABLE"}),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_said_what_was_typed_is_kept_and_the_next_try_goes_through(
    page: Page, citizen: Citizen, person: Account, fault: str
) -> None:
    told, answer = FAULTS[fault]
    page.route(ASKED, answer)
    fills_in(citizen, person).presses(ASK)

    citizen.reads(told).reads("những gì Quý khách đã nhập vẫn còn đây")
    citizen.finds(NUMBER, person.social_insurance_number).finds(EMAIL, person.email)
    expect(page.locator("img[src=x]")).to_have_count(0)

    page.unroute(ASKED)
    citizen.presses(ASK).reads(ON)


def test_after_ten_seconds_it_is_said_that_it_is_slow_and_pressing_again_sends_nothing(
    page: Page, citizen: Citizen, person: Account
) -> None:
    held: list[Route] = []
    page.clock.install()
    page.route(ASKED, lambda route: held.append(route))
    fills_in(citizen, person).presses(ASK).reads("Đang gửi")

    page.clock.fast_forward(10_000)
    citizen.reads("Mạng đang chậm")
    citizen.button(ASK).click(force=True)
    assert len(held) == 1
    held[0].continue_()
    citizen.reads(ON)


def test_two_presses_at_once_send_once(page: Page, citizen: Citizen, person: Account) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    fills_in(citizen, person).button(ASK).dblclick()

    citizen.reads(ON)
    assert len([url for url in sent if ASKED.search(url)]) == 1


def test_a_limit_without_an_end_in_json_is_counted_down_by_its_header(
    page: Page, citizen: Citizen, person: Account
) -> None:
    page.clock.install()
    page.route(
        ASKED, lambda route: route.fulfill(status=429, headers={"Retry-After": "75"}, body="")
    )
    fills_in(citizen, person).presses(ASK)

    citizen.reads("thử lại sau 1 phút 15 giây")
    page.clock.fast_forward(60_000)
    citizen.reads(re.compile(r"Xin chờ 1[0-5] giây"))
    page.clock.fast_forward(20_000)
    citizen.reads("Quý khách có thể thử lại ngay bây giờ")
