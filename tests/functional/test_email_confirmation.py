"""Confirming an address: by the mail's token and the person's own number, and by nothing else."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    NEW_ADDRESS,
    REPLACED,
    UNIT,
    DeclarationDesk,
    form,
)
from tests.people import AN, BINH, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.addresses import joined
from vssid_recovery.adapters.table.keys import pair_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Put
from vssid_recovery.declaration_model import Declaration, Status
from vssid_recovery.errors import (
    CheckFailed,
    InvalidRequest,
    InvalidToken,
    NotConfirmed,
)
from vssid_recovery.model import AccountStatus

OTHER_NUMBER = AN.social_insurance_number


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def not_confirmed(
    desk: DeclarationDesk, token: str, identifier: str = BINH.social_insurance_number
) -> None:
    with pytest.raises(NotConfirmed):
        desk.confirm(token, identifier)


def is_untouched(desk: DeclarationDesk, declaration: Declaration) -> bool:
    return (
        desk.status(declaration) is Status.APPROVED
        and desk.account().pending_email is None
        and desk.sharers(NEW_ADDRESS) == frozenset()
    )


@pytest.mark.parametrize(
    "identifier",
    [
        BINH.social_insurance_number,
        BINH.personal_identification_number,
        f"TE479{BINH.social_insurance_number}",
        "te 4 79 012-345.6790",
    ],
    ids=["10 digits", "12 digits", "health card", "separators"],
)
def test_any_of_the_persons_numbers_confirms(desk: DeclarationDesk, identifier: str) -> None:
    declaration, token = desk.approved()

    desk.confirm(token, identifier)

    assert desk.status(declaration) is Status.CONFIRMED
    assert desk.case(declaration).timeline[-1].by == "citizen"
    assert ("CONFIRMED", "citizen", "") in desk.events()
    assert desk.sharers(NEW_ADDRESS) == {BINH.social_insurance_number}


@pytest.mark.parametrize("identifier", ["", "12345", "ten digits", "０１２３４５６７９０"])
def test_what_is_no_number_is_malformed_and_costs_no_try(
    desk: DeclarationDesk, identifier: str
) -> None:
    declaration, token = desk.approved()

    for _ in range(6):
        with pytest.raises(InvalidRequest) as refusal:
            desk.confirm(token, identifier)
        assert refusal.value.field == "identifier"
    assert desk.case(declaration).wrong_numbers == 0
    desk.confirm(token)


@pytest.mark.parametrize(
    "token",
    ["", "x", "0" * 21, "0" * 22, "0" * 23, "ế" * 22, "0" * 21 + "\n", "<b>" * 300, "٠" * 22],
)
def test_an_unknown_token_confirms_nothing(desk: DeclarationDesk, token: str) -> None:
    declaration, _ = desk.approved()

    not_confirmed(desk, token)

    assert is_untouched(desk, declaration)
    assert desk.case(declaration).wrong_numbers == 0


def test_the_right_token_takes_five_numbers_and_then_none(desk: DeclarationDesk) -> None:
    declaration, token = desk.approved()
    for _ in range(5):
        not_confirmed(desk, token, OTHER_NUMBER)

    not_confirmed(desk, token)

    assert is_untouched(desk, declaration)


def test_the_fifth_number_may_still_be_the_right_one(desk: DeclarationDesk) -> None:
    declaration, token = desk.approved()
    for number in (OTHER_NUMBER, "9999999999", "999999999999", "TE4799999999999"):
        not_confirmed(desk, token, number)

    desk.confirm(token)

    assert desk.status(declaration) is Status.CONFIRMED


def test_a_mail_sent_again_gives_no_new_tries(desk: DeclarationDesk) -> None:
    declaration, token = desk.approved()
    for _ in range(3):
        not_confirmed(desk, token, OTHER_NUMBER)
    desk.clock.advance(minutes=1)
    desk.deciding.mail_again(UNIT, declaration.declaration_id)
    second = desk.token_in(desk.deliver())
    for _ in range(2):
        not_confirmed(desk, second, OTHER_NUMBER)

    for each in (token, second):
        not_confirmed(desk, each)
    assert is_untouched(desk, declaration)


def test_a_token_confirms_its_own_declaration_and_no_other(desk: DeclarationDesk) -> None:
    declaration, _ = desk.approved()
    ans, ans_token = desk.approved(form(AN, "an.moi@thu.example"))

    not_confirmed(desk, ans_token, BINH.social_insurance_number)

    assert is_untouched(desk, declaration)
    assert desk.status(ans) is Status.APPROVED
    assert desk.case(ans).wrong_numbers == 1


def test_it_may_be_confirmed_for_thirty_days_to_the_moment(desk: DeclarationDesk) -> None:
    declaration, token = desk.approved()
    desk.clock.advance(days=30)

    not_confirmed(desk, token)
    assert desk.status(declaration) is Status.EXPIRED
    assert desk.case(declaration).timeline_at(desk.clock())[-1].at == desk.clock()

    desk.clock.advance(microseconds=-1)
    desk.confirm(token)
    assert desk.status(declaration) is Status.CONFIRMED


def test_a_used_token_confirms_nothing_more(desk: DeclarationDesk) -> None:
    declaration, token = desk.approved()
    desk.confirm(token)
    confirmed = desk.case(declaration)
    desk.clock.advance(hours=1)

    not_confirmed(desk, token)

    assert desk.case(declaration) == confirmed
    assert [outcome for outcome, _, _ in desk.events()].count("CONFIRMED") == 1


def test_a_token_to_refuse_with_does_not_confirm(desk: DeclarationDesk) -> None:
    declaration = desk.decide(desk.declare(form(AN, NEW_ADDRESS)))
    token = desk.token_in(desk.deliver(), REPLACED)

    not_confirmed(desk, token, AN.social_insurance_number)

    assert desk.status(declaration) is Status.APPROVED
    assert desk.case(declaration).wrong_numbers == 0


def test_a_token_to_confirm_with_does_not_refuse(desk: DeclarationDesk, clock: Any) -> None:
    declaration, token = desk.approved(form(AN, NEW_ADDRESS))
    before = desk.account(AN)

    with pytest.raises(InvalidToken):
        desk.refuse(token)

    assert (desk.account(AN), desk.status(declaration)) == (before, Status.APPROVED)
    assert desk.events(AN, "REFUSAL") == []
    desk.confirm(token, AN.social_insurance_number)


@pytest.mark.parametrize(
    "status", [AccountStatus.CLOSED, AccountStatus.DECEASED, AccountStatus.NEVER_ACTIVATED]
)
def test_an_account_that_closed_meanwhile_gets_no_address(
    desk: DeclarationDesk, status: AccountStatus
) -> None:
    declaration, token = desk.approved()
    register(desk.table, replace(BINH, status=status))

    not_confirmed(desk, token)

    assert is_untouched(desk, declaration)


def test_a_sixth_account_cannot_confirm_what_five_have_confirmed_meanwhile(
    desk: DeclarationDesk,
) -> None:
    declaration, token = desk.approved()
    numbers = {f"01000000{each:02d}" for each in range(5)}
    for number in numbers:
        desk.table.update(joined(NEW_ADDRESS, number))

    with pytest.raises(CheckFailed) as refusal:
        desk.confirm(token)

    assert [finding.reason.code for finding in refusal.value.findings] == ["EMAIL_SHARED"]
    assert desk.status(declaration) is Status.APPROVED
    assert desk.account().pending_email is None
    assert desk.sharers(NEW_ADDRESS) == numbers


def test_an_address_confirmed_anew_may_be_guessed_at_anew_by_either_number(
    desk: DeclarationDesk,
) -> None:
    numbers = (BINH.social_insurance_number, BINH.personal_identification_number)
    keys = [pair_key(desk.secret.subject("pair", f"{each} {NEW_ADDRESS}")) for each in numbers]
    for key in keys:
        desk.table.transact([Put({**key, "wrongInARow": 100, "latest": "x"})])
    desk.clock.advance(seconds=1)

    declaration = desk.confirmed(form(email=NEW_ADDRESS.replace("binh", "Binh")))

    assert [(desk.table.get(key) or {})["wrongInARow"] for key in keys] == [0, 0]
    desk.clock.advance(hours=72)
    assert desk.recovers(BINH, declaration.declared.email)
