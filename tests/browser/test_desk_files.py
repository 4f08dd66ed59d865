"""A file of people: uploaded by the unit, decided by an officer as a whole and one by one."""

import csv
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.desk import Clerk, Desk, a_desk, address_of, desk_watch, table_of

desk, watch = a_desk, desk_watch

LOOK = re.compile("/v1/declaration-batches/[0-9a-f]{32}$")
WHOLE_FILE = "Cùng tệp với nhiều người: xem cả tệp"
DONE = "Đã kiểm tra xong"
RESULT = "Tải kết quả từng dòng"
SENT_BEFORE = "Tệp có nội dung này đã được gửi trước đây"


def uploads(unit: Clerk, name: str, text: str) -> Clerk:
    """Chooses a file and sends it."""
    file = FilePayload(name=name, mimeType="text/csv", buffer=text.encode())
    unit.page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(file)
    return unit.presses("Tải tệp lên")


def meets_once(page: Page, fate: Callable[[Route], None]) -> None:
    """What happens to the next file on its way to the bucket, and to no other."""
    still = [fate]

    def decide(route: Route) -> None:
        is_next = route.request.method == "PUT" and still
        (still.pop() if is_next else Route.continue_)(route)

    page.route("**", decide)


def counts(page: Page) -> dict[str, str]:
    """The numbers on the page by what they count."""
    labels = page.locator("#counts dt").filter(visible=True).all_inner_texts()
    return dict(zip(labels, page.locator("#counts dd").all_inner_texts(), strict=True))


def test_a_file_is_sent_and_followed_to_its_result_which_can_be_downloaded(
    desk: Desk, tmp_path: Path
) -> None:
    known, stranger = desk.newcomer(), desk.newcomer(unit_code="TN0002N")
    unit = desk.signed_in("unit").follows("Tải tệp lên")
    bar = unit.page.get_by_role("progressbar", name="Đang gửi tệp")
    shown: list[bool] = []

    def look(route: Route) -> None:
        shown.append(bar.is_visible())
        route.continue_()

    meets_once(unit.page, look)
    uploads(unit, "to-khai.csv", table_of(known, stranger))

    unit.reads(DONE).does_not_read("Đang gửi tệp")
    assert shown == [True]
    assert counts(unit.page)["Đã tiếp nhận"] == "1"
    assert counts(unit.page)["Bị từ chối"] == "1"
    with unit.page.expect_download() as download:
        unit.follows(RESULT)
    download.value.save_as(tmp_path / "result.csv")
    text = (tmp_path / "result.csv").read_text("utf-8-sig")
    rows = [*csv.DictReader(StringIO(text))]
    assert [row["Kết quả"] for row in rows] == ["đã tiếp nhận", "bị từ chối"]


def test_a_result_is_fetched_by_a_fresh_link_however_long_the_page_stood_open(desk: Desk) -> None:
    batch_id = desk.uploaded("de-lau.csv", table_of(desk.newcomer()))
    unit = desk.signed_in("unit").opens(f"/desk/upload.html?batch={batch_id}").reads(DONE)
    unit.page.route(LOOK, with_a_dead_link)
    unit.page.reload()
    unit.reads(DONE)
    unit.page.unroute(LOOK)
    unit.page.route(LOOK, lambda route: route.abort())
    unit.page.get_by_role("link", name=RESULT).press("Enter")
    unit.reads("Không kết nối được với hệ thống").does_not_read("Quý khách")

    unit.page.unroute(LOOK)
    with unit.page.expect_download() as download:
        unit.presses("Thử lại")
    assert "đã tiếp nhận" in download.value.path().read_text("utf-8-sig")
    unit.does_not_read("Không kết nối được với hệ thống")


def with_a_dead_link(route: Route) -> None:
    """A presigned link that has run out; what it leads to is no page of ours."""
    batch = route.fetch().json()
    route.fulfill(json=batch | {"resultUrl": "https://dead.example/result.csv"})


def test_half_way_the_bar_shows_half_and_a_reload_goes_on_where_it_was(desk: Desk) -> None:
    batch_id = desk.uploaded("nua-chung.csv", table_of(desk.newcomer()))
    half: dict[str, Any] = {"batchId": batch_id, "fileName": "nua-chung.csv", "status": "RUNNING"}
    half |= {"total": 1200, "accepted": 500, "rejected": 100, "flagged": 0}
    unit = desk.signed_in("unit")
    unit.page.route(LOOK, lambda route: route.fulfill(json=half))

    unit.opens(f"/desk/upload.html?batch={batch_id}").reads("Đang kiểm tra từng dòng")
    bar = unit.page.get_by_role("progressbar", name="Số dòng đã kiểm tra")
    assert bar.evaluate("bar => bar.position") == 0.5
    unit.page.unroute(LOOK)
    unit.reads(DONE)
    expect(bar).to_be_hidden()
    unit.page.reload()
    unit.reads(DONE)


def test_the_same_file_again_leads_to_what_became_of_it_the_first_time(desk: Desk) -> None:
    text = table_of(desk.newcomer())
    first = desk.uploaded("lan-dau.csv", text)
    unit = desk.signed_in("unit").opens(f"/desk/upload.html?batch={first}").reads(DONE)

    uploads(unit, "lan-hai.csv", text).reads(SENT_BEFORE)
    unit.follows("Xem tệp đã gửi trước đây").reads("lan-dau.csv").reads(DONE)


def test_a_file_that_is_no_table_is_refused_in_words(desk: Desk) -> None:
    unit = desk.signed_in("unit").follows("Tải tệp lên")
    uploads(unit, "danh-sach.pdf", "%PDF-1.7").reads("Chỉ nhận tệp .xlsx hoặc .csv")
    uploads(unit, "danh-sach.csv", "%PDF-1.7 made up").reads("Tệp chưa được nhận")

    unit.reads("Tệp này không phải bảng CSV hay XLSX").does_not_read("Quý khách")


def test_a_line_that_breaks_while_sending_is_told_and_the_file_is_still_chosen(desk: Desk) -> None:
    unit = desk.signed_in("unit").follows("Tải tệp lên")
    meets_once(unit.page, lambda route: route.abort())
    uploads(unit, "dut-mang.csv", table_of(desk.newcomer()))

    unit.reads("Đường truyền bị ngắt khi đang gửi")
    unit.presses("Tải tệp lên").reads(DONE)


def test_an_officer_decides_on_a_file_but_one_row_and_then_on_each_row_apart(desk: Desk) -> None:
    plain, left_out = desk.newcomer(), desk.newcomer(full_name="Lê Thị Riêng")
    flagged = desk.newcomer(email="cu@thu.example", email_confirmed_on=plain.date_of_birth)
    batch_id = desk.uploaded("ca-tep.csv", table_of(plain, left_out, flagged))
    desk.signed_in("unit").opens(f"/desk/upload.html?batch={batch_id}").reads(DONE)

    officer = desk.signed_in("officer").types("Mã hồ sơ hoặc mã tệp", batch_id).presses("Tìm")
    officer.reads("ca-tep.csv").case(address_of(left_out)).get_by_role("checkbox").check()
    officer.decides("Duyệt", "danh sách đã ký")
    expect(officer.dialog).to_contain_text("(nhiều nhất 1)? 1 hồ sơ cần xem riêng và 1 hồ sơ để")
    officer.confirms().reads("Đã xử lý xong 1 hồ sơ.").reads("Cả tệp được duyệt")

    officer.opens_case(address_of(flagged)).reads("địa chỉ mới sẽ thay địa chỉ đó")
    officer.decides("Duyệt").confirms().reads("Đã duyệt. Thư xác nhận đang được gửi")
    officer.follows("Về danh sách chờ").opens_case(address_of(left_out))
    officer.decides("Không duyệt", "chưa có chữ ký").confirms().reads("không duyệt.")

    officer.follows("Xem cả tệp có hồ sơ này").reads("Hồ sơ cần xem riêng")
    expect(officer.case(address_of(flagged))).to_contain_text("Đã duyệt, chờ xác nhận")
    officer.does_not_read("Xem lại quyết định")
    states = {person: state(desk, batch_id, address_of(person)) for person in (plain, left_out)}
    assert states == {plain: "APPROVED", left_out: "REJECTED"}


def test_from_the_queue_one_gets_to_the_whole_file_of_a_declaration(desk: Desk) -> None:
    of_a_file, alone = desk.newcomer(), desk.newcomer()
    batch_id = desk.uploaded("tu-danh-sach.csv", table_of(of_a_file))
    desk.signed_in("unit").opens(f"/desk/upload.html?batch={batch_id}").reads(DONE)
    desk.declared(alone)

    officer = desk.signed_in("officer").follows("Mở danh sách chờ")
    link = officer.finds_case(address_of(of_a_file)).get_by_role("link", name=WHOLE_FILE)
    expect(officer.finds_case(address_of(alone)).get_by_role("link")).to_have_count(1)
    link.click()
    officer.reads("tu-danh-sach.csv")
    expect(officer.page).to_have_url(re.compile(f"/desk/batch.html\\?id={batch_id}$"))


def state(desk: Desk, batch_id: str, email: str) -> str:
    """What a row's declaration has become."""
    batch = desk.session("officer").get(f"/declaration-batches/{batch_id}").json()
    found: str = next(each["status"] for each in batch["sample"] if each["email"] == email)
    return found
