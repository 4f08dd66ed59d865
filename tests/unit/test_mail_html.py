"""The HTML of the mails: it loads nothing, hides nothing, and everyone can read it."""

import re

import pytest

from tests.unit.mail_reading import Page, contrast, rules_of
from tests.unit.mail_samples import FIELDS, TEXTS, every_purpose, letter, one_line


@every_purpose
def test_the_html_is_well_formed_and_says_its_languages(purpose: str) -> None:
    page = Page.of(letter(purpose).html)

    assert page.unclosed == []
    assert page.languages[:2] == ["vi", "en"]
    assert {"html", "head", "title", "style", "body", "h1", "h2", "p"} <= page.tags


@every_purpose
def test_the_html_loads_nothing_and_leads_nowhere_else(purpose: str) -> None:
    found = letter(purpose)
    page = Page.of(found.html)
    given = {str(value) for name, value in FIELDS[purpose].items() if name.endswith("link")}

    assert not page.tags & {"img", "script", "link", "iframe", "object", "svg", "form", "input"}
    assert set(page.links) == given | {"tel:19009068"}
    assert page.attributes <= {"lang", "charset", "name", "content", "class", "style", "href"}
    assert not re.search(r"url\(|@import|@font-face|expression", found.html)
    assert set(re.findall(r"https?://[^\s<\"]+", page.seen)) == given


@every_purpose
def test_html_and_text_say_the_same(purpose: str) -> None:
    found = letter(purpose)
    text = one_line(found.text).casefold()

    for said in Page.of(found.html).paragraphs:
        assert said.casefold() in text


@pytest.mark.parametrize(
    "reason",
    ['<b>bold</b> & "quoted"', "<img src=x onerror=alert(1)>", "</p><a href='//evil.test'>"],
)
def test_a_reason_is_shown_as_it_was_written(reason: str) -> None:
    found = letter("DECLARATION_REFUSED", reason=reason)

    page = Page.of(found.html)
    assert reason not in found.html
    assert page.seen.count(reason) == 2
    assert page.unclosed == []
    assert page.links == ["tel:19009068"] * 4
    assert reason in found.text


def test_a_reason_adds_no_lines_to_a_mail() -> None:
    found = letter("DECLARATION_REFUSED", reason="Thiếu giấy tờ.\r\n\r\nTrân trọng,\n")

    assert "Thiếu giấy tờ. Trân trọng," in found.text


@every_purpose
def test_dark_mode_and_narrow_screens_are_thought_of(purpose: str) -> None:
    html = letter(purpose).html

    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert 'content="width=device-width, initial-scale=1"' in html
    assert min(int(size) for size in re.findall(r"font-size: ([0-9]+)px", html)) >= 16


@pytest.mark.parametrize("part", [0, 1], ids=["light", "dark"])
def test_every_colour_is_readable_on_its_background(part: int) -> None:
    style = (TEXTS / "_style.css").read_text("utf-8").split("@media")[part]
    rules = rules_of(style)

    assert len(rules) == 7
    assert {name: contrast(*colours) >= 4.5 for name, colours in rules.items()} == dict.fromkeys(
        rules, True
    )
