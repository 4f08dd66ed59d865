"""What an XLSX workbook says of its sheets, its strings and its dates."""

import posixpath
import re
from array import array

from vssid_recovery.declaration_csv import KEPT_OF_CELL
from vssid_recovery.declaration_refusals import ARCHIVE_BOMB, FileRefused
from vssid_recovery.xlsx_archive import Archive

# The namespaces of ISO/IEC 29500, as nearly everyone writes them and in the «strict» form.
MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
TAGS = {
    f"{space} {tag}": tag
    for space in MAIN
    for tag in (
        *("sheet", "workbookPr", "numFmts", "numFmt", "cellXfs", "xf", "si", "t", "rPh"),
        *("row", "c", "v", "f"),
    )
}
MOST_STRINGS = 2_000_000
MOST_STRING_BYTES = 32 * 1024 * 1024
DATE_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}  # built in: ISO 29500-1 18.8.30
NO_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')  # of a format code: literals, colours


class PartOf:
    """A reader that hears of tags of the main namespace only; parts override what they need."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def text(self, text: str) -> None: ...
    def end(self, name: str) -> None: ...


class Relationships(PartOf):
    """Where the parts are that a part refers to."""

    def __init__(self, archive: Archive, part: str) -> None:
        folder, name = posixpath.split(part)
        self._folder = folder
        self.by_id: dict[str, str] = {}
        self.by_type: dict[str, str] = {}
        self.types: dict[str, str] = {}
        archive.read_whole(posixpath.join(folder, "_rels", f"{name}.rels"), self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Relationship"):
            joined = posixpath.join("/", self._folder, attributes["Target"])
            target = posixpath.normpath(joined).lstrip("/")
            kind = attributes["Type"].rpartition("/")[2]
            self.by_id[attributes["Id"]] = target
            self.types[attributes["Id"]] = kind
            self.by_type.setdefault(kind, target)


class Workbook(PartOf):
    """Its sheets in order, without those that are hidden or hold no cells."""

    def __init__(self, archive: Archive) -> None:
        path = Relationships(archive, "").by_type["officeDocument"]
        self._related = Relationships(archive, path)
        self.sheets: list[str] = []
        self.counts_from_1904 = False
        archive.read_whole(path, self)
        related = self._related.by_type
        self.strings = SharedStrings(archive, related.get("sharedStrings", ""))
        self.dates = DateStyles(archive, related.get("styles", ""))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = TAGS.get(name)
        if tag == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in {"1", "true"}
        elif tag == "sheet" and attributes.get("state", "visible") == "visible":
            (sheet,) = (value for key, value in attributes.items() if key.endswith(" id"))
            if self._related.types[sheet] == "worksheet":
                self.sheets.append(self._related.by_id[sheet])


class SharedStrings(PartOf):
    """The texts that cells refer to by number: one run of bytes, a tenth of a list of them."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])
        self._texts: list[str] = []
        self._left = KEPT_OF_CELL
        self._is_text = self._is_phonetic = False
        if archive.has(part):
            archive.read_whole(part, self)

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        start, end = self._ends[number], self._ends[number + 1]
        return self._bytes[start:end].decode()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = TAGS.get(name)
        if tag == "si":
            self._texts, self._left = [], KEPT_OF_CELL
        elif tag == "rPh":
            self._is_phonetic = True
        elif tag == "t":
            self._is_text = not self._is_phonetic

    def text(self, text: str) -> None:
        if self._is_text and self._left > 0:
            self._texts.append(text[: self._left])
            self._left -= len(text)

    def end(self, name: str) -> None:
        tag = TAGS.get(name)
        if tag == "t":
            self._is_text = False
        elif tag == "rPh":
            self._is_phonetic = False
        elif tag == "si":
            self._bytes += "".join(self._texts).encode()
            self._ends.append(len(self._bytes))
            if len(self._ends) > MOST_STRINGS or len(self._bytes) > MOST_STRING_BYTES:
                raise FileRefused(ARCHIVE_BOMB)


class DateStyles(PartOf):
    """Which styles show a number as a date."""

    def __init__(self, archive: Archive, part: str) -> None:
        self._formats = set(DATE_FORMATS)
        self._inside = ""
        self._count = 0
        self.styles: set[str] = set()
        if archive.has(part):
            archive.read_whole(part, self)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = TAGS.get(name)
        if tag in {"numFmts", "cellXfs"}:
            self._inside = tag
        elif tag == "numFmt" and self._inside == "numFmts":
            if is_date_format(attributes["formatCode"]):
                self._formats.add(int(attributes["numFmtId"]))
        elif tag == "xf" and self._inside == "cellXfs":
            if int(attributes.get("numFmtId", "0")) in self._formats:
                self.styles.add(str(self._count))
            self._count += 1

    def end(self, name: str) -> None:
        if TAGS.get(name) == self._inside:
            self._inside = ""


def is_date_format(code: str) -> bool:
    """Whether a number format shows a day or a year: dd/mm/yyyy, [$-42A]d mmmm yyyy."""
    return any(letter in "dy" for letter in NO_LETTERS.sub("", code.lower()))
