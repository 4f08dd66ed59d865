"""What a form says when something is wrong: beside the field, in words, all that was typed kept."""

import re

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
from tests.browser.mail_reader import MailReader
from vssid_recovery.model import Account

GOOD = "chim xanh nghe dai buoi som"
CODE_MAIL = "Mã đặt lại mật khẩu"
ASKED = re.compile("/v1/password-resets$")

A_NEW_ONE = {"resetId": "new", "expiresAt": "2030-01-01T00:00:00Z", "resendAfter": 60}


def asks_for_a_code(citizen: Citizen, person: Account) -> Citizen:
    citizen.opens("/forgot.html").types(NUMBER, person.social_insurance_number)
    return citizen.types(EMAIL, person.email).presses(ASK)


def test_a_number_that_is_none_is_told_with_how_many_digits_were_typed(citizen: Citizen) -> None:
    citizen.opens("/forgot.html").types(NUMBER, "012 345").types(EMAIL, "lan@thu.example")
    citizen.presses(ASK)

    expect(citizen.told_beside(NUMBER)).to_contain_text("Quý khách đã nhập 6")
    expect(citizen.field(NUMBER)).to_be_focused()
    citizen.finds(NUMBER, "012 345").finds(EMAIL, "lan@thu.example")


def test_a_number_like_a_telephones_is_asked_about_and_not_refused(citizen: Citizen) -> None:
    citizen.opens("/forgot.html").types(NUMBER, "0912345678")
    citizen.types(EMAIL, "lan@gmial.com").reads("Đây có phải số điện thoại?")
    citizen.presses(ASK)

    citizen.reads("Nhập mã trong thư")


def test_an_address_with_a_slip_is_asked_about(citizen: Citizen) -> None:
    citizen.opens("/forgot.html").types(EMAIL, "lan@gmial.com").field(NUMBER).focus()

    citizen.reads("Có phải Quý khách muốn viết lan@gmail.com?")


def test_a_wrong_temporary_password_is_told_and_both_numbers_are_kept(
    citizen: Citizen, person: Account
) -> None:
    number = person.social_insurance_number
    citizen.opens("/temporary-password.html").types(NUMBER, number).types(TEMPORARY, "123456789")
    citizen.types(PASSWORD, GOOD).presses(CHOOSE)

    expect(citizen.told_beside(TEMPORARY)).to_contain_text("hoặc mật khẩu tạm thời đã hết hạn")
    citizen.finds(NUMBER, number).finds(TEMPORARY, "123 456 789").finds(PASSWORD, GOOD)


def test_pasted_digits_fall_into_their_groups(page: Page, citizen: Citizen) -> None:
    citizen.opens("/temporary-password.html").field(TEMPORARY).focus()
    page.keyboard.insert_text("042-857 113")

    citizen.finds(TEMPORARY, "042 857 113")


def test_a_wrong_code_tells_how_many_tries_are_left_and_the_right_one_still_works(
    page: Page, citizen: Citizen, person: Account
) -> None:
    asks_for_a_code(citizen, person).reads("Nhập mã trong thư")
    code = MailReader(page.context.new_page(), person.email).reads(CODE_MAIL).code()
    wrong = f"{(int(code) + 1) % 10**8:08d}"

    citizen.types(CODE, wrong).types(PASSWORD, GOOD).presses(CHOOSE)
    expect(citizen.told_beside(CODE)).to_contain_text("Quý khách còn 4 lần thử")
    citizen.finds(PASSWORD, GOOD).presses(CHOOSE)
    expect(citizen.told_beside(CODE)).to_contain_text("Quý khách còn 3 lần thử")

    citizen.types(CODE, code).presses(CHOOSE).reads(CHOSEN)


def test_a_weak_password_is_refused_with_its_reason_and_the_code_stays_good(
    page: Page, citizen: Citizen, person: Account
) -> None:
    asks_for_a_code(citizen, person).reads("Nhập mã trong thư")
    code = MailReader(page.context.new_page(), person.email).reads(CODE_MAIL).code()

    citizen.types(CODE, code).types(PASSWORD, "nguyenvanan1955").presses(CHOOSE)
    expect(citizen.told_beside(PASSWORD)).not_to_be_empty()
    citizen.finds(PASSWORD, "nguyenvanan1955").types(PASSWORD, GOOD).presses(CHOOSE).reads(CHOSEN)


def test_a_password_is_judged_while_it_is_typed(citizen: Citizen) -> None:
    citizen.opens("/temporary-password.html").types(PASSWORD, "ngan")
    citizen.reads("còn thiếu 8")
    citizen.types(PASSWORD, "aaaaaaaaaaaaaaa").reads("lặp đi lặp lại")
    citizen.types(PASSWORD, "bon con ca boi quanh nui").reads("Đây là ví dụ mà ai cũng đọc được")
    citizen.types(PASSWORD, "bốn con vịt bơi qua ao").reads("Mật khẩu đang có chữ có dấu")
    citizen.types(PASSWORD, GOOD).reads("Tốt").does_not_read("Mật khẩu đang có chữ có dấu")


def test_ones_own_address_is_no_good_password(citizen: Citizen, person: Account) -> None:
    asks_for_a_code(citizen, person).reads("Nhập mã trong thư")
    citizen.types(PASSWORD, f"{person.email}1").reads("dựa vào mã số hoặc tên hộp thư")


def test_a_password_can_be_looked_at_and_is_sent_hidden(citizen: Citizen) -> None:
    citizen.opens("/temporary-password.html").types(PASSWORD, GOOD).presses("Hiện mật khẩu")
    expect(citizen.field(PASSWORD)).to_have_attribute("type", "text")
    citizen.presses(CHOOSE)
    expect(citizen.field(PASSWORD)).to_have_attribute("type", "password")


def test_asking_again_at_once_is_refused_with_the_seconds_left_and_then_possible(
    page: Page, citizen: Citizen, person: Account
) -> None:
    asks_for_a_code(citizen, person).reads("Nhập mã trong thư")
    page.clock.install()
    asks_for_a_code(citizen, person)

    citizen.reads("Đã thử quá nhiều lần").reads("Xin chờ").finds(EMAIL, person.email)
    expect(citizen.button(ASK)).to_be_disabled()
    page.clock.fast_forward(60_000)
    citizen.reads("Quý khách có thể thử lại ngay bây giờ").does_not_read("Xin chờ")
    expect(citizen.button(ASK)).to_be_enabled()


def test_a_number_or_an_address_can_be_mended_without_typing_all_again(
    citizen: Citizen, person: Account
) -> None:
    asks_for_a_code(citizen, person).presses("Sửa mã số hoặc địa chỉ")

    citizen.finds(NUMBER, person.social_insurance_number).finds(EMAIL, person.email)


def test_the_first_field_that_is_wrong_is_gone_to_and_all_that_is_wrong_is_told(
    page: Page, citizen: Citizen
) -> None:
    found = [("email", "Không có tên miền này."), ("email", "Thư bị trả lại.")]
    found += [("identifier", "Thẻ đã hết hạn."), ("fields.9", "Mục 9 còn trống.")]
    reasons = [{"code": "FOUND", "field": field, "detail": detail} for field, detail in found]
    problem = {"status": 422, "code": "CHECK_FAILED", "reasons": reasons}
    page.route(ASKED, lambda route: route.fulfill(status=422, json=problem))
    citizen.opens("/forgot.html").types(NUMBER, "0123456789").types(EMAIL, "lan@thu.example")

    citizen.presses(ASK)

    expect(citizen.told_beside(EMAIL)).to_have_text("Không có tên miền này. Thư bị trả lại.")
    expect(citizen.told_beside(NUMBER)).to_have_text("Thẻ đã hết hạn.")
    citizen.reads("Mục 9 còn trống.")
    expect(citizen.field(NUMBER)).to_be_focused()
    expect(citizen.button(ASK)).to_be_enabled()


def test_a_new_code_is_asked_for_and_nothing_is_said_of_the_old_one(
    page: Page, citizen: Citizen, person: Account
) -> None:
    page.clock.install()
    asks_for_a_code(citizen, person).reads("Nhập mã trong thư")
    citizen.types(CODE, "12345678").types(PASSWORD, GOOD).presses(CHOOSE)
    expect(citizen.told_beside(CODE)).not_to_be_empty()

    page.clock.fast_forward(60_000)
    page.route(ASKED, lambda route: route.fulfill(json=A_NEW_ONE))
    citizen.presses("Gửi mã mới")

    citizen.finds(CODE, "").finds(PASSWORD, GOOD)
    expect(citizen.told_beside(CODE)).to_be_empty()
    expect(page.locator("[aria-invalid]")).to_have_count(0)
