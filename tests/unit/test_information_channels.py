"""The official channels, in every form that people write them; fakes: test_fake_channels.py."""

import pytest

from vssid_recovery.errors import InvalidRequest
from vssid_recovery.information_channels import InformationChannels

ZALO = "https://zalo.example/100200300"
CHANNELS = InformationChannels(ZALO)


def channel_of(value: str) -> str | None:
    found = CHANNELS.check(value)
    return found.id if found else None


def test_the_seven_channels_are_listed_in_their_order() -> None:
    listed = CHANNELS.listed()

    assert [(each.kind, each.address) for each in listed] == [
        ("WEBSITE", "https://baohiemxahoi.gov.vn/"),
        ("WEBSITE", "https://tapchibaohiemxahoi.gov.vn/"),
        ("FACEBOOK", "https://www.facebook.com/baohiemxahoi.gov.vn"),
        ("ZALO", ZALO),
        ("APP", None),
        ("PHONE", "1900.9068"),
        ("OFFICE", None),
    ]
    assert len({each.id for each in listed}) == 7
    assert all(each.name.vi != each.name.en for each in listed)


def test_zalo_is_listed_and_found_only_when_its_address_is_set() -> None:
    unset = InformationChannels("")

    assert [each.kind for each in unset.listed()].count("ZALO") == 0
    assert len(unset.listed()) == 6
    assert unset.check(ZALO) is None


def test_every_listed_address_is_official_itself() -> None:
    for channel in CHANNELS.listed():
        if channel.address:
            assert CHANNELS.check(channel.address) == channel


@pytest.mark.parametrize(
    "value",
    [
        "https://baohiemxahoi.gov.vn", "https://baohiemxahoi.gov.vn/", "baohiemxahoi.gov.vn",
        "http://baohiemxahoi.gov.vn/", "HTTPS://BaoHiemXaHoi.GOV.vn/Tin-Tuc",
        "www.baohiemxahoi.gov.vn", "https://baohiemxahoi.gov.vn.",
        "https://baohiemxahoi.gov.vn:443/", "baohiemxahoi.gov.vn:443",
        "http://baohiemxahoi.gov.vn:80", "https://dichvucong.baohiemxahoi.gov.vn",
        "https://dichvucong.baohiemxahoi.gov.vn/#/index?login=1",
        "hanoi.baohiemxahoi.gov.vn/tin-tức",
        "https://a.b.c.baohiemxahoi.gov.vn?x=https://evil.test", "baohiemxahoi.gov.vn#top",
        "  https://baohiemxahoi.gov.vn/\r\n", "https://baohiemxahoi.gov.vn/@evil.test",
        "https://evil.test@baohiemxahoi.gov.vn/", "https://a:b@baohiemxahoi.gov.vn",
        "https://ｂａｏｈｉｅｍｘａｈｏｉ.ＧＯＶ.vn", "https://baohiemxahoi。gov．vn｡",
    ],
)  # fmt: skip
def test_the_portal_and_what_lies_under_it_are_official_however_written(value: str) -> None:
    assert channel_of(value) == "portal"


@pytest.mark.parametrize(
    "value", ["tapchibaohiemxahoi.gov.vn", "https://www.tapchibaohiemxahoi.gov.vn/bai-viet.html"]
)
def test_the_magazine_is_a_channel_of_its_own(value: str) -> None:
    assert channel_of(value) == "magazine"


@pytest.mark.parametrize(
    "value",
    [
        "https://www.facebook.com/baohiemxahoi.gov.vn",
        "https://facebook.com/baohiemxahoi.gov.vn/", "m.facebook.com/baohiemxahoi.gov.vn",
        "https://mobile.facebook.com/baohiemxahoi.gov.vn?_rdr",
        "https://vi-vn.facebook.com/BaoHiemXaHoi.gov.vn/?ref=page",
        "facebook.com/baohiemxahoi.gov.vn",
    ],
)  # fmt: skip
def test_the_facebook_page_is_official_in_its_usual_forms(value: str) -> None:
    assert channel_of(value) == "facebook"


@pytest.mark.parametrize(
    "value",
    [
        "facebook.com/baohiemxahoi.gov.vn.fake", "facebook.com/baohiemxahoi.gov.vn-hotro",
        "facebook.com", "facebook.com/profile.php?id=100064000000000",
        "facebook.com/groups/baohiemxahoi.gov.vn", "facebook.com/baohiemxahoi.gov.vn/posts/1",
        "facebook.com/baohiemxahoi.gov.vn/../fake", "fb.com/baohiemxahoi.gov.vn",
        "facebook.com/?baohiemxahoi.gov.vn", "facebook.com/#baohiemxahoi.gov.vn",
        "facebook.com/baohiemxahoi.gov.vn#!/fake", "facebook.com//baohiemxahoi.gov.vn",
        "facebook.com/baohiemxahoi.gov.vn//", "facebook.com/baohiemxahoi%2egov.vn",
        "facebook.com.evil.test/baohiemxahoi.gov.vn", "faceb00k.com/baohiemxahoi.gov.vn",
        "facebook.com/baohiemxahoı.gov.vn",
        "l.facebook.com/l.php?u=https://baohiemxahoi.gov.vn",
        "https://facebook.com@evil.test/baohiemxahoi.gov.vn",
        "facebook.com:8080/baohiemxahoi.gov.vn", "facebook.com/ｂaohiemxahoi.gov.vn",
        "x.facebook.com/baohiemxahoi.gov.vn",
    ],
    ids=ascii,
)  # fmt: skip
def test_other_pages_of_facebook_are_not_official(value: str) -> None:
    assert channel_of(value) is None


@pytest.mark.parametrize(
    ("value", "is_official"),
    [
        (ZALO, True), (f"{ZALO}/", True), ("zalo.example/100200300", True),
        ("HTTPS://ZALO.EXAMPLE/100200300", True), ("https://zalo.example/1002003001", False),
        ("https://zalo.example/", False), (f"{ZALO}?to=1", False), (f"{ZALO}#x", False),
        (f"{ZALO}/x", False), ("https://zalo.example@evil.test/100200300", False),
        ("https://zalo.me/100200300", False), ("https://zalo.example/１00200300", False),
        ("100200300", False),
    ],
)  # fmt: skip
def test_zalo_is_the_address_that_is_set_and_no_other(value: str, is_official: bool) -> None:
    assert channel_of(value) == ("zalo" if is_official else None)


def test_a_zalo_address_that_is_none_makes_nothing_official() -> None:
    unreadable = InformationChannels("https://zalo example")

    assert unreadable.check("https://zalo example") is None
    assert unreadable.check("javascript:alert(1)") is None


@pytest.mark.parametrize(
    "value",
    [
        "1900.9068", "19009068", "1900 9068", "1900-9068", " 1900 90 68 ", "1900–9068",
        "1900\u00a09068", "tel:19009068", "TEL:1900-9068", "+84 1900 9068", "+8419009068",
        "tel:+84-1900-9068",
    ],
    ids=ascii,
)  # fmt: skip
def test_the_hotline_is_official_in_every_spelling(value: str) -> None:
    assert channel_of(value) == "hotline"


@pytest.mark.parametrize(
    "value",
    [
        "1900.9069", "1900.9086", "1900 9095", "1900.90680", "11900.9068", "0190 09068",
        "019009068", "+8401900968", "8419009068", "+1 1900 9068", "+84+84 1900 9068",
        "tel://19009068", "tel:19009068;ext=1", "19009068,1", "sms:19009068",
        "http://1900.9068", "1900.9068/x", "1900.9068 hoặc 1900.1234", "1900", "9068",
        "１９００９０６８", "١٩٠٠٩٠٦٨", "19oo9068", "1900\n9068", "1900\u200b9068", "0912345678",
        "+84912345678", "*1900.9068#", "tel:",
    ],
    ids=ascii,
)  # fmt: skip
def test_other_numbers_are_not_official(value: str) -> None:
    assert channel_of(value) is None


@pytest.mark.parametrize(
    "value", ["", " ", "\r\n\t", "a" * 2049, " " * 2048 + "x", "1900.9068" + " " * 2048]
)
def test_nothing_and_more_than_2048_characters_cannot_be_asked(value: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        CHANNELS.check(value)
    assert refused.value.field == "value"


def test_2048_characters_can_be_asked() -> None:
    assert channel_of("baohiemxahoi.gov.vn/".ljust(2048, "x")) == "portal"
    assert channel_of("a" * 2048) is None
