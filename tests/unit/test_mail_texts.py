"""The mails to citizens: complete, in their words, giving nothing away."""

import re
import textwrap
import unicodedata
from datetime import timedelta, timezone

import pytest
from jinja2 import UndefinedError

from tests.unit.mail_reading import Page
from tests.unit.mail_samples import (
    ASKED,
    FIELDS,
    LINK,
    REFUSE,
    REFUSED,
    SCAM,
    SHOWN,
    SHOWN_EXPIRY,
    TEXTS,
    WITH_A_WAY_TO_REFUSE,
    every_purpose,
    letter,
    one_line,
)
from vssid_recovery.mail_texts import render


@every_purpose
@pytest.mark.parametrize("ending", ["subject.txt", "txt", "html"])
def test_every_purpose_has_its_three_files(purpose: str, ending: str) -> None:
    assert (TEXTS / f"{purpose.lower()}.{ending}").is_file()


def test_there_is_no_file_of_an_unknown_purpose() -> None:
    named = {path.name.partition(".")[0] for path in TEXTS.glob("[a-z]*.*")}

    assert named == {purpose.lower() for purpose in FIELDS}


@pytest.mark.parametrize(
    ("purpose", "field"), [(name, field) for name, fields in FIELDS.items() for field in fields]
)
def test_a_mail_without_one_of_its_fields_is_not_made(purpose: str, field: str) -> None:
    fields = {name: value for name, value in FIELDS[purpose].items() if name != field}

    with pytest.raises(UndefinedError, match=field):
        render(purpose, fields)


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_tells_what_was_undone_in_both_languages(what: str) -> None:
    texts = {letter("REFUSAL_RECORDED", what=other).text for other in REFUSED}

    assert len(texts) == len(REFUSED)
    assert "ĐÃ XỬ LÝ" in letter("REFUSAL_RECORDED", what=what).text


def test_a_refusal_of_something_unknown_is_not_made() -> None:
    with pytest.raises(UndefinedError):
        letter("REFUSAL_RECORDED", what="WEATHER")


def test_an_unknown_purpose_and_a_time_without_zone_are_errors() -> None:
    with pytest.raises(LookupError):
        render("BIRTHDAY", {})
    with pytest.raises(ValueError, match="zone"):
        letter("PASSWORD_CHANGED", at=ASKED.replace(tzinfo=None))


@every_purpose
def test_the_subject_is_one_line_that_gives_nothing_away(purpose: str) -> None:
    subject = letter(purpose).subject

    assert subject.isprintable()
    assert 20 <= len(subject) <= 78
    assert not re.search(r"[0-9]{4} ?[0-9]{4}|https?:|token", subject.replace("1900.9068", ""))


def test_the_subject_of_a_code_says_when_it_was_asked_for() -> None:
    assert "23:58" in letter("RESET_CODE").subject


def test_a_code_can_be_copied_and_comes_late_enough_to_stay_out_of_previews() -> None:
    found = letter("RESET_CODE")

    for said in (found.text, Page.of(found.html).everything):
        assert said.count("4071 8263") == 2  # one a language, with an ordinary space
        assert said.index("4071 8263") > 150
    assert "chỉ mã trong thư mới nhất dùng được" in one_line(found.text)
    assert "không đọc mã cho người khác" in one_line(found.text)


@every_purpose
def test_every_mail_says_what_protects_from_fraud(purpose: str) -> None:
    found = letter(purpose)

    for said in (found.text, Page.of(found.html).seen):
        assert SCAM in said
        assert "1900.9068" in said
        assert "Kính gửi Quý khách," in said
        assert "Trân trọng," in said
        assert said.index("Kính gửi") < said.index("Dear Sir or Madam")


@every_purpose
def test_no_mail_can_name_the_person_or_the_number(purpose: str) -> None:
    names = {"name", "full_name", "identifier", "number", "phone", "email", "address"}
    extra = letter(purpose, **dict.fromkeys(names, "Nguyễn Thị Mẫu 0123456789"))

    assert extra == letter(purpose)
    bare = re.sub(r"https?://\S+|1900\.9068|4071 8263|[\d/]+ \d\d:\d\d", "", extra.text)
    assert not re.search(r"[0-9]{4}", bare)


@every_purpose
def test_times_are_those_of_vietnam(purpose: str) -> None:
    expected = {SHOWN: True, SHOWN_EXPIRY: purpose == "RESET_CODE"}
    found = letter(purpose)

    for said in (found.text, Page.of(found.html).seen):
        assert {time: time in said for time in expected} == expected
        assert "16:58" not in said


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    elsewhere = ASKED.astimezone(timezone(timedelta(hours=-5)))

    assert letter("PASSWORD_CHANGED", at=elsewhere) == letter("PASSWORD_CHANGED")


@every_purpose
def test_only_notices_carry_a_way_to_refuse(purpose: str) -> None:
    found, carries = letter(purpose, refuse_link=REFUSE), purpose in WITH_A_WAY_TO_REFUSE

    assert (REFUSE in found.text.splitlines()) == carries
    assert (REFUSE in found.html) == carries


@every_purpose
def test_the_plain_text_is_wrapped_and_composed(purpose: str) -> None:
    whats = REFUSED if purpose == "REFUSAL_RECORDED" else ("",)
    for what in whats:
        text = letter(purpose, what=what, reason="bổ sung giấy tờ, " * 20).text
        long = [line for line in text.splitlines() if len(line) > 78 and line != LINK]
        assert long == []
        assert text == textwrap.dedent(text)
        assert "\n\n\n\n" not in text
        assert unicodedata.is_normalized("NFC", text)
