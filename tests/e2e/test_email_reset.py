"""The e-mail reset on the deployed stack: asked for, mailed, confirmed, and raced for."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, NamedTuple

import pytest
import requests
from msgspec.structs import replace

from local.stack_file import Stack
from tests.e2e.deployed import Deployed
from tests.e2e.mailbox import inbox, mails
from tests.people import AN, CLOSED, register
from vssid_recovery.adapters.table.keys import account_key, reset_key

NEW = "mèo tím gõ bàn phím"
WRONG = "00000000"  # of 10^8 codes one is this one
NUMBERS = (f"62{number:08d}" for number in count())


class Person(NamedTuple):
    number: str
    email: str


@pytest.fixture(scope="module")
def deployed(stack: Stack) -> Deployed:
    return Deployed(stack)


@pytest.fixture
def person(deployed: Deployed) -> Person:
    """A new person with an address of one's own."""
    number = next(NUMBERS)
    email = f"n{number}@thu.example"
    someone = replace(
        AN, social_insurance_number=number, personal_identification_number="", email=email
    )
    register(deployed.table, someone)
    return Person(number, email)


def post(
    deployed: Deployed, path: str, body: Any, headers: dict[str, str] | None = None
) -> requests.Response:
    """Patiently: many at once are many cold starts."""
    return requests.post(deployed.stack.api_url + path, json=body, headers=headers, timeout=60)


def ask(
    deployed: Deployed, person: Person, headers: dict[str, str] | None = None
) -> requests.Response:
    body = {"identifier": person.number, "email": person.email}
    return post(deployed, "/password-resets", body, headers)


def confirm(deployed: Deployed, reset_id: str, code: str, new: str = NEW) -> requests.Response:
    path = f"/password-resets/{reset_id}/confirmation"
    return post(deployed, path, {"code": code, "newPassword": new})


def code_of(mail: dict[str, Any], reset_id: str) -> str:
    link = mail["BodyText"].partition(f"#reset={reset_id}&code=")[2]
    code: str = link[:8]
    return code


def open_reset(deployed: Deployed, person: Person) -> tuple[str, str]:
    reset_id = ask(deployed, person).json()["resetId"]
    return reset_id, code_of(mails(deployed, person.email, 1)[0], reset_id)


def test_a_mail_within_two_seconds_then_the_password_then_the_notice(
    deployed: Deployed, person: Person
) -> None:
    asked = ask(deployed, person)
    assert asked.status_code == 202
    assert asked.headers["Cache-Control"] == "no-store"
    reset_id = asked.json()["resetId"]
    [mail] = mails(deployed, person.email, 1, seconds=5)
    code = code_of(mail, reset_id)
    assert f"{code[:4]} {code[4:]}" in mail["BodyText"]
    assert code not in mail["Subject"]

    assert confirm(deployed, reset_id, WRONG).json()["attemptsLeft"] == 4
    assert confirm(deployed, reset_id, code, "Nguyễn Văn An 1955").status_code == 422
    done = confirm(deployed, reset_id, f"{code[:4]}-{code[4:]} ")
    assert (done.status_code, done.content) == (204, b"")
    assert not {"set-cookie", "authorization"} & {name.lower() for name in done.headers}

    assert deployed.check(person.number, NEW) == "VALID"
    assert confirm(deployed, reset_id, code).json()["attemptsLeft"] == 0
    notice = mails(deployed, person.email, 2)[-1]
    assert code not in notice["BodyText"]
    assert NEW not in notice["BodyText"]


def test_known_unknown_wrong_and_closed_are_one_answer(deployed: Deployed, person: Person) -> None:
    register(deployed.table, CLOSED)
    answers = [
        ask(deployed, who)
        for who in (
            person,
            Person("9999999998", "nobody@thu.example"),
            Person(person.number, "somebody.else@thu.example"),
            Person(CLOSED.social_insurance_number, CLOSED.email),
        )
    ]

    assert {answer.status_code for answer in answers} == {202}
    assert len({tuple(answer.json()) for answer in answers}) == 1
    assert len({len(answer.content) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    mails(deployed, person.email, 1)
    assert not inbox(deployed, "nobody@thu.example")
    assert not inbox(deployed, "somebody.else@thu.example")


def test_a_forged_host_is_not_in_the_mail(deployed: Deployed, person: Person) -> None:
    asked = ask(deployed, person, {"X-Forwarded-Host": "thief.example", "Host": "thief.example"})
    if asked.status_code != 202:  # the emulator may go by Host itself
        asked = ask(deployed, person, {"X-Forwarded-Host": "thief.example"})
    assert asked.status_code == 202

    [mail] = mails(deployed, person.email, 1)
    assert "thief.example" not in repr(mail)


def test_of_sixteen_racing_requests_of_one_pair_one_is_taken(
    deployed: Deployed, person: Person
) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: ask(deployed, person), range(16)))

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[202] == 1
    assert set(statuses) <= {202, 429, 503}
    waits = [answer.json()["retryAfter"] for answer in answers if answer.status_code == 429]
    assert all(30 <= wait <= 3600 for wait in waits)
    mails(deployed, person.email, 1)


def test_fifty_parallel_wrong_codes_are_five_tries(deployed: Deployed, person: Person) -> None:
    reset_id, code = open_reset(deployed, person)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: confirm(deployed, reset_id, WRONG), range(50)))

    left = Counter(answer.json()["attemptsLeft"] for answer in answers if answer.status_code == 400)
    assert {answer.status_code for answer in answers} <= {400, 429}
    assert {tries: left[tries] for tries in (4, 3, 2, 1)} == {4: 1, 3: 1, 2: 1, 1: 1}
    assert set(left) == {4, 3, 2, 1, 0}
    item = deployed.table.get(reset_key(reset_id))
    assert item is not None
    assert item["tries"] == 5
    assert confirm(deployed, reset_id, code).status_code in (400, 429)
    assert deployed.check(person.number, NEW) == "INVALID"


def test_of_eight_parallel_right_codes_one_succeeds(deployed: Deployed, person: Person) -> None:
    reset_id, code = open_reset(deployed, person)

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda n: confirm(deployed, reset_id, code, f"{NEW} số {n}"), range(8))
        )

    statuses = [answer.status_code for answer in answers]
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 400, 503}
    winner = statuses.index(204)
    assert deployed.check(person.number, f"{NEW} số {winner}") == "VALID"
    account = deployed.table.get(account_key(person.number))
    assert account is not None
    assert account["version"] == 2


def test_parallel_weak_passwords_with_the_right_code_cost_no_try(
    deployed: Deployed, person: Person
) -> None:
    reset_id, code = open_reset(deployed, person)

    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: confirm(deployed, reset_id, code, "password1234"), range(4))
        )

    assert {answer.status_code for answer in answers} == {422}
    assert confirm(deployed, reset_id, code).status_code == 204


@pytest.mark.parametrize(
    "reset_id", ["x", "a%2Fb", "a%22b", "a%0Ab", "%00", "%E1%BA%BF", "'", "a b"]
)
def test_any_text_in_the_place_of_the_id_is_an_invalid_code(
    deployed: Deployed, reset_id: str
) -> None:
    answer = confirm(deployed, reset_id, WRONG)

    if answer.status_code == 403:  # a slash is another route to the gateway
        assert answer.json()["code"] == "FORBIDDEN"
    else:
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_CODE")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_nothing_is_asked_or_confirmed_by_another_method(
    deployed: Deployed, person: Person, method: str
) -> None:
    reset_id, code = open_reset(deployed, person)

    for path in ("/password-resets", f"/password-resets/{reset_id}/confirmation"):
        url = deployed.stack.api_url + path
        body = {"code": code, "newPassword": NEW}
        answer = requests.request(method, url, json=body, timeout=10)
        assert answer.status_code == 403
    assert deployed.check(person.number, NEW) == "INVALID"
    assert confirm(deployed, reset_id, code).status_code == 204


def test_a_megabyte_is_too_large(deployed: Deployed, person: Person) -> None:
    answer = ask(deployed, Person(person.number, "a" * 1_000_000))

    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_LARGE")
