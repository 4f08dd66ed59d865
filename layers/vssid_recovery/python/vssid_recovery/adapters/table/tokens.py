"""What the token of a sent mail stands for, as an item and back."""

from datetime import datetime

from vssid_recovery.adapters.table.keys import stamp, token_key
from vssid_recovery.adapters.table.writes import Item, Put
from vssid_recovery.mailer_ports import Refusable


def token_put(token: Refusable) -> Put:
    return Put(
        {
            **token_key(token.token_hash),
            "mail": token.mail_id,
            "purpose": token.purpose,
            "account": token.number,
            "about": token.about,
            "expiresAt": stamp(token.expires_at),
            "mailbox": token.mailbox,
            "ttl": int(token.expires_at.timestamp()),
        }
    )


def refusable_of(item: Item | None) -> Refusable | None:
    if item is None:
        return None
    return Refusable(
        token_hash=item["pk"].partition("#")[2],
        mail_id=item["mail"],
        purpose=item["purpose"],
        number=item["account"],
        about=item["about"],
        expires_at=datetime.fromisoformat(item["expiresAt"]),
        mailbox=item["mailbox"],
    )
