"""The bodies that units and offices send, and what is shown of a batch."""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from vssid_recovery.batch_model import Batch
from vssid_recovery.batches import Shown
from vssid_recovery.declaration_model import FORMS, Declared
from vssid_recovery.declaration_view import view
from vssid_recovery.errors import InvalidRequest
from vssid_recovery.identifiers import parse_identifier

LONGEST_NAME = 100

Text = Annotated[str, Meta(min_length=1, max_length=1024)]
Optional = Annotated[str, Meta(max_length=1024)]


class DeclarationBody(Struct, forbid_unknown_fields=True, rename="camel"):
    form: Text
    identifier: Text
    full_name: Text
    date_of_birth: Text
    phone: Optional
    email: Text
    note: Optional = ""
    fields: dict[str, Optional] = field(default_factory=dict)

    def declared(self) -> Declared:
        """Raises InvalidRequest, which names the field."""
        if self.form not in FORMS:
            raise InvalidRequest("form")
        return Declared(
            form=self.form,
            identifier=parse_identifier(self.identifier).number,
            full_name=_line("fullName", self.full_name, LONGEST_NAME),
            date_of_birth=_day(self.date_of_birth),
            phone=_line("phone", self.phone),
            email=self.email,
            note=_line("note", self.note),
            fields=dict(self.fields),
        )


class DecisionBody(Struct, forbid_unknown_fields=True):
    decision: Text
    reason: Optional = ""


class ConfirmationBody(Struct, forbid_unknown_fields=True):
    token: Text
    identifier: Text


class BatchBody(Struct, forbid_unknown_fields=True, rename="camel"):
    file_name: Text


class BatchDecisionBody(Struct, forbid_unknown_fields=True, rename={"left_out": "except"}):
    decision: Text
    reason: Optional = ""
    left_out: list[Text] = field(default_factory=list)


def batch_view(shown: Shown, now: datetime) -> dict[str, Any]:
    """Counts of rows grow while it runs; what is shown to decide on is for the office."""
    batch = shown.batch
    told: dict[str, Any] = {
        "batchId": batch.batch_id,
        "fileName": batch.file_name,
        "unitCode": batch.unit_code,
        "officeCode": batch.office_code,
        "status": batch.status.value,
        "total": batch.total,
        "accepted": batch.accepted,
        "rejected": batch.rejected,
        "flagged": batch.flagged,
    }
    if batch.reason:
        told["reason"] = batch.reason.code
        told["reasonText"] = {"vi": batch.reason.vi, "en": batch.reason.en}
    if batch.duplicate_of:
        told["duplicateOf"] = batch.duplicate_of
    if shown.result_url:
        told["resultUrl"] = shown.result_url
    if batch.decision:
        told["decision"] = _decision(batch)
    if shown.sample or shown.flagged:
        told["sample"] = [view(each, now) for each in shown.sample]
        told["flaggedDeclarations"] = [view(each, now) for each in shown.flagged]
        told["flaggedCursor"] = shown.cursor or None
    return told


def _decision(batch: Batch) -> dict[str, Any]:
    decision = batch.decision
    if decision is None:
        return {}
    return {
        "decision": "APPROVE" if decision.approves else "REJECT",
        "reason": decision.reason,
        "except": sorted(decision.left_out),
        "by": decision.by.name,
        "decided": batch.decided,
        "isDone": batch.is_decided,
    }


def _line(name: str, text: str, longest: int = 1024) -> str:
    """One line of text, composed (NFC)."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if not line.isprintable() or len(line) > longest:
        raise InvalidRequest(name)
    return line


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidRequest("dateOfBirth") from None
    if day.isoformat() != text:
        raise InvalidRequest("dateOfBirth")
    return day
