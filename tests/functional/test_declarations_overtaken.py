"""Something else comes first between a reading and its writing: what was read counts no more."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    NEW_ADDRESS,
    OFFICER,
    REJECT,
    UNIT,
    DeclarationDesk,
    form,
)
from tests.people import AN, BINH, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Status
from vssid_recovery.declaration_ports import Found
from vssid_recovery.errors import Conflict, NotConfirmed, Overtaken, Unavailable
from vssid_recovery.identifiers import Identifier
from vssid_recovery.model import AccountStatus


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def test_one_that_is_overtaken_looks_again_at_what_came_first(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, quick = desk.store.look_up, []

    def overtaken(number: str, address: str) -> Found:
        monkeypatch.setattr(desk.store, "look_up", real)
        found = real(number, address)
        quick.append(desk.declare(form(email="nhanh@thu.example")))
        return found

    monkeypatch.setattr(desk.store, "look_up", overtaken)

    second = desk.declare()

    assert desk.status(quick[0]) is Status.REPLACED
    assert desk.status(second) is Status.SUBMITTED
    assert real(BINH.social_insurance_number, "").latest == second


def test_one_that_is_overtaken_for_ever_gives_up(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def overtaken(*given: Any) -> None:
        tries.append(given)
        raise Overtaken

    monkeypatch.setattr(desk.store, "enter", overtaken)

    with pytest.raises(Unavailable):
        desk.declare()
    assert len(tries) == 4


@pytest.mark.parametrize("changed", ["address", "closed"])
def test_a_person_who_changes_while_the_confirmation_is_written(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    declaration, token = desk.approved()
    real = desk.store.confirm

    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(desk.store, "confirm", real)
        gone = {"status": AccountStatus.CLOSED} if changed == "closed" else {"version": 9}
        register(desk.table, replace(desk.account(), **gone))
        real(*given)

    monkeypatch.setattr(desk.store, "confirm", meanwhile)

    if changed == "closed":
        with pytest.raises(NotConfirmed):
            desk.confirm(token)
        assert desk.status(declaration) is Status.APPROVED
        assert desk.sharers(NEW_ADDRESS) == frozenset()
    else:
        desk.confirm(token)
        assert desk.status(declaration) is Status.CONFIRMED


@pytest.mark.parametrize("between", ["a wrong number", "a mail sent again"])
def test_the_right_number_confirms_whatever_came_between(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    declaration, token = desk.approved()
    real = desk.store.confirm

    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(desk.store, "confirm", real)
        if between == "a wrong number":
            with pytest.raises(NotConfirmed):
                desk.confirm(token, AN.social_insurance_number)
        else:
            desk.deciding.mail_again(UNIT, declaration.declaration_id)
        real(*given)

    monkeypatch.setattr(desk.store, "confirm", meanwhile)

    desk.confirm(token)

    case = desk.case(declaration)
    assert case.status is Status.CONFIRMED
    assert len(case.resent_at) == (between == "a mail sent again")
    assert case.wrong_numbers == 1 + (between == "a wrong number")


def test_of_two_right_confirmations_at_once_one_confirms(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one's token is a used one by then."""
    declaration, token = desk.approved()
    real = desk.store.confirm

    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(desk.store, "confirm", real)
        desk.confirm(token)
        real(*given)

    monkeypatch.setattr(desk.store, "confirm", meanwhile)

    with pytest.raises(NotConfirmed):
        desk.confirm(token)
    assert desk.status(declaration) is Status.CONFIRMED
    assert [outcome for outcome, _, _ in desk.events()].count("CONFIRMED") == 1


def test_what_was_replaced_while_it_was_being_confirmed_is_not_confirmed(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration, token = desk.approved()
    real = desk.store.confirm

    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(desk.store, "confirm", real)
        desk.declare(form(email="nhanh@thu.example"))
        real(*given)

    monkeypatch.setattr(desk.store, "confirm", meanwhile)

    with pytest.raises(NotConfirmed):
        desk.confirm(token)
    assert desk.status(declaration) is Status.REPLACED
    assert desk.account().pending_email is None


def test_what_expires_between_the_try_and_the_confirmation_is_not_confirmed(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration, token = desk.approved()
    desk.clock.advance(days=30, microseconds=-1)
    real = desk.store.resolve

    def meanwhile(identifier: Identifier) -> str:
        desk.clock.advance(microseconds=1)
        return real(identifier)

    monkeypatch.setattr(desk.store, "resolve", meanwhile)

    with pytest.raises(NotConfirmed):
        desk.confirm(token)
    assert desk.status(declaration) is Status.EXPIRED


@pytest.mark.parametrize("write", ["confirm", "mail_again"])
def test_what_is_overtaken_for_ever_is_told_as_our_trouble_and_not_as_theirs(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    declaration, token = desk.approved()
    tries = []

    def overtaken(*given: Any) -> None:
        tries.append(given)
        raise Overtaken

    monkeypatch.setattr(desk.store, write, overtaken)

    act = {
        "confirm": lambda: desk.confirm(token),
        "mail_again": lambda: desk.deciding.mail_again(UNIT, declaration.declaration_id),
    }

    with pytest.raises(Unavailable):
        act[write]()
    assert len(tries) == 4


def test_of_two_decisions_at_once_the_first_counts(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration, real = desk.declare(), desk.store.decide

    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(desk.store, "decide", real)
        desk.decide(declaration, REJECT, replace(OFFICER, sub="sub-quick"))
        real(*given)

    monkeypatch.setattr(desk.store, "decide", meanwhile)

    with pytest.raises(Conflict):
        desk.decide(declaration)
    assert desk.status(declaration) is Status.REJECTED
    assert desk.deliver() == []
