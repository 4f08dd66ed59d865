"""The key of every kind of item."""

from datetime import UTC, date, datetime, time, timedelta

from vssid_recovery.adapters.table.writes import Key
from vssid_recovery.ports import Count

EVENT = "EVENT#"
COUNT = "COUNT#"
FLAGGED = "FLAGGED#"
PAIR_KEPT = timedelta(days=400)  # how long wrong codes in a row are known after the last request


def account_key(social_insurance_number: str) -> Key:
    return {"pk": f"ACCOUNT#{social_insurance_number}", "sk": "ACCOUNT"}


def alias_key(personal_identification_number: str) -> Key:
    return {"pk": f"ALIAS#{personal_identification_number}", "sk": "ALIAS"}


def event_key(social_insurance_number: str, at: datetime, event_id: str) -> Key:
    """Events of one account sort by time."""
    return {"pk": f"ACCOUNT#{social_insurance_number}", "sk": f"{EVENT}{stamp(at)}#{event_id}"}


def counter_key(subject: str, day: date) -> Key:
    return {"pk": f"COUNT#{subject}", "sk": day.isoformat()}


def sign_in_pk(person: str) -> str:
    """All counts of wrong guesses of one person (a subject) are in one partition."""
    return f"SIGNIN#{person}"


def throttle_key(count: Count) -> Key:
    return {"pk": sign_in_pk(count.person), "sk": f"{COUNT}{count.kind}"}


def mail_key(mail_id: str) -> Key:
    return {"pk": f"MAIL#{mail_id}", "sk": "MAIL"}


def stamp(at: datetime) -> str:
    """A UTC time as text that sorts by time, to the microsecond."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def message_key(message_id: str) -> Key:
    """A mail that SES took, by the id that SES gave it."""
    return {"pk": f"MESSAGE#{message_id}", "sk": "MESSAGE"}


def mailbox_key(mailbox: str) -> Key:
    """`mailbox` is the subject of an address."""
    return {"pk": f"MAILBOX#{mailbox}", "sk": "MAILBOX"}


def reset_key(reset_id: str) -> Key:
    return {"pk": f"RESET#{reset_id}", "sk": "RESET"}


def pair_key(pair: str) -> Key:
    """`pair` is the subject of an identifier and an address."""
    return {"pk": f"PAIR#{pair}", "sk": "PAIR"}


def token_key(token_hash: str) -> Key:
    return {"pk": f"TOKEN#{token_hash}", "sk": "TOKEN"}


def declaration_key(declaration_id: str) -> Key:
    return {"pk": f"DECLARATION#{declaration_id}", "sk": "DECLARATION"}


def latest_declaration_key(social_insurance_number: str) -> Key:
    """Says which declaration is the person's latest."""
    return {"pk": f"ACCOUNT#{social_insurance_number}", "sk": "DECLARATION"}


def address_key(address: str) -> Key:
    """`address` is as compared."""
    return {"pk": f"ADDRESS#{address}", "sk": "ADDRESS"}


def batch_key(batch_id: str) -> Key:
    return {"pk": f"BATCH#{batch_id}", "sk": "BATCH"}


def flagged_key(batch_id: str, row: int) -> Key:
    """Flagged rows of one batch sort by their number."""
    return {"pk": f"BATCH#{batch_id}", "sk": f"{FLAGGED}{row:07d}"}


def content_key(unit_code: str, content: str) -> Key:
    """Which batch of a unit brought a content, named by its SHA-256."""
    return {"pk": f"CONTENT#{unit_code}#{content}", "sk": "CONTENT"}


def ttl_of_day(day: date) -> int:
    """Seconds since 1970 from which a day's counts may be swept: they are of no use by then."""
    return int((datetime.combine(day, time(), UTC) + timedelta(days=2)).timestamp())
