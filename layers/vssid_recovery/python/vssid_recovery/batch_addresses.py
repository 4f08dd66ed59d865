"""Which addresses of a file are declared for more than one person.

An address is known by a fingerprint of the form in which addresses are compared: 8 bytes, so that
100,000 rows are 1.6 MB. Two addresses with one fingerprint would only be looked at by a person.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator

from vssid_recovery.declaration_rows import DeclaredRow
from vssid_recovery.email_addresses import compared

BYTES = 8  # of a fingerprint, as the arrays hold them
PARTS = 64  # that are compared one after the other: a dictionary of all would take 12 MB


class AddressesSeen:
    """The addresses of a file and whom each was declared for, as its rows come by."""

    def __init__(self) -> None:
        self._parts = [(array("Q"), array("Q")) for _ in range(PARTS)]

    def add(self, rows: Iterable[DeclaredRow]) -> None:
        for row in rows:
            address = address_fingerprint(row.email)
            addresses, people = self._parts[address % PARTS]
            addresses.append(address)
            people.append(_fingerprint(row.identifier.number))

    def shared(self) -> frozenset[int]:
        """Fingerprints of addresses that stand on rows of more than one person.

        One who stands in a file under two of his numbers is taken for two.
        """
        return frozenset(address for part in self._parts for address in _shared(*part))


def _shared(addresses: Iterable[int], people: Iterable[int]) -> Iterator[int]:
    first: dict[int, int] = {}
    for address, person in zip(addresses, people, strict=True):
        if first.setdefault(address, person) != person:
            yield address


def address_fingerprint(address: str) -> int:
    """Of a parsed address, however it is spelt."""
    return _fingerprint(compared(address))


def _fingerprint(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=BYTES).digest())
