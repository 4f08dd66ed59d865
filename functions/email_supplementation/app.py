"""API: e-mail declarations by units and offices, their files, and the citizen's confirmation."""

import os
import uuid
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from vssid_recovery import declaration_bodies as bodies
from vssid_recovery.adapters import world
from vssid_recovery.adapters.batch_files import BucketFiles
from vssid_recovery.adapters.door import Door
from vssid_recovery.adapters.table.batch_rows import RowTable
from vssid_recovery.adapters.table.batches import BatchTable
from vssid_recovery.adapters.table.declarations import DeclarationTable
from vssid_recovery.adapters.work_queue import BatchQueue
from vssid_recovery.api import claims, read_body, read_query, recovery_api, reply
from vssid_recovery.batches import Batches
from vssid_recovery.confirming import Confirming, Holding
from vssid_recovery.deciding import Deciding, read_decision
from vssid_recovery.declaration_lists import DeclarationLists
from vssid_recovery.declaration_view import view
from vssid_recovery.declaring import Declaring
from vssid_recovery.observability import count, logger
from vssid_recovery.settings import SupplementationSettings, load
from vssid_recovery.staff import Staff, staff_of

settings = load(SupplementationSettings, os.environ)
door = Door(settings)
store, rows = DeclarationTable(door.table), RowTable(door.table)
files, queue = BucketFiles(settings.files_bucket), BatchQueue(settings.work_queue_url)
holding = Holding(settings.unit_hold_hours, settings.replace_hold_hours)
declaring = Declaring(store, world.now, lambda: uuid.uuid4().hex)
deciding = Deciding(store, door.secret, world.now)
confirming = Confirming(store, door.secret, world.now, holding)
lists = DeclarationLists(store, door.secret, world.now)
batches = Batches(
    BatchTable(door.table), rows, files, queue, door.secret, world.now, lambda: uuid.uuid4().hex
)
api = recovery_api()


def staff() -> Staff:
    return staff_of(claims(api.current_event))


@api.post("/email-declarations")
def declare() -> Response[str]:
    body = read_body(api.current_event, bodies.DeclarationBody).declared()
    declaration, is_new = declaring.declare(staff(), body)
    count("Declared" if is_new else "DeclaredAgain", form=body.form)
    told = {"declarationId": declaration.declaration_id, "status": declaration.status.value}
    return reply(201 if is_new else 200, told)


@api.get("/email-declarations")
def list_declarations() -> Response[str]:
    page = lists.page(staff(), **read_query(api.current_event, "status", "cursor", "form"))
    items = [view(each, world.now()) for each in page.items]
    return reply(200, {"items": items, "cursor": page.cursor or None})


@api.get("/email-declarations/<declaration_id>")
def show_declaration(declaration_id: str) -> Response[str]:
    shown = lists.look_at(staff(), declaration_id)
    return reply(200, view(shown.declaration, world.now(), shown.is_unreachable))


@api.post("/email-declarations/<declaration_id>/decision")
def decide(declaration_id: str) -> Response[str]:
    body = read_body(api.current_event, bodies.DecisionBody)
    decision = read_decision(body.decision, body.reason)
    decided = deciding.decide(staff(), declaration_id, decision)
    count("Decided", status=decided.status.value)
    return reply(200, view(decided, world.now()))


@api.post("/email-declarations/<declaration_id>/confirmation-mails")
def mail_again(declaration_id: str) -> Response[str]:
    deciding.mail_again(staff(), declaration_id)
    return reply(202)


@api.post("/email-confirmations")
def confirm() -> Response[str]:
    body = read_body(api.current_event, bodies.ConfirmationBody)
    door.viewers.count(api.current_event)
    confirming.confirm(body.token, body.identifier)
    count("EmailConfirmed")
    return reply(204)


@api.post("/declaration-batches")
def open_batch() -> Response[str]:
    body = read_body(api.current_event, bodies.BatchBody)
    opened = batches.open(staff(), body.file_name)
    told = {"batchId": opened.batch.batch_id, "contentType": opened.content_type}
    return reply(201, {**told, "uploadUrl": opened.upload_url})


@api.get("/declaration-batches/<batch_id>")
def show_batch(batch_id: str) -> Response[str]:
    shown = batches.look_at(staff(), batch_id, **read_query(api.current_event, "cursor"))
    return reply(200, bodies.batch_view(shown, world.now()))


@api.post("/declaration-batches/<batch_id>/decision")
def decide_batch(batch_id: str) -> Response[str]:
    body = read_body(api.current_event, bodies.BatchDecisionBody)
    decision = read_decision(body.decision, body.reason)
    batch = batches.decide(staff(), batch_id, decision, body.left_out)
    return reply(200, bodies.batch_view(batch, world.now()))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return api.resolve(event, context)
