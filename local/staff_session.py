"""`make token ROLE=officer`: signs a sample staff member in and prints the id token.

curl "$API/email-declarations" -H "Authorization: $(make token ROLE=officer)"
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from botocore.exceptions import BotoCoreError, ClientError

from local.aws import emulator_session
from local.plan import Plan, StackFailure
from local.stack_file import Stack

SECONDS = 30
ROLES = ("unit", "collector", "officer", "supervisor")


@dataclass(frozen=True)
class StaffSession:
    """Calls the API of a stack as somebody who has signed in; what is refused is no exception."""

    api_url: str
    token: str

    def get(self, path: str) -> requests.Response:
        return requests.get(self.api_url + path, headers=self._headers, timeout=SECONDS)

    def post(self, path: str, body: Any = None) -> requests.Response:
        url, headers = self.api_url + path, self._headers
        return requests.post(url, json=body, headers=headers, timeout=SECONDS)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": self.token}


def sign_in(stack: Stack, role: str) -> StaffSession:
    """Sign in the stack's sample staff member of a role. Raises StackFailure."""
    user = stack.staff[role]
    client = emulator_session().client("cognito-idp", endpoint_url=stack.endpoint_url)
    try:
        answer = client.initiate_auth(
            ClientId=stack.user_pool_client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.username, "PASSWORD": user.password},
        )
    except (BotoCoreError, ClientError) as error:
        raise StackFailure(f"{role} cannot sign in: {error}") from error
    return StaffSession(stack.api_url, answer["AuthenticationResult"]["IdToken"])


def main() -> int:
    """Print the token of one role: 0, or 1 and one line that says why not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=Path, default=Plan.directory)
    parser.add_argument("--role", choices=ROLES, default="officer")
    arguments = parser.parse_args()
    try:
        print(sign_in(Stack.read(Plan(arguments.directory).stack_file), arguments.role).token)
    except StackFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
