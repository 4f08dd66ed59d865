"""What holds for every page of the desk: HTML is text, everyone can use it, it fits the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizen import Citizen
from tests.browser.desk import (
    DESK,
    NOTE,
    SEND,
    Clerk,
    Desk,
    a_desk,
    address_of,
    desk_watch,
    table_of,
)
from tests.browser.test_every_page import every_look, violations

desk, watch = a_desk, desk_watch

HTML = '<img src=x onerror="document.title=`taken`">'


def faults(page: Page) -> Iterator[str]:
    """What axe finds and what is wider than the screen, in each language at each width."""
    for look in every_look(page):
        yield from (f"{look}: {each}" for each in violations(page))
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            yield f"{look}: wider than the screen"


def stays_text(clerk: Clerk) -> None:
    clerk.reads(HTML)
    expect(clerk.page.locator("img")).to_have_count(0)
    expect(clerk.page).not_to_have_title("taken")


def test_html_as_a_name_a_note_and_a_reason_is_shown_as_text(desk: Desk) -> None:
    person = desk.newcomer(full_name=HTML)
    unit = desk.signed_in("unit").follows("Khai một người")
    unit.fills_in(person, address_of(person)).types(NOTE, HTML).presses(SEND)
    unit.reads("Đã tiếp nhận tờ khai")

    officer = desk.signed_in("officer").follows("Mở danh sách chờ")
    stays_text(officer)
    stays_text(officer.opens_case(address_of(person)))
    officer.decides("Không duyệt", HTML)
    stays_text(officer)
    officer.confirms().reads("Đã ghi nhận: không duyệt.")
    expect(officer.timeline.last).to_contain_text(HTML)
    stays_text(officer)
    unit.follows("Xem hồ sơ").reads("Không được duyệt")
    stays_text(unit)


def test_html_as_a_files_name_is_shown_as_text(desk: Desk) -> None:
    name = f"{HTML}.csv"
    batch_id = desk.uploaded(name, table_of(desk.newcomer()))
    unit = desk.signed_in("unit").opens(f"/desk/upload.html?batch={batch_id}")
    stays_text(unit.reads("Đã kiểm tra xong"))
    stays_text(desk.signed_in("officer").opens(f"/desk/batch.html?id={batch_id}"))


def test_axe_finds_nothing_in_the_steps_of_signing_in(desk: Desk) -> None:
    clerk = desk.clerk(bypass_csp=True)
    assert not [*faults(clerk.page)]


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("unit", "declare.html"),
        ("unit", "upload.html"),
        ("officer", "declare.html"),
        ("officer", "queue.html"),
    ],
)
def test_axe_finds_nothing_on_the_pages_of_a_role(desk: Desk, role: str, page: str) -> None:
    clerk = desk.signed_in(role, bypass_csp=True)
    clerk.page.goto(f"/desk/{page}", wait_until="networkidle")
    assert not [*faults(clerk.page)]


def test_axe_finds_nothing_where_a_declaration_or_a_file_is_decided_on(desk: Desk) -> None:
    person = desk.newcomer(email="cu@thu.example")
    batch_id = desk.uploaded("xem.csv", table_of(desk.newcomer(), person))
    unit = desk.signed_in("unit", bypass_csp=True).opens(f"/desk/upload.html?batch={batch_id}")
    unit.reads("Đã kiểm tra xong")
    assert not [*faults(unit.page)]

    officer = desk.signed_in("officer", bypass_csp=True).opens(f"/desk/batch.html?id={batch_id}")
    officer.reads("Hồ sơ cần xem riêng")
    assert not [*faults(officer.page)]
    officer.opens(DESK).opens("/desk/queue.html").opens_case(address_of(person))
    assert not [*faults(officer.page)]


def test_the_staff_find_their_desk_from_the_first_page_and_a_citizen_the_way_back(
    citizen: Citizen,
) -> None:
    citizen.opens("/").follows("Dành cho đơn vị và cán bộ").reads("Tên đăng nhập")
    citizen.follows("trang lấy lại mật khẩu").reads("1900.9068")
