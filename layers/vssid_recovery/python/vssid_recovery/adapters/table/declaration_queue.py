"""The index of declarations: a queue for each office, written status and form."""

from datetime import datetime
from operator import itemgetter

from vssid_recovery.adapters.table.keys import stamp
from vssid_recovery.adapters.table.wire import Table
from vssid_recovery.adapters.table.writes import Item
from vssid_recovery.declaration_model import Declaration, Status
from vssid_recovery.declaration_ports import Queue

QUEUED_AT = "queuedAt"  # no two have the same: it ends in the declaration's id
LAST = "~"  # sorts behind all that follows a time there
# What the clock makes of a declaration is not written: it is in the queue of what was.
WRITTEN = {Status.EXPIRED: Status.APPROVED, Status.ACTIVE: Status.CONFIRMED}


def place_in_queue(declaration: Declaration) -> Item:
    """What puts it into the index."""
    part = _queue(declaration.office_code, declaration.status, declaration.declared.form)
    queued_at = f"{stamp(declaration.queued_at)}#{declaration.declaration_id}"
    return {"queue": part, QUEUED_AT: queued_at}


def queued(table: Table, queue: Queue, now: datetime, after: str, most: int) -> list[Item]:
    """The keys of those that stood there when the index was written, by `queued_at`.

    As in `QUEUED_AT` of each key, `after` is where the list goes on, '' at its beginning.
    """
    written, span = WRITTEN.get(queue.status, queue.status), _span(queue.status, now, after)
    found = [
        key
        for form in queue.forms
        for key in table.query_index_between(
            "queue", QUEUED_AT, _queue(queue.office_code, written, form), span, most
        )
    ]
    return sorted(found, key=itemgetter(QUEUED_AT))[:most]


def _span(status: Status, now: datetime, after: str) -> tuple[str, str]:
    """From where to where; what comes before this moment the clock has moved on."""
    by_now = stamp(now) + LAST
    first, last = after, LAST
    if status in WRITTEN:
        last = by_now
    elif status in WRITTEN.values():
        first = max(after, by_now)
    first += " "  # just behind it: the ends of a span are included
    return first, max(first, last)


def _queue(office_code: str, status: Status, form: str) -> str:
    return f"{office_code}#{status}#{form}"
