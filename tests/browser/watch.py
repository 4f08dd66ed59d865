"""What no page may do, whatever a test asks of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# What an API refuses is the browser's error too; a page that says it in words has done its duty.
ANSWERS = ("/v1/", "/console/calls")
LANGUAGE = "language"


@dataclass
class Watch:
    """Collects errors, strangers that are spoken to, pages without a policy, and what is kept."""

    origins: frozenset[str]
    kept: frozenset[str] = frozenset()  # names in sessionStorage beside the language
    servers: frozenset[str] = frozenset()  # origins that are asked and have no pages
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """From here on every page of the context is watched."""
        context.on("console", self._said)
        context.on("weberror", self._raised)
        context.on("request", self._asked)
        context.on("response", self._answered)

    def look_at_storage(self, context: BrowserContext) -> None:
        """No cookie, nothing that outlives the tab; in the tab the language and what is allowed."""
        kept: Any = context.storage_state()
        self.faults += [f"cookie {each['name']}" for each in kept["cookies"]]
        self.faults += [f"localStorage of {each['origin']}" for each in kept["origins"]]
        allowed = self.kept | {LANGUAGE}
        for page in context.pages:
            if _origin(page.url) in self.origins:
                names = page.evaluate("() => Object.keys(sessionStorage)")
                self.faults += [f"sessionStorage {name}" for name in names if name not in allowed]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_an_answer(message):
            self.faults.append(f"console error: {message.text}")

    def _raised(self, error: WebError) -> None:
        self.faults.append(f"uncaught: {error.error}")

    def _asked(self, request: Request) -> None:
        if _origin(request.url) not in self.origins | self.servers:
            self.faults.append(f"request to a stranger: {request.url[:80]}")

    def _answered(self, response: Response) -> None:
        is_document = response.request.resource_type == "document"
        is_page = is_document and _origin(response.url) not in self.servers
        if is_page and "content-security-policy" not in response.headers:
            self.faults.append(f"no policy for {urlsplit(response.url).path}")

    def _is_an_answer(self, message: ConsoleMessage) -> bool:
        url = message.location["url"]
        asked = _origin(url) in self.servers or urlsplit(url).path.startswith(ANSWERS)
        return asked and message.text.startswith("Failed to load resource")


@contextmanager
def watched(context: BrowserContext, watch: Watch) -> Iterator[BrowserContext]:
    """The context for a `with` block; fails at its end if a page did what none may."""
    watch.over(context)
    yield context
    watch.look_at_storage(context)
    assert not watch.faults, watch.faults


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))
