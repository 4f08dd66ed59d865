import pytest

from tests.functional.functions import environment
from vssid_recovery.settings import CredentialSettings, HotlineSettings, MissingSetting, load


def test_a_missing_value_is_named() -> None:
    given = environment("hotline_verification")
    del given["HOTLINE_PROOF"]
    with pytest.raises(MissingSetting, match="HOTLINE_PROOF"):
        load(HotlineSettings, given)


def test_a_number_that_is_none_is_named() -> None:
    given = environment("credentials") | {"CHOOSE_MINUTES": "soon"}
    with pytest.raises(MissingSetting, match="CHOOSE_MINUTES"):
        load(CredentialSettings, given)


def test_numbers_are_numbers() -> None:
    assert load(CredentialSettings, environment("credentials")).choose_minutes == 20
