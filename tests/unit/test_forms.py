import json
import shutil
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.repository import ROOT
from vssid_recovery.declaration_model import Declared
from vssid_recovery.form_fields import field_problems
from vssid_recovery.forms import (
    FormVersion,
    UnknownForm,
    completed,
    form_version,
    known_versions,
    supplement_text,
    versions_in,
)

DATA = ROOT / "layers/vssid_recovery/python/vssid_recovery/form_versions"
TODAY = date(2026, 3, 9)
DECLARED = Declared(
    form="TK1-TS",
    identifier="0123456789",
    full_name="Nguyễn Văn Hoà",
    date_of_birth=date(1955, 2, 3),
    phone="0912 345 678",
    email="an.moi@thu.example",
)
TK1 = form_version("TK1-TS", TODAY)
FORMS = sorted({version.form for version in known_versions()})


def codes(version: FormVersion, fields: dict[str, str], **own: Any) -> list[tuple[str, str]]:
    findings = field_problems(version, replace(DECLARED, fields=fields, **own))
    return [(finding.field.removeprefix("fields."), finding.reason.code) for finding in findings]


def fill(fields: dict[str, str]) -> dict[str, str]:
    return completed(TK1, replace(DECLARED, fields=fields))


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


@pytest.mark.parametrize(
    ("day", "decision"),
    [
        (date(2020, 3, 27), "505/QĐ-BHXH"),
        (date(2023, 3, 27), "505/QĐ-BHXH"),
        (date(2023, 3, 28), "490/QĐ-BHXH"),
        (TODAY, "490/QĐ-BHXH"),
    ],
)
def test_the_day_decides_which_version_counts(day: date, decision: str) -> None:
    assert form_version("TK1-TS", day).decision == decision


@pytest.mark.parametrize(
    ("form", "day"),
    [("TK1-TS", date(2020, 3, 26)), ("TK2-TS", TODAY), ("tk1-ts", TODAY), ("", TODAY)],
)
def test_a_form_that_there_is_not_is_refused(form: str, day: date) -> None:
    with pytest.raises(UnknownForm, match="no such form"):
        form_version(form, day)


@pytest.mark.parametrize("form", FORMS)
def test_versions_of_a_form_follow_each_other_without_gap_or_overlap(form: str) -> None:
    mine = [version for version in known_versions() if version.form == form]
    mine.sort(key=lambda version: version.valid_from)

    for earlier, later in pairwise(mine):
        assert earlier.valid_until is not None
        assert later.valid_from == earlier.valid_until + timedelta(days=1)
    assert mine[-1].valid_until is None


@pytest.mark.parametrize("version", known_versions(), ids=lambda version: str(version.valid_from))
def test_a_version_says_what_a_declaration_needs(version: FormVersion) -> None:
    numbers = [field.number for field in version.fields]
    mirrored = [field.mirrors for field in version.fields if field.mirrors]

    assert len(set(numbers)) == len(numbers)
    assert len(set(mirrored)) == len(mirrored)
    assert {"identifier", "fullName", "email"} <= set(mirrored)
    assert [field.says_supplement for field in version.fields].count(True) == 1
    assert version.established == (version.decision is not None)
    assert all(field.vi and field.en for field in version.fields)


def test_a_version_s_name_is_its_own() -> None:
    names = [(version.form, version.version) for version in known_versions()]
    assert len(set(names)) == len(names)


def test_the_working_layout_of_the_other_form_says_that_it_is_one() -> None:
    assert not form_version("02-SDGD", TODAY).established


def test_a_new_version_is_a_new_file_and_counts_from_its_day_on(tmp_path: Path) -> None:
    # Given the forms of today, and a version that asks for one field more from July on
    folder = Path(shutil.copytree(DATA, tmp_path / "forms"))
    july = date(2026, 7, 1)
    now = folder / "tk1-ts-2023.json"
    more = [*json.loads(now.read_text("utf-8"))["fields"], NEW_FIELD]
    shutil.copy(now, folder / "tk1-ts-2026.json")
    edit(now, valid_until="2026-06-30")
    new_values = {"version": "2026", "valid_from": "2026-07-01", "fields": more}
    edit(folder / "tk1-ts-2026.json", **new_values)

    # When the folder is read
    versions = versions_in(folder)

    # Then the day before has the old fields, and the day itself the new ones
    assert form_version("TK1-TS", july - timedelta(days=1), versions) == replace(
        TK1, valid_until=date(2026, 6, 30)
    )
    new = form_version("TK1-TS", july, versions)
    assert codes(new, {}) == [("20", "FIELD_MISSING")]
    assert codes(new, {"20": " \n"}) == [("20", "FIELD_MISSING")]
    assert codes(new, {"20": "Hà Nội"}) == []
    assert codes(TK1, {"20": "Hà Nội"}) == [("20", "FIELD_UNKNOWN")]


NEW_FIELD = {"number": "20", "vi": "Nơi lập", "en": "Place", "required": True}


@pytest.mark.parametrize(
    "slip", [{"valid_untill": "2026-06-30"}, {"valid_from": "1/7/2026"}, {"decision": 7}]
)
def test_a_slip_in_the_data_is_told_and_not_passed_over(tmp_path: Path, slip: Any) -> None:
    shutil.copy(DATA / "tk1-ts-2023.json", tmp_path)
    edit(tmp_path / "tk1-ts-2023.json", **slip)

    with pytest.raises(msgspec.ValidationError):
        versions_in(tmp_path)


def test_a_supplement_fills_number_and_address_and_says_so_in_words() -> None:
    assert fill({}) == {
        "01": "Nguyễn Văn Hoà",
        "03": "03/02/1955",
        "07": "0912 345 678",
        "08": "an.moi@thu.example",
        "13": "0123456789",
        "18": "Bổ sung địa chỉ email: an.moi@thu.example",
    }


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_field_counts_as_not_given(blank: str) -> None:
    filled = fill({"18": blank, "02": blank})

    assert filled["18"] == supplement_text(DECLARED.email)
    assert "02" not in filled


def test_one_s_own_words_stand_and_the_declaration_s_own_properties_too() -> None:
    filled = fill({"18": " Xin  bổ sung\nthư ", "02": "Nam", "08": "b@thu.example"})

    assert filled["18"] == "Xin bổ sung thư"
    assert filled["02"] == "Nam"
    assert filled["08"] == DECLARED.email


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_the_declaration_itself_is_needed_today(form: str) -> None:
    assert codes(form_version(form, TODAY), {}) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"18": "x" * 500}, []),
        ({"18": "x" * 501}, [("18", "FIELD_TOO_LONG")]),
        ({"18": "bổ sung\u200bthư"}, [("18", "FIELD_UNPRINTABLE")]),
        ({"18": "thư\0"}, [("18", "FIELD_UNPRINTABLE")]),
        ({"18": "thư\u202egro.slive"}, [("18", "FIELD_UNPRINTABLE")]),
        ({"18": "dòng một\ndòng\u00a0hai"}, []),
        ({"99": "x", "98": "y"}, [("99", "FIELD_UNKNOWN")]),
        ({"8": "an.moi@thu.example"}, [("8", "FIELD_UNKNOWN")]),
        ({"08": "an.moi@thu.example", "13": "0123456789", "03": "03/02/1955"}, []),
        ({"03": "1955-02-03", "07": "0912.345.678", "13": "01 2345 6789"}, []),
        ({"01": "NGUYỄN VĂN HÒA", "08": "An.Moi@Thu.EXAMPLE"}, []),
        ({"01": "Nguyễn Văn Hoa"}, [("01", "FIELD_CONTRADICTS")]),
        ({"08": "anmoi@thu.example"}, [("08", "FIELD_CONTRADICTS")]),
        ({"13": "0123456780"}, [("13", "FIELD_CONTRADICTS")]),
        ({"08": "khac@thu.example"}, [("08", "FIELD_CONTRADICTS")]),
        ({"03": "02/03/1955"}, [("03", "FIELD_CONTRADICTS")]),
        ({"02": "\0", "99": ""}, [("99", "FIELD_UNKNOWN"), ("02", "FIELD_UNPRINTABLE")]),
    ],
)
def test_what_is_wrong_with_a_field_is_told(
    fields: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert codes(TK1, fields) == expected


def test_what_the_declaration_leaves_empty_is_missing_on_the_form() -> None:
    assert codes(TK1, {}, phone="") == []
    assert codes(TK1, {}, full_name=" ") == [("01", "FIELD_MISSING")]


def test_a_reason_names_the_field_in_both_languages_and_repeats_nothing_of_its_content() -> None:
    (finding,) = field_problems(TK1, replace(DECLARED, fields={"08": "khac@thu.example"}))

    assert finding.reason.vi.startswith("Mục [08] Email (nếu có) khác")
    assert finding.reason.en.startswith("[08] E-mail (if any) differs")
    assert "khac@" not in finding.reason.vi + finding.reason.en


@given(st.dictionaries(st.text(max_size=3) | st.sampled_from(["02", "08", "18"]), st.text()))
def test_any_fields_get_an_answer(fields: dict[str, str]) -> None:
    problems = codes(TK1, fields)

    assert [code for _, code in problems].count("FIELD_UNKNOWN") <= 1
    assert set(fill(fields)) <= {field.number for field in TK1.fields}
