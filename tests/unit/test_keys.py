"""Keys from one root: against RFC 5869, and never one key for two purposes."""

from vssid_recovery.keys import KeyRing, derive


def test_hkdf_with_an_empty_salt_is_rfc_5869s() -> None:
    # Appendix A.3: IKM 22 times 0x0b, no salt, no info, L = 42; its first 32 bytes.
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert derive(b"\x0b" * 22, b"").hex() == expected


def test_every_purpose_has_a_key_of_its_own() -> None:
    root = b"made-up root"
    labels = (b"pepper", b"subjects", b"key-id")
    assert len({derive(root, b"vssid-recovery/" + label) for label in labels}) == 3


def test_subjects_are_stable_and_apart_by_kind() -> None:
    ring = KeyRing(b"made-up root")
    assert ring.subject("person", "0123456789") == KeyRing(b"made-up root").subject(
        "person", "0123456789"
    )
    assert ring.subject("person", "0123456789") != ring.subject("caller", "0123456789")
    assert ring.subject("person", "0123456789") != KeyRing(b"other").subject("person", "0123456789")
    assert "0123456789" not in ring.subject("person", "0123456789")
    assert len(ring.subject("person", "0123456789")) == 32


def test_a_kind_and_a_value_cannot_be_split_otherwise() -> None:
    ring = KeyRing(b"made-up root")
    assert ring.subject("a", "bc") != ring.subject("ab", "c")


def test_the_pepper_changes_with_the_root_and_the_id_tells_which() -> None:
    one, two = KeyRing(b"one"), KeyRing(b"two")
    assert one.peppered("x") != two.peppered("x")
    assert one.key_id != two.key_id
    assert len(one.key_id) == 8
