"""What a row of a register file has to be, and how one that is not is told."""

from datetime import date

import pytest

from vssid_recovery.model import AccountStatus
from vssid_recovery.register_rows import COLUMNS, FileRefused, RefusedRow, RegisterRow, read_rows

TODAY = date(2026, 3, 9)
HEADER = ",".join(COLUMNS)
GOOD = {
    "social_insurance_number": "0123456789",
    "personal_identification_number": "001055000001",
    "full_name": "Nguyễn Văn An",
    "date_of_birth": "1955-02-03",
    "phone": "0912345678",
    "phone_confirmed_on": "2025-06-01",
    "email": "an.nguyen@thu.example",
    "email_confirmed_on": "2025-06-01",
    "unit_code": "TN0001N",
    "office_code": "07906",
    "status": "ACTIVE",
}
PHC = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$gmQsV1DKBBKv6+qBfEOlmA$883siAnFPhnI27+rkd0ZJxvvvodgrNE/PPp+IMoIBfM"
)


def line_of(**cells: str) -> str:
    return ",".join((GOOD | cells)[name] for name in COLUMNS)


def read_all(*lines: str, header: str = HEADER) -> list[RegisterRow | RefusedRow]:
    return list(read_rows([header, *lines], TODAY))


def accepted(line: str, header: str = HEADER) -> RegisterRow:
    (row,) = read_all(line, header=header)
    assert isinstance(row, RegisterRow), row
    return row


def refused(line: str, header: str = HEADER) -> RefusedRow:
    (row,) = read_all(line, header=header)
    assert isinstance(row, RefusedRow)
    return row


def hashed(phc: str) -> tuple[str, str]:
    """A row with a password hash, quoted for its commas, and its header."""
    return f'{line_of()},"{phc}"', f"{HEADER},password_hash"


def test_a_full_row_is_an_account() -> None:
    row = accepted(line_of())

    account = row.account
    assert (row.line, row.number, row.has_old_phone) == (2, "0123456789", False)
    assert account.full_name == "Nguyễn Văn An"
    assert account.date_of_birth == date(1955, 2, 3)
    assert account.personal_identification_number == "001055000001"
    assert (account.phone, account.phone_confirmed_on) == ("+84912345678", date(2025, 6, 1))
    assert (account.email, account.email_confirmed_on) == (GOOD["email"], date(2025, 6, 1))
    assert (account.unit_code, account.office_code) == ("TN0001N", "07906")
    assert (account.status, account.version) == (AccountStatus.ACTIVE, 1)


def test_all_but_number_name_and_birth_date_may_be_empty() -> None:
    account = accepted("0123456789,,Nguyễn Văn An,1955-02-03,,,,,,,").account

    assert account.status is AccountStatus.ACTIVE
    assert not account.phone
    assert account.phone_confirmed_on is None
    assert not account.email
    assert account.email_confirmed_on is None


@pytest.mark.parametrize(
    ("phone", "stored", "is_old"),
    [
        ("01234567890", "+84834567890", True),
        ("0169 000 0014", "+84390000014", True),
        ("0084 900 000 117", "+84900000117", False),
        ("+1 202 555 0143", "+12025550143", False),
        ("028 3800 0001", "+842838000001", False),
    ],
)
def test_phone_numbers_are_kept_as_they_are_dialled_today(
    phone: str, stored: str, is_old: bool
) -> None:
    row = accepted(line_of(phone=phone))

    assert (row.account.phone, row.has_old_phone) == (stored, is_old)


def test_a_name_is_kept_composed_and_with_single_spaces() -> None:
    decomposed = "Nguye\u0302\u0303n \u00a0 Va\u0306n  An"

    assert accepted(line_of(full_name=decomposed)).account.full_name == "Nguyễn Văn An"


def test_columns_come_in_any_order() -> None:
    names = tuple(reversed(COLUMNS))

    row = accepted(",".join(GOOD[name] for name in names), header=",".join(names))

    assert row.account == accepted(line_of()).account


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"social_insurance_number": "012345678"}, "social_insurance_number does not have 10"),
        ({"social_insurance_number": "01234567890"}, "social_insurance_number does not have 10"),
        ({"social_insurance_number": "０１２３４５６７８９"}, "social_insurance_number does not"),
        ({"social_insurance_number": "012345678x"}, "social_insurance_number does not have 10"),
        ({"social_insurance_number": ""}, "social_insurance_number is empty"),
        ({"personal_identification_number": "1055000001"}, "personal_identification_number does"),
        ({"full_name": "  "}, "full_name is empty"),
        ({"full_name": "An\u200b"}, "full_name has a character that cannot be seen"),
        ({"full_name": "An\x1b[31m"}, "full_name has a character that cannot be seen"),
        ({"full_name": "A" * 255}, "full_name is too long"),
        ({"date_of_birth": ""}, "date_of_birth is empty"),
        ({"date_of_birth": "1955-02-30"}, "date_of_birth is no date"),
        ({"date_of_birth": "03/02/1955"}, "date_of_birth is no date"),
        ({"date_of_birth": "19550203"}, "date_of_birth is no date"),
        ({"date_of_birth": "2026-03-10"}, "date_of_birth is in the future"),
        ({"date_of_birth": "0985-02-03"}, "date_of_birth is before 1900"),
        ({"status": "active"}, "status is none of ACTIVE, CLOSED, DECEASED, NEVER_ACTIVATED"),
        ({"phone": "12"}, "phone: not a phone number"),
        ({"phone": "none"}, "phone: not a phone number"),
        ({"phone": ""}, "phone_confirmed_on without phone"),
        ({"phone_confirmed_on": "2026-03-10"}, "phone_confirmed_on is in the future"),
        ({"phone_confirmed_on": "yes"}, "phone_confirmed_on is no date"),
        ({"email": ""}, "email_confirmed_on without email"),
        ({"email_confirmed_on": "2026-13-01"}, "email_confirmed_on is no date"),
    ],
)
def test_a_bad_row_is_refused_with_the_reason(cells: dict[str, str], reason: str) -> None:
    assert refused(line_of(**cells)).reason.startswith(reason)


@pytest.mark.parametrize(
    "address",
    [
        "an.thu.example",
        "an@b@thu.example",
        "an nguyen@thu.example",
        "@thu.example",
        "an@",
        "an@thu",
        "an@10.0.0.1",
        "an@-thu.example",
        "an..nguyen@thu.example",
        "an;b@thu.example",
        "<an@thu.example>",
        f"{'a' * 65}@thu.example",
        f"an@{'thu.' * 63}example",
    ],
)
def test_a_malformed_address_is_refused(address: str) -> None:
    assert refused(line_of(email=address)).reason in {
        "email: not an e-mail address",
        "email is too long",
    }


def test_the_domain_of_an_address_is_kept_in_lower_case() -> None:
    assert accepted(line_of(email="An.N+1@THU.Example")).account.email == "An.N+1@thu.example"


def test_a_refused_row_has_its_line_and_number_and_none_of_its_other_values() -> None:
    row = refused(line_of(phone="0912-not-a-number-5678", full_name="Lê Bí Mật"))

    assert (row.line, row.number) == (2, "0123456789")
    assert "Mật" not in row.reason
    assert "5678" not in row.reason


def test_a_malformed_number_is_not_told() -> None:
    assert refused(line_of(social_insurance_number="12345")).number == ""


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0123456789,,Nguyễn Văn An,1955-02-03", "4 columns, the header has 11"),
        (line_of() + ",more", "12 columns, the header has 11"),
        (line_of(full_name='"Nguyễn Văn An'), "not a CSV row"),
    ],
)
def test_a_row_that_does_not_fit_the_header_is_refused(line: str, reason: str) -> None:
    assert refused(line).reason.startswith(reason)


def test_a_stray_quote_spoils_its_own_row_only() -> None:
    bad, good = read_all(line_of(full_name='"An'), line_of(social_insurance_number="0123456790"))

    assert isinstance(bad, RefusedRow)
    assert isinstance(good, RegisterRow)
    assert good.line == 3


def test_a_number_that_is_in_the_file_already_is_refused_the_second_time() -> None:
    other = line_of(personal_identification_number="001055000002")

    first, second = read_all(line_of(), other)

    assert isinstance(first, RegisterRow)
    assert second == RefusedRow(3, "0123456789", "social_insurance_number is in line 2 already")


def test_two_people_do_not_share_a_personal_identification_number() -> None:
    _, second = read_all(line_of(), line_of(social_insurance_number="0123456790"))

    assert isinstance(second, RefusedRow)
    assert second.reason == "personal_identification_number is in line 2 already"


def test_a_refused_row_does_not_take_the_number_from_a_good_one() -> None:
    bad, good = read_all(line_of(full_name=""), line_of())

    assert isinstance(bad, RefusedRow)
    assert isinstance(good, RegisterRow)


def test_empty_lines_are_passed_over_and_counted() -> None:
    (row,) = read_all("", "   ", line_of())

    assert row.line == 4


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_without_a_column_is_refused_whole_and_the_column_is_named(name: str) -> None:
    header = ",".join(column for column in COLUMNS if column != name)

    with pytest.raises(FileRefused, match=f"the header has no column {name}$"):
        read_rows([header, line_of()], TODAY)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (f"{HEADER},e_mail", "an unknown column: 'e_mail'"),
        (f"{HEADER},status", "a column twice"),
        (HEADER.replace(",", ";"), "no column social_insurance_number, personal"),
        ('"social', "cannot be read"),
    ],
)
def test_a_wrong_header_is_refused(header: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        read_rows([header], TODAY)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileRefused, match="no column social_insurance_number"):
        read_rows([], TODAY)


def test_a_password_hash_is_taken_as_it_is() -> None:
    line, header = hashed(PHC)

    assert accepted(line, header).password_hash == PHC


@pytest.mark.parametrize(
    "phc",
    [
        "$2b$12$abcdefghijklmnopqrstuv",
        "a password in clear",
        PHC.replace("v=19", "v=16"),
        PHC.replace("gmQs", "gmQé"),
        PHC.replace("m=19456", "m=１９４５６"),
        PHC.rpartition("$")[0] + "$short",
    ],
)
def test_what_is_no_argon2_hash_is_refused(phc: str) -> None:
    line, header = hashed(phc)

    assert refused(line, header).reason == "password_hash: not an Argon2 PHC string"


@pytest.mark.parametrize(
    "cost", ["m=65537,t=2,p=1", "m=19456,t=11,p=1", "m=8,t=0,p=1", "m=8,t=1,p=2"]
)
def test_a_hash_that_cannot_be_afforded_is_refused(cost: str) -> None:
    line, header = hashed(PHC.replace("m=19456,t=2,p=1", cost))

    assert refused(line, header).reason.startswith("password_hash: costs more than")
