"""What is checked before a person is asked to decide on a declaration.

Whether the unit may speak for the person comes first, and ends it: of somebody else's people a
unit learns nothing, not even that there are such people.
"""

from collections.abc import Iterator
from datetime import datetime

from vssid_recovery.address_checks import PROVIDERS, is_disposable, suggestion
from vssid_recovery.declaration_model import Declared, Flag
from vssid_recovery.email_addresses import compared, parse_address
from vssid_recovery.errors import Finding, Reason
from vssid_recovery.model import Account
from vssid_recovery.person_names import same_name

MOST_ACCOUNTS = 5  # that one address may recover

PERSON_NOT_FOUND = Finding(
    "identifier",
    Reason(
        "PERSON_NOT_FOUND",
        "Không có người mang mã số này trong danh sách do đơn vị, cơ quan quản lý.",
        "Nobody with this number is among the people that your unit or office manages.",
    ),
)
ACCOUNT_NOT_OPEN = Finding(
    "identifier",
    Reason(
        "ACCOUNT_NOT_OPEN",
        "Tài khoản VssID của người này chưa kích hoạt hoặc đã đóng. Xin liên hệ cơ quan BHXH.",
        "This person's VssID account was never activated or is closed. Please ask the office.",
    ),
)
NAME_MISMATCH = Finding(
    "fullName",
    Reason(
        "NAME_MISMATCH",
        "Họ tên không khớp với cơ sở dữ liệu của cơ quan BHXH. Xin ghi đủ họ, đệm, tên có dấu.",
        "The name differs from the register. Please write it in full, with its accents.",
    ),
)
DATE_OF_BIRTH_MISMATCH = Finding(
    "dateOfBirth",
    Reason(
        "DATE_OF_BIRTH_MISMATCH",
        "Ngày sinh không khớp với cơ sở dữ liệu của cơ quan BHXH.",
        "The date of birth differs from the register.",
    ),
)
EMAIL_MALFORMED = Finding(
    "email",
    Reason(
        "EMAIL_MALFORMED",
        "Địa chỉ thư điện tử chưa đúng dạng, ví dụ đúng: ten@nha-mang.vn.",
        "This is not an e-mail address. A right one looks like name@provider.vn.",
    ),
)
EMAIL_DISPOSABLE = Finding(
    "email",
    Reason(
        "EMAIL_DISPOSABLE",
        "Đây là hộp thư dùng tạm, ai cũng mở được. Xin dùng hộp thư của chính người tham gia.",
        "This is a throw-away mailbox that anyone can open. Please use the person's own.",
    ),
)
EMAIL_UNCHANGED = Finding(
    "email",
    Reason(
        "EMAIL_UNCHANGED",
        "Tài khoản đang dùng chính địa chỉ này, không cần khai lại.",
        "The account has this very address already.",
    ),
)
EMAIL_SHARED = Finding(
    "email",
    Reason(
        "EMAIL_SHARED",
        f"Địa chỉ này đã được xác nhận cho {MOST_ACCOUNTS} tài khoản khác. Xin dùng địa chỉ khác.",
        f"This address is confirmed on {MOST_ACCOUNTS} other accounts. Please use another one.",
    ),
)
TYPO = Reason(
    "EMAIL_TYPO",
    "Địa chỉ có vẻ bị gõ nhầm. Có phải ý Ông/Bà là {suggestion}?",
    "The address looks mistyped. Did you mean {suggestion}?",
)


def person_findings(declared: Declared, account: Account) -> Iterator[Finding]:
    """Of a person that whoever declares may speak for."""
    if not account.is_open:
        yield ACCOUNT_NOT_OPEN
    if not same_name(declared.full_name, account.full_name):
        yield NAME_MISMATCH
    if declared.date_of_birth != account.date_of_birth:
        yield DATE_OF_BIRTH_MISMATCH


def address_findings(
    address: str, account: Account, sharers: frozenset[str], now: datetime
) -> Iterator[Finding]:
    """`address` is as parsed; `sharers` are the numbers of the accounts that it is confirmed on."""
    if meant := suggestion(address):
        yield _typo(meant)
    elif is_disposable(address):
        yield EMAIL_DISPOSABLE
    if compared(address) == compared(account.recovery_email(now)):
        yield EMAIL_UNCHANGED
    if len(sharers - {account.social_insurance_number}) >= MOST_ACCOUNTS:
        yield EMAIL_SHARED


def read_address(text: str) -> str | None:
    """The address as it is kept, None for what is none."""
    try:
        return parse_address(text.strip())
    except ValueError:
        return None


def flags_of(
    address: str, account: Account, sharers: frozenset[str], unit_domain: str, now: datetime
) -> tuple[Flag, ...]:
    """What a person should look at. `unit_domain` is of the e-mail address of whoever declares,
    '' where it has none; a mail provider's is nobody's own.
    """
    is_own = bool(unit_domain) and unit_domain not in PROVIDERS
    own = (f"@{unit_domain}", f".{unit_domain}")
    found = {
        Flag.ADDRESS_REPLACED: bool(account.recovery_email(now)),
        Flag.ADDRESS_SHARED: bool(sharers - {account.social_insurance_number}),
        Flag.UNIT_DOMAIN: is_own and compared(address).endswith(own),
    }
    return tuple(flag for flag, is_raised in found.items() if is_raised)


def _typo(meant: str) -> Finding:
    vi, en = TYPO.vi.format(suggestion=meant), TYPO.en.format(suggestion=meant)
    return Finding("email", Reason(TYPO.code, vi, en), meant)
