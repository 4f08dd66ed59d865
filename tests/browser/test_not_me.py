"""«Không phải tôi»: the link in a notice, and pages that are opened without their link."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizen import ASK, CHOOSE, CHOSEN, CODE, EMAIL, NUMBER, PASSWORD, Citizen
from tests.browser.mail_reader import MailReader
from tests.e2e.deployed import Deployed
from vssid_recovery.model import Account

THIEFS = "ke gian doi mat khau trom"


def test_what_a_notice_tells_is_undone_by_its_link_and_only_by_the_button(
    page: Page, citizen: Citizen, person: Account, deployed: Deployed
) -> None:
    number = person.social_insurance_number
    citizen.opens("/forgot.html").types(NUMBER, number).types(EMAIL, person.email).presses(ASK)
    citizen.reads("Nhập mã trong thư")
    reader = MailReader(page.context.new_page(), person.email)
    code = reader.reads("Mã đặt lại mật khẩu").code()
    citizen.types(CODE, code).types(PASSWORD, THIEFS).presses(CHOOSE).reads(CHOSEN)

    opened = reader.reads("đã được thay đổi").follows("/refuse.html")
    owner = Citizen(opened).reads("Không phải Quý khách làm?")
    expect(opened).to_have_url(re.compile(r"/refuse\.html$"))
    assert deployed.check(number, THIEFS) == "VALID"

    owner.presses("Không phải tôi – hủy việc này").reads("Đã hủy")
    assert deployed.check(number, THIEFS) == "INVALID"
    reader.reads("Đã ghi nhận «Không phải tôi»")


def test_a_link_that_is_no_longer_good_is_told_so(citizen: Citizen) -> None:
    citizen.opens("/refuse.html#token=Zm9yLXRoZS1waWN0dX").presses("Không phải tôi")

    citizen.reads("Liên kết này sai hoặc không còn hiệu lực").reads("1900.9068")


def test_a_confirmation_with_anothers_number_is_refused_and_can_be_mended(citizen: Citizen) -> None:
    citizen.opens("/confirm-email.html#token=Zm9yLXRoZS1waWN0dX").types(NUMBER, "0123456789")
    citizen.presses("Xác nhận địa chỉ này").reads("Mã số không khớp với địa chỉ thư này")

    citizen.finds(NUMBER, "0123456789")


@pytest.mark.parametrize("address", ["/reset.html", "/refuse.html", "/confirm-email.html"])
def test_opened_without_what_the_mail_carries_a_page_says_so(
    citizen: Citizen, address: str
) -> None:
    citizen.opens(address).reads("Liên kết chưa đầy đủ").reads("Xin mở lại liên kết")
