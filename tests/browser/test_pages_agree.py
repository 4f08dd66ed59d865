"""What the pages say in several places is the same everywhere. Only the scripts need a browser."""

import json
import re
from html import unescape

import pytest
from playwright.sync_api import Page

from local.template import load_template
from tests.browser.site import PAGES, WEB
from tests.people import AN
from tests.repository import ROOT
from vssid_recovery.address_checks import KNOWN_SLIPS, PROVIDERS, REAL_NEIGHBOURS, suggestion
from vssid_recovery.confirming import ELSEWHERE
from vssid_recovery.errors import WeakPassword
from vssid_recovery.information_channels import InformationChannels
from vssid_recovery.strength import check_strength

LINK = re.compile(r'(?:href|src)="(?!https?:|tel:|mailto:|#)([^"#?]+)')
SLIPS = (
    "gmial.com",
    "gmal.com",
    "gmaill.com",
    "yaho.com.vn",
    "hotmial.com",
    "gmail.co",
    "gmail.con",
)
WAITS = re.compile(r'<ul id="waits">.*?</ul>', re.S)
MINUTES = re.compile(r"\d+ (?:phút|minutes)")
OTHERS = ("mail.com", "ymail.com", "thu.example", "gmail.vm", "thu.vm", "thu.cmo", "outlok.com.vn")


def text_of(address: str) -> str:
    return (WEB / address.removeprefix("/")).read_text(encoding="utf-8")


def spoken(html: str) -> str:
    """Words without tags."""
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def test_the_list_of_offices_is_the_one_that_is_searched() -> None:
    listed = re.findall(r"<li><b>(.*?)</b>(.*?)</li>", text_of("/offices.html"))
    provinces = json.loads((WEB / "data" / "provinces.json").read_text(encoding="utf-8"))

    def merged(more: str, language: str) -> list[str]:
        found = re.search(rf'<span lang="{language}">\((?:gộp cả|with the former) (.*?)\)<', more)
        return found[1].split(", ") if found else []

    for language in ("vi", "en"):
        told = [(name, merged(more, language)) for name, more in listed]
        assert told == [(each["name"], each["mergedFrom"]) for each in provinces]
    assert len(listed) == 34


def test_a_former_name_is_none_of_todays_and_said_once_of_a_province() -> None:
    provinces = json.loads((WEB / "data" / "provinces.json").read_text(encoding="utf-8"))
    known = {name for each in provinces for name in (each["name"], *each["mergedFrom"])}
    for each in provinces:
        assert known.isdisjoint(each["earlier"])
        assert len(set(each["earlier"])) == len(each["earlier"])


def test_the_waits_are_told_alike_and_are_the_templates() -> None:
    before, after = (
        [spoken(each).split() for each in WAITS.findall(text_of(f"/{name}-email.html"))]
        for name in ("add", "confirm")
    )
    assert before == after
    assert len(before) == 1

    parameters = load_template(ROOT / "template.yaml")["Parameters"]
    unit, replaced = (parameters[f"{name}HoldHours"]["Default"] for name in ("Unit", "Replace"))
    hours = [ELSEWHERE.total_seconds() / 3600, unit, replaced]
    for unit_of_time in ("giờ", "hours"):
        assert [int(n) for n in re.findall(rf"(\d+) {unit_of_time}", " ".join(before[0]))] == hours


@pytest.mark.parametrize("address", ["/index.html", "/temporary-password.html"])
def test_no_page_sets_a_time_for_a_spoken_password_that_the_hotline_tells(address: str) -> None:
    assert MINUTES.findall(spoken(text_of(address))) == []


def test_the_console_sets_no_wait_for_a_stack_whose_parameters_it_does_not_know() -> None:
    page = ROOT / "local" / "console" / "templates" / "people.html"
    told = page.read_text(encoding="utf-8")

    assert re.findall(r"\d+ (?:giờ|hours)", told) == []
    assert told.count("UnitHoldHours") == 2


def test_the_number_is_said_to_be_on_the_card_in_the_same_place_everywhere() -> None:
    hints = {page: re.findall(r'id="identifier-hint">(.*?)</p>', text_of(page)) for page in PAGES}
    found = [hint for page in hints.values() for hint in page]
    assert len(found) >= 5
    for hint in found:
        assert "10 số cuối trên thẻ BHYT" in hint
        assert "the last 10 on the health card" in hint


def test_the_channels_written_in_the_page_are_those_of_the_api() -> None:
    found = re.search(r'<ul id="channels">(.*?)</ul>', text_of("/channels.html"), re.S)
    assert found is not None
    written = [
        tuple(spoken(name) for name in re.findall(r'<span lang="..">(.*?)</span>', item)[:2])
        for item in re.findall(r"<li>(.*?)</li>", found[1], re.S)
    ]
    links = re.findall(r'href="(https:[^"]+)"', found[1])

    listed = InformationChannels("").listed()
    assert written == [(each.name.vi, each.name.en) for each in listed]
    assert links == [each.address for each in listed if (each.address or "").startswith("https:")]


def test_every_page_ends_alike_and_begins_with_the_way_back() -> None:
    for part in ("footer", "header"):
        found = [re.findall(rf"<{part}>.*?</{part}>", text_of(page), re.S) for page in PAGES]
        assert found == [found[0]] * len(PAGES)
        assert len(found[0]) == 1


@pytest.mark.parametrize("address", PAGES)
def test_a_page_leads_only_to_what_there_is(address: str) -> None:
    missing = [link for link in LINK.findall(text_of(address)) if not (WEB / link).is_file()]
    assert missing == []


def test_a_mistyped_provider_is_asked_about_exactly_where_the_office_would_refuse_it(
    page: Page,
) -> None:
    domains = [*PROVIDERS, *REAL_NEIGHBOURS, *KNOWN_SLIPS, *SLIPS, *OTHERS]
    addresses = [f"lan.nguyen@{domain}" for domain in domains]
    page.goto("/forgot.html")

    asked = page.evaluate(
        """async (addresses) => {
            const { suggestAddress } = await import("/assets/email-domains.js");
            return addresses.map((address) => suggestAddress(address));
        }""",
        addresses,
    )

    assert dict(zip(addresses, asked, strict=True)) == {
        each: suggestion(each) for each in addresses
    }


def test_the_example_phrases_of_the_page_are_refused_by_the_api_too(page: Page) -> None:
    page.goto("/forgot.html")
    examples = page.evaluate('async () => (await import("/assets/strength.js")).EXAMPLES')

    assert len(examples) == 3
    for each in examples:
        with pytest.raises(WeakPassword):
            check_strength(each, AN)
