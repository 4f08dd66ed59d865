"""A cursor fits the list that it came from, as it came, and no other."""

import base64

import pytest

from vssid_recovery.cursors import sealed, unsealed
from vssid_recovery.errors import InvalidRequest
from vssid_recovery.keys import KeyRing

RING = KeyRing(b"made-up root")
LIST, POSITION = "07906 SUBMITTED", "2026-03-09T02:15:00.000000Z#0001"


def coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def test_a_cursor_leads_on_in_the_list_it_came_from() -> None:
    assert unsealed(RING, LIST, sealed(RING, LIST, POSITION)) == POSITION


def test_the_end_of_a_list_has_no_cursor_and_no_cursor_is_the_beginning() -> None:
    assert (sealed(RING, LIST, ""), unsealed(RING, LIST, "")) == ("", "")


@pytest.mark.parametrize("other", ["07907 SUBMITTED", "07906 APPROVED", "07906", ""])
def test_a_cursor_of_another_list_is_refused(other: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        unsealed(RING, LIST, sealed(RING, other, POSITION))
    assert refusal.value.field == "cursor"


def test_a_cursor_sealed_under_another_key_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        unsealed(RING, LIST, sealed(KeyRing(b"another root"), LIST, POSITION))


def test_every_changed_byte_is_noticed() -> None:
    raw = base64.urlsafe_b64decode(sealed(RING, LIST, POSITION))
    for at in range(len(raw)):
        forged = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(InvalidRequest):
            unsealed(RING, LIST, coded(forged))


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "=",
        "%%%",
        "ế",
        "\ud800",
        "0" * 9999,
        coded(b"\xff" * 40),
        coded(POSITION.encode()),
        coded("ế".encode() * 40),
        coded(b"0" * 32 + POSITION.encode()),
    ],
    ids=[
        "one letter", "padding", "no base64", "no ascii", "surrogate", "long", "no utf-8",
        "no seal", "a seal of other letters", "a wrong seal",
    ],
)  # fmt: skip
def test_what_is_no_cursor_is_refused_by_its_name(cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        unsealed(RING, LIST, cursor)
    assert refusal.value.field == "cursor"
