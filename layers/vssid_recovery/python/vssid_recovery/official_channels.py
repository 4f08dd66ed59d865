"""The official information channels of Vietnam Social Security, as it publishes them.

The addresses of the app in the two stores and of the Zalo account are not in its publications
that this list was made from; the Zalo account's is the operator's setting.
"""

from typing import Literal

from msgspec import Struct

Kind = Literal["WEBSITE", "FACEBOOK", "ZALO", "APP", "PHONE", "OFFICE"]


class Name(Struct, frozen=True):
    vi: str
    en: str


class Channel(Struct, frozen=True):
    """`address` is a URL or a phone number, None where a channel has no single one."""

    id: str
    kind: Kind
    name: Name
    address: str | None


PORTAL = Channel(
    "portal",
    "WEBSITE",
    Name("Cổng Thông tin điện tử BHXH Việt Nam", "Web portal of Vietnam Social Security"),
    "https://baohiemxahoi.gov.vn/",
)
MAGAZINE = Channel(
    "magazine",
    "WEBSITE",
    Name("Tạp chí Bảo hiểm xã hội", "Social Insurance Magazine"),
    "https://tapchibaohiemxahoi.gov.vn/",
)
FACEBOOK = Channel(
    "facebook",
    "FACEBOOK",
    Name("Trang Facebook của BHXH Việt Nam", "Facebook page of Vietnam Social Security"),
    "https://www.facebook.com/baohiemxahoi.gov.vn",
)
ZALO = Channel(
    "zalo",
    "ZALO",
    Name("Tài khoản Zalo chính thức của BHXH Việt Nam", "Zalo account of Vietnam Social Security"),
    None,
)
APP = Channel(
    "app",
    "APP",
    Name(
        "Ứng dụng «VssID – Bảo hiểm xã hội số» trên Google Play và App Store",
        "The app «VssID – Bảo hiểm xã hội số» in Google Play and the App Store",
    ),
    None,
)
HOTLINE = Channel(
    "hotline",
    "PHONE",
    Name("Tổng đài của BHXH Việt Nam", "Hotline of Vietnam Social Security"),
    "1900.9068",
)
OFFICES = Channel(
    "offices",
    "OFFICE",
    Name(
        "Cơ quan BHXH: 34 BHXH tỉnh, thành phố và các BHXH cơ sở trực thuộc",
        "Social insurance offices: 34 of provinces and cities, and the local ones under them",
    ),
    None,
)

# The magazine's domain only looks like a part of the portal's; they are two registrations.
DOMAINS = (
    ("baohiemxahoi.gov.vn", PORTAL),  # with dichvucong., and the provinces' sites
    ("tapchibaohiemxahoi.gov.vn", MAGAZINE),
)
FACEBOOK_HOSTS = frozenset(
    f"{name}facebook.com" for name in ("", "www.", "m.", "mobile.", "vi-vn.")
)
FACEBOOK_PAGE = "/baohiemxahoi.gov.vn"
