"""What may come before the write of a new password whose code was right: harmful, and harmless."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from tests.functional.declaration_desk import (
    NEW_ADDRESS,
    OFFICER,
    REPLACED,
    SUPERVISOR,
    DeclarationDesk,
    form,
    in_person,
)
from tests.functional.reset_desk import Open
from tests.people import AN
from vssid_recovery.confirming import Holding
from vssid_recovery.declaration_model import Declared

ID = AN.social_insurance_number
THIRD = "an.moi@thu.example"
BY_UNIT, BY_OFFICE = form(AN, NEW_ADDRESS), in_person(AN, NEW_ADDRESS)
Change = Callable[[], object]


@dataclass
class Race:
    """An open reset, the address its code went to, and what comes first."""

    reset: Open
    address: str
    change: Change


def opened(desk: DeclarationDesk, address: str, change: Change) -> Race:
    reset = desk.open_reset(AN, address)
    assert reset is not None
    return Race(reset, address, change)


def of_the_old_address(desk: DeclarationDesk, change: Change) -> Race:
    return opened(desk, AN.email, change)


def of_the_new_address(desk: DeclarationDesk, change: Change) -> Race:
    """The new one is in force by the clock, and not yet written down as the account's own."""
    desk.clock.advance(hours=72)
    return opened(desk, NEW_ADDRESS, change)


def approval_in_person(desk: DeclarationDesk) -> Race:
    declaration = desk.declare(BY_OFFICE, OFFICER)
    return of_the_old_address(desk, lambda: desk.decide(declaration, staff=SUPERVISOR))


def approval_in_person_of_a_third(desk: DeclarationDesk) -> Race:
    desk.confirmed(BY_UNIT)
    desk.clock.advance(hours=72)
    declaration = desk.declare(in_person(AN, THIRD), OFFICER)
    return opened(desk, NEW_ADDRESS, lambda: desk.decide(declaration, staff=SUPERVISOR))


def confirmation_without_holding(desk: DeclarationDesk) -> Race:
    desk.confirming = replace(desk.confirming, holding=Holding(0, 0))
    return confirmation_with_holding(desk)


def activation_by_the_clock(desk: DeclarationDesk) -> Race:
    desk.confirmed(BY_UNIT)
    desk.clock.advance(hours=72, seconds=-1)
    return of_the_old_address(desk, lambda: desk.clock.advance(seconds=1))


def refusal_of_the_address_in_force(desk: DeclarationDesk) -> Race:
    token = told_to_the_old_address(desk, BY_UNIT)
    return of_the_new_address(desk, lambda: desk.refuse(token))


def return_to_the_supervisor(desk: DeclarationDesk) -> Race:
    """No way is closed, the version stays: only the address goes."""
    token = told_to_the_old_address(desk, BY_OFFICE)
    return of_the_new_address(desk, lambda: desk.refuse(token))


HARMFUL = [
    approval_in_person,
    approval_in_person_of_a_third,
    confirmation_without_holding,
    activation_by_the_clock,
    refusal_of_the_address_in_force,
    return_to_the_supervisor,
]


def confirmation_with_holding(desk: DeclarationDesk) -> Race:
    _, token = desk.approved(BY_UNIT)
    return of_the_old_address(desk, lambda: desk.confirm(token, ID))


def confirmation_of_a_third(desk: DeclarationDesk) -> Race:
    """The one in force is written down as the account's own, with another date than before."""
    desk.confirmed(BY_UNIT)
    desk.clock.advance(hours=72)
    _, token = desk.approved(form(AN, THIRD))
    return opened(desk, NEW_ADDRESS, lambda: desk.confirm(token, ID))


def key_nine(desk: DeclarationDesk) -> Race:
    desk.confirmed(BY_UNIT)
    return of_the_old_address(desk, lambda: desk.call(AN, "9"))


def refusal_of_the_one_that_waits(desk: DeclarationDesk) -> Race:
    token = told_to_the_old_address(desk, BY_UNIT)
    return of_the_old_address(desk, lambda: desk.refuse(token))


def replacement_of_the_one_that_waits(desk: DeclarationDesk) -> Race:
    desk.confirmed(BY_UNIT)
    return of_the_old_address(desk, lambda: desk.declare(form(AN, THIRD)))


def approval_by_a_unit(desk: DeclarationDesk) -> Race:
    declaration = desk.declare(BY_UNIT)
    return of_the_old_address(desk, lambda: desk.decide(declaration))


def call_to_the_hotline(desk: DeclarationDesk) -> Race:
    return of_the_old_address(desk, lambda: desk.call(AN))


HARMLESS = [
    confirmation_with_holding,
    confirmation_of_a_third,
    key_nine,
    refusal_of_the_one_that_waits,
    replacement_of_the_one_that_waits,
    approval_by_a_unit,
    call_to_the_hotline,
]


def told_to_the_old_address(desk: DeclarationDesk, declared: Declared) -> str:
    """The token of the notice, once the new address is confirmed."""
    staff = (OFFICER, SUPERVISOR) if declared is BY_OFFICE else ()
    desk.confirmed(declared, *staff)
    return desk.token_in(desk.deliver(), REPLACED)
