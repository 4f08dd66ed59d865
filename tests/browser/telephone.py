"""The console's telephone, as somebody uses it with a mouse or with the keyboard alone."""

from contextlib import suppress
from typing import Self

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

PHONE = "/console/phone"
QUESTION = "Quý khách bấm phím được"
PASSWORD_INTRO = "Sau đây là mật khẩu tạm thời"
REPEAT = "Tổng đài xin nhắc lại mật khẩu tạm thời"
ONE_MORE = "Nếu cần nghe thêm một lần nữa"
THE_ONE_SENTENCE = "Số điện thoại và mã số bảo hiểm không khớp hoặc chưa đăng ký với cơ quan BHXH."


class Telephone:
    """A call; sentences are skipped as soon as they have begun, or it would last minutes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.transcript = page.get_by_role("log")
        self.groups = self.transcript.locator(".group")
        self.skip = page.get_by_role("button", name="Nghe xong câu này", disabled=False)
        self.asked = page.get_by_text(QUESTION).filter(visible=True)

    def opens(self) -> Self:
        """The page, when it knows the sample people."""
        self.page.goto(PHONE)
        expect(self.who.locator("option")).not_to_have_count(2)
        return self

    @property
    def who(self) -> Locator:
        return self.page.get_by_label("Ai gọi?")

    def calls_from(self, number: str) -> Self:
        """Any number, or "" for one that is withheld."""
        self.who.select_option("other" if number else "withheld")
        if number:
            self.page.get_by_label("Gọi từ số").fill(number)
        return self.dials()

    def dials(self) -> Self:
        self.page.get_by_role("button", name="Gọi", exact=True).click()
        return self

    def presses(self, keys: str) -> Self:
        """On the dial pad, at the next question."""
        self.listens_until_asked()
        for key in keys:
            self.page.locator(f'[data-key="{key}"]').click()
        return self

    def listens_until_asked(self) -> Self:
        """Skips what is said until the hotline waits for keys."""
        return self.listens_until(self.asked)

    def asked_for(self, sentence: str) -> Locator:
        """This sentence, as soon as it is the one that is being said or has just been said."""
        return self.transcript.locator("> div").last.filter(has_text=sentence)

    def listens_until(self, sign: Locator) -> Self:
        """Skips sentence by sentence until something can be seen."""
        while not sign.count():
            expect(self.skip.or_(sign).first).to_be_visible()
            if not sign.count():
                self._skip_this()
        return self

    def _skip_this(self) -> None:
        # A sentence that has just ended by itself cannot be skipped any more.
        with suppress(TookTooLong):
            self.skip.click(timeout=500)

    def hangs_up(self) -> Self:
        self.page.get_by_role("button", name="Gác máy").click()
        return self

    def password(self) -> str:
        """The nine digits, as read for the first time."""
        first = self.groups.all_text_contents()[:3]
        return "".join(first)
