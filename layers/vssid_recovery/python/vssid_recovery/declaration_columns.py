"""Which column of a declaration file is which, however its header is spelt."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from vssid_recovery.declaration_refusals import (
    DUPLICATE_COLUMN,
    MISSING_COLUMN,
    NO_HEADER,
    ColumnLabel,
    FileRefused,
    naming,
)
from vssid_recovery.strength import folded

LABELS: Mapping[str, ColumnLabel] = MappingProxyType(
    {
        "identifier": ColumnLabel("Mã số BHXH", "identifier"),
        "full_name": ColumnLabel("Họ và tên", "full_name"),
        "date_of_birth": ColumnLabel("Ngày sinh", "date_of_birth"),
        "phone": ColumnLabel("Điện thoại", "phone"),
        "email": ColumnLabel("Email", "email"),
        "note": ColumnLabel("Ghi chú", "note"),
    }
)
REQUIRED = ("identifier", "full_name", "date_of_birth", "email")
KNOWN = MappingProxyType(
    {folded(spelling): name for name, label in LABELS.items() for spelling in (label.vi, label.en)}
)


class Row(Struct, frozen=True):
    """One row as the file has it, all raw text; `number` is the row's in Excel, header = 1."""

    number: int
    identifier: str
    full_name: str
    date_of_birth: str
    phone: str
    email: str
    note: str


class Columns(Struct, frozen=True):
    """Where each column stands, from 0; None for one that the file does not have."""

    places: tuple[int | None, ...]

    def row(self, number: int, cells: Mapping[int, str]) -> Row:
        """The row with these cells, by place."""
        return Row(number, *("" if at is None else cells.get(at, "") for at in self.places))


def read_header(cells: Mapping[int, str]) -> Columns:
    """Find the columns by their names; those of other names are nobody's business.

    Raises FileRefused when none is known, a required one is missing, or one comes twice.
    """
    found: dict[str, list[int]] = {}
    for at, cell in sorted(cells.items()):
        if name := KNOWN.get(folded(cell)):
            found.setdefault(name, []).append(at)
    if not found:
        raise FileRefused(NO_HEADER)
    if missing := [name for name in REQUIRED if name not in found]:
        raise FileRefused(naming(MISSING_COLUMN, (LABELS[name] for name in missing)))
    if twice := [name for name, places in found.items() if len(places) > 1]:
        raise FileRefused(naming(DUPLICATE_COLUMN, (LABELS[name] for name in twice)))
    return Columns(tuple(found[name][0] if name in found else None for name in LABELS))


def known_names(cells: Sequence[str]) -> int:
    """How many of these cells are a column's name."""
    return sum(folded(cell) in KNOWN for cell in cells)
