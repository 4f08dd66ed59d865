import pytest

from vssid_recovery.email_addresses import compared, parse_address


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("an.nguyen@thu.example", "an.nguyen@thu.example"),
        ("An.Nguyen+vssid@Thu.EXAMPLE", "An.Nguyen+vssid@thu.example"),
        ("an@thư.example", "an@xn--th-e0a.example"),
        ("an@hop.test", "an@hop.test"),
        ("an@thu.\u212aample", "an@thu.kample"),  # a Kelvin sign is a k in a domain (UTS 46)
    ],
)
def test_what_any_mail_server_takes(text: str, read: str) -> None:
    assert parse_address(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "", "an", "an@", "@thu.example", "an@@thu.example", "an@thu..example", "an@-thu.example",
        "an nguyen@thu.example", "an@thu.example\r\nBcc: b@thu.example", "an@thu.example\n",
        "An <an@thu.example>", '"an"@thu.example', "an@[203.0.113.7]", "an@localhost", "an@thu",
        "an,b@thu.example", "an@thu.example,b@thu.example", "an@thu.example;b@thu.example",
        "\u212aan@thu.example", "\u0131@thu.example", "ａn@thu.example", "an@thu.example\u200b",
        "a" * 65 + "@thu.example", "an@" + "a" * 250 + ".example", "a" * 10_000 + "@thu.example",
        ".an@thu.example", "an.@thu.example", "an\0@thu.example",
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        parse_address(text)


def test_capitals_do_not_make_another_mailbox_and_a_plus_does() -> None:
    assert compared("An.Nguyen@thu.example") == compared("an.nguyen@thu.example")
    assert compared("an+1@thu.example") != compared("an@thu.example")
