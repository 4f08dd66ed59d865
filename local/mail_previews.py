"""`python -m local.mail_previews`: a picture of every mail, to look at before it is sent to people.

Writes `.local/mail/<purpose>-<width>.png`, and `-dark.png` beside it, for a phone (360 px) and a
desk (800 px). The fields are made up. Needs Chromium or Chrome; without, it writes the HTML only.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from local.chromium import QUIET, NoChromium, chromium_path
from vssid_recovery.mail_texts import render

FOLDER = Path(".local/mail")
WIDTHS = (360, 800)
SCHEMES = {"": 1, "-dark": 0}  # Chromium's numbers for prefers-color-scheme
OF_A_PICTURE = ("--headless", "--hide-scrollbars", *QUIET)
SECONDS = 60
# Told by a frame's own script, which is how a window learns how high a mail of its width is.
FRAME = """<!doctype html><body style="margin:0"><iframe src="{page}" width="{width}" height="100"
style="border:0" onload="document.title=this.contentDocument.documentElement.scrollHeight+'x'
+this.contentDocument.documentElement.scrollWidth"></iframe>"""

AT = datetime(2026, 3, 7, 16, 58, tzinfo=UTC)
PAGE = "https://vssid.example/"
REFUSE = f"{PAGE}tu-choi#token=Zm9yLXRoZS1waWN0dXJl"
NOTICE: Mapping[str, str | datetime] = {"at": AT, "refuse_link": REFUSE}
REASON = "Họ tên trên tờ khai không khớp với sổ bảo hiểm; xin nộp bản chụp thẻ căn cước."
REFUSED = (
    "TEMPORARY_PASSWORD_ISSUED",
    "PASSWORD_CHANGED",
    "PASSWORD_BY_PHONE",
    "PASSWORD_BY_EMAIL",
    "RESET_CODE",
    "EMAIL_REPLACED",
    "PHONE_REPLACED",
    "EMAIL_PENDING",
    "EMAIL_RETURNED",
)
FIELDS: Mapping[str, Mapping[str, str | datetime]] = {
    "RESET_CODE": {
        "code": "40718263",
        "asked_at": AT,
        "expires_at": AT + timedelta(minutes=15),
        "link": f"{PAGE}dat-lai-mat-khau#id=9hQ2vXc4T7mKp1LzR8sWbA&code=40718263",
        "refuse_link": REFUSE,
    },
    "PASSWORD_CHANGED": NOTICE,
    "TEMPORARY_PASSWORD_ISSUED": NOTICE,
    "EMAIL_TO_CONFIRM": {
        "link": f"{PAGE}xac-nhan#token=Zm9yLXRoZS1waWN0dXJl",
        "expires_at": AT + timedelta(days=30),
    },
    "EMAIL_REPLACED": NOTICE,
    "PHONE_REPLACED": NOTICE,
    "DECLARATION_REFUSED": {"at": AT, "reason": REASON},
}


def main() -> int:
    """Write every mail and its pictures; 1 where no browser is found or a mail is too wide."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = list(_pages())
    try:
        browser = chromium_path()
    except NoChromium as missing:
        print(f"Only the HTML is in {FOLDER}/: {missing}.", file=sys.stderr)
        return 1
    wide = [page.stem for page in pages if not _pictures(browser, page)]
    print(f"{len(pages)} mails, {len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}/")
    if wide:
        print(f"Wider than the window: {', '.join(wide)}", file=sys.stderr)
    return 1 if wide else 0


def samples() -> Iterator[tuple[str, str, Mapping[str, str | datetime]]]:
    """A name, purpose and fields for every mail; REFUSAL_RECORDED once for each thing refused."""
    yield from ((purpose, purpose, fields) for purpose, fields in FIELDS.items())
    for what in REFUSED:
        yield f"REFUSAL_RECORDED-{what}", "REFUSAL_RECORDED", {"at": AT, "what": what}


def _pages() -> Iterator[Path]:
    for name, purpose, fields in samples():
        letter = render(purpose, fields)
        page = FOLDER / f"{name.lower()}.html"
        page.write_text(letter.html, encoding="utf-8")
        page.with_suffix(".txt").write_text(
            f"Subject: {letter.subject}\n\n{letter.text}", encoding="utf-8"
        )
        yield page


def _pictures(browser: str, page: Path) -> bool:
    """The mail at every width, light and dark, as high as it is; whether it fits them all."""
    sizes = {width: _size(browser, page, width) for width in WIDTHS}
    for width, ending in product(WIDTHS, SCHEMES):
        picture = page.with_name(f"{page.stem}-{width}{ending}.png").resolve()
        look = f"--blink-settings=preferredColorScheme={SCHEMES[ending]}"
        window = f"--window-size={width},{sizes[width][0]}"
        _run(browser, page.resolve().as_uri(), look, window, f"--screenshot={picture}")
    return all(needed <= width for width, (_, needed) in sizes.items())


def _size(browser: str, page: Path, width: int) -> tuple[int, int]:
    """How high the mail is at this width, and how wide it needs to be."""
    with tempfile.TemporaryDirectory() as folder:
        frame = Path(folder) / "frame.html"
        frame.write_text(FRAME.format(page=page.resolve().as_uri(), width=width), encoding="utf-8")
        told = _run(browser, frame.as_uri(), "--allow-file-access-from-files", "--dump-dom")
    found = re.search(r"<title>([0-9]+)x([0-9]+)</title>", told)
    if found is None:
        raise RuntimeError(f"the browser does not say how high {page.name} is")
    return int(found[1]), int(found[2])


def _run(browser: str, address: str, *options: str) -> str:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *OF_A_PICTURE, f"--user-data-dir={profile}", *options, address]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
