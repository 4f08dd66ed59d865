"""The pages that help without a login: offices, the two forms, the official channels."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.citizen import Citizen

PLACE = "Quý khách ở tỉnh, thành phố nào?"
TK1_TS = """\
[01] Họ và tên: Trần Thị Bình
[03] Ngày, tháng, năm sinh: 14/07/1985
[07] Điện thoại: 0900 000 102
[08] Email (nếu có): binh.tran@thu.example
[13] Mã số BHXH: 0123456790
[18] Nội dung thay đổi, yêu cầu khác: Bổ sung địa chỉ email: binh.tran@thu.example"""
LONGEST = "x" * 60 + "@" + ".".join(["y" * 60] * 3) + ".example"


@pytest.mark.parametrize(
    ("typed", "office"),
    [
        ("Bình Dương", "BHXH TP. Hồ Chí Minh"),
        ("ha nam", "BHXH tỉnh Ninh Bình"),
        ("TP.HCM", "BHXH TP. Hồ Chí Minh"),
        ("da nang", "BHXH thành phố Đà Nẵng"),
        ("Thừa Thiên Huế", "BHXH thành phố Huế"),
        ("tinh Cao Bang", "BHXH tỉnh Cao Bằng"),
        ("Đắc Lắc", "BHXH tỉnh Đắk Lắk"),
        ("Hà Tây", "BHXH thành phố Hà Nội"),
        ("tinh nam ha", "BHXH tỉnh Ninh Bình"),
        ("Minh Hải", "BHXH tỉnh Cà Mau"),
    ],
)
def test_an_office_is_found_by_old_and_new_names_with_and_without_accents(
    citizen: Citizen, typed: str, office: str
) -> None:
    citizen.opens("/offices.html").types(PLACE, typed).presses("Tìm").reads(office)


def test_a_merged_province_is_told_with_what_it_is_part_of_now(citizen: Citizen) -> None:
    citizen.opens("/offices.html").types(PLACE, "Binh Duong").presses("Tìm")
    citizen.reads("Bình Dương nay thuộc TP. Hồ Chí Minh.").reads("Gộp từ 01/07/2025")


def test_a_province_that_was_divided_long_ago_is_told_with_every_office_of_today(
    citizen: Citizen,
) -> None:
    citizen.opens("/offices.html").types(PLACE, "Bình Trị Thiên").presses("Tìm")

    citizen.reads("Một phần Bình Trị Thiên nay thuộc Quảng Trị.").reads("BHXH tỉnh Quảng Trị")
    citizen.reads("Một phần Bình Trị Thiên nay thuộc Huế.").reads("BHXH thành phố Huế")
    citizen.reads("Có 2 nơi gần với tên này")


@pytest.mark.parametrize(
    ("typed", "offices"),
    [
        ("Hải", ["BHXH thành phố Hải Phòng", "BHXH tỉnh Hưng Yên"]),
        ("xã Nam Hà, Lâm Đồng", ["BHXH tỉnh Lâm Đồng"]),
        ("Thuận H", ["BHXH tỉnh Khánh Hòa", "BHXH tỉnh Lâm Đồng"]),
    ],
)
def test_a_province_of_long_ago_is_meant_only_where_its_name_is_begun(
    page: Page, citizen: Citizen, typed: str, offices: list[str]
) -> None:
    citizen.opens("/offices.html").types(PLACE, typed).presses("Tìm")

    expect(page.locator("#found b [lang=vi]")).to_have_text(offices)


def test_a_place_that_is_none_is_told_so_and_kept(citizen: Citizen) -> None:
    citizen.opens("/offices.html").types(PLACE, "Phường Không Có").presses("Tìm")
    expect(citizen.told_beside(PLACE)).to_contain_text("Không tìm thấy tên này")
    citizen.finds(PLACE, "Phường Không Có")


def test_the_text_for_the_employer_is_made_here_and_sent_nowhere(
    page: Page, citizen: Citizen
) -> None:
    citizen.opens("/add-email.html")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    citizen.types("Họ và tên", "Trần Thị Bình").types("Ngày, tháng, năm sinh", "14/07/1985")
    citizen.types("Số điện thoại", "+84 900 000 102")
    citizen.types("muốn bổ sung", "binh.tran@thu.example")
    citizen.types("Mã số BHXH hoặc số căn cước", "GD4790123456790")
    citizen.presses("Tạo nội dung mẫu TK1-TS")

    expect(citizen.field("Mẫu TK1-TS")).to_have_value(re.compile(re.escape(TK1_TS)))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    citizen.presses("Sao chép nội dung").reads("Đã sao chép")
    assert TK1_TS in page.evaluate("() => navigator.clipboard.readText()")
    assert [url for url in sent if "/assets/" not in url] == []


@pytest.mark.parametrize("address", ["binh.tran@thu.example", LONGEST], ids=["usual", "longest"])
def test_form_02_is_printed_filled_in_on_one_a4_page(
    page: Page, citizen: Citizen, address: str
) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    citizen.opens("/form-02-sdgd.html").types("Nộp tại", "tỉnh Cao Bằng")
    citizen.types("Họ và tên", "Trần Thị Bình").types("Mã số BHXH", "0123456790")
    citizen.types("Địa chỉ thư điện tử mới", address).presses("In tờ khai")
    page.wait_for_function("() => window.printed")

    sheet = page.locator(".sheet")
    for words in ("tỉnh Cao Bằng", "Trần Thị Bình", "0123456790", address):
        expect(sheet).to_contain_text(words)
    assert sizes(page.pdf(prefer_css_page_size=True)) == [(210, 297)]


def test_form_02_states_nothing_of_a_former_address_that_nobody_wrote(
    page: Page, citizen: Citizen
) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    citizen.opens("/form-02-sdgd.html").types("Địa chỉ thư điện tử mới", "binh.tran@thu.example")
    citizen.presses("In tờ khai")
    page.wait_for_function("() => window.printed")

    row = page.locator(".sheet tbody tr").first.locator("td")
    expect(row).to_have_text(["1", "Địa chỉ thư điện tử", "", "binh.tran@thu.example"])


def test_form_02_can_be_printed_blank_on_one_a4_page(page: Page, citizen: Citizen) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    citizen.opens("/form-02-sdgd.html").types("Họ và tên", "Trần Thị Bình")
    citizen.presses("In tờ trống để viết tay")
    page.wait_for_function("() => window.printed")

    expect(page.locator(".sheet")).not_to_contain_text("Trần Thị Bình")
    assert sizes(page.pdf(prefer_css_page_size=True)) == [(210, 297)]


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of every page in millimetres."""
    boxes = re.findall(rb"/Type\s*/Page\b[^s].*?/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.S)
    return [
        (round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4)) for wide, high in boxes
    ]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("https://dichvucong.baohiemxahoi.gov.vn/", "Đúng, đây là kênh chính thức"),
        ("1900 9068", "Đúng, đây là kênh chính thức"),
        ("https://baohiemxahoi.gov.vn@baohiem-xahoi.top/", "Không có trong danh sách"),
        ("baohiemxahoi.gov.vn.example.com", "Không có trong danh sách"),
        ("0912 345 678", "Không có trong danh sách"),
    ],
)
def test_the_api_says_whether_an_address_or_number_is_official(
    citizen: Citizen, asked: str, answer: str
) -> None:
    citizen.opens("/channels.html").types("Địa chỉ trang web", asked).presses("Kiểm tra")
    citizen.reads(answer).reads(asked)


FORGED_NUMBER = "số hiện trên máy khi có người gọi đến có thể bị làm giả"
FORGED_LINK = "liên kết trong tin nhắn có thể hiện đúng chữ này mà dẫn sang nơi khác"


@pytest.mark.parametrize(
    ("asked", "warning", "other"),
    [
        ("1900.9068", FORGED_NUMBER, FORGED_LINK),
        ("baohiemxahoi.gov.vn", FORGED_LINK, FORGED_NUMBER),
        ("https://www.facebook.com/baohiemxahoi.gov.vn", FORGED_LINK, FORGED_NUMBER),
    ],
)
def test_an_official_channel_comes_with_the_warning_of_its_kind(
    citizen: Citizen, asked: str, warning: str, other: str
) -> None:
    citizen.opens("/channels.html").types("Địa chỉ trang web", asked).presses("Kiểm tra")
    citizen.reads("Đúng, đây là kênh chính thức").reads(warning).does_not_read(other)


def test_an_answer_does_not_stay_beside_another_question(citizen: Citizen) -> None:
    citizen.opens("/channels.html").types("Địa chỉ trang web", "1900.9068").presses("Kiểm tra")
    citizen.reads("Đúng, đây là kênh chính thức").types("Địa chỉ trang web", "1900.9069")
    citizen.does_not_read("Đúng, đây là kênh chính thức")


def test_without_the_newest_list_the_page_shows_its_own(page: Page, citizen: Citizen) -> None:
    page.route("**/v1/channels", lambda route: route.abort())
    citizen.opens("/channels.html").reads("Chưa lấy được danh sách mới nhất")
    citizen.reads("Tạp chí Bảo hiểm xã hội")
