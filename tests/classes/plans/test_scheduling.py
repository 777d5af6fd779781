"""Days moved past holidays: plain values."""

from datetime import date, datetime

import pytest

from lms.classes.scheduling import Moved, Slot, next_code, next_title, propose, proposed_opening
from lms.foundation.holidays import WorkCalendar

NO_HOLIDAYS = WorkCalendar()


def slot(year: int, month: int, day: int, hour: int = 8, hours: int = 3) -> Slot:
    return Slot(datetime(year, month, day, hour), datetime(year, month, day, hour + hours))


def days_of(slots, opening, calendar=NO_HOLIDAYS, first_day=None):
    return [each.day for each in propose(slots, opening=opening, first_day=first_day or slots[0].starts.date(), calendar=calendar)]


# Monday, Wednesday, Friday of one week
WEEK = [slot(2026, 10, 5), slot(2026, 10, 7), slot(2026, 10, 9)]


def test_propose_on_the_same_weekday_keeps_every_weekday_and_hour():
    found = propose(WEEK, opening=date(2026, 11, 30), first_day=date(2026, 10, 5), calendar=NO_HOLIDAYS)

    assert [each.slot for each in found] == [slot(2026, 11, 30), slot(2026, 12, 2), slot(2026, 12, 4)]
    assert {each.moved for each in found} == {Moved.NO}


def test_propose_on_another_weekday_keeps_the_gaps_and_leaves_sundays():
    found = propose(WEEK, opening=date(2026, 12, 3), first_day=date(2026, 10, 5), calendar=NO_HOLIDAYS)

    assert [each.day for each in found] == [date(2026, 12, 3), date(2026, 12, 5), date(2026, 12, 7)]
    # A Saturday stays; the next from Thursday on would be a Monday anyway.
    assert days_of(WEEK, date(2026, 12, 4)) == [date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 8)]
    assert propose(WEEK, opening=date(2026, 12, 4), first_day=date(2026, 10, 5), calendar=NO_HOLIDAYS)[1].moved == Moved.SUNDAY


def test_propose_moves_a_holiday_to_the_next_working_day():
    calendar = WorkCalendar(off={date(2026, 9, 1): "Quốc khánh", date(2026, 9, 2): "Quốc khánh"})

    [only] = propose([slot(2026, 8, 4)], opening=date(2026, 9, 1), first_day=date(2026, 8, 4), calendar=calendar)

    assert (only.day, only.pattern_day, only.moved, only.holiday) == (date(2026, 9, 3), date(2026, 9, 1), Moved.HOLIDAY, "Quốc khánh")


def test_propose_uses_a_saturday_that_is_worked():
    calendar = WorkCalendar(off={date(2026, 8, 21): "Nghỉ"}, worked={date(2026, 8, 22): "Làm bù"})

    assert days_of([slot(2026, 8, 7)], date(2026, 8, 21), calendar) == [date(2026, 8, 22)]


def test_propose_lets_daily_sessions_wait_for_each_other():
    daily = [slot(2026, 10, 5), slot(2026, 10, 6), slot(2026, 10, 7)]
    calendar = WorkCalendar(off={date(2026, 11, 2): "Nghỉ"})

    found = propose(daily, opening=date(2026, 11, 2), first_day=date(2026, 10, 5), calendar=calendar)

    assert [each.day for each in found] == [date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 5)]
    assert [each.moved for each in found] == [Moved.HOLIDAY, Moved.AFTER_PREVIOUS, Moved.AFTER_PREVIOUS]


def test_propose_keeps_morning_and_afternoon_of_a_day_together():
    two = [slot(2026, 10, 5, 8), slot(2026, 10, 5, 13)]
    calendar = WorkCalendar(off={date(2026, 11, 2): "Nghỉ"})

    assert [each.slot for each in propose(two, opening=date(2026, 11, 2), first_day=date(2026, 10, 5), calendar=calendar)] == [
        slot(2026, 11, 3, 8),
        slot(2026, 11, 3, 13),
    ]


def test_propose_leaves_a_class_of_sundays_on_sundays():
    assert days_of([slot(2026, 10, 4), slot(2026, 10, 11)], date(2026, 11, 29)) == [date(2026, 11, 29), date(2026, 12, 6)]


def test_propose_across_new_year():
    found = days_of(WEEK, date(2026, 12, 28), WorkCalendar(off={date(2027, 1, 1): "Tết Dương lịch"}))

    assert found == [date(2026, 12, 28), date(2026, 12, 30), date(2027, 1, 4)]


@pytest.mark.parametrize(
    ("first", "opening", "expected"),
    [
        (slot(2028, 2, 29), date(2029, 2, 27), [date(2029, 2, 27)]),  # from a leap day
        (slot(2027, 2, 23), date(2028, 2, 29), [date(2028, 2, 29)]),  # to a leap day
    ],
)
def test_propose_with_a_leap_day(first, opening, expected):
    assert days_of([first], opening) == expected


def test_propose_counts_february_of_a_leap_year_whole():
    assert days_of([slot(2027, 2, 22), slot(2027, 3, 1), slot(2027, 3, 2)], date(2028, 2, 28)) == [
        date(2028, 2, 28),
        date(2028, 3, 6),
        date(2028, 3, 7),
    ]


def test_propose_keeps_the_days_between_opening_and_first_session():
    assert days_of([slot(2026, 10, 7)], date(2026, 11, 30), first_day=date(2026, 10, 5)) == [date(2026, 12, 2)]


def test_proposed_opening_has_the_same_weekday():
    assert proposed_opening(date(2026, 10, 5), not_before=date(2026, 12, 6)) == date(2026, 12, 7)
    assert proposed_opening(date(2028, 2, 29), not_before=date(2028, 2, 29)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("code", "year", "taken", "expected"),
    [
        ("BDAI-2026-03", 2026, ["BDAI-2026-03", "BDAI-2026-07"], "BDAI-2026-08"),
        ("BDAI-2026-03", 2027, ["BDAI-2026-03"], "BDAI-2027-01"),
        ("BDAI-2026-03", 2026, ["bdai-2026-11"], "BDAI-2026-12"),
        ("BDAI-2026-99", 2026, ["BDAI-2026-99"], "BDAI-2026-100"),
        ("LOP-AI", 2026, ["LOP-AI"], "LOP-AI-2026-01"),
        ("LOP-AI", 2026, ["LOP-AI", "LOP-AI-2026-01"], "LOP-AI-2026-02"),
    ],
)
def test_next_code(code, year, taken, expected):
    assert next_code(code, year, taken) == expected


def test_next_title_takes_year_and_number_along():
    assert next_title("Lớp bồi dưỡng AI số 3 năm 2026", "BDAI-2026-03", "BDAI-2027-01") == "Lớp bồi dưỡng AI số 1 năm 2027"
    assert next_title("Lớp bồi dưỡng AI", "BDAI-2026-03", "BDAI-2027-01") == "Lớp bồi dưỡng AI"
