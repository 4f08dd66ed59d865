"""Which channels are official, and whether a given address or number is one of them.

Whatever two programs may read in two ways is not official: the worst answer here is a wrong yes.
"""

import re
from string import ascii_letters, digits

from msgspec import Struct
from msgspec.structs import replace

from vssid_recovery.errors import InvalidRequest
from vssid_recovery.identifiers import SEPARATORS
from vssid_recovery.official_channels import (
    APP,
    DOMAINS,
    FACEBOOK,
    FACEBOOK_HOSTS,
    FACEBOOK_PAGE,
    HOTLINE,
    MAGAZINE,
    OFFICES,
    PORTAL,
    ZALO,
    Channel,
)

LONGEST = 2048
AROUND = " \t\r\n"  # what a paste brings along
PHONE = re.compile(r"(?:tel:)?(?:\+84)?19009068", re.IGNORECASE)
# One way to write a URL, of the many that browsers put up with. User information may only stand
# behind a scheme: without one it is an e-mail address.
URL = re.compile(
    r"(?:(?P<scheme>https?)://(?:[\w.~!$&'()*+,;=:%-]*@)?)?"
    r"(?P<host>[^/?#@:]+)(?::(?P<port>[0-9]+))?"
    r"(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?P<fragment>#.*)?",
    re.ASCII | re.IGNORECASE,
)
PORTS = {"http": "80", "https": "443"}
# Letters, digits and hyphens (RFC 1123); no label in punycode, which can look like anything.
HOST = re.compile(r"(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
# What UTS 46 reads as ASCII and a Japanese or Chinese keyboard types: wide forms, three more dots.
WIDE = {0xFEE0 + ord(each): each for each in f"{ascii_letters}{digits}-."}
WIDE |= {0x3002: ".", 0xFF61: "."}


class Address(Struct, frozen=True):
    """A web address taken apart; `host` in ASCII and lower case, without the root's dot."""

    host: str
    path: str
    query: str
    fragment: str


class InformationChannels(Struct, frozen=True):
    """`zalo_address` is the Zalo account's, '' while it is not known."""

    zalo_address: str

    def listed(self) -> tuple[Channel, ...]:
        """All channels, the Zalo account only where its address is known."""
        zalo = (replace(ZALO, address=self.zalo_address),) if self.zalo_address else ()
        return (PORTAL, MAGAZINE, FACEBOOK, *zalo, APP, HOTLINE, OFFICES)

    def check(self, value: str) -> Channel | None:
        """The official channel that `value` leads to, None where it is none.

        Raises InvalidRequest("value") for nothing and for more than 2,048 characters.
        """
        text = value.strip(AROUND)
        if not text or len(value) > LONGEST:
            raise InvalidRequest("value")
        if PHONE.fullmatch(text.translate(SEPARATORS)):
            return HOTLINE
        address = parse_address(text)
        return self._found(address) if address else None

    def _found(self, address: Address) -> Channel | None:
        for domain, channel in DOMAINS:
            if address.host == domain or address.host.endswith(f".{domain}"):
                return channel
        if _is_facebook_page(address):
            return FACEBOOK
        if address == parse_address(self.zalo_address):
            return replace(ZALO, address=self.zalo_address)
        return None


def parse_address(text: str) -> Address | None:
    """Take a URL, with or without its scheme, apart; None where it can be read in two ways.

    Backslashes, spaces and whatever is invisible are refused wherever they stand: browsers drop or
    turn some of them, other programs do not.
    """
    if not text.isprintable() or " " in text or "\\" in text:
        return None
    found = URL.fullmatch(text)
    if not found:
        return None
    host = _parse_host(found["host"])
    port = PORTS[(found["scheme"] or "https").lower()]
    if host is None or found["port"] not in (None, port):
        return None
    path = (found["path"] or "").removesuffix("/")
    return Address(host, path, found["query"] or "", found["fragment"] or "")


def _parse_host(text: str) -> str | None:
    host = text.translate(WIDE)
    if not host.isascii():  # before the case: the Kelvin sign's lower case is a plain k
        return None
    host = host.lower().removesuffix(".")
    return host if len(host) <= 253 and HOST.fullmatch(host) else None


def _is_facebook_page(address: Address) -> bool:
    """The page itself: Facebook shows other people's posts below any page's name, and fragments
    once led to other pages."""
    return (
        address.host in FACEBOOK_HOSTS
        and address.path.lower() == FACEBOOK_PAGE
        and not address.fragment
    )
