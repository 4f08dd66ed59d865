"""Which addresses of a file are declared for more than one person.

An address is known by a fingerprint of the form in which addresses are compared: 8 bytes, so that
100,000 rows are 1.6 MB. Two addresses with one fingerprint would only be looked at by a person.
"""

import hashlib
from array import array
from itertools import pairwise

from vssid_recovery.declaration_rows import DeclaredRow
from vssid_recovery.email_addresses import compared

BYTES = 8  # of a fingerprint, as the arrays hold them


class AddressesSeen:
    """The addresses of a file and whom each was declared for, as its rows come by."""

    def __init__(self) -> None:
        self._addresses, self._people = array("Q"), array("Q")

    def add(self, row: DeclaredRow) -> None:
        self._addresses.append(address_fingerprint(row.email))
        self._people.append(_fingerprint(row.identifier.number))

    def shared(self) -> frozenset[int]:
        """Fingerprints of addresses that stand on rows of more than one person.

        One who stands in a file under two of his numbers is taken for two.
        """
        in_order = sorted(self._addresses)
        repeated = {one for one, other in pairwise(in_order) if one == other}
        first: dict[int, int] = {}
        return frozenset(
            address
            for address, person in zip(self._addresses, self._people, strict=True)
            if address in repeated and first.setdefault(address, person) != person
        )


def address_fingerprint(address: str) -> int:
    """Of a parsed address, however it is spelt."""
    return _fingerprint(compared(address))


def _fingerprint(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=BYTES).digest())
