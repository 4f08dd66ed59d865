"""Brings the whole stack up on one machine, and says where everything is.

with local_stack(directory=folder, port=free_port(), params={"ResendAfterSeconds": "1"}) as stack:
    ...  # stack.api_url, stack.functions["hotline_verification"], stack.staff["officer"].username
"""

import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import yaml
from botocore.exceptions import BotoCoreError, ClientError

from local import deployment
from local.accounts import seed_sample
from local.claim import Claim, Holder
from local.emulator import Emulator
from local.file_bucket import open_to_loopback
from local.gateway import put_gateway_responses
from local.parameters import checked_parameters
from local.plan import REGION, ROOT, Plan, StackFailure
from local.sender import verify_sender
from local.stack_file import Stack, snake_case
from local.staff import StaffUser, seed_staff
from local.template import load_template

SeedAccounts = Callable[[Stack], object]
Step = Callable[[str], AbstractContextManager[object]]


@contextmanager
def local_stack(
    directory: Path,
    port: int,
    params: Mapping[str, str] | None = None,
    seed_accounts: SeedAccounts = seed_sample,
    template: Path = ROOT / "template.yaml",
) -> Iterator[Stack]:
    """A stack for the length of a `with` block; raises `StackFailure` when it cannot come up."""
    plan = Plan(directory=directory, port=port, parameters=params or {}, template=template)
    with Claim(directory) as claim:
        if not claim.take():
            raise StackFailure(f"A stack is already running from {directory}.")
        emulator, stack = bring_up(plan, claim, seed_accounts)
        try:
            yield stack
        finally:
            take_down(plan, emulator)


def bring_up(
    plan: Plan,
    claim: Claim,
    seed_accounts: SeedAccounts,
    step: Step = nullcontext,
    in_background: bool = False,
) -> tuple[Emulator, Stack]:
    """Starts the emulator, deploys and seeds; ends all of it when any of it fails."""
    parameters = checked_parameters(_template(plan), plan.parameters)
    clear(plan)
    with ExitStack() as undo:
        undo.callback(clear, plan)
        plan.scratch.mkdir(parents=True)
        emulator = Emulator.start(plan, claim.descriptor)
        undo.callback(emulator.end)
        claim.write(Holder(emulator.pid, plan.port, in_background))
        # The emulator needs some seconds of its own: the build does not wait for them.
        with step("Building the layers"):
            deployment.build(plan)
        with step("Waiting for the emulator"):
            emulator.wait_until_ready()
        with step("Deploying template.yaml"):
            outputs = deployment.deploy(plan, parameters)
        stack = _furnish(plan, parameters, outputs, seed_accounts, step)
        undo.pop_all()
    return emulator, stack


def take_down(plan: Plan, emulator: Emulator) -> None:
    """Ends the emulator and removes what only a running stack needs; logs and the build stay."""
    emulator.end()
    clear(plan)


def clear(plan: Plan) -> None:
    """Removes what an ended stack left behind."""
    plan.stack_file.unlink(missing_ok=True)
    shutil.rmtree(plan.scratch, ignore_errors=True)


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _furnish(
    plan: Plan,
    parameters: Mapping[str, str],
    outputs: Mapping[str, str],
    seed_accounts: SeedAccounts,
    step: Step,
) -> Stack:
    try:
        with step("Seeding staff and sample accounts"):
            stage = put_gateway_responses(plan, outputs["ApiId"])
            verify_sender(plan.endpoint_url, parameters["SenderAddress"])
            open_to_loopback(plan.endpoint_url, outputs["DeclarationFilesBucket"])
            staff = seed_staff(plan.endpoint_url, outputs["UserPoolId"])
            stack = _described(plan, outputs, stage, staff)
            seed_accounts(stack)
    except KeyError as error:
        raise StackFailure(f"template.yaml has no output {error}.") from error
    except (BotoCoreError, ClientError) as error:
        raise StackFailure(f"Seeding failed: {error} (see {plan.emulator_log})") from error
    stack.write(plan.stack_file)
    return stack


def _described(
    plan: Plan, outputs: Mapping[str, str], stage: str, staff: Mapping[str, StaffUser]
) -> Stack:
    names = {
        key.removesuffix("FunctionName"): name
        for key, name in outputs.items()
        if key.endswith("FunctionName")
    }
    return Stack(
        endpoint_url=plan.endpoint_url,
        region=REGION,
        api_url=f"{plan.endpoint_url}/_aws/execute-api/{outputs['ApiId']}/{stage}",
        table_name=outputs["TableName"],
        user_pool_id=outputs["UserPoolId"],
        user_pool_client_id=outputs["UserPoolClientId"],
        functions={snake_case(key): name for key, name in names.items()},
        staff=staff,
    )


def _template(plan: Plan) -> dict[str, Any]:
    try:
        return load_template(plan.template)
    except (OSError, yaml.YAMLError) as error:
        raise StackFailure(
            f"{plan.template} cannot be read: {' '.join(str(error).split())}"
        ) from error
