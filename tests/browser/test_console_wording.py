"""The console writes times and phone numbers as the pages beside it do."""

import re

from playwright.sync_api import Page, expect

from tests.browser.mail_reader import MAILBOX
from tests.e2e.deployed import Deployed
from vssid_recovery.model import Account

MOMENT = re.compile(r"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}$")


def test_a_mail_tells_its_day_and_minute_as_the_desk_does(
    page: Page, person: Account, deployed: Deployed
) -> None:
    asked = {"identifier": person.social_insurance_number, "email": person.email}
    deployed.post("/password-resets", asked)

    page.goto(MAILBOX)
    mine = page.get_by_role("listitem").filter(has_text=person.email).get_by_role("button").first
    expect(mine.locator("small").last).to_have_text(MOMENT)
    mine.click()
    expect(page.locator("#sent")).to_have_text(MOMENT)


def test_a_sample_persons_phone_is_written_as_people_write_it(page: Page) -> None:
    page.goto("/console/")

    an = page.get_by_role("article").filter(has_text="Nguyễn Văn An")
    expect(an.get_by_text("0912 345 678")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="+84")).to_have_count(0)
