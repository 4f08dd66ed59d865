"""What is found in a declaration before a person is asked: each finding alone, and all in order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.people import AN, BINH
from vssid_recovery.declaration_checks import (
    address_findings,
    flags_of,
    person_findings,
    read_address,
)
from vssid_recovery.declaration_model import TK1_TS, Declared, Flag
from vssid_recovery.errors import Finding
from vssid_recovery.model import Account, AccountStatus, PendingEmail

NOW = datetime(2026, 3, 9, 2, 15, tzinfo=UTC)
GOOD = "binh.tran@thu.example"
SAID = Declared(TK1_TS, BINH.social_insurance_number, BINH.full_name, BINH.date_of_birth, "", GOOD)


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(each.field, each.reason.code) for each in findings]


def of_person(said: Declared = SAID, account: Account = BINH) -> list[tuple[str, str]]:
    return codes([*person_findings(said, account)])


def of_address(
    address: str, account: Account = BINH, sharers: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    return codes([*address_findings(address, account, sharers, NOW)])


def others(how_many: int) -> frozenset[str]:
    return frozenset(f"01000000{each:02d}" for each in range(how_many))


def waiting(active_from: datetime) -> Account:
    return replace(AN, pending_email=PendingEmail(GOOD, active_from, "0" * 32))


def test_who_says_what_the_register_says_passes() -> None:
    assert (of_person(), of_address(GOOD)) == ([], [])


@pytest.mark.parametrize(
    "name", ["TRẦN THỊ BÌNH", "  Trần  Thị Bình ", "Trâ\u0300n Thi\u0323 Bi\u0300nh"]
)
def test_how_a_name_is_written_does_not_matter(name: str) -> None:
    assert of_person(replace(SAID, full_name=name)) == []


def test_an_older_place_of_the_tone_is_the_same_name() -> None:
    hoa = replace(BINH, full_name="Lê Thị Hòa")
    assert of_person(replace(SAID, full_name="LÊ THỊ HOÀ"), hoa) == []


@pytest.mark.parametrize("name", ["Tran Thi Binh", "Trần Bình", "Trần Thị Bính", "Bình Trần Thị"])
def test_another_name_is_found(name: str) -> None:
    assert of_person(replace(SAID, full_name=name)) == [("fullName", "NAME_MISMATCH")]


def test_another_birth_date_is_found() -> None:
    turned = replace(SAID, date_of_birth=date(1955, 3, 2))
    assert of_person(turned) == [("dateOfBirth", "DATE_OF_BIRTH_MISMATCH")]


@pytest.mark.parametrize("status", [each for each in AccountStatus if each != AccountStatus.ACTIVE])
def test_an_account_that_is_not_open_is_found(status: AccountStatus) -> None:
    account = replace(BINH, status=status)
    assert of_person(account=account) == [("identifier", "ACCOUNT_NOT_OPEN")]


def test_all_of_a_person_come_in_the_order_of_the_form() -> None:
    wrong = replace(SAID, full_name="Ai Đó", date_of_birth=date(2000, 1, 1))
    closed = replace(BINH, status=AccountStatus.DECEASED)
    assert [code for _, code in of_person(wrong, closed)] == [
        "ACCOUNT_NOT_OPEN",
        "NAME_MISMATCH",
        "DATE_OF_BIRTH_MISMATCH",
    ]


def test_a_mistyped_provider_comes_with_what_was_meant() -> None:
    [found] = address_findings("binh@gmial.com", BINH, frozenset(), NOW)

    assert (found.field, found.reason.code) == ("email", "EMAIL_TYPO")
    assert found.suggestion == "binh@gmail.com"
    assert "binh@gmail.com" in found.reason.vi
    assert "binh@gmail.com" in found.reason.en


def test_braces_in_an_address_are_said_as_they_are() -> None:
    [found] = address_findings("{suggestion}@gmial.com", BINH, frozenset(), NOW)
    assert found.suggestion == "{suggestion}@gmail.com"
    assert "{suggestion}@gmail.com" in found.reason.vi


def test_a_throw_away_mailbox_is_found() -> None:
    assert of_address("binh@mailinator.com") == [("email", "EMAIL_DISPOSABLE")]


@pytest.mark.parametrize("address", [AN.email, AN.email.upper()])
def test_the_address_in_force_needs_no_declaration(address: str) -> None:
    assert of_address(address, AN) == [("email", "EMAIL_UNCHANGED")]


def test_an_unconfirmed_address_may_be_declared_and_a_pending_one_counts_from_its_time() -> None:
    assert of_address(AN.email, replace(AN, email_confirmed_on=None)) == []
    assert of_address(GOOD, waiting(NOW + timedelta(microseconds=1))) == []
    assert of_address(GOOD, waiting(NOW)) == [("email", "EMAIL_UNCHANGED")]
    assert of_address(AN.email, waiting(NOW)) == []


@pytest.mark.parametrize(
    ("sharers", "found"),
    [
        (others(4), []),
        (others(4) | {BINH.social_insurance_number}, []),
        (others(5), [("email", "EMAIL_SHARED")]),
        (others(5) | {BINH.social_insurance_number}, [("email", "EMAIL_SHARED")]),
        (others(6), [("email", "EMAIL_SHARED")]),
    ],
    ids=["four", "four and the own", "five", "five and the own", "six"],
)
def test_an_address_recovers_five_accounts_and_the_own_does_not_count(
    sharers: frozenset[str], found: list[tuple[str, str]]
) -> None:
    assert of_address(GOOD, BINH, sharers) == found


def test_all_of_an_address_come_in_order() -> None:
    typed = replace(AN, email="an@gmial.com")
    assert [code for _, code in of_address("an@gmial.com", typed, others(5))] == [
        "EMAIL_TYPO",
        "EMAIL_UNCHANGED",
        "EMAIL_SHARED",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "", "binh", "binh@", "@thu.example", "a b@thu.example", "binh@thu", '"b"@thu.example',
        "binh@[127.0.0.1]", "Bình <b@thu.example>", "b@thu.example\r\nBcc: x@thu.example",
        "b@thu.example\u202e", "a" * 65 + "@thu.example", "b@" + "a." * 130 + "example",
        "bình@thu.example", "<b>@thu.example",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_none(text: str) -> None:
    assert read_address(text) is None


def test_an_address_is_kept_as_written_but_for_spaces_around_it_and_its_domain() -> None:
    assert read_address("  Binh.Tran@THU.Example ") == "Binh.Tran@thu.example"


UNIT_DOMAIN = "don-vi-mau.example"
FOUND_AT_ENTRY = tuple(flag for flag in Flag if flag is not Flag.OLD_ADDRESS_OBJECTED)


@pytest.mark.parametrize(
    ("address", "account", "sharers", "domain", "flags"),
    [
        (GOOD, BINH, others(0), UNIT_DOMAIN, ()),
        (GOOD, AN, others(0), UNIT_DOMAIN, (Flag.ADDRESS_REPLACED,)),
        (GOOD, BINH, others(1), UNIT_DOMAIN, (Flag.ADDRESS_SHARED,)),
        (GOOD, BINH, frozenset({BINH.social_insurance_number}), UNIT_DOMAIN, ()),
        ("binh@Don-Vi-Mau.example", BINH, others(0), UNIT_DOMAIN, (Flag.UNIT_DOMAIN,)),
        ("binh@thu.don-vi-mau.example", BINH, others(0), UNIT_DOMAIN, (Flag.UNIT_DOMAIN,)),
        ("binh@xdon-vi-mau.example", BINH, others(0), UNIT_DOMAIN, ()),
        ("binh@gmail.com", BINH, others(0), "gmail.com", ()),
        ("binh@thu.example", BINH, others(0), "", ()),
        ("x@don-vi-mau.example", AN, others(2), UNIT_DOMAIN, FOUND_AT_ENTRY),
    ],
)
def test_what_a_person_should_look_at_is_flagged(
    address: str, account: Account, sharers: frozenset[str], domain: str, flags: tuple[Flag, ...]
) -> None:
    assert flags_of(address, account, sharers, domain, NOW) == flags
