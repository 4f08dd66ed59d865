"""The parts of an XLSX file, which is a zip of XML, with bounds on what unpacking it may cost."""

from collections.abc import Iterator
from typing import IO, Protocol
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from vssid_recovery.declaration_refusals import (
    ARCHIVE_BOMB,
    ENCRYPTED,
    NOT_A_TABLE,
    FileRefused,
)

MOST_PARTS = 1_000
MOST_UNPACKED = 200 * 1024 * 1024  # bytes of all parts; 100,000 rows of six columns are about 60
MOST_RATIO = 200  # unpacked to packed; XML of tables packs 10 to 40 times
ALWAYS_ALLOWED = 1024 * 1024  # bytes of one part, however well it packs
LONGEST_TOKEN = 1024 * 1024  # bytes of one tag: expat keeps it whole
PIECE = 64 * 1024
DIRECTORY_ENTRY = b"PK\x01\x02"


class PartReader(Protocol):
    """What hears of a part's elements; names are «namespace local», attributes bare."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def text(self, text: str) -> None: ...
    def end(self, name: str) -> None: ...


class Archive:
    """Raises FileRefused for a bomb and for what is encrypted, BadZipFile for what is no zip."""

    def __init__(self, stream: IO[bytes]) -> None:
        _check_parts(stream)
        self._zip = ZipFile(stream)
        self._parts = {
            part.filename.replace("\\", "/").lower(): part for part in self._zip.infolist()
        }
        for part in self._parts.values():
            _check_part(part)
        if sum(part.file_size for part in self._parts.values()) > MOST_UNPACKED:
            raise FileRefused(ARCHIVE_BOMB)

    def has(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str, reader: PartReader) -> Iterator[None]:
        """Read one part piece by piece; yields after each. Raises KeyError if there is none."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        fed = 0
        with self._zip.open(self._parts[name.lower()]) as part:
            while piece := part.read(PIECE):
                parser.Parse(piece)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise FileRefused(ARCHIVE_BOMB)
                yield
        parser.Parse(b"", True)
        yield

    def read_whole(self, name: str, reader: PartReader) -> None:
        for _ in self.read(name, reader):
            pass


def _check_parts(stream: IO[bytes]) -> None:
    """Counted before ZipFile makes an object of each: 20 MiB hold half a million."""
    stream.seek(0)
    count = 0
    while piece := stream.read(1 << 20):
        count += piece.count(DIRECTORY_ENTRY)
    if count > MOST_PARTS:
        raise FileRefused(ARCHIVE_BOMB)


def _check_part(part: ZipInfo) -> None:
    """ZipFile unpacks no more than the size declared here."""
    if part.flag_bits & 1:
        raise FileRefused(ENCRYPTED)
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FileRefused(NOT_A_TABLE)
    if part.file_size > max(ALWAYS_ALLOWED, MOST_RATIO * part.compress_size):
        raise FileRefused(ARCHIVE_BOMB)


def _refuse_doctype(*_: object) -> None:
    """No spreadsheet has a DTD (ISO/IEC 29500-2 forbids it): it is there for its entities."""
    raise FileRefused(ARCHIVE_BOMB)
