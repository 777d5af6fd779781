import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.foundation.vietnamese import (
    TextError,
    mask_personal_id,
    parse_personal_id,
    parse_phone,
    personal_id_warnings,
)


@pytest.mark.parametrize(
    "value",
    ["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "84912345678", "0084912345678", 912345678.0],
)
def test_parse_phone_mobile_number_becomes_e164(value):
    assert parse_phone(value) == "+84912345678"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("(028) 3822 1234", "+842838221234"),
        ("0274 3822 123", "+842743822123"),
        (2838221234, "+842838221234"),
        ("0168 912 3456", "+84389123456"),
        ("0123 456 7890", "+84834567890"),
        ("+1 202 555 0123", "+12025550123"),
    ],
)
def test_parse_phone_landline_old_and_foreign_numbers(value, stored):
    assert parse_phone(value) == stored


@pytest.mark.parametrize("value", ["", "0912", "0512345678", "0912345678 / 0987654321", "không có", "+84 1 2"])
def test_parse_phone_bad_number_is_refused(value):
    with pytest.raises(TextError) as refusal:
        parse_phone(value)

    assert refusal.value.code == "phone_unreadable"


@given(st.text())
def test_parse_phone_any_text_is_a_number_or_a_refusal(text):
    try:
        assert parse_phone(text).startswith("+")
    except TextError as refusal:
        assert refusal.code == "phone_unreadable"  # noqa: PT017 (a number is as right as a refusal)


@pytest.mark.parametrize("value", ["079203001212", " 079 203 001 212 ", "079.203.001.212"])
def test_parse_personal_id_has_twelve_digits(value):
    assert parse_personal_id(value) == "079203001212"


@pytest.mark.parametrize("value", [79203001212, 79203001212.0, "79203001212"])
def test_parse_personal_id_dropped_zero_is_offered_not_assumed(value):
    with pytest.raises(TextError) as refusal:
        parse_personal_id(value)

    assert refusal.value.code == "personal_id_short"
    assert refusal.value.params["suggestion"] == "079203001212"
    assert "079203001212" in str(refusal.value)


@pytest.mark.parametrize("value", ["", "1234", "0792030012123", "07920300121A", "٠٧٩٢٠٣٠٠١٢١٢"])
def test_parse_personal_id_other_text_is_refused(value):
    with pytest.raises(TextError) as refusal:
        parse_personal_id(value)

    assert refusal.value.code == "personal_id_unreadable"


def test_personal_id_warnings_fitting_number_has_none():
    assert personal_id_warnings("079203001212", is_male=True, birth_year=2003) == []
    assert personal_id_warnings("079185001212", is_male=False, birth_year=1985) == []


def test_personal_id_warnings_name_what_differs():
    assert personal_id_warnings("079203001212", is_male=False, birth_year=1985) == ["sex_differs", "birth_year_differs"]


def test_mask_personal_id_shows_five_digits():
    assert mask_personal_id("079203001212") == "079*******12"


def test_mask_personal_id_short_value_shows_nothing():
    assert mask_personal_id("1234") == "****"
