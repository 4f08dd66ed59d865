"""Made-up fields for every mail, and how they are to be shown."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.repository import ROOT
from vssid_recovery.mail_texts import Letter, render

TEXTS = ROOT / "layers/vssid_recovery/python/vssid_recovery/mail_texts"
CODE = "40718263"
LINK = f"https://vssid.test/dat-lai#id=9hQ2vXc4T7mKp1LzR8sWbA&code={CODE}"
REFUSE = "https://vssid.test/tu-choi#token=dGhlLW93bmVycy1vd24"
ASKED = datetime(2026, 3, 7, 16, 58, tzinfo=UTC)  # in Vietnam nearly midnight
SHOWN, SHOWN_EXPIRY = "07/03/2026 23:58 (GMT+7)", "08/03/2026 00:13 (GMT+7)"
REASON = "Họ tên không khớp với sổ bảo hiểm."
SCAM = "Cơ quan BHXH không yêu cầu Quý khách cung cấp mã OTP cho bất kỳ ai."

Fields = dict[str, str | datetime]
NOTICE: Fields = {"at": ASKED, "refuse_link": REFUSE}
FIELDS: Mapping[str, Fields] = {
    "RESET_CODE": {
        "code": CODE,
        "asked_at": ASKED,
        "expires_at": ASKED + timedelta(minutes=15),
        "link": LINK,
        "refuse_link": REFUSE,
    },
    "PASSWORD_CHANGED": NOTICE,
    "TEMPORARY_PASSWORD_ISSUED": NOTICE,
    "EMAIL_TO_CONFIRM": {"link": LINK, "expires_at": ASKED},
    "EMAIL_REPLACED": NOTICE,
    "PHONE_REPLACED": NOTICE,
    "DECLARATION_REFUSED": {"at": ASKED, "reason": REASON},
    "REFUSAL_RECORDED": {"at": ASKED, "what": "PASSWORD_CHANGED"},
}
REFUSED = (
    "TEMPORARY_PASSWORD_ISSUED",
    "PASSWORD_CHANGED",
    "PASSWORD_BY_PHONE",
    "PASSWORD_BY_EMAIL",
    "RESET_CODE",
    "EMAIL_REPLACED",
    "PHONE_REPLACED",
    "EMAIL_PENDING",
    "EMAIL_RETURNED",
)
WITH_A_WAY_TO_REFUSE = {name for name, fields in FIELDS.items() if "refuse_link" in fields}
every_purpose = pytest.mark.parametrize("purpose", FIELDS)


def letter(purpose: str, **other: str | datetime) -> Letter:
    return render(purpose, FIELDS[purpose] | other)


def one_line(text: str) -> str:
    return " ".join(text.split())
