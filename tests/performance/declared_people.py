"""Made-up people of one unit, and the file in which the unit declares their addresses.

By lot, but the same lot in each run: one in 20 has an address in force, so his row is flagged; one
row in 50 has another year of birth than the register, so it is refused.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from tests.performance.bare_emulator import person
from tests.unit.workbooks import workbook
from vssid_recovery.model import Account

HEADER = ("Mã số BHXH", "Họ và tên", "Ngày sinh", "Điện thoại", "Email", "Ghi chú")
HAS_ADDRESS, IS_MISTAKEN = 0.05, 0.02


def declared(numbers: Iterable[int]) -> Iterator[Account]:
    """Whose addresses are declared; nearly none of them has one yet."""
    for number in numbers:
        someone = person(number)
        if not has_address(number):
            someone = replace(someone, email="", email_confirmed_on=None)
        yield someone


def has_address(number: int) -> bool:
    return _drawn("address", number) < HAS_ADDRESS


def is_mistaken(number: int) -> bool:
    return _drawn("mistake", number) < IS_MISTAKEN


def write_csv(file: Path, numbers: Sequence[int]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(map(_cells, declared(numbers), numbers))


def write_xlsx(file: Path, numbers: Sequence[int]) -> None:
    rows = map(_cells, declared(numbers), numbers)
    file.write_bytes(workbook([HEADER, *rows]).getvalue())


def _cells(someone: Account, number: int) -> tuple[str, ...]:
    born = someone.date_of_birth
    year = born.year + is_mistaken(number)
    return (
        someone.social_insurance_number,
        someone.full_name,
        f"{born:%d/%m}/{year}",
        "0912345678",
        f"new{number:08d}@thu.example",
        "",
    )


def _drawn(what: str, number: int) -> float:
    return random.Random(f"{what} {number}").random()  # noqa: S311
