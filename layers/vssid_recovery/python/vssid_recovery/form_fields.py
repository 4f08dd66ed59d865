"""What is wrong with the fields of a form, and in what words to say so."""

from collections.abc import Iterator

from vssid_recovery.declaration_model import Declared
from vssid_recovery.errors import Finding, Reason
from vssid_recovery.forms import FormField, FormVersion, OwnProperty, completed, one_line, own_text
from vssid_recovery.identifiers import SEPARATORS
from vssid_recovery.person_names import same_name

LONGEST = 500  # characters of one field

UNKNOWN = Reason(
    "FIELD_UNKNOWN",
    "Tờ khai không có mục này, hoặc việc bổ sung địa chỉ thư điện tử không cần đến mục này.",
    "The form has no such field, or it is not needed to add an e-mail address.",
)
# The field's number and label stand before each.
TOO_LONG = Reason(
    "FIELD_TOO_LONG",
    f"dài quá {LONGEST} ký tự. Xin Ông/Bà viết ngắn hơn.",
    f"is longer than {LONGEST} characters. Please shorten it.",
)
UNPRINTABLE = Reason(
    "FIELD_UNPRINTABLE",
    "có ký tự không hiển thị được. Xin Ông/Bà gõ lại mục này.",
    "has a character that cannot be seen. Please type it again.",
)
CONTRADICTS = Reason(
    "FIELD_CONTRADICTS",
    "khác với thông tin đã khai. Xin Ông/Bà bỏ trống mục này hoặc ghi giống thông tin đã khai.",
    "differs from what the declaration says. Please leave it empty or write the same.",
)
MISSING = Reason(
    "FIELD_MISSING",
    "còn trống. Xin Ông/Bà điền mục này.",
    "is empty. Please fill it in.",
)


def field_problems(version: FormVersion, declared: Declared) -> tuple[Finding, ...]:
    """Everything that is wrong with a form's fields; of unknown fields only the first.

    A field that mirrors a property of the declaration may be given, if it says the same.
    """
    return (*_unknown(version, declared), *_bad(version, declared), *_missing(version, declared))


def _unknown(version: FormVersion, declared: Declared) -> Iterator[Finding]:
    known = {field.number for field in version.fields}
    # One is enough: a body can name a thousand.
    for number in [number for number in declared.fields if number not in known][:1]:
        yield Finding(f"fields.{number}", UNKNOWN)


def _bad(version: FormVersion, declared: Declared) -> Iterator[Finding]:
    for field in version.fields:
        text = one_line(declared.fields.get(field.number, ""))
        if len(text) > LONGEST:
            yield _finding(field, TOO_LONG)
        elif not text.isprintable():
            yield _finding(field, UNPRINTABLE)
        elif text and field.mirrors and not _agrees(field.mirrors, declared, text):
            yield _finding(field, CONTRADICTS)


def _missing(version: FormVersion, declared: Declared) -> Iterator[Finding]:
    filled = completed(version, declared)
    for field in version.fields:
        if field.required and field.number not in filled:
            yield _finding(field, MISSING)


def _agrees(name: OwnProperty, declared: Declared, text: str) -> bool:
    own = own_text(name, declared)
    match name:
        case "fullName":
            return same_name(text, own)
        case "dateOfBirth":
            return text in (own, declared.date_of_birth.isoformat())
        case "identifier" | "phone":
            return text.translate(SEPARATORS).upper() == own.translate(SEPARATORS).upper()
        case "email":
            return text.casefold() == own.casefold()


def _finding(field: FormField, reason: Reason) -> Finding:
    named = Reason(
        reason.code,
        f"Mục [{field.number}] {field.vi} {reason.vi}",
        f"[{field.number}] {field.en} {reason.en}",
    )
    return Finding(f"fields.{field.number}", named)
