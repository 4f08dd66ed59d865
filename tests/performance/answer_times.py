"""`make bench-answers`: do a reset's answers take longer for an account than for none?

On a stack of its own, over one kept-alive connection. Who is known was drawn by lot among people
whose numbers and addresses are made alike, and all calls are shuffled: an account's mail is made on
the same two cores right after its request, and is to slow a known and an unknown one alike.
"""

import http.client
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.accounts import load
from local.aws import emulator_session
from local.deployed_table import table_of
from local.plan import StackFailure
from local.register_file import RegisterFile
from local.stack import free_port, local_stack
from local.stack_file import Stack
from tests.performance.figures import aligned
from tests.performance.people_by_lot import LOT, Person, drawn, register_of
from tests.performance.separation import HEADINGS, Separation
from vssid_recovery.adapters.table.keys import reset_key

PAIRS, WARM_UP = 1200, 30
PARAMETERS = {
    "ResendAfterSeconds": "1",
    "RequestsPerHourPerIp": "100000",
    "RequestsPerDayPerIp": "1000000",
}
# Whoever is mailed, is mailed before this; all codes live longer.
MAILED_WITHIN_SECONDS = 400.0


class Api:
    """One connection, kept open."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        self._prefix = parts.path

    def post(self, path: str, body: dict[str, str], status: int) -> tuple[Any, float]:
        """The answer, which has to have that status, and the milliseconds to its last byte."""
        sent, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
        started = time.perf_counter()
        self._connection.request("POST", self._prefix + path, sent, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        taken = (time.perf_counter() - started) * 1000
        assert answer.status == status, text
        return json.loads(text), taken


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        try:
            rows = [each.cells for each in measured(Path(folder))]
        except StackFailure as failure:
            print(failure, file=sys.stderr)
            return 1
    print(aligned(HEADINGS, rows))
    return 0


def measured(folder: Path) -> Iterable[Separation]:
    people = drawn(PAIRS + WARM_UP)
    register = folder / "register.csv"
    register.write_text(register_of(people), "utf-8")

    def seed(stack: Stack) -> None:
        summary = load(table_of(stack), RegisterFile.at(register), by="benchmark")
        assert not summary.refused, summary.refused[0]

    with local_stack(folder / "stack", free_port(), PARAMETERS, seed) as stack:
        api = Api(stack.api_url)
        yield taken("request", people, lambda person: ask(api, person))
        wait_until_mailed(stack, people)
        LOT.shuffle(people)
        yield taken("confirmation, wrong code", people, lambda person: guess(api, person))


def taken(name: str, people: Sequence[Person], call: Callable[[Person], float]) -> Separation:
    """The first calls warm the function up and do not count."""
    times = [(person.known, call(person)) for person in people][2 * WARM_UP :]
    return Separation(
        name,
        [each for known, each in times if known],
        [each for known, each in times if not known],
    )


def ask(api: Api, person: Person) -> float:
    body = {"identifier": person.identifier, "email": person.email}
    answer, milliseconds = api.post("/password-resets", body, 202)
    person.reset_id = answer["resetId"]
    return milliseconds


def guess(api: Api, person: Person) -> float:
    """A wrong code, but for one chance in a hundred million."""
    body = {"code": "00000000", "newPassword": "mèo tím gõ bàn phím"}
    path = f"/password-resets/{person.reset_id}/confirmation"
    answer, milliseconds = api.post(path, body, 400)
    assert answer["code"] == "INVALID_CODE"
    assert answer["attemptsLeft"] == 4
    return milliseconds


def wait_until_mailed(stack: Stack, people: Sequence[Person]) -> None:
    """Until each known reset has its code, no other has one, and the mailer is at rest."""
    client = emulator_session().client("dynamodb", endpoint_url=stack.endpoint_url)
    deadline = time.monotonic() + MAILED_WITHIN_SECONDS
    while client.scan(TableName=stack.table_name, IndexName="owed", Select="COUNT")["Count"]:
        assert time.monotonic() < deadline, "mail is still owed"
        time.sleep(1)
    table = table_of(stack).table
    for person in people:
        reset = table.get(reset_key(person.reset_id))
        assert reset
        assert ("code" in reset) is person.known


if __name__ == "__main__":
    sys.exit(main())
