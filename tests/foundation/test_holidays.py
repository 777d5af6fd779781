from datetime import date

import pytest
from django.core.management import call_command

from lms.foundation.holidays import (
    WorkCalendar,
    after_working_days,
    is_working_day,
    next_working_day,
    quarter_of,
    working_days_between,
    years_without_notice,
)
from lms.foundation.models import Holiday


@pytest.fixture
def holidays(db):
    call_command("load_holidays")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 22), False),
        (date(2025, 1, 29), False),  # the first day of Tết
        (date(2025, 4, 26), True),  # a Saturday worked in exchange
        (date(2025, 5, 2), False),  # the Friday it was exchanged for
        (date(2026, 4, 27), False),  # in place of a Sunday
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2027, 4, 16), False),
        (date(2028, 2, 29), True),
    ],
)
def test_is_working_day(holidays, day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 2, 13), date(2026, 2, 23)),  # the week of Tết
        (date(2026, 8, 28), date(2026, 9, 3)),
        (date(2025, 4, 25), date(2025, 4, 26)),
        (date(2026, 12, 31), date(2027, 1, 4)),  # New Year is a Friday
        (date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_next_working_day(holidays, day, following):
    assert next_working_day(day) == following


def test_working_days_between_counts_the_last_day_but_not_the_first(holidays):
    assert working_days_between(date(2026, 11, 20), date(2026, 11, 20)) == 0
    assert working_days_between(date(2026, 11, 20), date(2026, 11, 27)) == 5
    assert working_days_between(date(2026, 11, 27), date(2026, 11, 20)) == 0
    assert working_days_between(date(2026, 12, 30), date(2027, 1, 4)) == 2


def test_after_working_days_is_what_working_days_between_counts(holidays):
    issued = date(2026, 2, 12)

    due = after_working_days(issued, 5)

    assert due == date(2026, 2, 26)
    assert working_days_between(issued, due) == 5


def test_holidays_without_reference_data_are_weekends_alone(db):
    assert is_working_day(date(2026, 9, 2))
    assert years_without_notice([2026]) == [2026]


def test_years_without_notice_names_the_year_whose_notice_was_not_out(holidays):
    assert years_without_notice([2025, 2026, 2027, 2027]) == [2027]


def test_name_of_a_worked_saturday_is_no_holiday():
    calendar = WorkCalendar(off={date(2026, 9, 2): "Quốc khánh"}, worked={date(2026, 8, 22): "Làm bù"})

    assert (calendar.name_of(date(2026, 9, 2)), calendar.name_of(date(2026, 8, 22))) == ("Quốc khánh", "")


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 2), (9, 3), (12, 4)])
def test_quarter_of(month, quarter):
    assert quarter_of(date(2026, month, 28)) == quarter


@pytest.mark.db
def test_next_working_day_asks_once(holidays, django_assert_num_queries):
    with django_assert_num_queries(1):
        next_working_day(date(2026, 2, 13))


def test_every_day_names_its_legal_basis(holidays):
    assert Holiday.objects.count() > 35
    assert not Holiday.objects.filter(legal_basis="").exists()
