"""A declaration as those who may see it are told of it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from vssid_recovery.declaration_model import Declaration, Moment, Status
from vssid_recovery.forms import completed, form_version
from vssid_recovery.windows import iso, vietnam_day

NAMES: Mapping[Status, Mapping[str, str]] = MappingProxyType(
    {
        Status.SUBMITTED: {"vi": "Đã tiếp nhận", "en": "Received"},
        Status.APPROVED: {
            "vi": "Đã duyệt, chờ xác nhận",
            "en": "Approved, waiting to be confirmed",
        },
        Status.REJECTED: {"vi": "Không được duyệt", "en": "Not approved"},
        Status.CONFIRMED: {
            "vi": "Đã xác nhận, đang chờ hiệu lực",
            "en": "Confirmed, waiting to take effect",
        },
        Status.ACTIVE: {"vi": "Đã có hiệu lực", "en": "In effect"},
        Status.REFUSED: {"vi": "Đã bị từ chối", "en": "Refused"},
        Status.EXPIRED: {"vi": "Hết hạn", "en": "Expired"},
        Status.REPLACED: {"vi": "Đã được thay thế", "en": "Replaced"},
    }
)


def view(declaration: Declaration, now: datetime, is_unreachable: bool = False) -> dict[str, Any]:
    """What is shown of it; times as ISO 8601 in UTC, the date of birth as yyyy-mm-dd."""
    declared, status = declaration.declared, declaration.status_at(now)
    version = form_version(declared.form, vietnam_day(declaration.entered_at))
    told = {
        "declarationId": declaration.declaration_id,
        "status": status.value,
        "statusName": NAMES[status],
        "form": declared.form,
        "formVersion": declaration.form_version,
        **declared.own_properties,
        "note": declared.note,
        "fields": completed(version, declared),
        "flags": [flag.value for flag in declaration.flags],
        "unitCode": declaration.unit_code,
        "officeCode": declaration.office_code,
        "batchId": declaration.batch_id,
        "confirmBy": iso(declaration.confirm_by) if declaration.confirm_by else "",
        "triesLeft": declaration.tries_left(now),
        "activeFrom": iso(declaration.active_from) if declaration.active_from else "",
        "emailUnreachable": is_unreachable,
        "timeline": [_line(moment) for moment in declaration.timeline_at(now)],
    }
    return {name: value for name, value in told.items() if value not in ("", None)}


def _line(moment: Moment) -> dict[str, Any]:
    told = {
        "status": moment.status.value,
        "statusName": NAMES[moment.status],
        "at": iso(moment.at),
        "by": moment.by,
    }
    return told | ({"reason": moment.reason} if moment.reason else {})
