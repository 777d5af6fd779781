from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from lms.classes.actions import attendance
from lms.classes.actions.attendance import NewMark
from lms.classes.attendance_rules import Attendance
from lms.classes.eligibility import eligibility_of, judge, percent_text
from lms.classes.terms import Terms
from lms.learning.gradebook import RequiredResult


def attended(tiet: int, of: int = 12) -> Attendance:
    return Attendance(tiet, of, 0, 0)


def work(score: str | None, max_score: str | None = "10", *, manual: bool = False) -> RequiredResult:
    return RequiredResult("Bài thu hoạch", score and Decimal(score), max_score and Decimal(max_score), needs_manual=manual)


def codes(eligibility) -> list[str]:
    return [reason.code for reason in eligibility.unmet]


@pytest.mark.parametrize(
    ("terms", "attendance_", "results", "discipline", "unmet"),
    [
        (Terms(), attended(10), [work("5")], False, []),
        (Terms(), attended(9), [work("5")], False, ["attendance_below_minimum"]),
        (Terms(75), attended(9), [], False, []),
        (Terms(), attended(12), [work("4.99")], False, ["work_below_minimum"]),
        (Terms(), attended(12), [work(None)], False, ["work_missing"]),
        (Terms(), attended(12), [work("3", manual=True)], False, ["work_waits_for_marking"]),
        (Terms(), attended(12), [work("9"), work("1")], True, ["work_below_minimum", "under_discipline"]),
        (Terms(), attended(0, of=0), [], False, ["no_session_held"]),
        (Terms(required_work_percent=0), attended(12), [work("0")], False, []),
    ],
)
def test_judge_names_every_condition_that_is_not_met(terms, attendance_, results, discipline, unmet):
    eligibility = judge(terms, attendance_, results, discipline)

    assert codes(eligibility) == unmet
    assert eligibility.eligible is (not unmet)
    assert len(eligibility.reasons) == 2 + len(results)


def test_judge_explains_in_vietnamese():
    with translation.override("vi"):
        eligibility = judge(Terms(), attended(9), [work("4.5")], False)

    assert eligibility.reasons[0].text == "Đã dự 9 trên 12 tiết (75 %); cần ít nhất 80 %."
    assert eligibility.reasons[1].text == "“Bài thu hoạch”: 4,5 trên 10 điểm; cần ít nhất 50 %."
    assert eligibility.as_snapshot()["reasons"][0] == {
        "code": "attendance_below_minimum",
        "met": False,
        "text": eligibility.reasons[0].text,
    }


def test_percent_text_is_cut_not_rounded():
    assert percent_text(Fraction(7999, 10_000)) == "79,9 %"
    assert percent_text(Fraction(4, 5)) == "80 %"


def test_eligibility_of_reads_the_whole_class(training_class, sessions, two_places, teacher, django_assert_max_num_queries):
    good, absent = two_places
    for session in sessions[:2]:
        attendance.record(session=session, marks=[NewMark(good, "present"), NewMark(absent, "unexcused")], by=teacher)

    with django_assert_max_num_queries(6):
        found = eligibility_of(training_class)

    assert found[good.pk].eligible
    assert found[good.pk].attendance_fraction == 1
    assert codes(found[absent.pk]) == ["attendance_below_minimum"]


def test_eligibility_of_ignores_cancelled_and_coming_sessions(training_class, sessions, place, teacher, officer):
    from lms.classes.actions import sessions as session_actions

    attendance.record(session=sessions[0], marks=[NewMark(place, "present")], by=teacher)
    session_actions.cancel(session=sessions[1], by=officer)

    found = eligibility_of(training_class)[place.pk]

    assert (found.attendance.attended, found.attendance.held) == (4, 4)


def test_eligibility_of_counts_a_coming_session_once_attendance_was_taken(training_class, sessions, place, teacher):
    attendance.record(session=sessions[2], marks=[NewMark(place, "present")], by=teacher)

    found = eligibility_of(training_class)[place.pk]

    assert (found.attendance.attended, found.attendance.held) == (4, 12)


def test_eligibility_of_follows_the_frozen_terms(training_class, sessions, place, teacher):
    for session in sessions[:2]:
        attendance.record(session=session, marks=[NewMark(place, "late", 1)], by=teacher)
    programme = training_class.programme
    programme.attendance_threshold_percent = 70
    programme.save()

    assert not eligibility_of(training_class)[place.pk].eligible
