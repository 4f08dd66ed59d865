"""Made-up people behind the counters: one user for each group of the staff pool."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from local.aws import emulator_session

_OFFICE = {"custom:office_code": "07906"}
_UNIT = {"custom:unit_code": "TN0001N"}
# By its domain an address that the employer itself hands out is known, and looked at.
_UNIT_MAIL = {"email": "nhan-su@don-vi-mau.example", "email_verified": "true"}
_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "unit": _UNIT | _OFFICE | _UNIT_MAIL,
    "collector": _UNIT | _OFFICE,
    "officer": _OFFICE,
    "supervisor": _OFFICE,
}


@dataclass(frozen=True)
class StaffUser:
    """What a staff member signs in with."""

    username: str
    password: str


def seed_staff(endpoint_url: str, user_pool_id: str) -> dict[str, StaffUser]:
    """Creates a user for each group, with a password of its own, and returns them by group."""
    client = emulator_session().client("cognito-idp", endpoint_url=endpoint_url)
    staff = {group: StaffUser(group, _password()) for group in _ATTRIBUTES}
    for group, user in staff.items():
        name, pool = user.username, user_pool_id
        client.admin_create_user(
            UserPoolId=pool,
            Username=name,
            UserAttributes=[
                {"Name": key, "Value": value} for key, value in _ATTRIBUTES[group].items()
            ],
            MessageAction="SUPPRESS",
        )
        client.admin_set_user_password(
            UserPoolId=pool, Username=name, Password=user.password, Permanent=True
        )
        client.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
    return staff


def _password() -> str:
    """Random, with one of each kind of character that a pool may ask for."""
    return f"{secrets.token_urlsafe(18)}-aZ7"
