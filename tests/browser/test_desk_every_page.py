"""What holds for every page of the desk: HTML is text, everyone can use it, it fits the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizen import Citizen
from tests.browser.desk import (
    DESK,
    MENU,
    NOTE,
    RECEIVED,
    REVIEW,
    SEND,
    Clerk,
    Desk,
    a_desk,
    address_of,
    desk_watch,
    table_of,
)
from tests.browser.site import DESK_PAGES, switch_to
from tests.browser.test_every_page import MOST_BYTES, every_look, violations, weight

desk, watch = a_desk, desk_watch

OF_A_UNIT = {"/desk/declare.html", "/desk/upload.html"}
NOBODYS = "0" * 32  # a number that no declaration and no file has
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
    unit.reads(RECEIVED)

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
        ("supervisor", "queue.html"),
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
    switch_to(officer.page, "vi")
    officer.opens(DESK).opens("/desk/queue.html").reads("xem cả tệp")
    assert not [*faults(officer.page)]
    switch_to(officer.page, "vi")
    officer.opens_case(address_of(person))
    assert not [*faults(officer.page)]


def test_axe_finds_nothing_where_a_supervisor_decides_or_looks_at_a_file(desk: Desk) -> None:
    person = desk.newcomer()
    desk.signed_in("officer").enters(person, address_of(person))
    batch_id = desk.uploaded("xem-lai.csv", table_of(desk.newcomer()))
    desk.signed_in("unit").opens(f"/desk/upload.html?batch={batch_id}").reads("Đã kiểm tra xong")

    supervisor = desk.signed_in("supervisor", bypass_csp=True).follows("Mở danh sách chờ")
    supervisor.opens_case(address_of(person)).reads(REVIEW)
    assert not [*faults(supervisor.page)]
    switch_to(supervisor.page, "vi")
    supervisor.opens(f"/desk/batch.html?id={batch_id}").reads("xem-lai.csv")
    assert not [*faults(supervisor.page)]


@pytest.mark.parametrize("role", ["unit", "collector", "officer", "supervisor"])
def test_axe_finds_nothing_on_the_first_page_of_somebody_who_is_signed_in(
    desk: Desk, role: str
) -> None:
    clerk = desk.signed_in(role, bypass_csp=True).opens(DESK).reads(MENU)
    clerk.presses("Tìm").reads("Xin nhập mã hồ sơ hoặc mã tệp.")
    assert not [*faults(clerk.page)]


@pytest.mark.parametrize("address", DESK_PAGES)
def test_a_page_with_all_it_loads_stays_under_100_kilobytes(desk: Desk, address: str) -> None:
    clerk = desk.signed_in("unit" if address in OF_A_UNIT else "officer")
    # What the sign-in has brought along already is to be counted too.
    network = clerk.page.context.new_cdp_session(clerk.page)
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    assert 0 < weight(clerk.page, f"{address}?id={NOBODYS}") <= MOST_BYTES


def test_the_staff_find_their_desk_from_the_first_page_and_a_citizen_the_way_back(
    citizen: Citizen,
) -> None:
    citizen.opens("/").follows("Dành cho đơn vị và cán bộ").reads("Tên đăng nhập")
    citizen.follows("trang lấy lại mật khẩu").reads("1900.9068")
