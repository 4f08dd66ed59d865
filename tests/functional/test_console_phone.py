"""The softphone: a call from dialling to hanging up, as the page makes it."""

import time
from collections.abc import Callable

import pytest

from tests.functional.console_room import ConsoleRoom
from tests.functional.console_telephone import Telephone
from tests.phone_calls import NUMBER, PASSWORD, issued

AUDIO = {"welcome": b"RIFF welcome", "groups/012": b"RIFF nought one two"}


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def kinds(call: Telephone) -> list[str]:
    return [line["kind"] for line in call.lines]


def test_a_call_reads_the_password_twice_and_ends() -> None:
    room = ConsoleRoom()
    call = Telephone(room)

    call.hears("bấm phím tám")
    call.presses("8").hears("bấm mã số bảo hiểm")
    call.presses(NUMBER).hears_all()

    assert call.digits == PASSWORD * 2
    assert call.ended == "hotline"
    (event,) = room.invoked
    assert event["Details"]["Parameters"] == {"identifier": "0123456789"}
    assert event["Details"]["ContactData"]["CustomerEndpoint"]["Address"] == "+84912345678"


def test_key_1_after_the_second_reading_reads_it_once_more() -> None:
    call = Telephone(ConsoleRoom())
    call.hears("bấm phím tám")
    call.presses("8").hears("bấm mã số bảo hiểm")
    call.presses(NUMBER).hears("Nếu cần nghe thêm")

    call.presses("1").hears_all()

    assert call.digits == PASSWORD * 3


def test_the_password_is_only_where_it_is_heard() -> None:
    room = ConsoleRoom(recordings=AUDIO)
    call = Telephone(room)
    call.hears("bấm phím tám")
    call.presses("8").hears("bấm mã số bảo hiểm")
    call.presses(NUMBER)

    group = call.hears("không một hai")
    assert call.audio(group) == (200, b"RIFF nought one two")
    call.hears_out(group)
    call.hears_all()

    assert call.digits == PASSWORD * 2
    addresses = " ".join(call.asked_for)
    assert not any(PASSWORD[n : n + 3] in addresses for n in (0, 3, 6))
    answered = next(line for line in call.lines if line["kind"] == "answered")
    assert answered["reply"]["group1"] == "•••"


def test_a_sentence_without_a_recording_has_its_caption_alone() -> None:
    call = Telephone(ConsoleRoom(recordings=AUDIO))

    welcome = call.hears("xin kính chào")
    assert call.audio(welcome) == (200, b"RIFF welcome")
    call.hears_out(welcome)
    menu = call.hears("bấm phím tám")

    assert call.audio(menu)[0] == 404
    assert menu["seconds"] > 5


def test_a_line_that_is_no_sentence_and_one_that_is_not_yet_said_have_no_audio() -> None:
    call = Telephone(ConsoleRoom(recordings=AUDIO))
    call.hears("xin kính chào")

    assert call.audio({"number": 0})[0] == 404
    assert call.audio({"number": 99})[0] == 404


def test_a_key_interrupts_a_question() -> None:
    call = Telephone(ConsoleRoom())
    call.hears("bấm phím tám")

    assert call.takes("8")

    assert call.hears("keyed")["keys"] == "8"


def test_a_key_during_a_plain_sentence_is_lost() -> None:
    call = Telephone(ConsoleRoom())
    welcome = call.hears("xin kính chào")

    assert not call.takes("8")
    call.hears_out(welcome)

    assert call.hears("silent")["seconds"] == 20
    assert "keyed" not in kinds(call)


def test_the_next_sentence_waits_until_the_one_before_is_heard_and_no_key_hastens_it() -> None:
    room = ConsoleRoom()
    call = Telephone(room)
    welcome = call.hears("xin kính chào")
    conversation = room.switchboard.conversation(call.url.rpartition("/")[2])
    assert conversation is not None

    call.presses("8")
    time.sleep(0.05)
    assert len(conversation.lines) == welcome["number"]

    call.hears_out(welcome)
    assert eventually(lambda: len(conversation.lines) > welcome["number"])


@pytest.mark.parametrize(
    ("keys", "taken"),
    [
        ("0123*456#", "456"),
        ("0123456789", "0123456789"),
        ("123456789012345", "123456789012345"),
        ("12345*123456789012345", "123456789012345"),
    ],
)
def test_a_number_ends_by_hash_by_waiting_and_by_its_length(keys: str, taken: str) -> None:
    room = ConsoleRoom(reply={"outcome": "NO_MATCH"})
    call = Telephone(room)
    call.hears("bấm phím tám")
    call.presses("8").hears("bấm mã số bảo hiểm")

    call.presses(keys).hears_all()

    (event,) = room.invoked
    assert event["Details"]["Parameters"] == {"identifier": taken}


def test_who_presses_nothing_is_asked_again_and_then_told_goodbye() -> None:
    call = Telephone(ConsoleRoom()).hears_all()

    assert kinds(call).count("silent") == 2
    assert "Xin kính chào Quý khách" in call.lines[-2]["text"]
    assert call.ended == "hotline"


def test_hanging_up_ends_the_call_at_once_and_asks_no_function() -> None:
    room = ConsoleRoom()
    call = Telephone(room)
    call.hears("bấm phím tám")

    call.hangs_up().hears_all()

    assert call.ended == "caller"
    assert room.invoked == []


def test_a_call_that_its_page_has_left_ends_by_itself() -> None:
    room = ConsoleRoom()
    call = Telephone(room)
    call.hears("xin kính chào")
    conversation = room.switchboard.conversation(call.url.rpartition("/")[2])
    assert conversation is not None

    assert eventually(lambda: conversation.ended == "caller")


def test_a_withheld_number_reaches_the_function_as_none() -> None:
    room = ConsoleRoom(reply={"outcome": "NO_MATCH"})
    call = Telephone(room, "withheld")
    call.hears("bấm phím tám")
    call.presses("8").hears("bấm mã số bảo hiểm")
    call.presses(NUMBER).hears_all()

    assert room.invoked[0]["Details"]["ContactData"]["CustomerEndpoint"] is None


@pytest.mark.parametrize(
    "caller", ["", "abc", "0912-345-678", None, 912345678, 0.912345678, ["0912345678"], {}]
)
def test_what_is_no_number_cannot_call(caller: object) -> None:
    answer = ConsoleRoom().browser().post("/console/calls", json={"caller": caller})

    assert answer.status_code == 400
    assert answer.get_json() == {"problem": "no-number"}


def test_without_a_stack_there_is_nobody_to_call() -> None:
    answer = ConsoleRoom(reply=None).browser().post("/console/calls", json={"caller": "0912345678"})

    assert answer.status_code == 503
    assert answer.get_json() == {"problem": "no-stack"}


@pytest.mark.parametrize("key", ["", "a", "12", None, 8, [], ["8"], {}])
def test_a_key_that_no_telephone_has_is_refused(key: object) -> None:
    room = ConsoleRoom()
    call = Telephone(room)

    assert room.browser().post(f"{call.url}/keys", json={"key": key}).status_code == 400


@pytest.mark.parametrize("number", ["1", None, True, 1.0, [], {}])
def test_a_line_that_has_no_number_cannot_have_been_heard(number: object) -> None:
    room = ConsoleRoom()
    call = Telephone(room)

    assert room.browser().post(f"{call.url}/heard", json={"number": number}).status_code == 400


@pytest.mark.parametrize("after", ["-5", "-1", "abc", "1.5", "", "1_0", "\u0663", "9" * 5000])
def test_lines_are_asked_for_after_a_number_that_counts_them(after: str) -> None:
    room = ConsoleRoom()
    call = Telephone(room)

    answer = room.browser().get(f"{call.url}/lines", query_string={"after": after})

    assert answer.status_code == 400


def test_the_first_lines_are_numbered_from_one() -> None:
    room = ConsoleRoom()
    call = Telephone(room)

    (first, *_) = room.browser().get(f"{call.url}/lines").get_json()["lines"]

    assert first["number"] == 1


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"key":' * 100_000, b"\xff\xfe", b"null", b""])
@pytest.mark.parametrize("route", ["", "/{call}/keys", "/{call}/heard"])
def test_a_body_that_is_no_object_is_refused(route: str, body: bytes) -> None:
    room = ConsoleRoom()
    address = f"/console/calls{route}".format(call=Telephone(room).url.rpartition("/")[2])

    answer = room.browser().post(address, data=body, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize("route", ["lines", "audio/1"])
def test_a_call_that_nobody_made_is_not_found(route: str) -> None:
    assert ConsoleRoom().browser().get(f"/console/calls/nosuch/{route}").status_code == 404


def test_the_oldest_call_gives_way_to_the_twenty_first() -> None:
    room = ConsoleRoom(reply=issued())
    first = Telephone(room)
    for _ in range(20):
        Telephone(room)

    assert room.browser().get(f"{first.url}/lines").status_code == 404
