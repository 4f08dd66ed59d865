"""A whole file's decision that met a fault: not sent on its way, or the session over before it."""

import base64
import json
import re
from datetime import date

from msgspec.structs import replace
from playwright.sync_api import Route, expect

from tests.browser.desk import REASON, REVIEW, Clerk, Desk, a_desk, address_of, desk_watch, table_of
from tests.browser.test_desk_sign_in import MORE_THAN_A_TOKEN_LIVES, refuse_to_renew
from tests.people import register
from vssid_recovery.adapters import world
from vssid_recovery.adapters.table.batches import BatchTable
from vssid_recovery.batch_model import BatchDecision
from vssid_recovery.model import Account
from vssid_recovery.staff import Role, Staff

desk, watch = a_desk, desk_watch

LOOK = re.compile("/v1/declaration-batches/[0-9a-f]{32}$")
DECISION = re.compile("/v1/declaration-batches/[0-9a-f]{32}/decision$")
AGAIN = "Gửi lại"
LEAVE_OUT = "Để riêng, không quyết định cùng cả tệp"
OFFICE = "07906"
HAS_ONE = "Tài khoản đã có địa chỉ thư điện tử"
AN_DAY = date(2025, 6, 1)


def entered(desk: Desk, *people: Account) -> str:
    """A file of these people that waits to be decided on; its number."""
    batch_id = desk.uploaded("ca-tep.csv", table_of(*people))
    desk.signed_in("unit").opens(page_of(batch_id, "upload")).reads("Đã kiểm tra xong")
    return batch_id


def page_of(batch_id: str, name: str = "batch") -> str:
    return f"/desk/{name}.html?{'id' if name == 'batch' else 'batch'}={batch_id}"


def row_of(desk: Desk, batch_id: str, person: Account) -> dict[str, str]:
    """What the office is told of this person's row."""
    sample = desk.session("officer").get(f"/declaration-batches/{batch_id}").json()["sample"]
    found: dict[str, str] = next(each for each in sample if each["email"] == address_of(person))
    return found


def record_only(desk: Desk, batch_id: str, left_out: str) -> None:
    """The officer's decision as it stands when the function died before it was sent on its way."""
    claims = desk.session("officer").token.split(".")[1]
    sub = json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"]
    officer = Staff(sub, frozenset({Role.OFFICER}), office_code=OFFICE)
    made = BatchDecision(True, "danh sách đã ký", frozenset({left_out}), officer, world.now())
    BatchTable(desk.deployed.table).decide(batch_id, made)


def officer_at(desk: Desk, batch_id: str) -> Clerk:
    """Before the file, with a clock that the test moves."""
    officer = desk.clerk()
    officer.page.clock.install()
    officer.signs_in(desk.stack.staff["officer"]).opens(page_of(batch_id))
    return officer.reads(REVIEW)


def session_ends(desk: Desk, officer: Clerk) -> None:
    officer.page.route(f"{desk.stack.endpoint_url}/", refuse_to_renew)
    officer.page.clock.fast_forward(MORE_THAN_A_TOKEN_LIVES)


def comes_back(desk: Desk, officer: Clerk) -> Clerk:
    """Signs in again where the page has led to."""
    user = desk.stack.staff["officer"]
    officer.reads("Nếu đang nhập dở, nội dung vẫn được giữ")
    return officer.tries(user.username, user.password).reads(REVIEW)


def test_what_has_come_up_since_is_shown_where_the_decision_was_made(desk: Desk) -> None:
    plain, since = desk.newcomer(), desk.newcomer()
    officer = desk.signed_in("officer").opens(page_of(entered(desk, plain, since)))
    officer.reads(REVIEW).does_not_read(HAS_ONE)
    address = f"own-{address_of(since)}"
    register(desk.deployed.table, replace(since, email=address, email_confirmed_on=AN_DAY))

    officer.decides("Duyệt").confirms()

    officer.reads(HAS_ONE).reads("Đã xử lý xong 1 hồ sơ")


def test_a_decision_that_was_recorded_but_not_sent_on_its_way_is_sent_again(desk: Desk) -> None:
    plain, left_out = desk.newcomer(), desk.newcomer()
    batch_id = entered(desk, plain, left_out)
    record_only(desk, batch_id, row_of(desk, batch_id, left_out)["declarationId"])
    looker_on = desk.signed_in("supervisor").opens(page_of(batch_id)).reads("Đã xử lý 0 hồ sơ…")
    expect(looker_on.button(AGAIN)).to_have_count(0)

    officer = desk.signed_in("officer").opens(page_of(batch_id)).reads("Đã xử lý 0 hồ sơ…")
    officer.reads("không tăng trong vài phút").presses(AGAIN).reads("Đã xử lý xong 1 hồ sơ.")

    officer.does_not_read(AGAIN)
    assert row_of(desk, batch_id, plain)["status"] == "APPROVED"
    assert row_of(desk, batch_id, left_out)["status"] == "SUBMITTED"


def test_where_a_decision_may_have_been_recorded_it_is_not_said_that_nothing_changed(
    desk: Desk,
) -> None:
    batch_id = entered(desk, desk.newcomer())
    officer = desk.signed_in("officer").opens(page_of(batch_id)).reads(REVIEW)
    interrupted = {"status": 503, "code": "UNAVAILABLE"}
    officer.page.route(DECISION, lambda route: route.fulfill(status=503, json=interrupted))
    officer.decides("Duyệt").confirms().reads("Có thể quyết định đã được ghi nhận")
    officer.does_not_read("chưa có gì thay đổi")

    officer.page.unroute(DECISION)
    officer.confirms().reads("Đã xử lý xong 1 hồ sơ.")


def test_a_session_that_ends_while_a_file_is_decided_on_keeps_who_was_left_out(desk: Desk) -> None:
    plain, left_out = desk.newcomer(), desk.newcomer()
    batch_id = entered(desk, plain, left_out)
    officer = officer_at(desk, batch_id)
    officer.case(address_of(left_out)).get_by_role("checkbox").check()
    officer.decides("Duyệt", "danh sách đã ký")
    session_ends(desk, officer)
    officer.confirms()

    comes_back(desk, officer).finds(REASON, "danh sách đã ký")
    expect(officer.decision).to_have_value("APPROVE")
    expect(officer.case(address_of(left_out)).get_by_label(LEAVE_OUT)).to_be_checked()
    expect(officer.case(address_of(plain)).get_by_label(LEAVE_OUT)).not_to_be_checked()
    officer.presses(REVIEW)
    expect(officer.dialog).to_contain_text("1 hồ sơ để riêng")
    officer.confirms().reads("Đã xử lý xong 1 hồ sơ.")
    assert row_of(desk, batch_id, left_out)["status"] == "SUBMITTED"


def test_a_session_that_ends_while_more_rows_are_asked_for_keeps_what_was_typed(
    desk: Desk,
) -> None:
    plain = desk.newcomer()
    flagged = desk.newcomer(email="cu@thu.example", email_confirmed_on=plain.date_of_birth)
    batch_id = entered(desk, plain, flagged)
    officer = desk.clerk()
    officer.page.clock.install()
    officer.signs_in(desk.stack.staff["officer"])
    officer.page.route(LOOK, goes_on)
    officer.opens(page_of(batch_id)).reads(REVIEW).types(REASON, "danh sách đã ký")
    officer.case(address_of(plain)).get_by_role("checkbox").check()
    session_ends(desk, officer)
    officer.presses("Xem tiếp")

    comes_back(desk, officer).finds(REASON, "danh sách đã ký")
    expect(officer.case(address_of(plain)).get_by_label(LEAVE_OUT)).to_be_checked()


def goes_on(route: Route) -> None:
    """As if the file had more flagged rows than one page shows."""
    batch = route.fetch().json()
    route.fulfill(json=batch | {"flaggedCursor": "made-up"})
