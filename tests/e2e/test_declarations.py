"""E-mail declarations on the deployed stack: signed in, decided, mailed, confirmed, raced for."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
import requests
from msgspec.structs import replace

from local.stack_file import Stack
from local.staff_session import StaffSession, sign_in
from tests.e2e.deployed import Deployed
from tests.e2e.mailbox import mails
from tests.people import BINH, register
from vssid_recovery.adapters.table.items import account_of
from vssid_recovery.adapters.table.keys import account_key
from vssid_recovery.model import Account

NEW_PASSWORD = "ốc sên đỏ ngồi ghế xanh"
NUMBERS = (f"64{number:08d}" for number in count())
RACERS = 8


@pytest.fixture(scope="module")
def deployed(stack: Stack) -> Deployed:
    return Deployed(stack)


@pytest.fixture(scope="module")
def staff(stack: Stack) -> Callable[[str], StaffSession]:
    sessions = {role: sign_in(stack, role) for role in stack.staff}
    return sessions.__getitem__


@pytest.fixture
def person(deployed: Deployed) -> Account:
    """Somebody of the sample unit without an e-mail, with a phone of one's own."""
    number = next(NUMBERS)
    someone = replace(
        BINH,
        social_insurance_number=number,
        personal_identification_number="",
        phone=f"+849{number[2:]}",
    )
    register(deployed.table, someone)
    return someone


def declared(person: Account, form: str = "TK1-TS", email: str = "") -> dict[str, Any]:
    return {
        "form": form,
        "identifier": person.social_insurance_number,
        "fullName": person.full_name,
        "dateOfBirth": person.date_of_birth.isoformat(),
        "phone": "0912345678",
        "email": email or address_of(person),
    }


def address_of(person: Account) -> str:
    return f"n{person.social_insurance_number}@thu.example"


def declare(session: StaffSession, body: dict[str, Any]) -> str:
    answer = session.post("/email-declarations", body)
    assert answer.status_code == 201, answer.text
    declaration_id: str = answer.json()["declarationId"]
    return declaration_id


def decide(session: StaffSession, declaration_id: str, decision: str = "APPROVE") -> Any:
    body = {"decision": decision, "reason": "đã đối chiếu"}
    return session.post(f"/email-declarations/{declaration_id}/decision", body)


def token_for(deployed: Deployed, email: str) -> str:
    [mail] = mails(deployed, email, 1)
    token: str = mail["BodyText"].partition("/confirm-email.html#token=")[2]
    return token[:22]


def confirm(deployed: Deployed, token: str, person: Account) -> requests.Response:
    body = {"token": token, "identifier": person.social_insurance_number}
    return deployed.post("/email-confirmations", body)


def status(session: StaffSession, declaration_id: str) -> str:
    told: str = session.get(f"/email-declarations/{declaration_id}").json()["status"]
    return told


def test_declared_in_person_the_address_counts_once_confirmed_and_resets_the_password(
    deployed: Deployed, staff: Callable[[str], StaffSession], person: Account
) -> None:
    declaration_id = declare(staff("officer"), declared(person, "02-SDGD"))
    assert decide(staff("supervisor"), declaration_id).status_code == 200
    token = token_for(deployed, address_of(person))

    assert confirm(deployed, token, person).status_code == 204

    assert status(staff("officer"), declaration_id) == "ACTIVE"
    asked = {"identifier": person.social_insurance_number, "email": address_of(person)}
    reset_id = deployed.post("/password-resets", asked).json()["resetId"]
    text = mails(deployed, address_of(person), 2)[1]["BodyText"]
    code = text.partition(f"#reset={reset_id}&code=")[2][:8]
    chosen = deployed.post(
        f"/password-resets/{reset_id}/confirmation", {"code": code, "newPassword": NEW_PASSWORD}
    )
    assert chosen.status_code == 204
    assert deployed.check(person.social_insurance_number, NEW_PASSWORD) == "VALID"


def test_declared_by_the_unit_it_waits_and_a_caller_who_matches_hears_of_it_and_refuses(
    deployed: Deployed, staff: Callable[[str], StaffSession], person: Account
) -> None:
    declaration_id = declare(staff("unit"), declared(person))
    assert decide(staff("officer"), declaration_id).json()["status"] == "APPROVED"
    confirm(deployed, token_for(deployed, address_of(person)), person)
    assert status(staff("unit"), declaration_id) == "CONFIRMED"

    number = person.social_insurance_number
    heard = deployed.call(number, f"contact-{number}", person.phone)
    assert (heard["outcome"], heard["notice"]) == ("ISSUED", "EMAIL_PENDING")
    refused = deployed.call(number, f"contact-{number}", person.phone, action="REFUSE_EMAIL")
    assert refused["outcome"] == "REFUSED"
    assert status(staff("unit"), declaration_id) == "REFUSED"
    account = account_of(deployed.table.get(account_key(number)))
    assert account is not None
    assert account.pending_email is None


def test_who_has_not_signed_in_or_has_another_role_is_told_so(
    deployed: Deployed, staff: Callable[[str], StaffSession], person: Account
) -> None:
    body = declared(person)
    nobody = deployed.post("/email-declarations", body)
    forged = deployed.post("/email-declarations", body, {"Authorization": "a.made-up.token"})
    assert (nobody.status_code, forged.status_code) == (401, 401)
    assert nobody.json()["code"] == "UNAUTHENTICATED"
    assert staff("supervisor").post("/email-declarations", body).status_code == 403

    declaration_id = declare(staff("unit"), body)
    assert decide(staff("unit"), declaration_id).status_code == 403
    assert decide(staff("supervisor"), declaration_id).status_code == 403


def test_of_declarations_racing_for_one_person_one_stands(
    deployed: Deployed, staff: Callable[[str], StaffSession], person: Account
) -> None:
    body = declared(person)
    with ThreadPoolExecutor(RACERS) as pool:
        tried = [
            pool.submit(staff("unit").post, "/email-declarations", body) for _ in range(RACERS)
        ]
        answers = [each.result() for each in tried]

    assert len({each.json()["declarationId"] for each in answers if each.ok}) == 1
    assert Counter(each.status_code for each in answers)[201] == 1
    assert {each.status_code for each in answers} <= {200, 201, 503}


def test_of_decisions_racing_one_is_taken(
    deployed: Deployed, staff: Callable[[str], StaffSession], person: Account
) -> None:
    declaration_id = declare(staff("unit"), declared(person))
    with ThreadPoolExecutor(RACERS) as pool:
        tried = [pool.submit(decide, staff("officer"), declaration_id) for _ in range(RACERS)]
        codes = Counter(each.result().status_code for each in tried)

    assert codes[200] == 1
    assert codes.keys() <= {200, 409}
    assert len(mails(deployed, address_of(person), 1)) == 1


def test_a_token_confirms_once_however_many_use_it_at_once(
    deployed: Deployed, staff: Callable[[str], StaffSession], person: Account
) -> None:
    decide(staff("officer"), declare(staff("unit"), declared(person)))
    token = token_for(deployed, address_of(person))
    with ThreadPoolExecutor(RACERS) as pool:
        tried = [pool.submit(confirm, deployed, token, person) for _ in range(RACERS)]
        codes = Counter(each.result().status_code for each in tried)

    assert codes[204] == 1
    assert codes.keys() <= {204, 400, 503}
