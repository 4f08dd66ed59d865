"""The register as a file on disk: what is text, what was told of it, what the samples hold."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from local.register_file import RegisterFile
from tests.repository import ROOT
from vssid_recovery.adapters.argon2_hasher import ARGON2ID
from vssid_recovery.model import AccountStatus
from vssid_recovery.phone_numbers import parse_caller
from vssid_recovery.register_rows import COLUMNS, FileRefused, RefusedRow, RegisterRow

TODAY = date(2026, 3, 9)
FOLDER = ROOT / "events" / "accounts"
ROW = "0123456789,,Nguyễn Văn An,1955-02-03,,,,,,,"


def register_at(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_comes_with_or_without_a_mark_and_with_either_end_of_line(
    tmp_path: Path, encoding: str, end: str
) -> None:
    path = register_at(tmp_path / "a.csv", f"{','.join(COLUMNS)}{end}{ROW}{end}", encoding)

    file = RegisterFile.at(path)

    (row,) = file.rows(TODAY)
    assert isinstance(row, RegisterRow)
    assert file.lines == 2


def test_a_file_that_is_not_utf8_is_refused_before_anything_of_it_is_read(tmp_path: Path) -> None:
    rows = f"{','.join(COLUMNS)}\n" + f"{ROW}\n" * 20_000
    path = tmp_path / "a.csv"
    path.write_bytes(rows.encode() + "Hoà".encode("cp1258"))

    with pytest.raises(FileRefused, match=r"a\.csv is not UTF-8 text: save it as CSV UTF-8"):
        RegisterFile.at(path)


def test_a_missing_file_and_none_are_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"none\.csv cannot be read: No such file"):
        RegisterFile.at(tmp_path / "none.csv")
    with pytest.raises(FileRefused, match="make accounts FILE="):
        RegisterFile.at("")


def test_a_wrong_header_is_told_with_the_file(tmp_path: Path) -> None:
    path = register_at(tmp_path / "a.csv", "name,phone\n")

    with pytest.raises(FileRefused, match=r"a\.csv is refused: the header has no column social"):
        list(RegisterFile.at(path).rows(TODAY))


def sample() -> list[RegisterRow]:
    rows = list(RegisterFile.at(FOLDER / "sample.csv").rows(TODAY))
    assert [row for row in rows if isinstance(row, RefusedRow)] == []
    return [row for row in rows if isinstance(row, RegisterRow)]


def test_the_first_sample_account_is_the_one_that_the_readme_calls_for() -> None:
    account = sample()[0].account

    assert (account.social_insurance_number, account.phone) == ("0123456789", "+84912345678")
    assert account.email_confirmed_on
    assert account.personal_identification_number
    assert (account.unit_code, account.office_code) == ("TN0001N", "07906")


def test_the_samples_hold_every_state_and_every_odd_phone_number() -> None:
    rows = sample()
    accounts = [row.account for row in rows]
    open_ones = [account for account in accounts if account.is_open]

    assert {account.status for account in accounts} == set(AccountStatus)
    assert any(not account.email for account in open_ones)
    assert any(account.email and not account.email_confirmed_on for account in open_ones)
    assert any(not account.phone and account.email_confirmed_on for account in open_ones)
    assert any(row.has_old_phone for row in rows)
    assert max(Counter(account.phone for account in open_ones if account.phone).values()) == 2
    assert any(account.phone and not account.phone.startswith("+84") for account in open_ones)
    assert any(
        account.phone.startswith("+84") and not parse_caller(account.phone).is_mobile
        for account in open_ones
    )
    assert any(
        parse_caller(account.social_insurance_number).is_mobile
        and parse_caller(account.social_insurance_number).number != account.phone
        for account in open_ones
    )
    assert any(
        parse_caller(account.social_insurance_number).number == account.phone
        for account in open_ones
    )


def test_the_samples_are_made_up() -> None:
    domains = {row.account.email.rpartition(".")[2] for row in sample() if row.account.email}

    assert domains <= {"example", "test"}


def test_the_sample_password_is_the_one_that_its_readme_tells() -> None:
    (phc,) = [row.password_hash for row in sample() if row.password_hash]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    phrase = "chiếc thuyền giấy qua sông Lam"

    assert phrase in readme
    assert ARGON2ID.verify(phc, phrase)


def test_the_bad_rows_are_refused_and_the_good_ones_between_them_are_not() -> None:
    rows = list(RegisterFile.at(FOLDER / "bad-rows.csv").rows(TODAY))

    assert [row.line for row in rows if isinstance(row, RegisterRow)] == [2, 19]
    assert len(rows) == 18
