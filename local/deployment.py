"""Builds template.yaml and deploys it into the emulator with the SAM CLI."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local import processes
from local.aws import emulator_session
from local.plan import EMULATOR_KEY, REGION, STACK_NAME, Plan, StackFailure

BUILD_SECONDS = 300.0
DEPLOY_SECONDS = 300.0


def build(plan: Plan) -> None:
    """Builds the layers and lays the deployable template into the plan's build folder."""
    plan.deploy_log.write_bytes(b"")
    arguments = ["build", "--template-file", str(plan.template), "--build-dir", str(plan.build)]
    cache = ["--cached", "--cache-dir", str(plan.directory / "build" / "cache")]
    if _sam(plan, [*arguments, *cache], BUILD_SECONDS) != 0:
        raise StackFailure(
            f"sam build failed: {_told_error(plan.deploy_log)} (see {plan.deploy_log})"
        )


def deploy(plan: Plan, parameters: Mapping[str, str]) -> dict[str, str]:
    """Deploys what `build` built and returns the stack's outputs."""
    arguments = [
        "deploy",
        "--template-file",
        str(plan.build / "template.yaml"),
        "--stack-name",
        STACK_NAME,
    ]
    arguments += ["--resolve-s3", "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset"]
    arguments += ["--no-fail-on-empty-changeset"]
    if parameters:
        arguments += [
            "--parameter-overrides",
            *(f"{name}={_quoted(value)}" for name, value in parameters.items()),
        ]
    if _sam(plan, arguments, DEPLOY_SECONDS) != 0:
        cause = _first_failed_resource(plan) or _told_error(plan.deploy_log)
        raise StackFailure(f"sam deploy failed: {cause} (see {plan.deploy_log})")
    return _outputs(plan)


def _sam(plan: Plan, arguments: list[str], within: float) -> int:
    environment = plan.environment(
        AWS_ENDPOINT_URL=plan.endpoint_url,
        AWS_ACCESS_KEY_ID=EMULATOR_KEY,
        AWS_SECRET_ACCESS_KEY=EMULATOR_KEY,
        AWS_DEFAULT_REGION=REGION,
        AWS_CONFIG_FILE="/dev/null",
        AWS_SHARED_CREDENTIALS_FILE="/dev/null",
        SAM_CLI_TELEMETRY="0",
        SAM_CLI_POLL_DELAY="0.5",
        __SAM_CLI_APP_DIR=str(plan.scratch / "sam"),
        LAYER_TARGET="host",
        LAYER_PYTHON=str(plan.emulator_python),
    )
    return processes.run_to_end(
        [str(plan.tools / "sam"), *arguments], environment, plan.deploy_log, within
    )


def _quoted(value: str) -> str:
    """SAM splits an override at blanks and unwraps quotes."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _outputs(plan: Plan) -> dict[str, str]:
    client = emulator_session().client("cloudformation", endpoint_url=plan.endpoint_url)
    stack = client.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def _first_failed_resource(plan: Plan) -> str | None:
    """The first failure in the stack's events: the later ones are only its echo."""
    client = emulator_session().client("cloudformation", endpoint_url=plan.endpoint_url)
    try:
        events: list[Any] = list(client.describe_stack_events(StackName=STACK_NAME)["StackEvents"])
    except ClientError:  # it failed before there was a stack
        return None
    failed = [each for each in events if each["ResourceStatus"].endswith("FAILED")]
    oldest = min(failed, key=lambda each: each["Timestamp"], default=None)
    if oldest is None:
        return None
    return f"{oldest['LogicalResourceId']}: {oldest.get('ResourceStatusReason', 'no reason told')}"


def _told_error(log: Path) -> str:
    """The first line that calls itself an error: what follows it is mostly its echo."""
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(\*\*\* )?error\b", line, re.IGNORECASE)]
    return [*errors, *lines[-1:], "it said nothing"][0]
