"""How long a confirmed address waits, and which address recovers the account until and after."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    NEW_ADDRESS,
    OFFICER,
    OTHER_OFFICER,
    OTHER_SUPERVISOR,
    REPLACED,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
    in_person,
)
from tests.functional.reset_desk import OLD
from tests.people import AN, BINH, register
from vssid_recovery.adapters.argon2_hasher import PepperedArgon2
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.sign_in import SignInTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.confirming import Holding
from vssid_recovery.credentials import CredentialRules, Credentials, Result
from vssid_recovery.declaration_model import Declared, Status
from vssid_recovery.errors import InvalidCode
from vssid_recovery.model import Account
from vssid_recovery.staff import Staff

TICK = timedelta(microseconds=1)
DEFAULTS = Holding(72, 72)
HERE, AWAY = (OFFICER, SUPERVISOR), (OTHER_OFFICER, OTHER_SUPERVISOR)


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


@pytest.mark.parametrize(
    ("declared", "staff", "holding", "hours"),
    [
        (form(), (UNIT, OFFICER), DEFAULTS, 72),
        (form(AN, NEW_ADDRESS), (UNIT, OFFICER), DEFAULTS, 72),
        (form(), (UNIT, OFFICER), Holding(48, 96), 48),
        (form(AN, NEW_ADDRESS), (UNIT, OFFICER), Holding(48, 96), 96),
        (form(AN, NEW_ADDRESS), (UNIT, OFFICER), Holding(96, 48), 96),
        (in_person(), HERE, DEFAULTS, 0),
        (in_person(), AWAY, DEFAULTS, 24),
        (in_person(AN, NEW_ADDRESS), HERE, DEFAULTS, 72),
        (in_person(AN, NEW_ADDRESS), AWAY, DEFAULTS, 72),
        (in_person(AN, NEW_ADDRESS), HERE, Holding(1, 96), 96),
        (in_person(AN, NEW_ADDRESS), AWAY, Holding(1, 2), 24),
    ],
)
def test_the_time_goes_by_form_office_and_what_it_replaces(
    desk: DeclarationDesk,
    declared: Declared,
    staff: tuple[Staff, Staff],
    holding: Holding,
    hours: int,
) -> None:
    desk.confirming = replace(desk.confirming, holding=holding)
    declaration, token = desk.approved(declared, *staff)
    desk.clock.advance(days=1)
    desk.confirm(token, declaration.number)

    person: Account = AN if declaration.number == AN.social_insurance_number else BINH
    active_from = desk.clock() + timedelta(hours=hours)
    assert desk.case(declaration).active_from == active_from
    if hours:
        desk.clock.now = active_from - TICK
        assert desk.status(declaration) is Status.CONFIRMED
        assert desk.account(person).recovery_email(desk.clock()) != NEW_ADDRESS
    desk.clock.now = active_from
    assert desk.status(declaration) is Status.ACTIVE
    assert desk.account(person).recovery_email(desk.clock()) == NEW_ADDRESS


def test_what_an_office_has_put_out_of_use_still_counts_as_replaced(desk: DeclarationDesk) -> None:
    """Or entering the form twice would spare the time that the old address has to refuse."""
    desk.approved(in_person(AN, "nham@thu.example"), *HERE)
    declaration, token = desk.approved(in_person(AN, NEW_ADDRESS), *HERE)
    desk.confirm(token, AN.social_insurance_number)

    assert desk.case(declaration).active_from == desk.clock() + timedelta(hours=72)


def test_until_its_time_the_old_address_recovers_and_from_then_on_the_new_one(
    desk: DeclarationDesk,
) -> None:
    desk.confirmed(form(AN, NEW_ADDRESS))
    desk.clock.advance(hours=72, microseconds=-1)
    assert desk.recovers(AN, AN.email)
    assert not desk.recovers(AN, NEW_ADDRESS)

    desk.clock.advance(microseconds=1)
    assert desk.recovers(AN, NEW_ADDRESS)
    assert not desk.recovers(AN, AN.email)
    desk.clock.advance(seconds=1)
    desk.reset(desk.open_reset(AN, NEW_ADDRESS))


def test_an_open_reset_dies_when_the_new_address_takes_effect(desk: DeclarationDesk) -> None:
    desk.confirmed(form(AN, NEW_ADDRESS))
    desk.clock.advance(hours=71, minutes=59)
    old = desk.open_reset(AN, AN.email)
    early = desk.open_reset(AN, AN.email)

    desk.clock.advance(minutes=1)

    for reset in (old, early):
        with pytest.raises(InvalidCode):
            desk.reset(reset)


def test_a_reset_that_is_open_lasts_as_long_as_the_old_address(desk: DeclarationDesk) -> None:
    desk.confirmed(form(AN, NEW_ADDRESS))
    desk.clock.advance(hours=71, minutes=59)
    reset = desk.open_reset(AN, AN.email)
    desk.clock.advance(seconds=59)

    desk.reset(reset)


def test_in_person_the_old_address_recovers_nothing_from_the_approval_on(
    desk: DeclarationDesk,
) -> None:
    declaration = desk.declare(in_person(AN, NEW_ADDRESS), OFFICER)
    reset = desk.open_reset(AN, AN.email)

    desk.decide(declaration, staff=SUPERVISOR)

    with pytest.raises(InvalidCode):
        desk.reset(reset)
    assert not desk.recovers(AN, AN.email)
    assert not desk.recovers(AN, NEW_ADDRESS)


def test_by_a_unit_the_old_address_recovers_on_after_the_approval(desk: DeclarationDesk) -> None:
    desk.approved(form(AN, NEW_ADDRESS))
    assert desk.recovers(AN, AN.email)


@pytest.mark.parametrize("declared", [form(AN, NEW_ADDRESS), in_person(AN, NEW_ADDRESS)])
def test_the_old_address_is_told_at_approval_and_at_confirmation(
    desk: DeclarationDesk, declared: Declared
) -> None:
    staff = (UNIT, OFFICER) if declared.form == "TK1-TS" else HERE
    desk.decide(desk.declare(declared, staff[0]), staff=staff[1])
    at_approval = desk.deliver()
    assert [mail.to for mail in at_approval if mail.purpose == REPLACED] == [AN.email]

    desk.clock.advance(hours=1)
    desk.confirm(desk.token_in(at_approval), AN.social_insurance_number)
    assert [(mail.to, mail.purpose) for mail in desk.deliver()] == [(AN.email, REPLACED)]


def test_a_caller_and_the_app_hear_of_an_address_that_waits(desk: DeclarationDesk) -> None:
    hasher = PepperedArgon2(desk.secret)
    register(desk.table, replace(BINH, password=hasher.hash(OLD)))
    app = Credentials(
        SignInTable(desk.table), hasher, desk.secret, desk.clock, CredentialRules(20, 12)
    )

    def told() -> tuple[bool, bool]:
        checked = app.check(BINH.social_insurance_number, OLD)
        assert checked.result is Result.VALID
        return desk.call().email_pending, checked.email_pending

    assert told() == (False, False)
    desk.confirmed()
    assert told() == (True, True)
    desk.clock.advance(hours=72)
    assert told() == (False, False)
