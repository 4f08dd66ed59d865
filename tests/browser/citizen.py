"""A citizen before the pages: what is opened, typed, pressed and read."""

from re import Pattern
from typing import Self

from playwright.sync_api import Locator, Page, expect

NUMBER = "Mã số BHXH hoặc số căn cước"
EMAIL = "Thư điện tử đã đăng ký"
CODE = "Mã trong thư"
TEMPORARY = "Mật khẩu tạm thời"
PASSWORD = "Mật khẩu mới"

ASK = "Gửi mã cho tôi"
CHOOSE = "Đặt mật khẩu mới"
CHOSEN = "Đã đặt mật khẩu mới"


class Citizen:
    """Everything is found as a person finds it: by its words, and only where it can be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def opens(self, address: str) -> Self:
        """By typing an address or by a link."""
        self.page.goto(address)
        return self

    def types(self, label: str, text: str) -> Self:
        """Into the field with this label, in place of what is there."""
        self.field(label).fill(text)
        return self

    def presses(self, button: str) -> Self:
        """A button with these words."""
        self.button(button).click()
        return self

    def follows(self, words: str) -> Self:
        """A link with these words."""
        self.page.get_by_role("link", name=words).first.click()
        return self

    def reads(self, words: str | Pattern[str]) -> Self:
        """These words can be seen, now or soon."""
        expect(self.seen(words)).not_to_have_count(0)
        return self

    def does_not_read(self, words: str) -> Self:
        """These words cannot be seen, or soon no longer."""
        expect(self.seen(words)).to_have_count(0)
        return self

    def finds(self, label: str, text: str) -> Self:
        """This is what stands in the field."""
        expect(self.field(label)).to_have_value(text)
        return self

    def field(self, label: str) -> Locator:
        """The one field in sight with this label."""
        return self.page.get_by_label(label).filter(visible=True)

    def button(self, name: str) -> Locator:
        """The one button in sight with these words."""
        return self.page.get_by_role("button", name=name)

    def seen(self, words: str | Pattern[str]) -> Locator:
        """Elements in sight that say this."""
        return self.page.get_by_text(words).filter(visible=True)

    def told_beside(self, label: str) -> Locator:
        """What is said to be wrong with a field, where a screen reader reads it with the field."""
        name = self.field(label).get_attribute("id")
        return self.page.locator(f"#{name}-error")
