"""People whose numbers and addresses are made alike, half of whom have an account."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

HEADER = (
    "social_insurance_number,personal_identification_number,full_name,date_of_birth,phone,"
    "phone_confirmed_on,email,email_confirmed_on,unit_code,office_code,status,password_hash"
)
# The same lot in each run.
LOT = random.Random(20)  # noqa: S311


@dataclass(slots=True)
class Person:
    """Someone who may have an account, and the reset that was asked for in his name."""

    number: int
    known: bool
    reset_id: str = ""

    @property
    def identifier(self) -> str:
        return f"61{self.number:08d}"

    @property
    def email(self) -> str:
        return f"person{self.number:06d}@thu.example"

    @property
    def row(self) -> str:
        email = f"{self.email},2025-06-01"
        return f"{self.identifier},,Nguyễn Văn An,1955-02-03,,,{email},TN0001N,07906,ACTIVE,"


def drawn(pairs: int) -> list[Person]:
    """As many known as unknown, in no order."""
    known = [True, False] * pairs
    LOT.shuffle(known)
    return [Person(number, each) for number, each in enumerate(known)]


def register_of(people: Iterable[Person]) -> str:
    """The register file: who is known."""
    return "\n".join([HEADER, *(each.row for each in people if each.known)])
