"""The console beside its stack: it starts with it, is told in stack.json, and ends with it."""

import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from local import __main__ as commands
from local.console import launch
from local.console.launch import Console, answers, next_port, show, start_console
from local.guide import guide
from local.plan import Plan, StackFailure
from local.stack_file import Stack


@pytest.fixture
def emulator() -> Iterator[socket.socket]:
    """Something that listens where the emulator would."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def plan(tmp_path: Path, emulator: socket.socket) -> Plan:
    plan = Plan(directory=tmp_path, port=emulator.getsockname()[1])
    plan.scratch.mkdir()
    return plan


@pytest.fixture
def stack(plan: Plan) -> Stack:
    stack = Stack(
        endpoint_url=plan.endpoint_url,
        region="ap-southeast-1",
        api_url=f"{plan.endpoint_url}/_aws/execute-api/a/v1",
        table_name="table",
        user_pool_id="pool",
        user_pool_client_id="client",
        functions={"hotline_verification": "deployed"},
        staff={},
    )
    stack.write(plan.stack_file)
    return stack


@pytest.fixture
def console(plan: Plan, stack: Stack) -> Iterator[Console]:
    console, _ = start_console(plan, stack)
    yield console
    console.end()


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def has_ended(console: Console) -> bool:
    return console.process.poll() is not None


def test_a_started_console_answers_on_loopback_and_is_in_the_stack_file(
    plan: Plan, console: Console
) -> None:
    assert answers(console.url)
    assert console.url.startswith("http://127.0.0.1:")
    assert Stack.read(plan.stack_file).console_url == console.url


def test_a_console_says_nothing_of_what_it_is_asked(plan: Plan, console: Console) -> None:
    assert answers(console.url)
    assert not answers(f"{console.url}calls/123456789/lines")

    assert (plan.directory / "console.log").read_text(encoding="utf-8") == ""


def test_a_console_ends_when_its_emulator_has_ended(
    emulator: socket.socket, console: Console
) -> None:
    emulator.close()

    assert eventually(lambda: has_ended(console))


def test_a_console_ends_when_its_stack_is_cleared_away(plan: Plan, console: Console) -> None:
    plan.stack_file.unlink()

    assert eventually(lambda: has_ended(console))


def test_a_console_ends_when_the_stack_has_another_one(
    plan: Plan, stack: Stack, console: Console
) -> None:
    replace(stack, console_url="http://127.0.0.1:1/console/").write(plan.stack_file)

    assert eventually(lambda: has_ended(console))


def test_a_console_that_cannot_start_is_told_and_the_stack_goes_on(
    plan: Plan,
    stack: Stack,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    crashing = tmp_path / "python"
    crashing.write_text("#!/bin/sh\necho out of luck\nexit 1\n", encoding="utf-8")
    crashing.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(crashing))

    with pytest.raises(StackFailure, match=r"did not start: out of luck .*console.log"):
        start_console(plan, stack)
    console, still = commands._with_console(plan, stack)

    assert console is None
    assert still == Stack.read(plan.stack_file) == stack
    assert "The stack runs without it." in capsys.readouterr().err


def test_a_console_listens_beside_the_emulator_or_where_there_is_room() -> None:
    with socket.create_server(("127.0.0.1", 0)) as neighbour:
        taken = neighbour.getsockname()[1]
        assert next_port(taken - 1) != taken
    assert next_port(taken - 1) == taken


def test_the_guide_has_the_console_first_where_one_runs(stack: Stack) -> None:
    url = "http://127.0.0.1:14567/console/"

    file = Path("elsewhere/stack.json")

    assert url in guide(replace(stack, console_url=url), file).splitlines()[1]
    assert "/console/" not in guide(stack, file)
    assert guide(stack, file).endswith("elsewhere/stack.json")


@pytest.mark.parametrize(
    ("environment", "terminal", "opened"),
    [
        ({"DISPLAY": ":0"}, True, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, True),
        ({}, True, False),
        ({"DISPLAY": ":0"}, False, False),
        ({"DISPLAY": ":0", "NO_BROWSER": "1"}, True, False),
    ],
)
def test_a_browser_is_opened_only_where_somebody_looks(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], terminal: bool, opened: bool
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(webbrowser, "open", seen.append)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")

    show("http://127.0.0.1:14567/console/", environment)

    assert eventually(lambda: bool(seen)) if opened else not seen


def test_a_machine_without_any_browser_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str) -> bool:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "open", refuse)

    launch._open("http://127.0.0.1:14567/console/")


def test_who_has_no_stack_is_told_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "local.console", "--port", "1"]

    ended = subprocess.run(
        [*command, "--stack-file", str(tmp_path / "stack.json")],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert ended.returncode == 1
    assert "No stack is running" in ended.stderr
