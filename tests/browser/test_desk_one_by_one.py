"""One person's address: declared by the unit or at the counter, decided by a second person."""

import re
from datetime import date

from playwright.sync_api import expect

from tests.browser.citizen import NUMBER, Citizen
from tests.browser.desk import (
    EMAIL,
    NAME,
    NUMBERS,
    REASON,
    REVIEW,
    SEND,
    Desk,
    a_desk,
    address_of,
    desk_watch,
)
from tests.browser.mail_reader import MailReader
from tests.e2e.mailbox import mails
from vssid_recovery.model import Account

desk, watch = a_desk, desk_watch

CONFIRMATION_MAIL = "Xin xác nhận địa chỉ thư điện tử"
REPLACED_MAIL = "Địa chỉ thư điện tử của tài khoản VssID được thay đổi"
MAIL_AGAIN = "Gửi lại thư xác nhận"
OBJECTED = "Người giữ địa chỉ thư điện tử cũ đã báo «không phải tôi»"
CONFIRMED_ON = date(2026, 1, 5)
OWN = "Ông/Bà đã nhập hồ sơ này nên không được tự duyệt"


def confirm(desk: Desk, person: Account) -> None:
    """As its owner, by the link in the mail."""
    page = desk.open_context().new_page()
    opened = MailReader(page, address_of(person)).reads(CONFIRMATION_MAIL)
    citizen = Citizen(opened.follows("/confirm-email.html"))
    citizen.types(NUMBER, person.social_insurance_number).presses("Xác nhận địa chỉ này")
    citizen.reads("Đã xác nhận")


def test_declared_by_the_unit_approved_by_an_officer_and_confirmed_by_its_owner(
    desk: Desk,
) -> None:
    person = desk.newcomer()
    unit = desk.signed_in("unit").follows("Khai một người")
    unit.fills_in(person, address_of(person)).presses(SEND).reads("Đã tiếp nhận tờ khai")
    unit.follows("Xem hồ sơ").reads("Đã tiếp nhận")
    expect(unit.timeline).to_have_count(1)
    unit.does_not_read(REVIEW)

    officer = desk.signed_in("officer").follows("Mở danh sách chờ")
    officer.opens_case(address_of(person)).reads("Họ tên và ngày sinh khớp")
    officer.decides("Duyệt", "đã đối chiếu")
    expect(officer.dialog).to_contain_text(f"Duyệt địa chỉ {address_of(person)}")
    officer.confirms().reads("Đã duyệt. Thư xác nhận đang được gửi").reads("đã đối chiếu")
    expect(officer.timeline).to_have_count(2)

    confirm(desk, person)
    officer.page.reload()
    expect(officer.timeline).to_have_count(3)
    expect(officer.timeline.last).to_contain_text("Người tham gia")
    expect(officer.timeline.last).to_contain_text("Đã xác nhận, đang chờ hiệu lực")


def test_declared_at_the_counter_it_is_the_supervisors_and_not_the_officers_to_decide(
    desk: Desk,
) -> None:
    person = desk.newcomer()
    officer = desk.signed_in("officer").follows("Nhập mẫu 02/SĐ-GD")
    officer.fills_in(person, address_of(person)).presses(SEND).reads("Xin đối chiếu giấy tờ")
    officer.page.get_by_label("Người tham gia đang có mặt").check()
    officer.presses(SEND).reads("Đã tiếp nhận tờ khai")
    officer.follows("Xem hồ sơ").reads(OWN).does_not_read(REVIEW)

    supervisor = desk.signed_in("supervisor")
    with supervisor.page.expect_request(re.compile(r"/v1/email-declarations\?.*form=02-SDGD")):
        supervisor.follows("Mở danh sách chờ")
    supervisor.opens_case(address_of(person)).reads("Mẫu 02/SĐ-GD")
    expect(supervisor.timeline).to_contain_text("Cán bộ BHXH 07906")
    supervisor.decides("Duyệt").confirms().reads("Đã duyệt.")
    expect(supervisor.timeline.last).to_contain_text("Người duyệt thứ hai 07906 (chính Ông/Bà)")

    confirm(desk, person)
    supervisor.page.reload()
    supervisor.reads("Đã có hiệu lực")


def test_a_slip_in_the_address_is_mended_with_one_press(desk: Desk) -> None:
    person = desk.newcomer()
    unit = desk.signed_in("unit").follows("Khai một người")
    unit.fills_in(person, f"n{person.social_insurance_number}@gmial.com")
    mended = f"n{person.social_insurance_number}@gmail.com"

    unit.presses(SEND).reads("Xin sửa ô được đánh dấu")
    unit.presses(f"Sửa thành {mended}").finds(EMAIL, mended)
    expect(unit.field(EMAIL)).to_be_focused()
    unit.presses(SEND).reads("Đã tiếp nhận tờ khai")


def test_what_does_not_agree_with_the_register_is_told_beside_its_field(desk: Desk) -> None:
    person = desk.newcomer()
    unit = desk.signed_in("unit").follows("Khai một người")
    unit.fills_in(person, address_of(person)).types(NAME, "Lê Thị Khác").presses(SEND)

    expect(unit.told_beside(NAME)).not_to_be_empty()
    unit.finds(NAME, "Lê Thị Khác").finds(EMAIL, address_of(person))
    unit.types(NAME, person.full_name).presses(SEND).reads("Đã tiếp nhận tờ khai")


def test_a_rejection_needs_a_reason_which_the_unit_can_read(desk: Desk) -> None:
    person = desk.newcomer()
    number = desk.declared(person)
    officer = desk.signed_in("officer").opens(f"/desk/declaration.html?id={number}")

    officer.decides("Không duyệt")
    expect(officer.told_beside(REASON)).to_contain_text("Không duyệt thì cần có lý do.")
    expect(officer.dialog).to_be_hidden()
    officer.presses("Hồ sơ khai trùng.").presses(REVIEW)
    officer.presses("Quay lại sửa").finds(REASON, "Hồ sơ khai trùng.")
    officer.presses(REVIEW).confirms().reads("Đã ghi nhận: không duyệt.")

    unit = desk.signed_in("unit").types("Mã hồ sơ hoặc mã tệp", number).presses("Tìm")
    unit.reads("Không được duyệt").reads("Hồ sơ khai trùng.")


def test_who_is_too_late_is_told_that_somebody_else_has_decided(desk: Desk) -> None:
    number = desk.declared(desk.newcomer())
    officer = desk.signed_in("officer").opens(f"/desk/declaration.html?id={number}")
    officer.decides("Duyệt", "giấy tờ đầy đủ")
    decision = {"decision": "REJECT", "reason": "khai trùng"}
    path = f"/email-declarations/{number}/decision"
    assert desk.session("officer").post(path, decision).status_code == 200

    officer.confirms().reads("có thể người khác vừa xử lý")
    officer.presses("Quay lại sửa").finds(REASON, "giấy tờ đầy đủ")
    officer.page.reload()
    officer.reads("Không được duyệt").does_not_read(REVIEW)


def test_a_supervisor_sees_that_the_old_address_objected_and_gives_it_back(desk: Desk) -> None:
    person = desk.newcomer(email=f"cu{next(NUMBERS)}@thu.example", email_confirmed_on=CONFIRMED_ON)
    desk.signed_in("officer").enters(person, address_of(person))
    supervisor = desk.signed_in("supervisor").follows("Mở danh sách chờ")
    supervisor.opens_case(address_of(person)).decides("Duyệt").confirms().reads("Đã duyệt.")
    reader = MailReader(desk.open_context().new_page(), person.email)
    owner = Citizen(reader.reads(REPLACED_MAIL).follows("/refuse.html"))
    owner.presses("Không phải tôi – hủy việc này").reads("Đã hủy")

    supervisor.follows("Về danh sách chờ")
    expect(supervisor.finds_case(address_of(person))).to_contain_text(OBJECTED)
    supervisor.opens_case(address_of(person))
    expect(supervisor.page.locator("#flags")).to_contain_text(OBJECTED)
    expect(supervisor.timeline.last).to_contain_text(OBJECTED)
    supervisor.decides("Không duyệt", "chủ địa chỉ cũ không yêu cầu")
    expect(supervisor.dialog).to_contain_text("Địa chỉ cũ sẽ được dùng lại.")
    supervisor.confirms().reads("Đã ghi nhận: không duyệt.")


def test_where_no_try_at_the_number_is_left_the_same_is_declared_again(desk: Desk) -> None:
    person = desk.newcomer()
    number = desk.declared(person)
    path = f"/email-declarations/{number}/decision"
    decided = desk.session("officer").post(path, {"decision": "APPROVE", "reason": "đúng người"})
    assert decided.status_code == 200, decided.text
    unit = desk.signed_in("unit").opens(f"/desk/declaration.html?id={number}")
    expect(unit.button(MAIL_AGAIN)).to_be_visible()
    [mail] = mails(desk.deployed, address_of(person), 1)
    token = mail["BodyText"].partition("/confirm-email.html#token=")[2][:22]
    for _ in range(5):
        wrong = {"token": token, "identifier": "9999999999"}
        assert desk.deployed.post("/email-confirmations", wrong).status_code == 400

    unit.presses(MAIL_AGAIN).reads("không còn xác nhận được")
    unit.page.reload()
    unit.reads("Mã số đã bị nhập sai 5 lần").reads("Nơi đã khai cần khai lại đúng như cũ")
    expect(unit.button(MAIL_AGAIN)).to_be_hidden()

    unit.follows("Khai một người").fills_in(person, address_of(person)).presses(SEND)
    unit.reads("Đã tiếp nhận tờ khai").opens(f"/desk/declaration.html?id={number}")
    unit.reads("Đã được thay thế").reads("Hồ sơ thay thế")
