"""The main job on the deployed stack: a call, a password read out, one's own password."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from msgspec.structs import replace

from local.stack_file import Stack
from tests.e2e.deployed import Deployed, spoken
from tests.people import AN, CLOSED, register

NEW = "mèo tím gõ bàn phím"
PEOPLE = (f"60{number:08d}" for number in count())


@pytest.fixture(scope="session")
def deployed(stack: Stack) -> Deployed:
    return Deployed(stack)


@pytest.fixture
def person(deployed: Deployed) -> str:
    """A new person."""
    number = next(PEOPLE)
    pin = f"99{number}"
    someone = replace(AN, social_insurance_number=number, personal_identification_number=pin)
    register(deployed.table, someone)
    return number


def new_phone(deployed: Deployed, number: str, phone: str) -> str:
    register(deployed.table, replace(AN, social_insurance_number=number, phone=phone,
                                     personal_identification_number=""))  # fmt: skip
    return phone


def test_the_password_read_out_opens_choose_your_own_and_then_nothing(
    deployed: Deployed, person: str
) -> None:
    phone = new_phone(deployed, person, "+84900000100")
    read_out = spoken(deployed.call(person, "contact-1", phone))
    assert deployed.check(person, read_out) == "CHANGE_REQUIRED"

    body = {"identifier": person, "currentPassword": read_out, "newPassword": NEW}
    chosen = deployed.post("/password-changes", body)
    assert (chosen.status_code, chosen.content) == (204, b"")
    assert chosen.headers["Cache-Control"] == "no-store"
    assert chosen.headers["x-amzn-requestid"]

    assert deployed.check(person, NEW) == "VALID"
    assert deployed.check(person, read_out) == "INVALID"
    again = deployed.post("/password-changes", body | {"newPassword": NEW + " 2"})
    assert (again.status_code, again.json()["code"]) == (403, "INVALID_CREDENTIALS")


def test_a_mismatch_an_unknown_number_and_a_closed_account_are_one_answer(
    deployed: Deployed, person: str
) -> None:
    register(deployed.table, CLOSED)
    answers = [
        deployed.call(person, "contact-2", "+84900000201"),
        deployed.call("9999999999", "contact-3", "+84900000202"),
        deployed.call("999999999999", "contact-4", "+84900000203"),
        deployed.call(CLOSED.social_insurance_number, "contact-5", CLOSED.phone),
        deployed.call(person, "contact-6", None),
    ]
    assert answers == [{"outcome": "NO_MATCH"}] * 5


def test_the_twelve_digit_number_finds_the_account(deployed: Deployed) -> None:
    number = next(PEOPLE)
    someone = replace(AN, social_insurance_number=number, phone="+84900000300",
                      personal_identification_number="001955000300")  # fmt: skip
    register(deployed.table, someone)

    assert deployed.call("001955000300", "contact-7", "+84900000300")["outcome"] == "ISSUED"


def test_racing_invocations_leave_the_password_of_the_last_and_read_out_no_dead_one(
    deployed: Deployed, person: str
) -> None:
    phone = new_phone(deployed, person, "+84900000400")
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: deployed.call(person, "one contact", phone), range(16)))

    outcomes = {reply["outcome"] for reply in replies}
    assert outcomes <= {"ISSUED", "UNAVAILABLE"}
    issued = [spoken(reply) for reply in replies if reply["outcome"] == "ISSUED"]
    working = [word for word in issued if works(deployed, person, word)]
    assert len(working) == 1


def works(deployed: Deployed, person: str, word: str) -> bool:
    """Whether a temporary password is the standing one; begins the count of guesses anew."""
    deployed.begin_counts_anew()
    return deployed.check(person, word) == "CHANGE_REQUIRED"


def test_of_racing_changes_with_one_temporary_password_one_succeeds(
    deployed: Deployed, person: str
) -> None:
    phone = new_phone(deployed, person, "+84900000500")
    read_out = spoken(deployed.call(person, "contact-8", phone))

    def choose(number: int) -> int:
        body = {
            "identifier": person,
            "currentPassword": read_out,
            "newPassword": f"{NEW} số {number}",
        }
        return deployed.post("/password-changes", body).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(choose, range(8)))

    assert answers.count(204) == 1
    assert set(answers) <= {204, 403, 429}


def test_fifty_parallel_wrong_guesses_are_five_and_a_lock(deployed: Deployed, person: str) -> None:
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda n: deployed.check(person, f"sai hoàn toàn {n}"), range(50)))

    assert results.count("INVALID") == 5
    assert results.count("LOCKED") == 45


def test_what_a_limit_allows_is_not_taken_twice(deployed: Deployed, person: str) -> None:
    phone = new_phone(deployed, person, "+84900000600")
    with ThreadPoolExecutor(12) as pool:
        outcomes = list(
            pool.map(lambda n: deployed.call(person, f"limit-{n}", phone)["outcome"], range(24))
        )

    assert outcomes.count("ISSUED") <= 5
    assert set(outcomes) <= {"ISSUED", "BLOCKED", "UNAVAILABLE"}


@pytest.mark.parametrize("path", ["/credential-checks", "/session-checks"])
def test_only_a_signed_service_asks_about_passwords(deployed: Deployed, path: str) -> None:
    from botocore.credentials import Credentials

    body = {"identifier": "0123456789", "password": "x"}
    unsigned = deployed.post(path, body)
    forged = deployed.signed(path, body, Credentials("AKIAFORGED", "not the secret"))

    for answer in (unsigned, forged):
        assert answer.status_code == 403
        assert answer.json()["code"] == "FORBIDDEN"
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_unknown_route_and_another_method_are_forbidden_in_the_same_form(
    deployed: Deployed,
) -> None:
    import requests

    for method, path in (
        ("POST", "/nothing"),
        ("GET", "/password-changes"),
        ("HEAD", "/password-changes"),
    ):
        answer = requests.request(method, deployed.stack.api_url + path, timeout=10)
        assert answer.status_code == 403
        assert answer.headers["Cache-Control"] == "no-store"
        if method != "HEAD":
            assert answer.json()["code"] == "FORBIDDEN"


def test_session_checks_move_with_a_change_only(deployed: Deployed, person: str) -> None:
    phone = new_phone(deployed, person, "+84900000700")

    def since(identifier: str) -> str:
        told = deployed.signed("/session-checks", {"identifier": identifier}).json()
        return str(told["sessionsValidFrom"])

    assert since(person) == since("9999999999") == "1970-01-01T00:00:00.000Z"
    read_out = spoken(deployed.call(person, "contact-9", phone))
    assert since(person) == "1970-01-01T00:00:00.000Z"
    deployed.post(
        "/password-changes",
        {"identifier": person, "currentPassword": read_out, "newPassword": NEW},
    )
    assert since(person) > "2026-01-01"


def test_nothing_secret_is_in_the_logs(deployed: Deployed, person: str) -> None:
    from local.aws import emulator_session

    phone = new_phone(deployed, person, "+84900000800")
    read_out = spoken(deployed.call(person, "contact-10", phone))
    deployed.check(person, read_out)
    body = {"identifier": person, "currentPassword": read_out, "newPassword": NEW}
    deployed.post("/password-changes", body)

    logs = emulator_session().client("logs", endpoint_url=deployed.stack.endpoint_url)
    written = ""
    for group in logs.describe_log_groups()["logGroups"]:
        for stream in logs.describe_log_streams(logGroupName=group["logGroupName"])["logStreams"]:
            events = logs.get_log_events(
                logGroupName=group["logGroupName"], logStreamName=stream["logStreamName"]
            )["events"]
            written += "".join(event["message"] for event in events)
    assert '"outcome":"ISSUED"' in written
    for secret in (read_out, NEW, person, phone, phone[3:]):
        assert secret not in written
