"""What a file tells of addresses that several people have, in little memory."""

import tracemalloc
from collections.abc import Iterator
from datetime import date

import pytest

from vssid_recovery.batch_addresses import AddressesSeen, address_fingerprint
from vssid_recovery.declaration_rows import DeclaredRow
from vssid_recovery.identifiers import Identifier

ROWS, CHUNK = 100_000, 200
MOST_BYTES = 3 * 1024 * 1024
MOST_BYTES_ALL_SHARED = 8 * 1024 * 1024


def row(number: int, email: str) -> DeclaredRow:
    person = Identifier("social_insurance", f"{number:010d}")
    return DeclaredRow(number, person, "Trần Thị Bình", date(1955, 2, 3), "", email, "")


def shared(*rows: tuple[int, str]) -> frozenset[int]:
    seen = AddressesSeen()
    for number, email in rows:
        seen.add([row(number, email)])
    return seen.shared()


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((), []),
        (((1, "a@thu.example"), (2, "b@thu.example")), []),
        (((1, "a@thu.example"), (1, "a@thu.example")), []),
        (((1, "a@thu.example"), (2, "A@thu.example")), ["a@thu.example"]),
        (((1, "a@thu.example"), (1, "a@thu.example"), (2, "a@thu.example")), ["A@thu.example"]),
        (((1, "a@thu.example"), (2, "b@thu.example"), (3, "a@thu.example")), ["a@thu.example"]),
    ],
)
def test_an_address_is_shared_where_two_people_have_it(
    rows: tuple[tuple[int, str], ...], found: list[str]
) -> None:
    assert shared(*rows) == {address_fingerprint(address) for address in found}


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    assert address_fingerprint("Binh@thu.example") == 0x443B9BFBDD10DDEC


@pytest.mark.parametrize(("people", "most"), [(1, MOST_BYTES), (2, MOST_BYTES_ALL_SHARED)])
def test_100_000_addresses_take_a_few_megabytes(people: int, most: int) -> None:
    seen = AddressesSeen()
    tracemalloc.start()
    try:
        for chunk in chunks(people):
            seen.add(chunk)
        assert len(seen.shared()) == (ROWS // people if people > 1 else 0)
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def chunks(people: int) -> Iterator[list[DeclaredRow]]:
    """So many people have each address."""
    for start in range(0, ROWS, CHUNK):
        numbers = range(start, start + CHUNK)
        yield [row(number, f"p{number // people}@thu.example") for number in numbers]
