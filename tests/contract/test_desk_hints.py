"""What the desk tells staff about their own words agrees with what the mails do with them."""

import re

import pytest

from tests.repository import ROOT
from tests.unit.mail_samples import REASON, letter


@pytest.mark.parametrize("page", ["declaration.html", "batch.html"])
def test_whoever_writes_a_reason_is_told_that_the_person_reads_it_word_for_word(page: str) -> None:
    assert REASON in letter("DECLARATION_REFUSED").text

    html = (ROOT / "web/desk" / page).read_text("utf-8")
    (hint,) = re.findall(r'id="reason-hint">(.*?)</p>', html)
    for words in ("Người tham gia", "nguyên văn", "qua thư", "The person", "word for word", "mail"):
        assert words in hint
