"""The console's telephone: by keyboard alone, hung up, withheld, refused, read without sound."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.citizen import Citizen
from tests.browser.telephone import (
    ONE_MORE,
    PASSWORD_INTRO,
    PHONE,
    REPEAT,
    THE_ONE_SENTENCE,
    Telephone,
)
from tests.e2e.deployed import Deployed
from vssid_recovery.model import Account

MOST_TABS = 40


def top(element: Locator) -> float:
    """How far down on the screen it begins."""
    box = element.bounding_box()
    assert box
    return box["y"]


def tab_to(page: Page, wanted: Locator) -> None:
    """Forward with the Tab key, as far as it takes."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not lead to {wanted}")


def skip_by_keyboard(page: Page, telephone: Telephone, sign: Locator) -> None:
    """Enter on «Nghe xong câu này», sentence after sentence, until something can be seen."""
    while not sign.count():
        expect(telephone.skip.or_(sign).first).to_be_visible()
        if not sign.count():
            expect(page.locator("#skip")).to_be_focused()
            page.keyboard.press("Enter")


def test_by_keyboard_alone_somebody_calls_and_hears_the_password_three_times(
    page: Page, person: Account, deployed: Deployed
) -> None:
    telephone = Telephone(page).opens()
    tab_to(page, telephone.who)
    page.keyboard.type("Số khác")
    expect(page.get_by_label("Gọi từ số")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type(person.phone)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Gác máy")).to_be_focused()

    tab_to(page, page.locator("#skip"))
    # A key interrupts a question, so the first two need not be heard to their end.
    skip_by_keyboard(page, telephone, telephone.asked)
    page.keyboard.type("8")
    skip_by_keyboard(page, telephone, telephone.asked_for("Xin Quý khách bấm mã số"))
    page.keyboard.type(f"{person.social_insurance_number}#")
    skip_by_keyboard(page, telephone, telephone.asked_for(ONE_MORE))
    page.keyboard.type("1")
    skip_by_keyboard(page, telephone, telephone.groups.nth(8))
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Gọi", exact=True)).to_be_focused()

    read = "".join(telephone.groups.all_text_contents())
    assert re.fullmatch(r"(\d{9})\1\1", read)
    assert deployed.check(person.social_insurance_number, read[:9]) == "CHANGE_REQUIRED"


def test_hanging_up_in_the_middle_ends_the_call_and_another_can_be_made(
    page: Page, citizen: Citizen, person: Account
) -> None:
    telephone = Telephone(page).opens().calls_from(person.phone).presses("8").hangs_up()
    citizen.reads("Quý khách đã gác máy.")

    telephone.dials().listens_until_asked()
    page.keyboard.press("Escape")
    citizen.reads("Quý khách đã gác máy.")
    expect(telephone.groups).to_have_count(0)


def test_a_withheld_number_hears_the_one_sentence_and_no_digit(page: Page, person: Account) -> None:
    telephone = Telephone(page).opens().calls_from("")
    telephone.presses("8").presses(f"{person.social_insurance_number}#")

    telephone.listens_until(telephone.transcript.get_by_text(THE_ONE_SENTENCE))
    telephone.hangs_up()
    expect(telephone.groups).to_have_count(0)
    expect(page.get_by_role("link", name="Tôi có mật khẩu tạm thời")).to_be_hidden()


def test_with_the_sound_off_every_sentence_is_there_to_be_read(page: Page, person: Account) -> None:
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    telephone = Telephone(page).opens()
    page.get_by_label("Nghe tiếng").uncheck()
    telephone.calls_from(person.phone)

    expect(page.locator("#caption")).to_have_text(re.compile("Bảo hiểm xã hội Việt Nam xin kính"))
    telephone.presses("8").presses(f"{person.social_insurance_number}#")
    telephone.listens_until(telephone.transcript.get_by_text(REPEAT))
    expect(page.locator("#caption")).to_contain_text(REPEAT)
    for sentence in ("Xin Quý khách bấm mã số", PASSWORD_INTRO):
        expect(telephone.transcript).to_contain_text(sentence)
    assert re.fullmatch(r"\d{9}", telephone.password())
    assert not [url for url in asked_for if "/audio/" in url]


def test_with_the_sound_on_each_sentence_is_played_to_its_end(page: Page) -> None:
    with page.expect_response("**/audio/1") as played:
        Telephone(page).opens().calls_from("0912345678")
    assert played.value.headers["content-type"] == "audio/wav"
    # Nobody presses anything: the next sentence comes when the first has been heard.
    expect(Telephone(page).transcript).to_contain_text("xin Quý khách bấm phím tám")


def test_a_key_that_nobody_asked_for_is_told_to_be_lost_and_not_shown_as_pressed(
    page: Page, citizen: Citizen
) -> None:
    telephone = Telephone(page).opens().calls_from("0912345678")
    expect(telephone.transcript).to_contain_text("xin kính chào")

    page.keyboard.press("8")
    citizen.reads("Phím 8 không được nhận")
    expect(page.locator("#pressed")).to_have_text("")

    telephone.listens_until_asked()
    page.keyboard.press("8")
    expect(telephone.asked_for("Xin Quý khách bấm mã số")).to_be_visible()
    page.keyboard.type("0123")
    expect(page.locator("#pressed")).to_have_text("0123")


def test_on_a_narrow_screen_state_keys_and_the_whole_sentence_are_in_sight_together(
    page: Page, person: Account
) -> None:
    page.set_viewport_size({"width": 360, "height": 720})
    telephone = Telephone(page).opens().calls_from(person.phone).presses("8")
    expect(telephone.asked_for("Xin Quý khách bấm mã số")).to_be_visible()

    caption = page.locator("#caption")
    for seen in (telephone.asked, page.locator("#pad"), caption):
        expect(seen).to_be_in_viewport(ratio=1)
    assert caption.evaluate("element => element.scrollHeight <= element.clientHeight")
    assert top(telephone.asked) < top(page.locator("#pad")) < top(caption)


def test_a_caller_is_offered_by_a_number_that_no_name_can_push_out_of_sight(page: Page) -> None:
    Telephone(page).opens()

    labels = page.locator("#who option:not([value=other], [value=withheld])").all_text_contents()
    assert "0912 345 678 · Nguyễn Văn An" in labels
    abroad = [label for label in labels if not re.match(r"0\d{3} \d{3} \d{3,4} · ", label)]
    assert abroad == ["+12025550143 · Ngô Thanh Oanh"]


def test_what_is_no_telephone_number_is_said_beside_it(page: Page, citizen: Citizen) -> None:
    Telephone(page).opens().calls_from("12")

    citizen.reads("Số này không gọi được").finds("Gọi từ số", "12")
    expect(citizen.field("Gọi từ số")).to_be_focused()
    assert page.url.endswith(PHONE)
