"""`make accounts` on a real table (moto): what it loads, what it prints, how it ends."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local import accounts
from local.accounts import SAMPLE, load, told
from local.deployed_table import DeployedTable
from local.plan import StackFailure
from local.register_file import RegisterFile
from tests.repository import ROOT
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.items import event_of
from vssid_recovery.adapters.table.keys import EVENT, account_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Item, Key
from vssid_recovery.errors import Unavailable
from vssid_recovery.register import Outcome

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BAD_ROWS = ROOT / "events" / "accounts" / "bad-rows.csv"
Command = Callable[..., int]


@pytest.fixture
def deployed(table: Table, secret: RootSecret) -> DeployedTable:
    return DeployedTable(table, secret, "chi Tam")


@pytest.fixture
def command(deployed: DeployedTable, monkeypatch: pytest.MonkeyPatch) -> Command:
    def _command(*arguments: str, reached: DeployedTable = deployed) -> int:
        monkeypatch.setattr(sys, "argv", ["accounts", *arguments])
        monkeypatch.setattr(accounts, "deployed_table", lambda file, name: reached)
        return accounts.main()

    return _command


def test_the_samples_are_loaded_once(deployed: DeployedTable) -> None:
    first = load(deployed, RegisterFile.at(SAMPLE))
    again = load(deployed, RegisterFile.at(SAMPLE))

    assert first.counts == {Outcome.CREATED: 18}
    assert (first.old_phones, first.refused, first.stopped) == (1, [], "")
    assert again.counts == {Outcome.UNCHANGED: 18}


def test_all_good_ends_with_0(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--file", str(SAMPLE)) == 0
    assert capsys.readouterr().out.split("\n")[0].strip() == "18 created"


def test_refused_rows_are_told_by_line_and_the_others_are_in(
    command: Command, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("--file", str(BAD_ROWS)) == 1

    out = capsys.readouterr().out
    assert "line 6 (02******04): full_name is empty\n" in out
    assert "line 4: social_insurance_number does not have 10 digits\n" in out
    assert " 2 created\n" in out
    assert " 16 refused\n" in out
    assert "0223456704" not in out
    assert table.get(account_key("0223456701"))
    assert table.get(account_key("0223456716"))
    assert table.get(account_key("0223456704")) is None


def test_a_file_that_is_refused_whole_ends_with_2_and_one_line(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,phone\nAn,0912345678\n")

    assert command("--file", str(path)) == 2

    err = capsys.readouterr().err
    assert "the header has no column social_insurance_number" in err
    assert err.count("\n") == 1


def test_no_stack_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["accounts", "--file", str(SAMPLE), "--directory", "/nowhere"])

    assert accounts.main() == 2
    assert "No stack is running" in capsys.readouterr().err


def test_replace_and_the_operator_come_from_the_command_line(
    command: Command, table: Table, tmp_path: Path
) -> None:
    command("--file", str(SAMPLE))
    path = tmp_path / "changed.csv"
    path.write_text(SAMPLE.read_text("utf-8").replace("an.nguyen@", "doi.nguyen@"), "utf-8")

    assert command("--file", str(path)) == 1
    assert command("--file", str(path), "--replace", "--by", "anh Ba") == 0

    events = map(event_of, table.query(account_key("0123456789")["pk"], EVENT))
    assert [event.by for event in events] == ["operator chi Tam", "operator anh Ba"]


class GoneAfterOneRead(Table):
    """The table of an emulator that is ended while a file is loaded."""

    alive = True

    def get_all(self, keys: Sequence[Key]) -> list[Item | None]:
        if not self.alive:
            raise Unavailable("table: gone")
        self.alive = False
        return super().get_all(keys)


def test_what_was_loaded_before_the_table_went_away_is_told(
    command: Command,
    deployed: DeployedTable,
    dynamodb: "DynamoDBClient",
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    header = SAMPLE.read_text("utf-8").split("\n")[0]
    rows = (f"77{number:08d},,Trần Văn Mẫu,1980-01-01,,,,,,,," for number in range(150))
    path = tmp_path / "many.csv"
    path.write_text("\n".join((header, *rows)), "utf-8")
    going = GoneAfterOneRead(dynamodb, "recovery", lambda: None)

    assert command("--file", str(path), reached=replace(deployed, table=going)) == 2

    printed = capsys.readouterr()
    assert " 100 created\n" in printed.out
    assert printed.err == "Stopped (table: gone): load the same file again.\n"
    assert command("--file", str(path)) == 0
    assert " 100 unchanged\n" in capsys.readouterr().out


def test_samples_that_cannot_be_loaded_stop_the_stack(
    deployed: DeployedTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "table_of", lambda stack: deployed)
    monkeypatch.setattr(accounts, "SAMPLE", BAD_ROWS)

    with pytest.raises(StackFailure, match="line 6"):
        accounts.seed_sample(None)  # type: ignore[arg-type]


def test_the_summary_tells_every_count(deployed: DeployedTable) -> None:
    lines = told(load(deployed, RegisterFile.at(SAMPLE))).split("\n")

    assert [line.split(maxsplit=1) for line in lines] == [
        ["18", "created"],
        ["0", "updated"],
        ["0", "replaced"],
        ["0", "unchanged"],
        ["0", "refused"],
        ["1", "old 11-digit phone numbers converted"],
    ]
