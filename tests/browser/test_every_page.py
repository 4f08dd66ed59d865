"""What holds for every page: for everyone, on a small screen, over a slow network."""

from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import OpenContext
from tests.browser.site import CONSOLE, LANGUAGES, PAGES, each_step, switch_to

WIDTHS = (360, 1280)
NARROW = (320, 360)
HEIGHT = 740
MOST_BYTES = 100_000
WITH_FIELDS = [
    "/add-email.html",
    "/channels.html",
    "/confirm-email.html#token=x",
    "/forgot.html",
    "/offices.html",
    "/temporary-password.html",
]
AXE = Axe()
RULES = {"resultTypes": ["violations"], "preload": False}


def violations(page: Page) -> list[str]:
    """What axe-core finds, each with the element that it is about."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("async (rules) => (await axe.run(rules)).violations", RULES)
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def weight(page: Page, address: str) -> int:
    """What opening it brings over the network, in bytes with headers."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    sizes = [answer.request.sizes() for answer in answers]
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def every_look(page: Page) -> Iterator[str]:
    """Each language, as opened at each width, and each step on a telephone; says which."""
    for language, width in product(LANGUAGES, reversed(WIDTHS)):
        switch_to(page, language)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if width == WIDTHS[-1]:
            yield f"{language} {width}"
            continue
        yield from (f"{language} {width} {step}" for step in each_step(page))


@pytest.mark.parametrize("address", [*PAGES, *CONSOLE])
def test_axe_finds_nothing_in_both_languages_on_a_telephone_and_a_desk(
    open_context: OpenContext, address: str
) -> None:
    # The policy refuses every script that is not the page's own: axe's too.
    page = open_context(bypass_csp=True).new_page()
    page.goto(address, wait_until="networkidle")

    found = {look: violations(page) for look in every_look(page)}

    assert not {look: each for look, each in found.items() if each}


@pytest.mark.parametrize("address", WITH_FIELDS)
def test_axe_finds_nothing_where_fields_are_complained_about(
    open_context: OpenContext, address: str
) -> None:
    page = open_context(bypass_csp=True).new_page()
    page.goto(address)
    page.locator("form [type=submit]").filter(visible=True).click()
    expect(page.locator("[aria-invalid=true]")).not_to_have_count(0)
    assert not violations(page)


@pytest.mark.parametrize("address", [*PAGES, *CONSOLE])
def test_nothing_is_wider_than_a_small_screen(page: Page, address: str) -> None:
    page.goto(address)
    for language in LANGUAGES:
        switch_to(page, language)
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for step in each_step(page):
                wide = page.evaluate("() => document.documentElement.scrollWidth")
                assert wide <= width, (language, step)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_with_all_it_loads_stays_under_100_kilobytes(page: Page, address: str) -> None:
    assert 0 < weight(page, address) <= MOST_BYTES


@pytest.mark.parametrize("address", [*PAGES, *CONSOLE])
def test_the_language_switch_changes_every_word_and_stays_for_the_next_page(
    page: Page, address: str
) -> None:
    page.goto(address)
    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[lang=vi]").filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Skip to the content")).to_be_attached()
    page.goto(PAGES[0])
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_axe_tells_of_a_picture_without_words(open_context: OpenContext) -> None:
    page = open_context(bypass_csp=True).new_page()
    page.goto("/")
    page.evaluate("() => document.querySelector('main').append(new Image())")

    assert [each for each in violations(page) if each.startswith("image-alt")]
