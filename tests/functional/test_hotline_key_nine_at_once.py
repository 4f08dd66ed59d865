"""Key 9 twice at once: the address is refused once, and every caller hears that it is."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import MovableClock
from tests.functional.declaration_desk import NEW_ADDRESS, DeclarationDesk, form
from tests.people import BINH, register
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.hotline import HotlineTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.declaration_model import Status
from vssid_recovery.errors import Overtaken, Unavailable
from vssid_recovery.hotline import Outcome


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(table, secret, clock)


def after_its(reading: str, monkeypatch: pytest.MonkeyPatch, rival: Callable[[], object]) -> None:
    """`rival` comes once, right after the hotline's next `reading`."""
    real = getattr(HotlineTable, reading)

    def overtaken(store: HotlineTable, *given: Any) -> Any:
        monkeypatch.setattr(HotlineTable, reading, real)
        found = real(store, *given)
        rival()
        return found

    monkeypatch.setattr(HotlineTable, reading, overtaken)


@pytest.mark.parametrize("reading", ["look_up", "declaration"])
def test_both_hear_that_it_is_refused_and_it_is_refused_once(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch, reading: str
) -> None:
    declaration = desk.confirmed()
    heard = []
    after_its(reading, monkeypatch, lambda: heard.append(desk.call(key="9").outcome))

    heard.append(desk.call(key="9").outcome)

    assert heard == [Outcome.REFUSED] * 2
    assert desk.status(declaration) is Status.REFUSED
    assert desk.sharers(NEW_ADDRESS) == frozenset()
    assert len(desk.events(kind="EMAIL_REFUSAL")) == 1


def test_an_address_that_took_its_place_meanwhile_is_refused_too(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.confirmed()
    later = []
    other = form(email="khac@thu.example")
    after_its("look_up", monkeypatch, lambda: later.append(desk.confirmed(other)))

    assert desk.call(key="9").outcome is Outcome.REFUSED

    assert desk.status(later[0]) is Status.REFUSED
    assert desk.account().pending_email is None


def test_a_phone_that_is_the_persons_no_more_refuses_nothing(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration = desk.confirmed()
    moved = replace(BINH, phone="+84900000001", version=2)
    after_its("look_up", monkeypatch, lambda: register(desk.table, moved))

    assert desk.call(key="9").outcome is Outcome.NO_MATCH
    assert desk.status(declaration) is Status.CONFIRMED


def test_what_is_overtaken_for_ever_gives_up(
    desk: DeclarationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def overtaken(*given: Any) -> None:
        tries.append(given)
        raise Overtaken

    desk.confirmed()
    monkeypatch.setattr(HotlineTable, "refuse_email", overtaken)

    with pytest.raises(Unavailable):
        desk.call(key="9")
    assert len(tries) == 4
