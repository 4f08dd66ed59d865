"""Script off: nobody is left before an empty page."""

import pytest
from playwright.sync_api import expect

from tests.browser.citizen import Citizen
from tests.browser.conftest import OpenContext
from tests.browser.site import PAGES

HOTLINE = "1900.9068"


@pytest.fixture
def plain(open_context: OpenContext) -> Citizen:
    """Somebody whose browser runs no script."""
    return Citizen(open_context(java_script_enabled=False).new_page())


def test_the_first_page_shows_the_hotline_the_steps_and_the_forms(plain: Citizen) -> None:
    plain.opens("/").reads(HOTLINE).reads("bấm phím 8").reads("Ghi lại mật khẩu tạm thời")
    plain.reads("Mang thẻ căn cước đến cơ quan BHXH").does_not_read("Forgotten your VssID password")
    plain.follows("Điền và in mẫu").reads("TỜ KHAI").reads("In của trình duyệt")


def test_the_text_for_the_employer_and_the_offices_can_be_read(plain: Citizen) -> None:
    plain.opens("/add-email.html").reads("[18] Nội dung thay đổi, yêu cầu khác")
    plain.opens("/offices.html").reads("TP. Hồ Chí Minh")


@pytest.mark.parametrize("address", PAGES)
def test_no_form_stands_there_that_nothing_looks_after(plain: Citizen, address: str) -> None:
    plain.opens(address).reads(HOTLINE)
    expect(plain.page.locator("form").filter(visible=True)).to_have_count(0)
    if plain.page.locator("form").count():
        plain.reads("JavaScript")
