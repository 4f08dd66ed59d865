"""Reads an HTML mail as its reader does: what is seen, where it leads, what it is made of."""

import re
from html.parser import HTMLParser

VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """`seen` is the visible text, one line; `everything` also has what previews show.

    `paragraphs` leaves out addresses written out below their links.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.unclosed: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.languages: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._said: list[str] = []
        self._hidden: list[str] = []
        self._paragraphs: list[tuple[str, list[str]]] = []

    @classmethod
    def of(cls, html: str) -> "Page":
        page = cls()
        page.feed(html)
        page.close()
        page.unclosed += [tag for tag, _ in page._open]
        return page

    @property
    def seen(self) -> str:
        return " ".join("".join(self._said).split())

    @property
    def everything(self) -> str:
        return " ".join("".join(self._hidden).split()) + " " + self.seen

    @property
    def paragraphs(self) -> list[str]:
        kept = ["".join(words) for kind, words in self._paragraphs if "address" not in kind]
        return [" ".join(words.split()) for words in kept]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= given.keys()
        self.languages += [given["lang"]] if "lang" in given else []
        self.links += [given["href"]] if "href" in given else []
        if tag == "p":
            self._paragraphs.append((given.get("class", ""), []))
        if tag == "br":
            self.handle_data(" ")
        if tag not in VOID:
            self._open.append((tag, given.get("style", "")))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
        else:
            self.unclosed.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        around = [tag for tag, _ in self._open]
        if "head" in around:
            return
        if any("display: none" in style for _, style in self._open):
            self._hidden.append(data)
            return
        self._said.append(data)
        if "p" in around:
            self._paragraphs[-1][1].append(data)


def rules_of(style: str) -> dict[str, tuple[str, str]]:
    """Each rule's text colour and background: a rule that sets one has to set the other."""
    found = re.findall(r"^(\.[^{]+) \{ color: (#\w{6}).*? background-color: (#\w{6})", style, re.M)
    assert len(found) == len(re.findall(r"[^-]color: #", style))
    return {name: (text, background) for name, text, background in found}


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, 1.4.3: at least 4.5 for text."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
