"""Fakes of official addresses: what browsers take to another host must never be official."""

import re
from string import ascii_letters

import idna
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vssid_recovery.errors import InvalidRequest
from vssid_recovery.information_channels import InformationChannels

CHANNELS = InformationChannels("https://zalo.example/100200300")
OFFICIAL = ("baohiemxahoi.gov.vn", "tapchibaohiemxahoi.gov.vn")


def channel_of(value: str) -> str | None:
    found = CHANNELS.check(value)
    return found.id if found else None


FAKE_HOSTS = [
    "baohiemxahoi.gov.vn.example.com", "baohiemxahoi-gov.vn", "govvvn.com",
    "xbaohiemxahoi.gov.vn", "baohiemxahoi.govvvn.com", "baohiemxahoi.gov.vn.fake",
    "baohiemxahoi.gov.com", "gov.vn", "vn", "baohiemxahoi.gov", "baohiemxahoi",
    "baohiemxahoi.vn", "vssid.vn", "evil-tapchibaohiemxahoi.gov.vn", "baohiemxah0i.gov.vn",
    "baohlemxahoi.gov.vn", "baohiemxahoi.qov.vn", "baohiemxahoigov.vn",
    # Cyrillic о and а, Greek ο, dotless ı, composed and combining marks, ligatures, other alphabets
    "baоhiemxahoi.gov.vn", "bаohiemxahoi.gov.vn", "baοhiemxahoi.gov.vn", "baohıemxahoi.gov.vn",
    "bảohiemxahoi.gov.vn", "baohiemxahoi\u0323.gov.vn", "𝐛𝐚𝐨hiemxahoi.gov.vn",
    "ⓑaohiemxahoi.gov.vn", "baohiemxahoi.gov.vn\u0338", "\u212aien-giang.baohiemxahoi.gov.vn",
    "xn--bohiemxahoi-1ye.gov.vn",
    "xn--80ak6aa92e.com", "xn--80ak6aa92e.baohiemxahoi.gov.vn", "xn--.baohiemxahoi.gov.vn",
    # characters that vanish, or look like what ends a host
    "baohiemxahoi\u200b.gov.vn", "baohiem\u00adxahoi.gov.vn", "\u200dbaohiemxahoi.gov.vn",
    "baohiemxahoi.gov.vn\u2060", "\ufeffbaohiemxahoi.gov.vn", "baohiemxahoi.gov.vn\u202e",
    "baohiemxahoi.gov.vn／.evil.test", "baohiemxahoi.gov.vn⁄.evil.test",
    "baohiemxahoi.gov.vn？.evil.test", "evil.test＠baohiemxahoi.gov.vn",
    "baohiemxahoi.gov.vn∕evil.test", "baohiemxahoi․gov․vn",
    # what browsers drop, turn or decode
    "baohiem\txahoi.gov.vn", "baohiemxahoi.gov.vn\n.evil.test", "baohiemxahoi .gov.vn",
    "baohiemxahoi.gov.vn\\.evil.test", "baohiemxahoi.gov.vn\\@evil.test",
    "evil.test\\.baohiemxahoi.gov.vn", "baohiemxahoi%2egov%2evn",
    "baohiemxahoi.gov.vn%2eevil.test", "baohiemxahoi.gov.vn%00.evil.test",
    "baohiemxahoi.gov.vn\x00.evil.test", "baohiemxahoi.gov.vn%40evil.test",
    "%62aohiemxahoi.gov.vn",
    # user information and ports
    "baohiemxahoi.gov.vn@evil.test", "baohiemxahoi.gov.vn:443@evil.test",
    "a@b@baohiemxahoi.gov.vn", "baohiemxahoi.gov.vn:x@evil.test",
    "baohiemxahoi.gov.vn&@evil.test#@baohiemxahoi.gov.vn", "baohiemxahoi.gov.vn:8443",
    "baohiemxahoi.gov.vn:0443", "baohiemxahoi.gov.vn:", "baohiemxahoi.gov.vn:４４３",
    # labels that no host has
    "baohiemxahoi.gov.vn..", ".baohiemxahoi.gov.vn", "a..baohiemxahoi.gov.vn",
    "baohiemxahoi..gov.vn", "-.baohiemxahoi.gov.vn", "a_b.baohiemxahoi.gov.vn",
    "*.baohiemxahoi.gov.vn", "a" * 64 + ".baohiemxahoi.gov.vn",
    "a." * 120 + "baohiemxahoi.gov.vn", "[baohiemxahoi.gov.vn]", "{host}.baohiemxahoi.gov.vn",
    # addresses without a name
    "127.0.0.1", "0x7f000001", "2130706433", "017700000001", "127.1", "[::1]", "1.2.3.4.",
]  # fmt: skip


@pytest.mark.parametrize("start", ["", "https://", "http://"])
@pytest.mark.parametrize(
    "end", ["", "/", "/baohiemxahoi.gov.vn?x=baohiemxahoi.gov.vn#baohiemxahoi.gov.vn"]
)
@pytest.mark.parametrize("host", FAKE_HOSTS, ids=ascii)
def test_a_host_that_only_looks_like_it_is_not_official(start: str, host: str, end: str) -> None:
    assert channel_of(f"{start}{host}{end}") is None


@pytest.mark.parametrize(
    "value",
    [
        "//baohiemxahoi.gov.vn", "///baohiemxahoi.gov.vn", "/baohiemxahoi.gov.vn",
        "\\\\baohiemxahoi.gov.vn", "https:baohiemxahoi.gov.vn", "https:/baohiemxahoi.gov.vn",
        "https:///baohiemxahoi.gov.vn", "https:\\\\baohiemxahoi.gov.vn",
        "https//baohiemxahoi.gov.vn", "https://", "https://@", "://x", ".", "?", "#",
        "javascript:alert(1)", "javascript://baohiemxahoi.gov.vn/%0aalert(1)",
        "javascript:443/baohiemxahoi.gov.vn", "data:text/html,baohiemxahoi.gov.vn",
        "ftp://baohiemxahoi.gov.vn", "file://baohiemxahoi.gov.vn/a",
        "blob:https://baohiemxahoi.gov.vn/x", "view-source:https://baohiemxahoi.gov.vn",
        "ws://baohiemxahoi.gov.vn", "intent://baohiemxahoi.gov.vn#Intent;end",
        "vssid://baohiemxahoi.gov.vn", "ｈttps://baohiemxahoi.gov.vn", "httpſ://baohiemxahoi.gov.vn",
        "mailto:ai@baohiemxahoi.gov.vn", "ai.do@baohiemxahoi.gov.vn",
        "baohiemxahoi.gov.vn@gmail.example", "https://baohiemxahoi.gov.vn https://evil.test",
        "https://baohiemxahoi.gov.vn/ https://evil.test", "https://baohiemxahoi.gov.vn/\\evil.test",
        "https://evil.test,https://baohiemxahoi.gov.vn", "Xin vào baohiemxahoi.gov.vn",
        "<a href='https://baohiemxahoi.gov.vn'>", "VssID", "VssID 4.0", "VssID 4.0.apk",
        "BHXH Việt Nam", "https://evil.test/\u202e",
        "https://baohiemxahoi.gov.vn/\u202egpj.exe", "\ud800", "\x00",
    ],
    ids=ascii,
)  # fmt: skip
def test_other_schemes_other_forms_and_free_text_are_not_official(value: str) -> None:
    assert channel_of(value) is None


def browsers_host(value: str) -> str:
    """The host that browsers go to, read as the WHATWG URL standard says: with every leniency."""
    text = re.sub(r"[\t\n\r]", "", value.strip("".join(map(chr, range(0x21)))))
    text = re.sub(r"^https?:[/\\]*", "", text, count=1, flags=re.IGNORECASE)
    authority = re.split(r"[/\\?#]", text, maxsplit=1)[0]
    host = authority.rpartition("@")[2].partition(":")[0]
    try:
        return idna.uts46_remap(host, std3_rules=False, transitional=False).removesuffix(".")
    except idna.IDNAError:
        return ""


PIECES = st.sampled_from(
    [
        "https:", "http:", "//", "/", "\\", "\\@", "@", ":", "443", "80", "?", "#", "[", "]",
        ".", "。", "．", "．．", "-", "_", "%2e", "%40", "\t", "\n", " ", "\x00", "／", "＠",
        "\u200b", "\u00ad", "\u202e", "\u0323", "\ud800", "K", "İ", "ſ", "ß", "℀", "⒈", "․",
        "xn--", "evil.test", "www", "tel:", "1900", "javascript:", "data:", "gov", "vn", "tapchi",
        "baohiemxahoi", "ｂａｏhiemxahoi", "baоhiemxahoi", *OFFICIAL,
    ]
)  # fmt: skip
VALUES = st.lists(PIECES | st.characters(), min_size=1, max_size=9).map("".join)
AROUND_IT = st.tuples(VALUES, st.sampled_from(OFFICIAL), VALUES).map("".join)


@given(AROUND_IT | VALUES.map("https://{}".format) | AROUND_IT.map("https://{}".format))
@example("https://baohiemxahoi.gov.vn\\@evil.test")
@example("https://baohiemxahoi.gov.vn:443@evil.test")
def test_whatever_is_official_leads_browsers_to_the_same_host(value: str) -> None:
    try:
        found = channel_of(value)
    except InvalidRequest:
        return
    host = browsers_host(value)
    under = {name for name in OFFICIAL if host == name or host.endswith(f".{name}")}
    assert under if found in ("portal", "magazine") else found in (None, "hotline")


LABELS = st.text(ascii_letters + "0123456789", min_size=1, max_size=20)
PATHS = st.text(
    st.characters(categories=("L", "N", "P", "S"), exclude_characters="\\?#"), max_size=40
)


@given(
    st.sampled_from(["", "https://", "http://", "HTTPS://"]),
    st.lists(LABELS.filter(lambda label: not label.startswith("xn")), max_size=3),
    st.sampled_from(OFFICIAL),
    PATHS,
)
def test_every_site_and_page_under_an_official_domain_is_official(
    start: str, labels: list[str], domain: str, path: str
) -> None:
    assert channel_of(f"{start}{'.'.join([*labels, domain])}/{path}") in ("portal", "magazine")
