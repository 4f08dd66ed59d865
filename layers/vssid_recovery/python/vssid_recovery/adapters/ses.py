"""Sending one mail with SES, and telling what may pass from what never will."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from vssid_recovery.errors import Unavailable
from vssid_recovery.mail_texts import render
from vssid_recovery.mailer_ports import MailRefused

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import EmailContentTypeDef

# SES will say the same of this mail at every try. Everything else is tried again and then waits
# for an operator: a throttle, a pause of sending, and MessageRejected too, which is also what SES
# says while the sender's domain is not verified. A mistake of ours must not cost anybody's mail.
NEVER = frozenset({"BadRequestException"})


class SesPost:
    """Implements mailer_ports.PostOffice. Mail comes from `sender`, and answers go there too."""

    def __init__(self, client: SESV2Client, sender: str, configuration_set: str) -> None:
        self._client = client
        self._sender = sender
        self._configuration_set = configuration_set

    def send(self, to: str, purpose: str, fields: Mapping[str, str | datetime]) -> str:
        try:
            answer = self._client.send_email(
                FromEmailAddress=self._sender,
                ReplyToAddresses=[self._sender],
                Destination={"ToAddresses": [to]},
                ConfigurationSetName=self._configuration_set,
                Content=_content(purpose, fields),
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in NEVER:
                raise MailRefused(code) from None
            raise Unavailable(f"mail: {code}") from None
        except BotoCoreError as error:
            raise Unavailable(f"mail: {type(error).__name__}") from None
        return answer["MessageId"]


def _content(purpose: str, fields: Mapping[str, str | datetime]) -> EmailContentTypeDef:
    letter = render(purpose, fields)
    return {
        "Simple": {
            "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
            "Body": {
                "Text": {"Data": letter.text, "Charset": "UTF-8"},
                "Html": {"Data": letter.html, "Charset": "UTF-8"},
            },
            # No robot is to answer, as out-of-office messages would (RFC 3834).
            "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
        }
    }
