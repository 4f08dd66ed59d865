import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vssid_recovery.person_names import normalised_name, same_name

TONES = ["\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
SYLLABLES = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy", min_size=1, max_size=7)


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("tone", TONES, ids=["huyền", "sắc", "ngã", "hỏi", "nặng"])
@pytest.mark.parametrize("pair", ["oa", "oe", "uy"])
def test_both_placements_of_a_tone_are_one_name(pair: str, tone: str) -> None:
    first, second = pair[0], pair[1]
    old, new = composed(f"H{first}{tone}{second}"), composed(f"H{first}{second}{tone}")

    assert old != new
    assert same_name(f"Trần Thị {old}", f"Trần Thị {new}")
    assert not same_name(f"Trần Thị {old}", f"Trần Thị H{pair}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn Hoà", "NGUYỄN VĂN HÒA"),
        ("Lê Thị Thuỷ", "lê thị thủy"),
        ("Phạm Quý", "Phạm Qúy"),
        ("Huỳnh Khoẻ", "Hùynh Khỏe"),
        ("  Đặng   Thị\u00a0Hoàng\t", "Đặng Thị Hòang"),
        ("Đỗ Mười", "Ðỗ Mười"),  # U+0110 and the eth of old fonts, U+00D0
        ("H'Hen Niê", "H’Hen Niê"),
        ("Mã Ngọc Ánh", unicodedata.normalize("NFD", "MÃ NGỌC ÁNH")),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoa", "Hòa"),
        ("Hoá", "Hoà"),
        ("Thủy", "Thúy"),
        ("Đan", "Dan"),
        ("Hương", "Hưởng"),
        ("Tân", "Tăn"),
        ("Mùi", "Mười"),
        ("Nguyễn Văn An", "Nguyễn An Văn"),
        ("Nguyễn Văn An", "Nguyễn Văn Anh"),
        ("Nguyễn Văn An", "Nguyễn An"),
        ("Thị An", "ThịAn"),
        ("Hà Oanh", "Ha Oành"),
        ("An", ""),
    ],
)
def test_other_names_stay_other_names(one: str, other: str) -> None:
    assert not same_name(one, other)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalised_name(text)

    assert normalised_name(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_the_unicode_form_does_not_count(text: str) -> None:
    assert same_name(unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text))


@given(SYLLABLES, st.sampled_from(TONES), st.data())
def test_wherever_a_tone_is_written_it_is_the_same_syllable(
    syllable: str, tone: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(syllable)))
    toned = composed(syllable[:at] + tone + syllable[at:])

    assert same_name(toned.upper(), composed(syllable + tone))
    assert not same_name(toned, syllable)


@given(st.lists(SYLLABLES, min_size=1, max_size=5), st.lists(SYLLABLES, min_size=1, max_size=5))
def test_only_the_same_syllables_are_the_same_name(one: list[str], other: list[str]) -> None:
    assert same_name(" ".join(one), "  ".join(other)) == (one == other)
