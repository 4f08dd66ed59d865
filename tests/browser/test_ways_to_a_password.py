"""The three ways from the first page to a password that works, with mouse and keys only."""

import re

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from tests.browser.citizen import (
    ASK,
    CHOOSE,
    CHOSEN,
    CODE,
    EMAIL,
    NUMBER,
    PASSWORD,
    TEMPORARY,
    Citizen,
)
from tests.browser.desk import Desk, a_desk, desk_watch
from tests.browser.mail_reader import MailReader
from tests.browser.telephone import ONE_MORE, Telephone
from tests.browser.watch import Watch
from tests.e2e.deployed import Deployed
from tests.people import register
from vssid_recovery.model import Account

desk, staff_watch = a_desk, desk_watch

# One whom no other test registers anew: they share the stack.
LAM, LAM_PHONE = "0123456796", "+84834567890"
CHOSEN_BY_PHONE = "gau trang an kem giua bien"
CHOSEN_BY_CODE = "meo tim go ban phim chieu thu nam"
CHOSEN_BY_LINK = "oc sen do ngoi ghe xanh"
CODE_MAIL = "Mã đặt lại mật khẩu"
APPROVED = "Đã duyệt. Thư xác nhận đang được gửi"
CONFIRMATION_MAIL = "Xin xác nhận địa chỉ thư điện tử"


def test_what_the_telephone_reads_out_becomes_a_password_of_ones_own(
    page: Page, deployed: Deployed
) -> None:
    page.goto("/console/")
    card = page.get_by_role("article").filter(has_text=LAM)
    card.get_by_role("link", name="Gọi từ số này").click()
    telephone = Telephone(page)
    expect(telephone.who).to_have_value(LAM_PHONE)

    telephone.dials().presses("8").presses(f"{LAM}#")
    telephone.listens_until(telephone.transcript.get_by_text(ONE_MORE))
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Tôi có mật khẩu tạm thời").click()
    citizen = Citizen(opened.value)
    citizen.types(NUMBER, LAM).types(TEMPORARY, telephone.password())
    citizen.types(PASSWORD, CHOSEN_BY_PHONE).presses(CHOOSE).reads(CHOSEN)

    assert deployed.check(LAM, CHOSEN_BY_PHONE) == "VALID"


def test_a_code_in_a_mail_becomes_a_password_of_ones_own(
    page: Page, citizen: Citizen, person: Account, deployed: Deployed
) -> None:
    number = person.social_insurance_number
    citizen.opens("/").follows("Nhận mã qua thư điện tử")
    citizen.types(NUMBER, number).types(EMAIL, person.email).presses(ASK)
    citizen.reads("Nhập mã trong thư").reads("mục thư rác").reads(f"cho địa chỉ {person.email}")

    code = MailReader(page.context.new_page(), person.email).reads(CODE_MAIL).code()
    citizen.types(CODE, code).finds(CODE, f"{code[:4]} {code[4:]}")
    citizen.types(PASSWORD, CHOSEN_BY_CODE).presses(CHOOSE).reads(CHOSEN)

    assert deployed.check(number, CHOSEN_BY_CODE) == "VALID"


def test_the_mails_link_brings_the_code_along_and_takes_it_out_of_the_address(
    page: Page, citizen: Citizen, person: Account, deployed: Deployed
) -> None:
    number = person.social_insurance_number
    citizen.opens("/forgot.html").types(NUMBER, number).types(EMAIL, person.email).presses(ASK)
    citizen.reads("Nhập mã trong thư")

    opened = MailReader(page, person.email).reads(CODE_MAIL).follows("/reset.html")
    by_link = Citizen(opened)
    expect(by_link.field(CODE)).not_to_be_empty()
    expect(opened).to_have_url(re.compile(r"/reset\.html$"))
    by_link.types(PASSWORD, CHOSEN_BY_LINK).presses(CHOOSE).reads(CHOSEN)

    assert deployed.check(number, CHOSEN_BY_LINK) == "VALID"


class TestByWayOfTheOffice:
    """Beside the citizen's pages the desk is watched here, which keeps a session in the tab."""

    @pytest.fixture
    def watch(self, staff_watch: Watch) -> Watch:
        return staff_watch

    def test_without_an_address_the_office_adds_one_which_then_recovers_the_password(
        self, page: Page, person: Account, desk: Desk, deployed: Deployed
    ) -> None:
        number, address = person.social_insurance_number, person.email
        register(deployed.table, replace(person, email="", email_confirmed_on=None))
        desk.signed_in("officer").enters(person, address)
        supervisor = desk.signed_in("supervisor").follows("Mở danh sách chờ")
        supervisor.opens_case(address).decides("Duyệt", "đã đối chiếu").confirms().reads(APPROVED)

        opened = MailReader(page, address).reads(CONFIRMATION_MAIL).follows("/confirm-email.html")
        citizen = Citizen(opened)
        citizen.types(NUMBER, number).presses("Xác nhận địa chỉ này").reads("Đã xác nhận")
        citizen.follows("nhận mã qua thư").types(NUMBER, number).types(EMAIL, address).presses(ASK)
        citizen.reads("Nhập mã trong thư")
        code = MailReader(page, address).reads(CODE_MAIL).code()
        citizen.types(CODE, code).types(PASSWORD, CHOSEN_BY_CODE).presses(CHOOSE).reads(CHOSEN)

        assert deployed.check(number, CHOSEN_BY_CODE) == "VALID"
