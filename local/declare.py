"""`make declare FILE=…`: uploads declarations as a unit would, and shows what comes of them.

The result, with a reason for each refused row, is written beside the file. Ends with 0 when the
file was taken, 1 when not, and one line says why.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from local.plan import Plan, StackFailure
from local.stack_file import Stack
from local.staff_session import StaffSession, sign_in

SECONDS = 60  # that an upload or download may stand still
PAUSE = 0.5  # seconds between two looks
PATIENCE = 30 * 60  # seconds; 100,000 rows take some minutes
BUSY = 500  # from this status on: the work goes on, and so does the look at it
ENDED = {"DONE", "REFUSED", "DUPLICATE"}
Batch = Mapping[str, Any]


def main() -> int:
    """Upload one file, as the command line says."""
    arguments = _arguments()
    try:
        stack = Stack.read(Plan(arguments.directory).stack_file)
        return declare(sign_in(stack, arguments.role), arguments.file, Console())
    except (OSError, StackFailure) as failure:
        print(f"declare: {failure}", file=sys.stderr)
        return 1


def declare(session: StaffSession, file: Path, console: Console) -> int:
    """Upload, follow, sum up. Raises StackFailure for what the API refuses, OSError of the file."""
    opened = _told(session.post("/declaration-batches", {"fileName": file.name}), 201)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f}%"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        _upload(file, opened, progress)
        batch = _follow(session, opened["batchId"], progress)
    _sum_up(batch, file, console)
    return 0 if batch["status"] == "DONE" else 1


def _upload(file: Path, opened: Batch, progress: Progress) -> None:
    kind = {"Content-Type": opened["contentType"]}
    with progress.open(file, "rb", description="upload") as content:
        answer = requests.put(opened["uploadUrl"], data=content, headers=kind, timeout=SECONDS)
    if not answer.ok:
        raise StackFailure(f"the upload was refused ({answer.status_code})")


def _follow(session: StaffSession, batch_id: str, progress: Progress) -> Batch:
    bar, deadline = progress.add_task("rows", total=None), time.monotonic() + PATIENCE
    while True:
        answer = session.get(f"/declaration-batches/{batch_id}")
        if answer.status_code < BUSY:
            batch = _told(answer, 200)
            done = batch["accepted"] + batch["rejected"]
            progress.update(bar, total=batch["total"] or None, completed=done)
            if batch["status"] in ENDED:
                return batch
        if time.monotonic() > deadline:
            raise StackFailure(f"batch {batch_id} is not done yet: look again later")
        time.sleep(PAUSE)


def _sum_up(batch: Batch, file: Path, console: Console) -> None:
    console.print(f"batch {batch['batchId']}: {batch['status']}")
    if reason := batch.get("reasonText"):
        console.print(f"{reason['vi']}\n{reason['en']}")
    if of := batch.get("duplicateOf"):
        console.print(f"The same content came before, as batch {of}: nothing was entered again.")
    if batch["status"] == "DONE":
        console.print(
            f"{batch['total']} rows: {batch['accepted']} đã tiếp nhận ({batch['flagged']} to be"
            f" looked at one by one), {batch['rejected']} bị từ chối"
        )
    if url := batch.get("resultUrl"):
        result = file.with_name(f"{file.stem}-ket-qua.csv")
        result.write_bytes(requests.get(url, timeout=SECONDS).content)
        console.print(f"Each row and its reason: {result}")


def _told(answer: requests.Response, wanted: int) -> Batch:
    told: Batch = answer.json()
    if answer.status_code != wanted:
        raise StackFailure(f"{told.get('code')}: {told.get('detail')}")
    return told


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make declare", description=__doc__)
    parser.add_argument("--directory", type=Path, default=Plan.directory)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--role", choices=["unit", "collector"], default="unit")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
