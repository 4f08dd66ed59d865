"""The table away at any call, or an answer lost: nothing is half done, and trying again is sane."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.clock import MovableClock
from tests.functional.declaration_desk import (
    APPROVE,
    NEW_ADDRESS,
    OFFICER,
    REJECT,
    SUPERVISOR,
    UNIT,
    DeclarationDesk,
    form,
    in_person,
)
from tests.people import AN
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.errors import (
    CheckFailed,
    Conflict,
    NotConfirmed,
    TooManyAttempts,
    Unavailable,
)

AWAY = ReadTimeoutError(endpoint_url="https://dynamodb.example")
Act = Callable[[], Any]


class Faulty:
    """A DynamoDB client whose call number `fails_at` never answers, `after` it was carried out."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[str] = []
        self.fails_at, self.after = 0, False

    def __getattr__(self, operation: str) -> Any:
        def call(**parameters: Any) -> Any:
            self.calls.append(operation)
            fails = len(self.calls) == self.fails_at
            if fails and not self.after:
                raise AWAY
            answer = getattr(self._client, operation)(**parameters)
            if fails:
                raise AWAY
            return answer

        return call

    @contextmanager
    def failing(self, at: int, after: bool = False) -> Iterator[None]:
        self.calls.clear()
        self.fails_at, self.after = at, after
        yield
        self.fails_at = 0


@pytest.fixture
def faulty(dynamodb: Any) -> Faulty:
    return Faulty(dynamodb)


@pytest.fixture
def desk(faulty: Any, secret: RootSecret, clock: MovableClock) -> DeclarationDesk:
    return DeclarationDesk(Table(faulty, "recovery", pause=lambda: None), secret, clock)


def everything(dynamodb: Any) -> list[Any]:
    items = dynamodb.scan(TableName="recovery", ConsistentRead=True)["Items"]
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def without_tries(items: list[Any]) -> list[Any]:
    """A spent try at the number stays spent."""
    return [{**item, "wrongNumbers": 0, "version": 0} for item in items]


def declaring(desk: DeclarationDesk) -> Act:
    return desk.declare


def replacing(desk: DeclarationDesk) -> Act:
    desk.confirmed()
    desk.clock.advance(seconds=1)
    return lambda: desk.declare(form(email="khac@thu.example"))


def approving(desk: DeclarationDesk) -> Act:
    declaration = desk.declare(in_person(AN, NEW_ADDRESS), OFFICER)
    return lambda: desk.decide(declaration, APPROVE, SUPERVISOR)


def rejecting_what_was_returned(desk: DeclarationDesk) -> Act:
    declaration = approving(desk)()
    desk.refuse(desk.token_in(desk.deliver(), "EMAIL_REPLACED"))
    desk.clock.advance(seconds=1)
    return lambda: desk.decide(declaration, REJECT, SUPERVISOR)


def confirming(desk: DeclarationDesk) -> Act:
    token = desk.approved()[1]
    return lambda: desk.confirm(token)


def mailing_again(desk: DeclarationDesk) -> Act:
    declaration = desk.approved()[0]
    desk.clock.advance(minutes=1)
    return lambda: desk.deciding.mail_again(UNIT, declaration.declaration_id)


def refusing(desk: DeclarationDesk) -> Act:
    desk.decide(desk.declare(form(AN, NEW_ADDRESS)))
    token = desk.token_in(desk.deliver(), "EMAIL_REPLACED")
    return lambda: desk.refuse(token)


def pressing_nine(desk: DeclarationDesk) -> Act:
    desk.confirmed()
    return lambda: desk.call(key="9")


ACTS = [
    declaring, replacing, approving, rejecting_what_was_returned, confirming, mailing_again,
    refusing, pressing_nine,
]  # fmt: skip


@pytest.mark.parametrize("prepared", ACTS)
def test_the_table_away_at_any_call_leaves_nothing_half_done(
    desk: DeclarationDesk, faulty: Faulty, dynamodb: Any, prepared: Callable[..., Act]
) -> None:
    act = prepared(desk)
    before = without_tries(everything(dynamodb))
    at, done = 0, False
    while not done:
        at += 1
        with faulty.failing(at):
            try:
                act()
                done = True
            except Unavailable:
                assert len(faulty.calls) == at, "nothing is tried after what failed"
                assert without_tries(everything(dynamodb)) == before

    assert at > 2
    assert without_tries(everything(dynamodb)) != before


WRITES_LAST: list[tuple[Callable[..., Act], type[Exception] | None]] = [
    (declaring, None),
    (replacing, None),
    (approving, Conflict),
    (rejecting_what_was_returned, Conflict),
    (confirming, NotConfirmed),
    (mailing_again, TooManyAttempts),
    (refusing, None),
    (pressing_nine, None),
]


@pytest.mark.parametrize(("prepared", "then"), WRITES_LAST)
def test_an_answer_that_was_lost_is_told_sanely_the_second_time(
    desk: DeclarationDesk,
    faulty: Faulty,
    dynamodb: Any,
    prepared: Callable[..., Act],
    then: type[Exception] | None,
) -> None:
    act = prepared(desk)
    before = without_tries(everything(dynamodb))
    at = 0
    while without_tries(everything(dynamodb)) == before:
        at += 1
        with faulty.failing(at, after=True), pytest.raises(Unavailable):
            act()
    written = without_tries(everything(dynamodb))

    if then is None:
        act()
    else:
        with pytest.raises(then):
            act()
    assert without_tries(everything(dynamodb)) == written, "and no second effect"


def test_a_check_that_fails_while_the_history_is_away_is_unavailable_and_enters_nothing(
    desk: DeclarationDesk, faulty: Faulty
) -> None:
    with faulty.failing(3), pytest.raises(Unavailable):
        desk.declare(form(full_name="Ai Đó"))
    assert faulty.calls == ["batch_get_item", "get_item", "update_item"]
    with pytest.raises(CheckFailed):
        desk.declare(form(full_name="Ai Đó"))


@pytest.mark.parametrize(
    ("prepared", "calls"),
    [
        (approving, ["get_item", "batch_get_item", "transact_write_items"]),
        (confirming, ["get_item", "update_item", "batch_get_item", "transact_write_items"]),
    ],
)
def test_deciding_and_confirming_read_no_more_than_they_need(
    desk: DeclarationDesk, faulty: Faulty, prepared: Callable[..., Act], calls: list[str]
) -> None:
    act = prepared(desk)
    faulty.calls.clear()
    act()
    assert faulty.calls == calls
