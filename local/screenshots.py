"""`make screenshots`: a picture of every page, to look at before it is shown to people.

Writes `.local/screenshots/<page>[-<step>]-<width>-<language>.png` of the citizens' pages, the
desk's and the console's, as high as they are, from the stack that runs in this folder or else from
one that it brings up for the while.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from local.chromium import NoChromium, running_chromium
from local.console.launch import answers, start_console
from local.plan import ROOT, Plan, StackFailure
from local.stack import free_port, local_stack
from local.stack_file import Stack

WEB = ROOT / "web"
CONSOLE = ("console/", "console/phone", "console/mails", "console/reference")
WIDTHS = (360, 1280)
HEIGHT = 740
LANGUAGES = ("vi", "en")


def main() -> int:
    """Write the pictures: 0, or 1 and one line that says why there are none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=Path, default=Plan.directory)
    plan = Plan(parser.parse_args().directory.resolve())
    folder = plan.directory / "screenshots"
    try:
        with running_chromium() as browser, console_url(plan) as url:
            number = sum(1 for _ in pictures(browser, url, folder))
    except (NoChromium, StackFailure) as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"{number} pictures in {folder}/")
    return 0


@contextmanager
def console_url(plan: Plan) -> Iterator[str]:
    """The running console's address, or that of one beside a stack for the `with` block."""
    try:
        running = Stack.read(plan.stack_file).console_url
    except StackFailure:
        running = ""
    if running and answers(running):
        yield running
        return
    with ExitStack() as ours:
        directory = Path(ours.enter_context(TemporaryDirectory()))
        own = Plan(directory, free_port())
        stack = ours.enter_context(local_stack(own.directory, own.port))
        console, _ = start_console(own, stack)
        ours.callback(console.end)
        yield console.url


def pictures(browser: Browser, console: str, folder: Path) -> Iterator[Path]:
    """Each picture as it is written."""
    origin = console.removesuffix("console/")
    folder.mkdir(parents=True, exist_ok=True)
    pages = sorted(str(page.relative_to(WEB)) for page in WEB.rglob("*.html"))
    for width, language in product(WIDTHS, LANGUAGES):
        context = browser.new_context(viewport={"width": width, "height": HEIGHT})
        page = context.new_page()
        for path in (*pages, *CONSOLE):
            page.goto(f"{origin}{path}?lang={language}", wait_until="networkidle")
            name = path.removesuffix(".html").strip("/").replace("/", "-")
            for step in steps_to_picture(page, name):
                picture = folder / f"{name}{step}-{width}-{language}.png"
                page.screenshot(path=picture, full_page=True)
                yield picture
        context.close()


def steps_to_picture(page: Page, name: str) -> Iterator[str]:
    """Every step of a page; of the desk's, which begin alike, as it opens, but for its first."""
    if name.startswith("desk-") and name != "desk-index":
        yield ""
    else:
        yield from each_step(page)


def each_step(page: Page) -> Iterator[str]:
    """Brings a page's steps into sight one after the other, "-ask"; one "" where it has none."""
    steps = page.locator("[data-step]")
    for name in steps.evaluate_all("steps => steps.map((step) => step.dataset.step)"):
        steps.evaluate_all(
            "(steps, name) => steps.forEach((step) => step.hidden = step.dataset.step !== name)",
            name,
        )
        yield f"-{name}"
    if not steps.count():
        yield ""


if __name__ == "__main__":
    sys.exit(main())
