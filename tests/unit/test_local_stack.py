"""`make run`, `make stack`, `make stop`: what they say when they cannot, and what they leave."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local import deployment
from local.__main__ import main
from local.claim import Claim, Holder
from local.emulator import Emulator, require_free
from local.parameters import checked_parameters, parse_parameters
from local.plan import Plan, StackFailure
from local.processes import end, run_to_end, start
from local.stack_file import Stack
from local.staff import StaffUser

TEMPLATE = {
    "Parameters": {
        "ResendAfterSeconds": {"Type": "Number", "Default": 60, "MinValue": 1, "MaxValue": 600},
        "StaffMfa": {"Type": "String", "Default": "ON", "AllowedValues": ["ON", "OFF"]},
        "PortalUrl": {"Type": "String", "AllowedPattern": r"^https?://[^/\s]+$"},
    }
}


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_busy_port_is_refused_in_one_line_that_says_what_to_do(busy_port: int) -> None:
    with pytest.raises(StackFailure, match=f"Port {busy_port} is busy.*PORT="):
        require_free(busy_port)


def test_a_command_that_fails_exits_1_with_one_line(
    busy_port: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    arguments = ["run", "--directory", str(tmp_path), "--port", str(busy_port)]
    monkeypatch.setattr(sys, "argv", ["local", *arguments])

    assert main() == 1

    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "tmp").exists()


def test_parameters_win_over_the_local_defaults() -> None:
    assert checked_parameters(TEMPLATE, {})["StaffMfa"] == "OFF"
    assert checked_parameters(TEMPLATE, {"StaffMfa": "ON"})["StaffMfa"] == "ON"


def test_a_local_default_that_the_template_does_not_know_is_left_out() -> None:
    assert checked_parameters({"Parameters": {}}, {}) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Nosuch": "1"}, "no parameter Nosuch"),
        ({"ResendAfterSeconds": "0"}, "from 1 to 600"),
        ({"ResendAfterSeconds": "601"}, "from 1 to 600"),
        ({"ResendAfterSeconds": "soon"}, "a number"),
        ({"StaffMfa": "maybe"}, "one of ON, OFF"),
        ({"PortalUrl": "vssid"}, "match"),
    ],
)
def test_a_parameter_outside_its_range_is_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(StackFailure, match=said):
        checked_parameters(TEMPLATE, given)


def test_parameters_are_read_as_a_shell_would() -> None:
    assert parse_parameters("A=1 B='two words'") == {"A": "1", "B": "two words"}
    with pytest.raises(StackFailure, match="Key=Value"):
        parse_parameters("A")
    with pytest.raises(StackFailure, match="cannot be read"):
        parse_parameters('A="open')


def test_a_missing_tool_is_named(tmp_path: Path) -> None:
    with pytest.raises(StackFailure, match="no-such-tool is missing: run it through make"):
        run_to_end(["no-such-tool"], {}, tmp_path / "log", within=1)


def test_an_emulator_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    crashing = tmp_path / "python"
    crashing.write_text("#!/bin/sh\necho out of luck\n", encoding="utf-8")
    crashing.chmod(0o700)
    plan = Plan(directory=tmp_path, port=0, emulator_python=crashing)

    with Claim(tmp_path) as claim, pytest.raises(StackFailure, match="ended at once: out of luck"):
        Emulator.start(plan, claim.descriptor).wait_until_ready()


def test_a_failed_build_tells_its_cause_and_its_log(tmp_path: Path) -> None:
    sam = tmp_path / "sam"
    sam.write_text("#!/bin/sh\necho 'Error: no such layer'\nexit 1\n", encoding="utf-8")
    sam.chmod(0o700)
    plan = Plan(directory=tmp_path, tools=tmp_path)

    with pytest.raises(StackFailure, match=r"sam build failed: Error: no such layer .*deploy.log"):
        deployment.build(plan)


def test_ending_a_tool_ends_what_it_started(tmp_path: Path) -> None:
    told = tmp_path / "grandchild"
    script = f"(trap '' TERM; exec sleep 600) & echo $! > {told}; exec sleep 600"
    tool = start(["sh", "-c", script], {"PATH": os.environ["PATH"]}, tmp_path / "log")
    assert eventually(lambda: told.exists() and told.read_text() != "")

    tool.terminate()
    end(tool)

    assert eventually(lambda: not is_alive(int(told.read_text())))


def test_a_tool_is_ended_when_we_are_interrupted(tmp_path: Path) -> None:
    # A process of its own, which SIGTERM reaches while its tool is running.
    told = tmp_path / "tool"
    waiting = f"""if True:
        import os, pathlib, signal
        from local.processes import run_to_end
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        script = "echo $$ > {told}; exec sleep 600"
        run_to_end(["sh", "-c", script], os.environ, pathlib.Path("{tmp_path}/log"), 60)
    """
    with subprocess.Popen([sys.executable, "-c", waiting], stderr=subprocess.DEVNULL) as ours:
        assert eventually(lambda: told.exists() and told.read_text() != "")
        ours.terminate()
        assert ours.wait(20) != 0

    # Ended, and reaped a moment later by whoever adopted it.
    assert eventually(lambda: not is_alive(int(told.read_text())))


def test_a_folder_runs_one_stack_and_says_which(tmp_path: Path) -> None:
    with Claim(tmp_path) as first, Claim(tmp_path) as second:
        assert first.take()
        first.write(Holder(pid=4321, port=14566, in_background=True))

        assert not second.take()
        assert second.holder() == Holder(pid=4321, port=14566, in_background=True)


def test_a_folder_stays_claimed_while_the_emulator_lives(tmp_path: Path) -> None:
    with Claim(tmp_path) as starter:
        assert starter.take()
        emulator = start(["sleep", "600"], os.environ, tmp_path / "log", [starter.descriptor])
    with Claim(tmp_path) as later:
        assert not later.take()
        end(emulator)
        assert later.take()


def test_the_stack_file_is_read_as_it_was_written_and_is_its_owners_only(tmp_path: Path) -> None:
    stack = Stack(
        endpoint_url="http://127.0.0.1:14566",
        region="ap-southeast-1",
        api_url="http://127.0.0.1:14566/_aws/execute-api/a/v1",
        table_name="table",
        user_pool_id="pool",
        user_pool_client_id="client",
        functions={"hotline_verification": "deployed"},
        staff={"unit": StaffUser("unit", "made up")},
    )

    stack.write(tmp_path / "stack.json")

    assert Stack.read(tmp_path / "stack.json") == stack
    assert (tmp_path / "stack.json").stat().st_mode & 0o777 == 0o600


def test_no_stack_file_means_no_stack(tmp_path: Path) -> None:
    with pytest.raises(StackFailure, match="No stack is running"):
        Stack.read(tmp_path / "stack.json")
