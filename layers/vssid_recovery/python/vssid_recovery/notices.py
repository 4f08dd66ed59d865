"""The notice that a change owes to the address in force (SP 800-63B-4, 4.6)."""

from datetime import datetime

from vssid_recovery.model import Account, OwedMail
from vssid_recovery.ports import Subjects

# Tells of a refusal, in words that `OwedMail.about` chooses.
RECEIPT = "REFUSAL_RECORDED"


def notice(
    subjects: Subjects,
    account: Account,
    purpose: str,
    at: datetime,
    about: str = "",
    left_address: str = "",
) -> OwedMail | None:
    """A mail to `left_address`, or else to the confirmed address in force; None without either."""
    if not (left_address or account.recovery_email(at)):
        return None
    number = account.social_insurance_number
    mail_id = subjects.subject("mail", f"{purpose} {number} {at.isoformat()}")
    return OwedMail(mail_id, purpose, number, at, about or at.isoformat(), left_address)
