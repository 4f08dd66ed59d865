"""The forms of a declaration, as data: `form_versions/*.json`, one file for each version.

A new version is a new file, and a last day in the file of the version before it.
"""

import functools
import unicodedata
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from vssid_recovery.declaration_model import Declared

OwnProperty = Literal["identifier", "fullName", "dateOfBirth", "phone", "email"]


class UnknownForm(ValueError):
    """There is no form of that name, or no version of it on that day."""


class FormField(Struct, frozen=True, forbid_unknown_fields=True):
    """One numbered field of a form, as far as it serves to add an e-mail address.

    `mirrors` names the property of the declaration itself that fills it; `says_supplement` marks
    the field that says in words what is asked for.
    """

    number: str
    vi: str
    en: str
    required: bool = False
    mirrors: OwnProperty | None = None
    says_supplement: bool = False


class FormVersion(Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a form, in force from `valid_from` to `valid_until`, both days included.

    `established` tells whether the fields are those of the published form or a working layout;
    `note` says what is not known. `decision` is None where no source names it.
    """

    form: str
    version: str
    title_vi: str
    title_en: str
    decision: str | None
    valid_from: date
    valid_until: date | None
    established: bool
    note: str
    fields: tuple[FormField, ...]

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def versions_in(folder: Path) -> tuple[FormVersion, ...]:
    """Every version in a folder of JSON files. Raises msgspec.ValidationError for a bad one."""
    decoder = msgspec.json.Decoder(FormVersion)
    return tuple(decoder.decode(each.read_bytes()) for each in sorted(folder.glob("*.json")))


@functools.cache
def known_versions() -> tuple[FormVersion, ...]:
    """The versions this package holds."""
    return versions_in(Path(__file__).with_name("form_versions"))


def form_version(form: str, on: date, among: tuple[FormVersion, ...] | None = None) -> FormVersion:
    """The version of `form` in force on a day in Vietnam. Raises UnknownForm."""
    versions = known_versions() if among is None else among
    for version in versions:
        if version.form == form and version.is_in_force(on):
            return version
    raise UnknownForm(f"no such form on {on.isoformat()}")


def completed(version: FormVersion, declared: Declared) -> dict[str, str]:
    """The form as it is shown and printed: each filled field by number, in the form's order.

    What the declaration says itself fills the fields that mirror it. Where nothing is written in
    the field that puts the supplement into words, it says the usual ones.
    """
    texts = {field.number: _filled(field, declared) for field in version.fields}
    return {number: text for number, text in texts.items() if text}


def supplement_text(email: str) -> str:
    """What a supplement writes in [18] of TK1-TS."""
    return f"Bổ sung địa chỉ email: {email}"


def one_line(text: str) -> str:
    """What was typed into a field, composed (NFC), its spaces and line ends made single spaces."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def own_text(name: OwnProperty, declared: Declared) -> str:
    """What the declaration itself says, as a form shows it; dates are dd/mm/yyyy."""
    texts = {
        "identifier": declared.identifier,
        "fullName": declared.full_name,
        "dateOfBirth": declared.date_of_birth.strftime("%d/%m/%Y"),
        "phone": declared.phone,
        "email": declared.email,
    }
    return one_line(texts[name])


def _filled(field: FormField, declared: Declared) -> str:
    if field.mirrors:
        return own_text(field.mirrors, declared)
    text = one_line(declared.fields.get(field.number, ""))
    return supplement_text(declared.email) if field.says_supplement and not text else text
