"""`make call`: what it refuses, and what a person reads."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from local.phone import keypresses, main
from local.telephony.call_printout import printout
from local.telephony.connect_event import caller_endpoint
from tests.phone_calls import NUMBER, issued, the_hotline

ENDPOINT = "http://127.0.0.1:14566"


def test_without_a_stack_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(calling_at(tmp_path, "--keys", "8")) == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "make run" in message


def calling_at(folder: Path, *more: str) -> list[str]:
    return ["--directory", str(folder), "--from", "0912345678", *more]


def a_stack(folder: Path) -> Path:
    stack = {
        "endpointUrl": ENDPOINT,
        "region": "ap-southeast-1",
        "functions": {"hotline_verification": "hotline-1a2b"},
    }
    (folder / "stack.json").write_text(json.dumps(stack), encoding="utf-8")
    return folder


def test_a_stack_that_is_gone_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", refuse)
    assert main(calling_at(a_stack(tmp_path))) == 1
    assert capsys.readouterr().err.startswith(f"call: the stack at {ENDPOINT} does not answer")


@dataclass
class DeployedFunctions:
    """Stands for the emulator's session and its client for Lambda."""

    answer: dict[str, Any]
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def client(self, service: str, *, endpoint_url: str, **_: object) -> "DeployedFunctions":
        assert (service, endpoint_url) == ("lambda", ENDPOINT)
        return self

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        self.asked.append((FunctionName, json.loads(Payload)))
        return self.answer


@pytest.fixture
def call_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., DeployedFunctions]:
    def call(payload: object, **answer: str) -> DeployedFunctions:
        body = BytesIO(json.dumps(payload).encode())
        deployed = DeployedFunctions({"Payload": body, **answer})
        monkeypatch.setattr("socket.create_connection", lambda *_, **__: BytesIO())
        monkeypatch.setattr("local.telephony.deployed_function.emulator_session", lambda: deployed)
        assert main(calling_at(a_stack(tmp_path), "--keys", f"- 8 {NUMBER}")) == 0
        return deployed

    return call


def test_the_deployed_function_is_asked_and_its_password_is_heard(
    call_to: Callable[..., DeployedFunctions], capsys: pytest.CaptureFixture[str]
) -> None:
    ((name, event),) = call_to(issued()).asked
    assert name == "hotline-1a2b"
    assert event["Details"]["Parameters"] == {"identifier": "0123456789"}
    assert capsys.readouterr().out.count("«không một hai»") == 2


def test_a_deployed_function_that_raises_is_unavailable(
    call_to: Callable[..., DeployedFunctions], capsys: pytest.CaptureFixture[str]
) -> None:
    call_to({"errorType": "KeyError", "errorMessage": "secret"}, FunctionError="Unhandled")
    out = capsys.readouterr().out
    assert "the function failed: FunctionError: hotline-1a2b raised KeyError" in out
    assert "hệ thống đang gián đoạn" in out
    assert "secret" not in out


@pytest.mark.parametrize(
    "arguments", [["--from", "tổng đài"], ["--from", "0912345678", "--keys", "8 01a#"]]
)
def test_what_no_telephone_can_do_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("call: ")


def test_keys_are_split_into_one_input_a_question() -> None:
    assert list(keypresses(" 8 -  0123456789# 1*")) == ["8", None, "0123456789#", "1*"]


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("0283.930.3030", "+842839303030"),
        ("+84912345678", "+84912345678"),
        ("+14155550100", "+14155550100"),
        ("withheld", None),
    ],
)
def test_a_caller_is_named_as_connect_names_it(number: str, address: str | None) -> None:
    endpoint = caller_endpoint(number)
    assert (endpoint or {}).get("Address") == address


@pytest.mark.parametrize(
    "number", ["", "912345678", "+0912345678", "0912-345-678", "\uff10912345678"]
)
def test_what_is_no_number_is_no_caller(number: str) -> None:
    with pytest.raises(ValueError, match="no telephone number"):
        caller_endpoint(number)


def printed(*, colour: bool = False) -> str:
    call = the_hotline().calls().keys("8").stays_silent().keys(NUMBER).prompt_fails("wait")
    call.function_answers(issued())
    return "\n".join(printout(call.transcript, colour=colour))


def test_the_printout_is_a_timeline_of_who_speaks() -> None:
    lines = printed().splitlines()
    assert lines[0] == " 0:00  hotline   Bảo hiểm xã hội Việt Nam xin kính chào Quý khách."
    assert any(line.endswith("caller    [8]") for line in lines)
    assert any("(silent for 30 s)" in line for line in lines)
    assert any("← identifier=0123456789  caller=+84912345678" in line for line in lines)
    assert any("cannot be played: wait.wav" in line for line in lines)
    assert lines[-2].endswith("(hangs up)")
    assert lines[-1].startswith("The call took about ")


def test_the_printout_shows_the_password_only_where_it_is_heard() -> None:
    heard = "«không một hai» (012)"
    assert printed().count(heard) == 2
    assert "→ outcome=ISSUED  group1=•••  group2=•••  group3=•••  validMinutes=10" in printed()
    assert "012" not in printed().replace("0123456789", "").replace(heard, "")


def test_a_failed_function_is_shown() -> None:
    call = the_hotline().calls("withheld").keys("8", NUMBER).function_fails()
    text = "\n".join(printout(call.transcript, colour=False))
    assert "caller=withheld" in text
    assert "the function failed: RuntimeError: the function fails" in text


def test_colours_only_where_they_are_asked_for() -> None:
    assert "\033" not in printed()
    assert "\033[36m" in printed(colour=True)
