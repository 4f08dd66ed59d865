import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vssid_recovery.address_checks import (
    KNOWN_SLIPS,
    PROVIDERS,
    REAL_NEIGHBOURS,
    is_disposable,
    suggestion,
)

LETTERS = st.sampled_from(string.ascii_lowercase)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gmial.com", "gmail.com"), ("gmai.com", "gmail.com"), ("gamil.com", "gmail.com"),
        ("gmali.com", "gmail.com"), ("gnail.com", "gmail.com"), ("gmaill.com", "gmail.com"),
        ("gmail.con", "gmail.com"), ("gmail.co", "gmail.com"), ("gmail.cm", "gmail.com"),
        ("gmail.comm", "gmail.com"), ("gmailc.om", "gmail.com"), ("gmial.con", "gmail.com"),
        ("gmail.com.vn", "gmail.com"), ("mgail.com", "gmail.com"), ("hotmial.com", "hotmail.com"),
        ("yahooo.com", "yahoo.com"), ("yaho.com", "yahoo.com"), ("yahoo.con", "yahoo.com"),
        ("yahoo.co.vn", "yahoo.com.vn"), ("yahoo.com.v", "yahoo.com.vn"),
        ("yahoo.com.vm", "yahoo.com.vn"), ("outlok.com", "outlook.com"),
        ("icloud.co", "icloud.com"), ("iclould.com", "icloud.com"), ("live.con", "live.com"),
        ("congty.con", "congty.com"), ("fpt.nv", "fpt.vn"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_answered_with_what_was_meant(written: str, meant: str) -> None:
    assert suggestion(f"An.Nguyen+1@{written}") == f"An.Nguyen+1@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        *PROVIDERS, *sorted(REAL_NEIGHBOURS), "ymail.com", "mail.com", "email.com", "gmx.com",
        "googlemail.com", "rocketmail.com", "wahoo.com", "cloud.com", "hotmail.fr", "yahoo.fr",
        "yahoo.ca", "yahoo.co.jp", "yahoo.co.uk", "yahoo.co.in", "yahoo.com.br", "outlook.fr",
        "outlook.co.id", "live.com", "olive.com", "life.com", "msn.com", "me.com", "vnn.vn",
        "hcm.vnn.vn", "fpt.vn", "fpt.com.vn", "vnpt.vn", "viettel.vn", "zoho.com", "proton.me",
        "hanoi.gov.vn", "congty.example", "thu.test", "co.kr", "mail.ru",
    ],
)  # fmt: skip
def test_real_domains_are_left_alone(domain: str) -> None:
    assert suggestion(f"an@{domain}") is None


@given(st.sampled_from(PROVIDERS), st.data())
def test_any_one_slip_after_the_first_letter_leads_back_to_the_provider(
    provider: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(provider) - 2))
    head, tail, letter = provider[:at], provider[at:], data.draw(LETTERS)
    slips = [tail[1:], letter + tail, letter + tail[1:], tail[1] + tail[0] + tail[2:]]
    written = head + data.draw(st.sampled_from(slips))
    assume(written not in {*PROVIDERS, *REAL_NEIGHBOURS})

    assert suggestion(f"an@{written}") == f"an@{provider}"


@given(st.text(string.ascii_lowercase + string.digits + ".-", min_size=3))
def test_what_is_suggested_needs_no_further_suggestion(domain: str) -> None:
    suggested = suggestion(f"an@{domain}")

    assert suggested is None or suggestion(suggested) is None


def test_every_exception_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vssid_recovery.address_checks.REAL_NEIGHBOURS", frozenset())
    assert all(suggestion(f"an@{domain}") for domain in REAL_NEIGHBOURS)
    monkeypatch.setattr("vssid_recovery.address_checks.KNOWN_SLIPS", {})
    assert [domain for domain in KNOWN_SLIPS if suggestion(f"an@{domain}")] == []


@pytest.mark.parametrize(
    "domain",
    [
        "mailinator.com", "guerrillamail.com", "sharklasers.com", "10minutemail.com", "yopmail.com",
        "temp-mail.org", "maildrop.cc", "trashmail.com", "getnada.com", "mohmal.com",
        "tempmail.id.vn", "box7.mailinator.com", "a.b.yopmail.com",
    ],
)  # fmt: skip
def test_throw_away_mailboxes_are_known(domain: str) -> None:
    assert is_disposable(f"an@{domain}")


@pytest.mark.parametrize(
    "domain",
    [
        *PROVIDERS, "ymail.com", "mail.com", "live.com", "vnn.vn", "hcm.vnn.vn", "fpt.vn",
        "fpt.com.vn", "viettel.vn", "hanoi.gov.vn", "proton.me", "privaterelay.appleid.com",
        "mymailinator.example", "mailinator.com.example", "congty.example", "com", "vn",
    ],
)  # fmt: skip
def test_mailboxes_that_last_are_not_taken_for_others(domain: str) -> None:
    assert not is_disposable(f"mailinator.com@{domain}")
