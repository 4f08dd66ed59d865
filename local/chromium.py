"""This machine's Chromium or Chrome without a window, for pictures and browser tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

from playwright.sync_api import Browser, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_ONE = "no Chromium: install the Debian package chromium"
# It starts as root and without a graphics card, and speaks to nobody but the pages.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromium(Exception):
    """None is installed; the message says how to get one."""


def chromium_path() -> str:
    """Where the browser is. Raises NoChromium."""
    found = next(filter(None, map(which, BROWSERS)), None)
    if found is None:
        raise NoChromium(HOW_TO_GET_ONE)
    return found


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser for the length of a `with` block. Raises NoChromium."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
