"""The pages at the console's origin: the citizens' as CloudFront serves them, and its own."""

import re
from pathlib import Path

import pytest

from tests.functional.console_room import ENDPOINT, STACK, ConsoleRoom
from tests.repository import ROOT

CONSOLE_PAGES = ["/console/", "/console/phone", "/console/mails", "/console/reference"]


@pytest.fixture
def web(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<h1>start</h1>", encoding="utf-8")
    (tmp_path / "forgot.html").write_text("<h1>forgot</h1>", encoding="utf-8")
    (tmp_path / "assets" / "form.js").write_text("export {}", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/", b"<h1>start</h1>", "text/html"),
        ("/index.html", b"<h1>start</h1>", "text/html"),
        ("/forgot.html?lang=en", b"<h1>forgot</h1>", "text/html"),
        ("/assets/form.js", b"export {}", "text/javascript"),
    ],
)
def test_the_citizens_pages_have_the_paths_of_the_bucket(
    web: Path, path: str, body: bytes, kind: str
) -> None:
    with ConsoleRoom(web=web).browser().get(path) as answer:
        assert answer.data == body
        assert answer.mimetype == kind


def test_the_citizens_pages_have_the_headers_that_are_documented(web: Path) -> None:
    documented = re.findall(
        r"^    ([\w-]+): (.+)$", (ROOT / "web" / "README.md").read_text(encoding="utf-8"), re.M
    )
    assert len(documented) >= 5

    for path in ("/", "/assets/form.js", "/nothing.html"):
        with ConsoleRoom(web=web).browser().get(path) as answer:
            for name, value in documented:
                with_the_desk = value.replace(
                    "connect-src 'self'", f"connect-src 'self' {ENDPOINT}"
                )
                assert answer.headers[name] == with_the_desk, path


@pytest.mark.parametrize("path", ["/../secret", "/assets/../../secret", "/%2e%2e/secret", "/x"])
def test_nothing_beside_the_pages_is_served(web: Path, path: str) -> None:
    (web.parent / "secret").write_text("secret", encoding="utf-8")

    assert ConsoleRoom(web=web).browser().get(path).status_code == 404


def test_the_desk_is_told_where_to_sign_in_and_to_upload() -> None:
    assert ConsoleRoom().browser().get("/config.json").json == {
        "region": STACK.region,
        "userPoolClientId": STACK.user_pool_client_id,
        "signInUrl": f"{ENDPOINT}/",
        "uploadOrigin": ENDPOINT,
    }


@pytest.mark.parametrize(
    "path", [*CONSOLE_PAGES, "/console/accounts.json", "/console/calls/x/lines"]
)
def test_everything_of_the_console_has_a_strict_policy_and_is_not_stored(path: str) -> None:
    headers = ConsoleRoom().browser().get(path).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", CONSOLE_PAGES)
def test_a_page_of_the_console_needs_nothing_that_its_policy_forbids(path: str) -> None:
    page = ConsoleRoom().browser().get(path).text

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", page)
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_the_staffs_made_up_users_are_on_the_page_of_people() -> None:
    page = ConsoleRoom().browser().get("/console/").text

    assert "<code>officer</code>" in page
    assert "<code>made up</code>" in page
