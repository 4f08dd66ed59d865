"""The console's mailbox, as the owner of an address reads it."""

import re
from typing import Self

from playwright.sync_api import Page

MAILBOX = "/console/mails"


class MailReader:
    """Somebody who reads the mails to one address."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def reads(self, subject: str) -> Self:
        """Opens the newest mail with such a subject, as soon as it has come."""
        self.page.goto(MAILBOX)
        mine = self.page.get_by_role("listitem").filter(has_text=self.address)
        mine.get_by_role("button").filter(has_text=subject).first.click()
        self.page.get_by_role("heading", name=subject).wait_for()
        return self

    def code(self) -> str:
        """The code that is written in it."""
        self.page.get_by_role("button", name="Văn bản").click()
        found = re.search(r"\b(\d{4}) ?(\d{4})\b", self.page.locator("#text").inner_text())
        assert found is not None
        return found[1] + found[2]

    def follows(self, address: str) -> Page:
        """The tab that its link to one of the citizens' pages opens."""
        with self.page.expect_popup() as opened:
            self.page.get_by_role("link", name=f"Mở {address} trên máy này").click()
        return opened.value
