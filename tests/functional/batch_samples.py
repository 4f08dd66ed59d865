"""Made-up people of one unit, the files that name them, and the results that answer."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any, cast

from msgspec.structs import replace

from tests.people import BINH
from vssid_recovery.adapters.table.items import account_item
from vssid_recovery.adapters.table.keys import alias_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import encoded
from vssid_recovery.model import Account

HEADER = ("identifier", "full_name", "date_of_birth", "phone", "email", "note")


def person(at: int, **other: Any) -> Account:
    """Made-up people of the unit, none of whom has an address."""
    number, pin = f"79{at:08d}", f"0790{at:08d}"
    made = replace(BINH, social_insurance_number=number, personal_identification_number=pin)
    return replace(made, full_name=f"Trần Thị {chr(65 + at % 26)}", **other)


def row(account: Account, **cells: str) -> dict[str, str]:
    """A row that is all right, but for `cells`."""
    right = {
        "identifier": account.social_insurance_number,
        "full_name": account.full_name,
        "date_of_birth": account.date_of_birth.isoformat(),
        "phone": "0912 345 678",
        "email": f"p{account.social_insurance_number}@thu.example",
        "note": "",
    }
    return right | cells


def csv_of(rows: Sequence[dict[str, str]], separator: str = ";") -> bytes:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, HEADER, delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def lines_of(result: bytes, separator: str = ";") -> list[list[str]]:
    """A result without its header and without the codes: each line ends with outcome, reason."""
    assert result.startswith(b"\xef\xbb\xbf")
    text = StringIO(result.decode("utf-8-sig"), newline="")
    _, *lines = csv.reader(text, delimiter=separator)
    return [line[:-1] for line in lines]


def enrol(table: Table, *accounts: Account) -> None:
    """Put many people into the table as the register would."""
    items = [account_item(account) for account in accounts]
    items += [
        {**alias_key(pin), "account": account.social_insurance_number}
        for account in accounts
        if (pin := account.personal_identification_number)
    ]
    for start in range(0, len(items), 25):
        puts = [{"PutRequest": {"Item": encoded(item)}} for item in items[start : start + 25]]
        table._client.batch_write_item(RequestItems={table._name: cast("Any", puts)})
