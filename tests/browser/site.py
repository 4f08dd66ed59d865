"""What there is to be seen: the pages of citizens, desk and console, and the steps within them."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.repository import ROOT

WEB = ROOT / "web"
PAGES = tuple(sorted(f"/{page.name}" for page in WEB.glob("*.html")))
DESK_PAGES = tuple(sorted(f"/desk/{page.name}" for page in (WEB / "desk").glob("*.html")))
CONSOLE = ("/console/", "/console/phone", "/console/mails", "/console/reference")
LANGUAGES = ("vi", "en")


def each_step(page: Page) -> Iterator[str]:
    """Brings the steps of a page into sight one after the other; one "" where it has none."""
    names = page.locator("[data-step]").evaluate_all(
        "steps => steps.map((step) => step.dataset.step)"
    )
    for name in names or [""]:
        page.locator("[data-step]").evaluate_all(
            "(steps, name) => steps.forEach((step) => step.hidden = step.dataset.step !== name)",
            name,
        )
        yield name


def switch_to(page: Page, language: str) -> None:
    """By the page's own switch."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator("[data-language-switch]").click()
