"""The watch itself: it would be no use if it let something pass."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.watch import Watch

WRONG = {
    "console error": 'console.error("wrong")',
    "uncaught": 'setTimeout(() => { throw new Error("wrong"); })',
    "Content Security Policy": 'document.body.append(Object.assign(document.createElement("p"))); '
    'document.body.firstElementChild.setAttribute("style", "color: red")',
    "cookie": 'document.cookie = "secret=1"',
    "localStorage": 'localStorage.setItem("secret", "1")',
    "sessionStorage": 'sessionStorage.setItem("secret", "1")',
}


@pytest.fixture
def context(browser: Browser, origin: str) -> Iterator[BrowserContext]:
    """One that nobody else watches."""
    with browser.new_context(base_url=origin) as context:
        yield context


@pytest.mark.parametrize("fault", WRONG)
def test_it_sees(context: BrowserContext, watch: Watch, fault: str) -> None:
    watching = Watch(watch.origins)
    watching.over(context)
    page = context.new_page()
    page.goto("/forgot.html")
    # A timer set after the fault's own runs after it: the reload cannot come before what it throws.
    page.evaluate(f"() => new Promise((done) => {{ {WRONG[fault]}; setTimeout(done); }})")
    page.reload()
    watching.look_at_storage(context)

    assert [told for told in watching.faults if fault in told]


def test_it_sees_a_request_to_a_stranger(context: BrowserContext, watch: Watch) -> None:
    watching = Watch(watch.origins)
    watching.over(context)
    # The same server by another name.
    [origin] = watch.origins
    context.new_page().goto(f"{origin.replace('127.0.0.1', 'localhost')}/refuse.html")

    assert [told for told in watching.faults if "request to a stranger" in told]


def test_it_sees_a_page_without_a_policy(context: BrowserContext, watch: Watch) -> None:
    watching = Watch(watch.origins)
    watching.over(context)
    page = context.new_page()
    page.route("**/index.html", lambda route: route.fulfill(body="<h1>No policy</h1>"))
    page.goto("/index.html")

    assert "no policy for /index.html" in watching.faults


def test_a_page_that_does_nothing_wrong_is_let_pass(context: BrowserContext, watch: Watch) -> None:
    watching = Watch(watch.origins)
    watching.over(context)
    context.new_page().goto("/forgot.html")
    watching.look_at_storage(context)

    assert watching.faults == []
