"""A change is made and its answer is lost on the way: a success is never told as a wrong number."""

import re

import pytest
from playwright.sync_api import Page, Route

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
from tests.browser.desk import Desk, a_desk, address_of, desk_watch
from tests.browser.mail_reader import MailReader
from tests.browser.watch import Watch
from tests.e2e.deployed import Deployed
from vssid_recovery.model import Account

desk, staff_watch = a_desk, desk_watch

CONFIRM = "Xác nhận địa chỉ này"
CHOSEN_NOW = "chim xanh nghe dai buoi som"
LINK = "/confirm-email.html#token=Zm9yLXRoZS1waWN0dX"
CONFIRMATIONS = re.compile("/v1/email-confirmations$")
RESET_CONFIRMATIONS = re.compile("/v1/password-resets/[^/]+/confirmation$")
ASKED = re.compile("/v1/password-resets$")
CHANGES = re.compile("/v1/password-changes$")
INTERRUPTED = {"status": 503, "code": "UNAVAILABLE"}
LOST = {
    "the connection breaks": lambda route: route.abort(),
    "a proxy answers": lambda route: route.fulfill(status=502, body="Bad Gateway"),
    "the gateway has waited too long": lambda route: route.fulfill(status=503, json=INTERRUPTED),
}
A_NEW_ONE = {"resetId": "new", "expiresAt": "2030-01-01T00:00:00Z", "resendAfter": 60}
DOUBT = "Có thể lần gửi trước đã đổi xong mật khẩu"


def refuses_the_code(route: Route, tries_left: int) -> None:
    wrong = {"status": 400, "code": "INVALID_CODE", "attemptsLeft": tries_left}
    route.fulfill(status=400, json=wrong)


def sends_a_code_without_an_answer(citizen: Citizen) -> Citizen:
    citizen.page.route(RESET_CONFIRMATIONS, LOST["the connection breaks"])
    citizen.types(PASSWORD, CHOSEN_NOW).presses(CHOOSE)
    citizen.reads("Có thể mật khẩu mới đã được ghi nhận")
    citizen.page.unroute(RESET_CONFIRMATIONS)
    return citizen


def arrives_and_its_answer_is_lost(route: Route) -> None:
    route.fetch()
    route.abort()


class TestOfAConfirmation:
    """An officer approves at another computer, whose session is kept in a tab."""

    @pytest.fixture
    def watch(self, staff_watch: Watch) -> Watch:
        return staff_watch

    def test_that_came_is_not_told_as_a_wrong_number_when_it_is_sent_again(
        self, page: Page, desk: Desk
    ) -> None:
        person = desk.newcomer()
        approve(desk, desk.declared(person))
        page.context.route(CONFIRMATIONS, arrives_and_its_answer_is_lost)  # the link opens a tab
        mail = MailReader(page, address_of(person)).reads("Xin xác nhận địa chỉ thư điện tử")
        citizen = Citizen(mail.follows("/confirm-email.html"))
        citizen.types(NUMBER, person.social_insurance_number).presses(CONFIRM)
        citizen.reads("Có thể địa chỉ đã được xác nhận").finds(
            NUMBER, person.social_insurance_number
        )

        page.context.unroute(CONFIRMATIONS)
        citizen.presses(CONFIRM).reads("Có thể lần gửi trước đã xác nhận xong")

        citizen.reads("Để biết chắc").reads("1900.9068").does_not_read("Mã số không khớp")


def approve(desk: Desk, declaration: str) -> None:
    decision = {"decision": "APPROVE", "reason": "đã đối chiếu"}
    path = f"/email-declarations/{declaration}/decision"
    assert desk.session("officer").post(path, decision).status_code == 200


@pytest.mark.parametrize("loss", LOST)
def test_a_confirmation_without_an_answer_is_told_as_one_that_may_have_come(
    page: Page, citizen: Citizen, loss: str
) -> None:
    page.route(CONFIRMATIONS, LOST[loss])
    citizen.opens(LINK).types(NUMBER, "0123456789").presses(CONFIRM)

    citizen.reads("Có thể địa chỉ đã được xác nhận").does_not_read("chưa có gì thay đổi")


def test_a_confirmation_that_came_in_the_end_is_told_as_any_other(
    page: Page, citizen: Citizen
) -> None:
    page.route(CONFIRMATIONS, LOST["the connection breaks"])
    citizen.opens(LINK).types(NUMBER, "0123456789").presses(CONFIRM)
    citizen.reads("Có thể địa chỉ đã được xác nhận")

    page.unroute(CONFIRMATIONS)
    page.route(CONFIRMATIONS, lambda route: route.fulfill(status=204))

    citizen.presses(CONFIRM).reads("Đã xác nhận").reads("Việc tiếp theo")


def test_a_password_that_was_set_is_not_told_as_a_wrong_code_when_it_is_sent_again(
    page: Page, citizen: Citizen, person: Account, deployed: Deployed
) -> None:
    number = person.social_insurance_number
    citizen.opens("/forgot.html").types(NUMBER, number).types(EMAIL, person.email).presses(ASK)
    citizen.reads("Nhập mã trong thư")
    code = MailReader(page.context.new_page(), person.email).reads("Mã đặt lại mật khẩu").code()
    page.route(RESET_CONFIRMATIONS, arrives_and_its_answer_is_lost)
    citizen.types(CODE, code).types(PASSWORD, CHOSEN_NOW).presses(CHOOSE)
    citizen.reads("Có thể mật khẩu mới đã được ghi nhận").does_not_read(CHOSEN)
    assert deployed.check(number, CHOSEN_NOW) == "VALID"

    page.unroute(RESET_CONFIRMATIONS)
    citizen.presses(CHOOSE).reads("Có thể lần gửi trước đã đổi xong mật khẩu")

    citizen.reads("yêu cầu mã mới").does_not_read("Mã này chưa đúng")


def test_a_code_with_tries_left_was_not_used_and_they_are_told(
    page: Page, citizen: Citizen, person: Account
) -> None:
    citizen.opens("/forgot.html").types(NUMBER, person.social_insurance_number)
    citizen.types(EMAIL, person.email).presses(ASK).reads("Nhập mã trong thư")
    sends_a_code_without_an_answer(citizen.types(CODE, "12345678"))

    citizen.presses(CHOOSE).reads("Quý khách còn 4 lần thử").does_not_read(DOUBT)

    page.route(RESET_CONFIRMATIONS, lambda route: refuses_the_code(route, 0))
    citizen.presses(CHOOSE).reads("Mã này chưa đúng").does_not_read(DOUBT)


def test_a_new_code_is_not_told_as_one_that_was_sent_before(page: Page, citizen: Citizen) -> None:
    page.clock.install()
    page.route(ASKED, lambda route: route.fulfill(json={**A_NEW_ONE, "resetId": "old"}))
    citizen.opens("/forgot.html").types(NUMBER, "0123456789").types(EMAIL, "lan@thu.example")
    citizen.presses(ASK).reads("Nhập mã trong thư").types(CODE, "12345678")
    sends_a_code_without_an_answer(citizen)
    page.clock.fast_forward(60_000)
    page.route(ASKED, lambda route: route.fulfill(json=A_NEW_ONE))
    citizen.presses("Gửi mã mới").finds(CODE, "")

    page.route(RESET_CONFIRMATIONS, lambda route: refuses_the_code(route, 0))
    citizen.types(CODE, "87654321").presses(CHOOSE).reads("Mã này chưa đúng")

    citizen.does_not_read(DOUBT)


@pytest.mark.parametrize(
    ("link", "told"), [("reset=old", DOUBT), ("reset=new", "Mã này chưa đúng")]
)
def test_of_two_mails_only_the_one_whose_code_was_sent_is_in_doubt(
    page: Page, citizen: Citizen, link: str, told: str
) -> None:
    citizen.opens("/reset.html#reset=old&code=12345678")
    sends_a_code_without_an_answer(citizen)

    page.route(RESET_CONFIRMATIONS, lambda route: refuses_the_code(route, 0))
    citizen.opens(f"/reset.html#{link}&code=87654321").finds(CODE, "8765 4321")

    citizen.presses(CHOOSE).reads(told)


def test_a_temporary_password_that_was_used_up_is_not_told_as_a_wrong_one(
    page: Page, citizen: Citizen, person: Account
) -> None:
    page.route(CHANGES, LOST["the connection breaks"])
    citizen.opens("/temporary-password.html").types(NUMBER, person.social_insurance_number)
    citizen.types(TEMPORARY, "123456789").types(PASSWORD, CHOSEN_NOW).presses(CHOOSE)
    citizen.reads("Có thể mật khẩu mới đã được ghi nhận")

    page.unroute(CHANGES)
    citizen.presses(CHOOSE).reads("Có thể lần gửi trước đã đổi xong mật khẩu").reads("1900.9068")
