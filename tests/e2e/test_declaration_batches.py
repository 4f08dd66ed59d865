"""A file of declarations on the deployed stack: uploaded, read, decided on, mailed."""

import csv
import time
from collections.abc import Iterator
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests
from msgspec.structs import replace
from rich.console import Console

from local.declare import declare
from local.stack_file import Stack
from local.staff_session import StaffSession, sign_in
from tests.e2e.deployed import Deployed
from tests.e2e.mailbox import mails
from tests.people import BINH, register
from vssid_recovery.model import Account

NUMBERS = (f"65{number:08d}" for number in count())
HEADER = "identifier,full_name,date_of_birth,phone,email,note"
PATIENCE = 60


@pytest.fixture(scope="module")
def deployed(stack: Stack) -> Deployed:
    return Deployed(stack)


@pytest.fixture
def people(deployed: Deployed) -> list[Account]:
    """Five of the sample unit without an e-mail, and one of another unit."""
    found = [
        replace(
            BINH,
            social_insurance_number=next(NUMBERS),
            personal_identification_number="",
            unit_code="TN0001N" if at < 5 else "TN0002N",
        )
        for at in range(6)
    ]
    register(deployed.table, *found)
    return found


def line(person: Account, email: str = "") -> str:
    number = person.social_insurance_number
    email = email or f"n{number}@thu.example"
    return f"{number},{person.full_name},{person.date_of_birth},,{email},"


def until_done(session: StaffSession, batch_id: str) -> dict[str, Any]:
    return next(batch for batch in looks(session, batch_id) if batch["status"] != "RUNNING")


def looks(session: StaffSession, batch_id: str) -> Iterator[dict[str, Any]]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        batch: dict[str, Any] = session.get(f"/declaration-batches/{batch_id}").json()
        if batch["status"] != "AWAITING_FILE":
            yield batch
        time.sleep(0.1)
    raise AssertionError("the file was not read in time")


def upload(session: StaffSession, text: str) -> dict[str, Any]:
    opened = session.post("/declaration-batches", {"fileName": "to-khai.csv"}).json()
    kind = {"Content-Type": opened["contentType"]}
    put = requests.put(opened["uploadUrl"], data=text.encode(), headers=kind, timeout=10)
    assert put.status_code == 200, put.text
    return until_done(session, opened["batchId"])


def test_a_file_is_read_decided_on_as_a_whole_and_its_people_are_mailed(
    stack: Stack, deployed: Deployed, people: list[Account]
) -> None:
    unit, officer = sign_in(stack, "unit"), sign_in(stack, "officer")
    text = "\n".join([HEADER, *map(line, people)])

    batch = upload(unit, text)

    counts = {name: batch[name] for name in ("status", "total", "accepted", "rejected")}
    assert counts == {"status": "DONE", "total": 6, "accepted": 5, "rejected": 1}
    result = requests.get(batch["resultUrl"], timeout=10).content.decode("utf-8-sig")
    rows = [*csv.DictReader(StringIO(result))]
    assert [row["Kết quả"] for row in rows] == ["đã tiếp nhận"] * 5 + ["bị từ chối"]

    seen = officer.get(f"/declaration-batches/{batch['batchId']}").json()
    left_out = seen["sample"][0]
    decided = officer.post(
        f"/declaration-batches/{batch['batchId']}/decision",
        {"decision": "APPROVE", "reason": "", "except": [left_out["declarationId"]]},
    )
    assert decided.status_code == 200, decided.text
    done = next(b for b in looks(officer, batch["batchId"]) if b["decision"]["isDone"])
    assert done["decision"]["decided"] == 4
    approved = [each for each in seen["sample"] if each is not left_out]
    for each in approved:
        assert len(mails(deployed, each["email"], 1)) == 1
    path = f"/email-declarations/{left_out['declarationId']}"
    assert officer.get(path).json()["status"] == "SUBMITTED"


def test_the_command_uploads_follows_and_writes_the_result(
    stack: Stack, people: list[Account], tmp_path: Path
) -> None:
    file = tmp_path / "to-khai.csv"
    file.write_text("\n".join([HEADER, *map(line, people)]), encoding="utf-8")
    console = Console(file=StringIO(), width=200)

    first = declare(sign_in(stack, "unit"), file, console)
    again = declare(sign_in(stack, "unit"), file, console)

    assert (first, again) == (0, 1)
    assert "6 rows: 5 đã tiếp nhận" in console.file.getvalue()  # type: ignore[attr-defined]
    assert "DUPLICATE" in console.file.getvalue()  # type: ignore[attr-defined]
    assert "bị từ chối" in (tmp_path / "to-khai-ket-qua.csv").read_text("utf-8-sig")


def test_a_file_that_is_none_is_refused_in_words(stack: Stack) -> None:
    batch = upload(sign_in(stack, "unit"), "%PDF-1.7 made up")

    assert (batch["status"], batch["reason"]) == ("REFUSED", "NOT_A_TABLE")
    assert batch["reasonText"]["vi"]
