"""Made-up people for the tests."""

from datetime import date

from msgspec.structs import replace

from vssid_recovery.adapters.table.items import account_item
from vssid_recovery.adapters.table.keys import alias_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Put
from vssid_recovery.model import Account, AccountStatus

AN = Account(
    social_insurance_number="0123456789",
    full_name="Nguyễn Văn An",
    date_of_birth=date(1955, 2, 3),
    personal_identification_number="001055000001",
    phone="+84912345678",
    phone_confirmed_on=date(2025, 6, 1),
    email="an.nguyen@thu.example",
    email_confirmed_on=date(2025, 6, 1),
    unit_code="TN0001N",
    office_code="07906",
)
BINH = replace(
    AN,
    social_insurance_number="0123456790",
    full_name="Trần Thị Bình",
    personal_identification_number="001155000002",
    phone="+84987654321",
    email="",
    email_confirmed_on=None,
)
CLOSED = replace(
    AN,
    social_insurance_number="0123456791",
    personal_identification_number="",
    phone="+84912345679",
    status=AccountStatus.CLOSED,
)


def register(table: Table, *accounts: Account) -> None:
    """Put accounts into the table as the register would."""
    for account in accounts:
        writes = [Put(account_item(account))]
        if pin := account.personal_identification_number:
            writes.append(Put({**alias_key(pin), "account": account.social_insurance_number}))
        table.transact(writes)
