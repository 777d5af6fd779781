from datetime import datetime, timedelta

import pytest

from lms.classes.lateness import Hours, Judgement, on_arrival, on_leaving

START = datetime(2026, 3, 2, 8, 0)
FOUR = Hours(START, START + timedelta(hours=3, minutes=30), periods=4)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (-60, Judgement("present")),
        (0, Judgement("present")),
        (15, Judgement("present")),
        (15.1, Judgement("late", 1)),
        (60, Judgement("late", 1)),
        (60.1, Judgement("late", 2)),
        (400, Judgement("late", 3)),
    ],
)
def test_on_arrival_counts_what_goes_beyond_the_grace(after, expected):
    assert on_arrival(FOUR, START + minutes(after)) == expected


@pytest.mark.parametrize(
    ("before", "expected"), [(-30, Judgement("present")), (15, Judgement("present")), (16, Judgement("left_early", 1))]
)
def test_on_leaving_gives_the_same_grace(before, expected):
    assert on_leaving(FOUR, START, FOUR.ends_at - minutes(before)) == expected


def test_on_leaving_adds_what_was_missed_at_both_ends():
    assert on_leaving(FOUR, START + minutes(30), FOUR.ends_at - minutes(61)) == Judgement("left_early", 3)
    assert on_leaving(FOUR, START + minutes(30), FOUR.ends_at) == Judgement("late", 1)


def test_on_leaving_never_takes_the_whole_session():
    assert on_leaving(FOUR, START + minutes(90), START + minutes(91)) == Judgement("left_early", 3)


def test_on_leaving_without_a_scan_at_the_door():
    assert on_leaving(FOUR, None, FOUR.ends_at) == Judgement("present")


def test_on_arrival_at_a_session_of_one_period_misses_no_part():
    assert on_arrival(Hours(START, START + minutes(45), periods=1), START + minutes(30)) == Judgement("late", 0)


def test_on_arrival_measures_in_the_class_own_periods():
    assert on_arrival(Hours(START, START + minutes(240), 4, period_minutes=60, grace_minutes=0), START + minutes(61)) == Judgement(
        "late", 2
    )
