import pytest

from vssid_recovery.viewer import viewer_address


def key() -> str:
    return "made-up key"


def no_key() -> str:
    raise AssertionError("the key is read only when a request brings one")


def test_without_a_key_the_source_address_counts() -> None:
    headers = {"X-Viewer-Ip": "198.51.100.1", "X-Forwarded-For": "198.51.100.2"}
    assert viewer_address(headers, "203.0.113.7", no_key) == "203.0.113.7"


def test_with_a_wrong_key_the_source_address_counts() -> None:
    headers = {"X-Viewer-Ip": "198.51.100.1", "X-Origin-Key": "guess"}
    assert viewer_address(headers, "203.0.113.7", key) == "203.0.113.7"


@pytest.mark.parametrize("name", ["X-Origin-Key", "x-origin-key"])
def test_with_the_right_key_the_cdn_is_believed(name: str) -> None:
    headers = {"x-viewer-ip": "198.51.100.1", name: "made-up key"}
    assert viewer_address(headers, "203.0.113.7", key) == "198.51.100.1"


def test_what_the_cdn_says_and_nobody_can_read_falls_back() -> None:
    headers = {"x-viewer-ip": "nonsense", "x-origin-key": "made-up key"}
    assert viewer_address(headers, "203.0.113.7", key) == "203.0.113.7"


@pytest.mark.parametrize(
    ("source", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
    ],
)
def test_an_ipv6_address_counts_by_its_64(source: str, counted: str) -> None:
    assert viewer_address({}, source, no_key) == counted
