"""What SES tells, as JSON holds it: the files of events/mail_feedback, and variations of them."""

import json
from typing import Any

from tests.repository import ROOT
from vssid_recovery.adapters.table.keys import message_key
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Put

MESSAGE_ID = "010e0195EXAMPLE0-7c191be4-5e9a-4db9-a02f-94d12add0099-000000"
MAILBOX = "made-up-subject-of-an-address"


def told(name: str) -> Any:
    """The SES event inside a file's SNS event."""
    path = ROOT / "events/mail_feedback" / f"{name}.json"
    [record] = json.loads(path.read_text("utf-8"))["Records"]
    return json.loads(record["Sns"]["Message"])


def of_message(event: dict[str, Any], message_id: str) -> dict[str, Any]:
    return event | {"mail": event["mail"] | {"messageId": message_id}}


def send(
    table: Table, message_id: str = MESSAGE_ID, account: str = "0123456789", mailbox: str = MAILBOX
) -> None:
    """Note a sent mail as the mailer does."""
    attributes = {"purpose": "RESET_CODE", "account": account, "mailbox": mailbox, "ttl": 2_000_000}
    item = {**message_key(message_id), **attributes}
    table.transact([Put({name: value for name, value in item.items() if value})])
