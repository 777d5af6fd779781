from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.foundation.vietnamese import (
    PartialDate,
    TextError,
    format_date,
    format_date_long,
    parse_date,
)


@pytest.mark.parametrize(
    "value",
    [
        *["05/02/1990", "5/2/1990", "5-2-1990", "05.02.1990", " 5 / 2 / 1990 ", "1990-02-05", "1990-02-05 00:00:00"],
        *["ngày 05 tháng 02 năm 1990", date(1990, 2, 5), datetime(1990, 2, 5, 23, 30), 32909, 32909.0, "32909"],
    ],
)
def test_parse_date_understands_every_way_of_writing_a_day(value):
    assert parse_date(value) == PartialDate(1990, 2, 5)


@pytest.mark.parametrize("value", ["1985", 1985, 1985.0, "1985.0", "00/00/1985"])
def test_parse_date_year_alone_leaves_day_and_month_open(value):
    parsed = parse_date(value)

    assert parsed == PartialDate(1985)
    assert parsed.as_date() is None
    assert not parsed.is_complete


@pytest.mark.parametrize("value", ["02/1985", "2-1985", "tháng 2 năm 1985", "00/02/1985"])
def test_parse_date_month_and_year_leave_the_day_open(value):
    assert parse_date(value) == PartialDate(1985, 2)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("31/02/1990", "date_impossible"),
        ("12/25/1990", "date_impossible"),
        ("29/02/2023", "date_impossible"),
        ("5/2/90", "date_short_year"),
        ("05/02/1899", "date_out_of_range"),
        ("sinh năm Dần", "date_unreadable"),
        ("", "date_unreadable"),
        (7, "date_unreadable"),
        (1e9, "date_unreadable"),
        (float("nan"), "date_unreadable"),
    ],
)
def test_parse_date_bad_value_says_what_to_do(value, code):
    with pytest.raises(TextError) as refusal:
        parse_date(value)

    assert refusal.value.code == code
    assert len(str(refusal.value)) > 20


@given(st.dates(min_value=date(1900, 3, 1), max_value=date(2100, 12, 31)))
def test_parse_date_reads_back_what_we_print(day):
    assert parse_date(format_date(day)).as_date() == day
    assert parse_date(format_date_long(day)).as_date() == day
    assert parse_date(str(PartialDate(day.year, day.month, day.day))).as_date() == day


@given(st.text() | st.floats() | st.integers())
def test_parse_date_any_value_is_a_date_or_a_refusal(value):
    try:
        parsed = parse_date(value)
    except TextError as refusal:
        assert str(refusal)  # noqa: PT017 (a date is as right as a refusal)
    else:
        assert 1900 <= parsed.year <= 2100


@pytest.mark.parametrize(
    ("partial", "printed"),
    [(PartialDate(1985), "1985"), (PartialDate(1985, 2), "02/1985"), (PartialDate(1985, 2, 5), "05/02/1985")],
)
def test_partial_date_prints_what_is_known(partial, printed):
    assert str(partial) == printed


def test_format_date_long_puts_zeros_before_small_days_and_the_first_two_months():
    assert format_date_long(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert format_date_long(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"
