"""The staff's sign-in: refused, run out while somebody types, over, and by keyboard alone."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.desk import (
    EMAIL,
    NAME,
    NOTE,
    REASON,
    REVIEW,
    SEND,
    Desk,
    a_desk,
    address_of,
    desk_watch,
)

desk, watch = a_desk, desk_watch

MORE_THAN_A_TOKEN_LIVES = 16 * 60 * 1000  # ms
MOST_KEYS = 60


def refuse_to_renew(route: Route) -> None:
    """What Cognito says to a refresh token that was revoked or has run out."""
    if "REFRESH_TOKEN_AUTH" not in (route.request.post_data or ""):
        return route.fallback()
    told = {"__type": "NotAuthorizedException", "message": "Refresh Token has been revoked"}
    return route.fulfill(status=400, json=told, headers={"Access-Control-Allow-Origin": "*"})


def tab_to(page: Page, place: Locator) -> None:
    """With the Tab key only."""
    for _ in range(MOST_KEYS):
        if place.evaluate("place => place === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{place} cannot be reached by keyboard")


def test_a_wrong_password_is_told_in_words_and_the_right_one_still_works(desk: Desk) -> None:
    unit = desk.clerk().tries("unit", "mat-khau-sai")
    unit.reads("Tên đăng nhập hoặc mật khẩu chưa đúng.").finds("Tên đăng nhập", "unit")

    unit.signs_in(desk.stack.staff["unit"])


def test_a_token_that_ran_out_is_renewed_without_a_word(desk: Desk) -> None:
    officer = desk.clerk()
    officer.page.clock.install()
    officer.signs_in(desk.stack.staff["officer"])
    officer.page.clock.fast_forward(MORE_THAN_A_TOKEN_LIVES)

    with officer.page.expect_request(lambda request: "REFRESH" in (request.post_data or "")):
        officer.follows("Mở danh sách chờ")
    officer.reads(re.compile("Đang hiện|Không có hồ sơ nào"))


def test_a_session_that_ends_while_somebody_declares_keeps_what_was_typed(desk: Desk) -> None:
    person = desk.newcomer()
    unit = desk.clerk()
    unit.page.clock.install()
    unit.signs_in(desk.stack.staff["unit"]).follows("Khai một người")
    unit.fills_in(person, address_of(person)).types(NOTE, "đã ký tờ khai")
    unit.page.route(f"{desk.stack.endpoint_url}/", refuse_to_renew)
    unit.page.clock.fast_forward(MORE_THAN_A_TOKEN_LIVES)

    unit.presses(SEND).reads("Nếu đang nhập dở, nội dung vẫn được giữ")
    user = desk.stack.staff["unit"]
    unit.tries(user.username, user.password).finds(EMAIL, address_of(person))
    unit.finds(NAME, person.full_name).finds(NOTE, "đã ký tờ khai")
    unit.presses(SEND).reads("Đã tiếp nhận tờ khai")


def test_what_was_typed_is_not_shown_to_somebody_else_who_signs_in(desk: Desk) -> None:
    number = desk.declared(desk.newcomer())
    officer = desk.clerk()
    officer.page.clock.install()
    officer.signs_in(desk.stack.staff["officer"]).opens(f"/desk/declaration.html?id={number}")
    officer.reads(REVIEW).types(REASON, "chưa rõ")
    officer.decision.select_option(label="Không duyệt")
    officer.presses(REVIEW)
    officer.page.route(f"{desk.stack.endpoint_url}/", refuse_to_renew)
    officer.page.clock.fast_forward(MORE_THAN_A_TOKEN_LIVES)
    officer.confirms().reads("Nếu đang nhập dở, nội dung vẫn được giữ")

    user = desk.stack.staff["supervisor"]
    officer.tries(user.username, user.password).reads("Mẫu TK1-TS do cán bộ BHXH quyết định")
    expect(officer.page.locator("#reason")).to_have_value("")


def test_after_signing_out_nothing_is_kept_and_back_shows_nothing(desk: Desk) -> None:
    person = desk.newcomer()
    number = desk.declared(person)
    officer = desk.signed_in("officer").opens(f"/desk/declaration.html?id={number}")
    officer.reads(address_of(person)).presses("Đăng xuất").reads("Tên đăng nhập")

    assert officer.page.evaluate("() => Object.keys(sessionStorage)") == []
    officer.page.go_back()
    officer.reads("Tên đăng nhập").does_not_read(address_of(person))


def test_a_page_that_is_not_theirs_says_so(desk: Desk) -> None:
    unit = desk.signed_in("unit").opens("/desk/queue.html")
    unit.reads("Trang này không thuộc việc của tài khoản đang đăng nhập.")
    unit.opens(f"/desk/declaration.html?id={'0' * 32}").reads("Không có hồ sơ này")


def test_after_signing_in_nobody_is_led_to_another_site(desk: Desk) -> None:
    unit = desk.clerk().opens("/desk/index.html?next=//evil.example/a.html")
    unit.signs_in(desk.stack.staff["unit"])
    assert "/desk/index.html" in unit.page.url


def test_signing_in_and_deciding_need_no_mouse(desk: Desk) -> None:
    person = desk.newcomer()
    number = desk.declared(person)
    officer, user = desk.clerk(), desk.stack.staff["officer"]
    page, keys = officer.page, officer.page.keyboard

    tab_to(page, officer.field("Tên đăng nhập"))
    keys.type(user.username)
    tab_to(page, officer.field("Mật khẩu"))
    keys.type(user.password)
    keys.press("Enter")
    officer.reads("Việc của Ông/Bà")
    tab_to(page, officer.field("Mã hồ sơ hoặc mã tệp"))
    keys.type(number)
    keys.press("Enter")
    officer.reads("Quá trình xử lý")
    tab_to(page, officer.decision)
    keys.press("ArrowDown")
    tab_to(page, officer.button(REVIEW))
    keys.press("Enter")
    tab_to(page, officer.dialog.get_by_role("button", name="Xác nhận", exact=True))
    keys.press("Enter")

    officer.reads("Đã duyệt.")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (500, "Hệ thống đang gặp lỗi"),
        (429, "Đã thử quá nhiều lần"),
        (0, "Không kết nối được với hệ thống"),
    ],
)
def test_when_the_api_is_away_it_is_said_and_what_was_typed_goes_through_later(
    desk: Desk, status: int, told: str
) -> None:
    person = desk.newcomer()
    unit = desk.signed_in("unit").follows("Khai một người")
    unit.fills_in(person, address_of(person))
    unit.page.route(
        "**/v1/**",
        lambda route: (
            route.fulfill(status=status, body=json.dumps("none")) if status else route.abort()
        ),
    )

    unit.presses(SEND).reads(told).finds(EMAIL, address_of(person)).does_not_read("Quý khách")
    unit.page.unroute_all()
    unit.presses(SEND).reads("Đã tiếp nhận tờ khai")
