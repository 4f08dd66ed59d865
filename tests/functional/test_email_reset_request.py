"""Asking for a code on a real table (moto): blind, and the same for everybody."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from tests.clock import START, MovableClock
from tests.functional.reset_desk import ID, PIN, PORTAL, Desk, Spy
from tests.people import AN, BINH, CLOSED
from vssid_recovery.adapters.secrets import RootSecret
from vssid_recovery.adapters.table.counters import ViewerCounter
from vssid_recovery.adapters.table.keys import reset_key
from vssid_recovery.adapters.table.resets import ResetTable
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.email_reset import Asked
from vssid_recovery.errors import InvalidRequest, TooManyAttempts, Unavailable
from vssid_recovery.model import NEVER, AccountStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

EVERYBODY = [
    (ID, AN.email),  # known
    (PIN, AN.email),
    ("9999999999", "nobody@thu.example"),  # unknown
    ("999999999999", "nobody@thu.example"),
    (ID, "somebody.else@thu.example"),  # a wrong pair
    (BINH.social_insurance_number, AN.email),  # has no e-mail
    (CLOSED.social_insurance_number, CLOSED.email),
]


@pytest.fixture
def desk(table: Table, secret: RootSecret, clock: MovableClock) -> Desk:
    return Desk(table, secret, clock)


def test_a_request_tells_its_id_how_long_the_code_lives_and_when_to_ask_again(desk: Desk) -> None:
    assert desk.ask() == Asked(f"{1:032x}", START + timedelta(minutes=15), 60)


@pytest.mark.parametrize(("identifier", "email"), EVERYBODY)
def test_known_unknown_wrong_and_closed_are_told_the_same(
    desk: Desk, identifier: str, email: str
) -> None:
    assert desk.ask(identifier, email) == Asked(f"{1:032x}", START + timedelta(minutes=15), 60)


@pytest.mark.parametrize(("identifier", "email"), EVERYBODY)
def test_a_request_is_two_round_trips_that_touch_no_account(
    desk: Desk, dynamodb: "DynamoDBClient", identifier: str, email: str
) -> None:
    spy = Spy(dynamodb)
    table = Table(spy, "recovery", pause=lambda: None)  # type: ignore[arg-type]

    ViewerCounter(table, 300, 3000).count("made-up viewer", desk.clock())
    replace(desk.resets, store=ResetTable(table)).request(identifier, email)

    assert spy.calls == ["update_item", "transact_write_items"]
    kinds = [key.partition("#")[0] for key in spy.keys]
    assert sorted(kinds) == ["COUNT", "COUNT", "MAIL", "PAIR", "RESET"]


@pytest.mark.parametrize(("identifier", "email"), EVERYBODY)
def test_what_is_written_has_one_shape_and_no_code(
    desk: Desk, dynamodb: "DynamoDBClient", identifier: str, email: str
) -> None:
    reset_id = desk.ask(identifier, email).reset_id

    assert desk.item(reset_key(reset_id)).keys() == {
        "pk", "sk", "kind", "identifier", "address", "pair", "requestedAt", "expiresAt", "tries",
        "ttl",
    }  # fmt: skip
    [owed] = dynamodb.scan(TableName="recovery", IndexName="owed")["Items"]
    mail = desk.item({"pk": owed["pk"]["S"], "sk": "MAIL"})
    assert mail.keys() == {"pk", "sk", "purpose", "about", "owed", "owedAt"}
    assert (mail["purpose"], mail["about"]) == ("RESET_CODE", reset_id)


def test_a_request_changes_nothing_on_the_account(desk: Desk) -> None:
    before = desk.account()

    desk.open()

    assert desk.account() == before
    assert desk.works("chuối xanh nấu ốc 17")


@pytest.mark.parametrize(
    ("identifier", "email", "sent"), [(*who, 1 if who in EVERYBODY[:2] else 0) for who in EVERYBODY]
)
def test_only_the_owner_of_the_address_is_mailed(
    desk: Desk, identifier: str, email: str, sent: int
) -> None:
    desk.ask(identifier, email)

    assert len(desk.deliver()) == sent


@pytest.mark.parametrize("status", list(AccountStatus))
def test_only_an_active_account_is_mailed(desk: Desk, status: AccountStatus) -> None:
    desk.change_account(status=status)
    desk.ask()

    assert len(desk.deliver()) == (1 if status is AccountStatus.ACTIVE else 0)


@pytest.mark.parametrize(
    "identifier", [ID, PIN, "DN4010123456789", "0123.456 789", "01-23456789", "dn 401 0123456789"]
)
def test_every_form_of_the_number_finds_the_account(desk: Desk, identifier: str) -> None:
    assert desk.open(identifier).code == "10000001"


@pytest.mark.parametrize("email", ["An.Nguyen@THU.example", "AN.NGUYEN@THU.EXAMPLE"])
def test_capitals_find_the_account_and_the_stored_address_is_mailed(desk: Desk, email: str) -> None:
    desk.ask(email=email)

    [mail] = desk.deliver()
    assert mail.to == AN.email


@pytest.mark.parametrize(
    ("stored", "asked", "sent"),
    [
        ("an.nguyen+bhxh@thu.example", "an.nguyen+bhxh@thu.example", 1),
        ("an.nguyen+bhxh@thu.example", "an.nguyen@thu.example", 0),
        ("an.nguyen@thu.example", "an.nguyen+bhxh@thu.example", 0),
        ("an@xn--th-e0a.example", "an@thư.example", 1),  # an international domain
        ("an@kem.example", "an@\u212aem.example", 1),  # a Kelvin sign is a k in a domain (UTS 46)
        ("an@xn--vn-0ua.example", "an@vin.example", 0),
        ("an@vin.example", "an@v\u0131n.example", 0),  # a dotless i is another letter
        ("An.Nguyen@thu.example", "an.nguyen@thu.example", 1),
    ],
)
def test_an_address_is_compared_as_mail_servers_read_it(
    desk: Desk, stored: str, asked: str, sent: int
) -> None:
    desk.change_account(email=stored)
    desk.ask(email=asked)

    assert [mail.to for mail in desk.deliver()] == [stored] * sent


@pytest.mark.parametrize(
    "email",
    [
        "", "an", "an@", "An <an.nguyen@thu.example>", '"an.nguyen"@thu.example',
        "an.nguyen@thu.example\r\nBcc: thief@thu.example", "an.nguyen@thu.example\n",
        "an.nguyen@thu.example,thief@thu.example", "an.nguyen@thu.example;thief@thu.example",
        "an.nguyen@thu.example thief@thu.example", " an.nguyen@thu.example",
        "\u212aan@thu.example", "\u0131an@thu.example", "ａn@thu.example", "an@[203.0.113.7]",
        "a" * 10_000 + "@thu.example", "an@" + "a" * 1000 + ".example", "an\0@thu.example",
        "an@thu.example\u200b", "an@thu.example\u2028",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused_and_nothing_is_written(
    desk: Desk, dynamodb: "DynamoDBClient", email: str
) -> None:
    before = dynamodb.scan(TableName="recovery")["Count"]

    with pytest.raises(InvalidRequest) as refusal:
        desk.ask(email=email)

    assert refusal.value.field == "email"
    assert dynamodb.scan(TableName="recovery")["Count"] == before


@pytest.mark.parametrize(
    "identifier",
    ["", "123", "01234567890", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "0" * 1000, ID + "\n"],
)
def test_what_is_no_identifier_is_named(desk: Desk, identifier: str) -> None:
    with pytest.raises(InvalidRequest, match="identifier"):
        desk.ask(identifier)


def test_the_links_of_the_mail_come_from_the_portals_setting_only(desk: Desk) -> None:
    reset = desk.open()

    [mail] = desk.post.sent
    assert mail.fields["link"] == f"{PORTAL}/reset.html#reset={reset.reset_id}&code={reset.code}"
    assert str(mail.fields["refuse_link"]).startswith(f"{PORTAL}/refuse.html#token=")


def test_an_address_in_force_only_later_is_not_mailed_and_then_it_is(desk: Desk) -> None:
    from tests.functional.test_hotline import set_pending

    client: Any = desk.table._client
    set_pending(client, (START + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    desk.ask(email="new@thu.example")
    assert desk.deliver() == []

    desk.clock.advance(hours=1)
    desk.ask(email="new@thu.example")
    desk.ask()
    assert [mail.to for mail in desk.deliver()] == ["new@thu.example"]


@pytest.mark.parametrize("confirmed", [True, False])
def test_only_a_confirmed_address_is_mailed(desk: Desk, confirmed: bool) -> None:
    desk.change_account(email_confirmed_on=AN.email_confirmed_on if confirmed else None)
    desk.ask()

    assert len(desk.deliver()) == (1 if confirmed else 0)


def test_a_closed_way_is_not_mailed_until_it_opens(desk: Desk, dynamodb: "DynamoDBClient") -> None:
    close_email_way(dynamodb, "2026-03-10T02:15:00.000000Z")
    assert desk.account().email_closed_until > NEVER
    desk.ask()
    assert desk.deliver() == []

    desk.clock.advance(hours=24)
    assert desk.open().code == "10000001"


def close_email_way(dynamodb: "DynamoDBClient", until: str) -> None:
    dynamodb.update_item(
        TableName="recovery",
        Key={"pk": {"S": f"ACCOUNT#{ID}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET emailClosedUntil = :until",
        ExpressionAttributeValues={":until": {"S": until}},
    )


def test_without_the_table_or_the_secret_nothing_is_answered(
    desk: Desk, vault: Any, dynamodb: "DynamoDBClient"
) -> None:
    away = replace(desk.resets, subjects=RootSecret(vault, "no-such-secret"))
    with pytest.raises(Unavailable):
        away.request(ID, AN.email)

    gone = Table(dynamodb, "no-such-table", pause=lambda: None)
    with pytest.raises(Unavailable):
        replace(desk.resets, store=ResetTable(gone)).request(ID, AN.email)
    assert desk.ask().resend_after == 60, "and nothing was counted"


def test_a_second_request_too_soon_is_not_one(desk: Desk, dynamodb: "DynamoDBClient") -> None:
    desk.ask()
    before = dynamodb.scan(TableName="recovery")["Count"]

    with pytest.raises(TooManyAttempts):
        desk.ask()

    assert dynamodb.scan(TableName="recovery")["Count"] == before
