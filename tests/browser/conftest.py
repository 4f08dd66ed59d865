"""One browser and one console for all browser tests; a page of its own for each, watched.

Without a browser the tests are skipped, and the summary says why.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace as changed
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page, expect

from local.chromium import NoChromium, running_chromium
from local.console.launch import start_console
from local.plan import Plan
from local.stack_file import Stack
from tests.browser.citizen import Citizen
from tests.browser.watch import Watch, watched
from tests.e2e.deployed import Deployed
from tests.people import AN, register
from vssid_recovery.model import Account

PATIENCE = 20_000  # ms; the first call of a function is a cold start
NUMBERS = (f"67{number:08d}" for number in count())

OpenContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    expect.set_options(timeout=PATIENCE)
    with ExitStack() as running:
        try:
            yield running.enter_context(running_chromium())
        except NoChromium as none:
            pytest.skip(str(none))


# The browser comes first: where there is none, no stack is brought up for nothing.
@pytest.fixture(scope="session")
def served(
    browser: Browser, stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The stack with a console beside it."""
    port = urlsplit(stack.endpoint_url).port or 0
    plan = Plan(tmp_path_factory.mktemp("browser-console"), port=port)
    stack.write(plan.stack_file)
    console, beside = start_console(plan, stack)
    yield beside
    console.end()


@pytest.fixture(scope="session")
def origin(served: Stack) -> str:
    """Where the pages are: scheme, host and port."""
    return served.console_url.removesuffix("/console/")


@pytest.fixture(scope="session")
def watch(origin: str) -> Watch:
    """How the citizens' pages and the console are watched; a desk's tests replace this."""
    return Watch(frozenset({origin}))


@pytest.fixture
def open_context(browser: Browser, origin: str, watch: Watch) -> Iterator[OpenContext]:
    """Opens watched contexts of a telephone's size; `more` are Playwright's options."""
    with ExitStack() as opened:

        def open_one(**more: Any) -> BrowserContext:
            size = {"width": 360, "height": 740}
            options: dict[str, Any] = {"base_url": origin, "locale": "vi-VN", "viewport": size}
            context = browser.new_context(**(options | more))
            opened.callback(context.close)
            context.set_default_timeout(PATIENCE)
            return opened.enter_context(watched(context, changed(watch, faults=[])))

        yield open_one


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    """An empty page that is watched."""
    return open_context().new_page()


@pytest.fixture
def citizen(page: Page) -> Citizen:
    """Somebody with a telephone, before the pages."""
    return Citizen(page)


@pytest.fixture(scope="session")
def deployed(stack: Stack) -> Deployed:
    """The stack as its other callers see it."""
    return Deployed(stack)


@pytest.fixture
def person(deployed: Deployed) -> Account:
    """Somebody new in the register, with a phone and a confirmed address of one's own."""
    number = next(NUMBERS)
    someone = replace(
        AN,
        social_insurance_number=number,
        personal_identification_number="",
        phone=f"+847{number[2:]}",
        email=f"n{number}@thu.example",
    )
    register(deployed.table, someone)
    return someone
