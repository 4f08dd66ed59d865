"""The sample batch is what its README says, as CSV and as XLSX."""

import re
from datetime import date
from pathlib import Path

import pytest

from local.register_file import RegisterFile
from tests.repository import ROOT
from vssid_recovery.declaration_file import read_rows
from vssid_recovery.declaration_refusals import refuse_mostly_bad
from vssid_recovery.declaration_rows import DeclaredRow, RowRefused, read_row
from vssid_recovery.model import Account
from vssid_recovery.register_rows import RegisterRow
from vssid_recovery.strength import folded

TODAY = date(2026, 3, 9)
FOLDER = ROOT / "events" / "declaration_batch"
CSV, XLSX = FOLDER / "sample-tk1-ts.csv", FOLDER / "sample-tk1-ts.xlsx"
TABLE_LINE = re.compile(r"\| (\d+) \| .* \| ([A-Z_, ]+) \|")


def sample(path: Path) -> dict[int, DeclaredRow | RowRefused]:
    with path.open("rb") as stream:
        return {row.number: read_row(row, TODAY) for row in read_rows(stream, path.name)}


def told(heading: str) -> dict[int, list[str]]:
    """The rows and codes of one table of the README."""
    text = (FOLDER / "README.md").read_text("utf-8").partition(heading)[2].partition("\n## ")[0]
    return {int(number): codes.split(", ") for number, codes in TABLE_LINE.findall(text)}


def registered() -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for path in (FOLDER / "register.csv", ROOT / "events" / "accounts" / "sample.csv"):
        for row in RegisterFile.at(path).rows(TODAY):
            assert isinstance(row, RegisterRow), row
            numbers = (
                row.account.social_insurance_number,
                row.account.personal_identification_number,
            )
            accounts |= {number: row.account for number in numbers if number}
    return accounts


def test_both_files_say_the_same_of_two_hundred_people() -> None:
    assert sample(CSV) == sample(XLSX)
    assert len(sample(CSV)) == 200


@pytest.mark.parametrize("path", [CSV, XLSX], ids=lambda path: path.suffix)
def test_the_rows_that_cannot_be_read_are_those_of_the_readme(path: Path) -> None:
    refused = {
        number: [reason.code for reason in row.reasons]
        for number, row in sample(path).items()
        if isinstance(row, RowRefused)
    }

    assert refused == told("## Rows that cannot be read")
    refuse_mostly_bad(200, len(refused))


def test_the_rows_that_the_register_contradicts_are_those_of_the_readme() -> None:
    accounts = registered()
    contradicted = {
        number
        for number, row in sample(CSV).items()
        if isinstance(row, DeclaredRow) and not agrees(row, accounts.get(row.identifier.number))
    }

    twice = {170}
    assert contradicted | twice == set(told("## Rows that read well"))


def agrees(row: DeclaredRow, account: Account | None) -> bool:
    return (
        account is not None
        and account.is_open
        and account.unit_code == "TN0001N"
        and folded(account.full_name) == folded(row.full_name)
        and account.date_of_birth == row.date_of_birth
    )


def test_every_address_leads_nowhere() -> None:
    rows = [row for row in sample(CSV).values() if isinstance(row, DeclaredRow)]

    assert all(row.email.endswith((".example", ".test")) for row in rows)
