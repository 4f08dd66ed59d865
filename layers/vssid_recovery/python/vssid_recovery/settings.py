"""What each function is told by its environment. Read once; a missing value is named."""

from collections.abc import Mapping
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import fields


class MissingSetting(Exception):
    """A function cannot start: the environment lacks a variable, or it is not of its type."""


class HotlineSettings(Struct, frozen=True):
    table_name: str
    secret_id: str
    temporary_password_minutes: int
    hotline_proof: str
    hotline_issues_per_day: int
    hotline_issues_per_day_per_caller: int
    hotline_mismatches_per_day_per_caller: int
    hotline_callers_per_day_per_identifier: int
    phone_confirmed_max_months: int


class DoorSettings(Struct, frozen=True):
    """What every function needs whose routes anyone may call."""

    table_name: str
    secret_id: str
    origin_key_secret_id: str
    requests_per_hour_per_ip: int
    requests_per_day_per_ip: int


class CredentialSettings(DoorSettings, frozen=True):
    choose_minutes: int
    min_password_length: int


class MailFeedbackSettings(Struct, frozen=True):
    table_name: str


class EmailResetSettings(DoorSettings, frozen=True):
    min_password_length: int
    reset_code_minutes: int
    resend_after_seconds: int
    requests_per_hour: int
    requests_per_day: int
    wrong_codes_per_reset: int
    wrong_codes_per_day: int


class SupplementationSettings(DoorSettings, frozen=True):
    unit_hold_hours: int
    replace_hold_hours: int
    files_bucket: str
    work_queue_url: str


class DeclarationBatchSettings(Struct, frozen=True):
    table_name: str
    secret_id: str
    files_bucket: str
    work_queue_url: str


class InformationChannelsSettings(Struct, frozen=True):
    zalo_address: str


class MailerSettings(Struct, frozen=True):
    table_name: str
    secret_id: str
    sender_address: str
    portal_url: str
    configuration_set: str
    retry_queue_url: str


Settings = TypeVar("Settings", bound=Struct)


def load(kind: type[Settings], environment: Mapping[str, str]) -> Settings:
    """Each field is the variable of its name in capitals. Raises MissingSetting with that name."""
    values: dict[str, str | int] = {}
    for field in fields(kind):
        name = field.name.upper()
        if name not in environment:
            raise MissingSetting(name)
        try:
            values[field.name] = int(environment[name]) if field.type is int else environment[name]
        except ValueError:
            raise MissingSetting(f"{name} is no whole number") from None
    return kind(**values)
