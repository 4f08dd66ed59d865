"""One after the other at one form: nothing that is said of the one stays beside the next."""

from datetime import date

from msgspec.structs import replace
from playwright.sync_api import expect

from tests.browser.citizen import NUMBER
from tests.browser.desk import (
    BIRTH,
    EMAIL,
    NAME,
    REASON,
    RECEIVED,
    REVIEW,
    SEND,
    Clerk,
    Desk,
    a_desk,
    address_of,
    desk_watch,
)
from tests.people import register
from vssid_recovery.model import Account

desk, watch = a_desk, desk_watch

NEXT = "Khai người tiếp theo"
LIKE_A_PHONE = "Đây có phải số điện thoại?"
CONFIRMED = date(2025, 6, 1)
FIELDS = (NUMBER, NAME, BIRTH, EMAIL)


def nothing_is_said(unit: Clerk) -> None:
    expect(unit.page.locator("[aria-invalid]")).to_have_count(0)
    unit.does_not_read("không khớp").does_not_read(LIKE_A_PHONE).does_not_read("Sửa thành")
    for label in FIELDS:
        unit.finds(label, "")


def with_a_number_like_a_phones(desk: Desk, person: Account) -> Account:
    alike = f"09{person.social_insurance_number[2:]}"
    same = replace(person, social_insurance_number=alike)
    register(desk.deployed.table, same)
    return same


def test_the_next_person_begins_without_what_was_wrong_with_the_one_before(desk: Desk) -> None:
    person, other = (
        desk.newcomer(),
        desk.newcomer(full_name="Lê Thị Khác", date_of_birth=date(1990, 1, 2)),
    )
    unit = desk.signed_in("unit").follows("Khai một người")
    unit.fills_in(person, address_of(person)).types(NUMBER, other.social_insurance_number)
    unit.presses(SEND)
    expect(unit.told_beside(NAME)).to_contain_text("Họ tên không khớp")
    expect(unit.told_beside(BIRTH)).to_contain_text("Ngày sinh không khớp")

    unit.types(NUMBER, person.social_insurance_number).presses(SEND).reads(RECEIVED)
    unit.presses(NEXT)

    nothing_is_said(unit)
    expect(unit.field(NUMBER)).to_be_focused()


def test_the_next_person_begins_without_advice_about_the_one_before(desk: Desk) -> None:
    person = with_a_number_like_a_phones(desk, desk.newcomer())
    unit = desk.signed_in("unit").follows("Khai một người")
    unit.fills_in(person, address_of(person)).reads(LIKE_A_PHONE)

    unit.presses(SEND).reads(RECEIVED).presses(NEXT)

    nothing_is_said(unit)


def test_what_was_wrong_is_no_longer_said_while_the_mended_form_is_under_way(desk: Desk) -> None:
    person, other = desk.newcomer(), desk.newcomer(full_name="Lê Thị Khác")
    unit = desk.signed_in("unit").follows("Khai một người")
    unit.fills_in(person, address_of(person)).types(NUMBER, other.social_insurance_number)
    unit.presses(SEND)
    expect(unit.told_beside(NAME)).not_to_be_empty()

    unit.page.route("**/v1/email-declarations", lambda route: None)
    unit.types(NUMBER, person.social_insurance_number).presses(SEND).reads("Đang gửi")

    expect(unit.page.locator("[aria-invalid]")).to_have_count(0)
    expect(unit.told_beside(NAME)).to_be_empty()


def test_a_decision_is_thought_over_and_nothing_is_said_of_the_one_that_was_not_sent(
    desk: Desk,
) -> None:
    number = desk.declared(desk.newcomer())
    officer = desk.signed_in("officer").opens(f"/desk/declaration.html?id={number}")
    officer.page.route("**/decision", lambda route: route.abort())
    officer.decides("Duyệt", "giấy tờ đầy đủ").confirms().reads("Không kết nối được")

    officer.presses("Quay lại sửa").types(REASON, "đã đối chiếu").presses(REVIEW)

    expect(officer.dialog).to_be_visible()
    officer.does_not_read("Không kết nối được")


def test_all_that_is_wrong_with_one_field_is_told_beside_it(desk: Desk) -> None:
    person = desk.newcomer()
    throw_away = f"n{person.social_insurance_number}@mailinator.com"
    register(desk.deployed.table, replace(person, email=throw_away, email_confirmed_on=CONFIRMED))
    unit = desk.signed_in("unit").follows("Khai một người")

    unit.fills_in(person, throw_away).presses(SEND)

    expect(unit.told_beside(EMAIL)).to_contain_text("hộp thư dùng tạm")
    expect(unit.told_beside(EMAIL)).to_contain_text("đang dùng chính địa chỉ này")
