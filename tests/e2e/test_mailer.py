"""Mail on the deployed stack: while the mail system is away, twice at once, and refused."""

import json
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pytest
import requests
from msgspec.structs import replace

from local.aws import emulator_session
from local.deployed_table import DeployedMail, mail_of
from local.redrive import redrive
from local.stack_file import Stack
from tests.e2e.deployed import Deployed, spoken
from tests.people import AN, register
from vssid_recovery.adapters.table.history import HistoryTable
from vssid_recovery.adapters.table.items import mail_put
from vssid_recovery.adapters.table.keys import mail_key
from vssid_recovery.adapters.table.writes import Item
from vssid_recovery.adapters.world import now
from vssid_recovery.model import OwedMail
from vssid_recovery.redrive import Fate

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

NEW = "mèo tím gõ bàn phím"
SECONDS = 40.0
LONG_AGO = "2026-01-01T00:00:00.000000Z"
NUMBERS = (f"63{number:08d}" for number in count())
Found = TypeVar("Found")


class Person(NamedTuple):
    number: str
    phone: str
    email: str


@pytest.fixture(scope="module")
def deployed(stack: Stack) -> Deployed:
    return Deployed(stack)


@pytest.fixture(scope="module")
def mail(stack: Stack) -> DeployedMail:
    return mail_of(stack)


@pytest.fixture
def person(deployed: Deployed) -> Person:
    """A new person with a phone and an address of one's own."""
    number = next(NUMBERS)
    person = Person(number, f"+8491{number[-7:]}", f"n{number}@thu.example")
    someone = replace(
        AN,
        social_insurance_number=number,
        personal_identification_number="",
        phone=person.phone,
        email=person.email,
    )
    register(deployed.table, someone)
    return person


def soon(look: Callable[[], Found], is_there: Callable[[Found], object] = bool) -> Found:
    deadline = time.monotonic() + SECONDS
    while not is_there(found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_there(found), found
    return found


def inbox(deployed: Deployed, person: Person, subject: str = "") -> list[dict[str, Any]]:
    url = f"{deployed.stack.endpoint_url}/_ministack/ses/messages"
    senders = requests.get(url, timeout=10).json()["messages"]
    mails = [mail for mails in senders.values() for mail in mails]
    return [m for m in mails if person.email in repr(m["To"]) and subject in m["Subject"]]


def ask(deployed: Deployed, person: Person) -> str:
    body = {"identifier": person.number, "email": person.email}
    reset_id: str = deployed.post("/password-resets", body).json()["resetId"]
    return reset_id


def code_for(deployed: Deployed, person: Person, reset_id: str) -> str:
    """The code of the newest mail for a reset."""
    link = re.compile(f"#reset={reset_id}&code=([0-9]{{8}})")
    mails = soon(lambda: [m for m in inbox(deployed, person) if link.search(m["BodyText"])])
    found = link.search(mails[-1]["BodyText"])
    assert found
    return found[1]


def confirm(deployed: Deployed, reset_id: str, code: str, new: str = NEW) -> int:
    path = f"/password-resets/{reset_id}/confirmation"
    return deployed.post(path, {"code": code, "newPassword": new}).status_code


def token_in(mail: dict[str, Any]) -> str:
    found = re.search(r"/refuse\.html#token=([A-Za-z0-9_-]{22})\s", mail["BodyText"])
    assert found
    return found[1]


def refuse(deployed: Deployed, token: str) -> requests.Response:
    return deployed.post("/refusals", {"token": token})


def owed_of(deployed: Deployed, reset_id: str) -> Item:
    """The mail of a reset, as an operator finds it."""
    found = deployed.dynamodb.scan(
        TableName=deployed.stack.table_name,
        FilterExpression="begins_with(pk, :mail) AND about = :id",
        ExpressionAttributeValues={":mail": {"S": "MAIL#"}, ":id": {"S": reset_id}},
    )["Items"]
    return deployed.table.get({"pk": found[0]["pk"]["S"], "sk": "MAIL"}) or {} if found else {}


def owe(deployed: Deployed, person: Person, mail_id: str, given_up: bool = False) -> None:
    """A notice is owed; one that was `given_up` was tried long ago, and is nobody's any more."""
    at = now()
    put = mail_put(OwedMail(mail_id, "PASSWORD_CHANGED", person.number, at, at.isoformat()))
    before = {"waitsSince": LONG_AGO, "owedAt": LONG_AGO} if given_up else {}
    deployed.table.transact([replace(put, item=put.item | before)])


@contextmanager
def no_sender(stack: Stack) -> Iterator[None]:
    """SES takes no mail: the sender is not verified any more."""
    ses: SESV2Client = emulator_session().client("sesv2", endpoint_url=stack.endpoint_url)
    [sender] = [each["IdentityName"] for each in ses.list_email_identities()["EmailIdentities"]]
    ses.delete_email_identity(EmailIdentity=sender)
    try:
        yield
    finally:
        ses.create_email_identity(EmailIdentity=sender)


def test_a_mail_waits_while_the_mail_system_is_away_and_its_code_works(
    deployed: Deployed, person: Person
) -> None:
    with no_sender(deployed.stack):
        reset_id = ask(deployed, person)
        waiting = soon(lambda: owed_of(deployed, reset_id), lambda item: "waitsSince" in item)
        assert "owed" in waiting
        assert inbox(deployed, person) == []

    code = code_for(deployed, person, reset_id)
    soon(lambda: owed_of(deployed, reset_id), lambda item: item.get("outcome") == "SENT")
    assert confirm(deployed, reset_id, code) == 204


def test_a_record_delivered_many_times_at_once_sends_one_mail(
    deployed: Deployed, person: Person
) -> None:
    mail_id = f"{int(person.number):032x}"
    key = {"pk": {"S": f"MAIL#{mail_id}"}, "sk": {"S": "MAIL"}}
    records = [{"eventSource": "aws:dynamodb", "dynamodb": {"Keys": key}}] * 2

    def ring(_: int) -> None:
        answer = deployed.functions.invoke(
            FunctionName=deployed.stack.functions["mailer"],
            Payload=json.dumps({"Records": records}),
        )
        assert "FunctionError" not in answer

    with ThreadPoolExecutor(6) as pool:
        rung = pool.map(ring, range(6))
        owe(deployed, person, mail_id)
        list(rung)
    list(map(ring, range(2)))

    item = soon(lambda: deployed.table.get(mail_key(mail_id)) or {}, lambda i: "outcome" in i)
    assert item["outcome"] == "SENT"
    assert len(inbox(deployed, person)) == 1


def test_a_call_and_a_new_password_are_told_and_the_refusal_undoes_both(
    deployed: Deployed, person: Person
) -> None:
    read_out = spoken(deployed.call(person.number, f"contact of {person.number}", person.phone))
    [issued] = soon(lambda: inbox(deployed, person))
    body = {"identifier": person.number, "currentPassword": read_out, "newPassword": NEW}
    assert deployed.post("/password-changes", body).status_code == 204
    soon(lambda: inbox(deployed, person), lambda mails: len(mails) == 2)
    sessions = deployed.signed("/session-checks", {"identifier": person.number}).json()

    answer = refuse(deployed, token_in(issued))

    assert (answer.status_code, answer.content) == (204, b"")
    assert deployed.check(person.number, NEW) == "INVALID"
    after = deployed.signed("/session-checks", {"identifier": person.number}).json()
    assert after["sessionsValidFrom"] > sessions["sessionsValidFrom"]
    again = deployed.call(person.number, f"another of {person.number}", person.phone)
    assert again["outcome"] == "BLOCKED"

    receipt = soon(lambda: inbox(deployed, person), lambda mails: len(mails) == 3)[-1]
    assert "token=" not in receipt["BodyText"] + receipt["BodyHtml"]
    reset_id = ask(deployed, person)
    assert confirm(deployed, reset_id, code_for(deployed, person, reset_id)) == 204
    assert refuse(deployed, token_in(issued)).status_code == 204
    deployed.begin_counts_anew()
    assert deployed.check(person.number, NEW) == "VALID"
    kinds = [line.event.kind for line in HistoryTable(deployed.table).lines(person.number)]
    assert kinds.count("REFUSAL") == 1


def test_refusals_of_one_notice_race_and_one_counts(deployed: Deployed, person: Person) -> None:
    deployed.call(person.number, f"contact of {person.number}", person.phone)
    [issued] = soon(lambda: inbox(deployed, person))
    token = token_in(issued)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refuse(deployed, token).status_code, range(8)))

    assert set(answers) == {204}
    kinds = [line.event.kind for line in HistoryTable(deployed.table).lines(person.number)]
    assert kinds.count("REFUSAL") == 1


def test_a_code_and_its_refusal_race_and_the_code_is_dead(
    deployed: Deployed, person: Person
) -> None:
    reset_id = ask(deployed, person)
    code = code_for(deployed, person, reset_id)
    token = token_in(inbox(deployed, person)[0])

    with ThreadPoolExecutor(2) as pool:
        chosen = pool.submit(confirm, deployed, reset_id, code)
        refused = pool.submit(refuse, deployed, token)
        assert chosen.result() in (204, 400)
        assert refused.result().status_code == 204

    assert deployed.check(person.number, NEW) == "INVALID"
    assert confirm(deployed, reset_id, code) == 400


@pytest.mark.parametrize("token", ["x" * 22, "", "short", None, ["x" * 22], 7])
def test_a_token_that_nobody_got_is_refused(deployed: Deployed, token: Any) -> None:
    answer = deployed.post("/refusals", {"token": token})

    expected = "INVALID_TOKEN" if isinstance(token, str) and token else "INVALID_REQUEST"
    assert (answer.status_code, answer.json()["code"]) == (400, expected)


def test_redrive_sends_what_lies_there_and_drops_what_is_over(
    deployed: Deployed, mail: DeployedMail, person: Person
) -> None:
    for fate in redrive(mail):  # what other tests have left
        assert fate in Fate
    mail_id = f"{int(person.number):032x}"
    owe(deployed, person, mail_id, given_up=True)
    for body in (mail_id, "0" * 32, '{"requestContext": {}}'):
        mail.queues.send_message(QueueUrl=mail.dead_letters_url, MessageBody=body)

    fates = list(redrive(mail))

    assert sorted(fates) == [Fate.NO_MAIL, Fate.PUT_BACK, Fate.SETTLED]
    assert len(soon(lambda: inbox(deployed, person))) == 1
    told = mail.queues.receive_message(QueueUrl=mail.dead_letters_url)
    assert "Messages" not in told


def test_redrive_finds_what_no_queue_has(
    deployed: Deployed, mail: DeployedMail, person: Person
) -> None:
    owe(deployed, person, f"{int(person.number):032x}", given_up=True)

    assert Fate.PUT_BACK in list(redrive(mail))
    assert len(soon(lambda: inbox(deployed, person))) == 1
