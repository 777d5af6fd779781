from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.classes.attendance_rules import (
    ATTENDED,
    Attendance,
    Mark,
    count_present,
    least_still_needed,
    periods_attended,
    summarise,
)
from lms.classes.terms import Terms

STATUSES = ["present", "late", "left_early", "excused", "unexcused", "online_present"]
marks = st.builds(Mark, st.sampled_from(STATUSES), st.integers(0, 6))
held_sessions = st.dictionaries(st.integers(1, 9), st.integers(1, 5), max_size=6)
terms = st.builds(Terms, st.integers(1, 100), st.integers(0, 100), st.booleans(), st.booleans(), st.booleans())


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (None, 0),
        (Mark("present"), 4),
        (Mark("online_present"), 4),
        (Mark("late", 1), 3),
        (Mark("left_early", 3), 1),
        (Mark("late", 9), 0),
        (Mark("excused"), 0),
        (Mark("unexcused"), 0),
    ],
)
def test_periods_attended_by_mark(mark, expected):
    assert periods_attended(4, mark, Terms()) == expected


def test_periods_attended_with_terms_that_count_late_and_excused_whole():
    generous = Terms(late_counts_whole=True, excused_counts=True)

    assert periods_attended(4, Mark("late", 2), generous) == 4
    assert periods_attended(4, Mark("excused"), generous) == 4
    assert periods_attended(4, Mark("unexcused"), generous) == 0


def test_summarise_counts_tiet_of_the_sessions_held_only():
    attendance = summarise({1: 4, 2: 4, 3: 5}, {1: Mark("present"), 2: Mark("late", 1), 9: Mark("present")}, Terms())

    assert attendance == Attendance(attended=7, held=13, sessions_attended=2, sessions_held=3, unmarked=1)
    assert attendance.fraction == Fraction(7, 13)


def test_summarise_by_session_counts_sessions():
    attendance = summarise({1: 4, 2: 1}, {1: Mark("late", 1), 2: Mark("unexcused")}, Terms(by_session=True))

    assert attendance.fraction == Fraction(1, 2)


def test_reaches_compares_exactly():
    assert Attendance(4, 5, 1, 1).reaches(80)
    assert not Attendance(7999, 10_000, 1, 1).reaches(80)
    assert not Attendance(0, 0, 0, 0).reaches(1)


def test_least_still_needed_rounds_up():
    assert least_still_needed(Attendance(8, 8, 2, 2), total=12, percent=80) == 2
    assert least_still_needed(Attendance(12, 12, 3, 3), total=12, percent=80) == 0


def test_count_present_leaves_absences_out():
    assert count_present(["present", "late", "excused", "unexcused", "online_present"]) == 3


@given(held_sessions, st.dictionaries(st.integers(1, 9), marks), terms)
def test_summarise_never_leaves_zero_to_one(held, given_marks, given_terms):
    attendance = summarise(held, given_marks, given_terms)

    assert 0 <= attendance.fraction <= 1
    assert 0 <= attendance.attended <= attendance.held


@given(held_sessions, st.dictionaries(st.integers(1, 9), marks), terms, st.integers(1, 9))
def test_summarise_does_not_fall_when_an_absence_becomes_presence(held, given_marks, given_terms, session):
    before = summarise(held, given_marks, given_terms)

    after = summarise(held, {**given_marks, session: Mark("present")}, given_terms)

    assert after.fraction >= before.fraction


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 5), min_size=1), terms)
def test_summarise_of_somebody_always_present_is_one(held, given_terms):
    attendance = summarise(held, {session: Mark("present") for session in held}, given_terms)

    assert attendance.fraction == 1
    assert attendance.reaches(100)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(1, 100))
def test_least_still_needed_is_enough_and_not_more(attended, total, percent):
    attended = min(attended, total)
    needed = least_still_needed(Attendance(attended, attended, 0, 0), total=total, percent=percent)

    assert Attendance(attended + needed, total, 0, 0).reaches(percent) or attended + needed > total
    assert needed == 0 or not Attendance(attended + needed - 1, total, 0, 0).reaches(percent)


def test_attended_statuses_are_those_of_the_model():
    from lms.classes.models import AttendanceRecord

    assert set(AttendanceRecord.Status.values) >= ATTENDED
    assert set(STATUSES) == set(AttendanceRecord.Status.values)
