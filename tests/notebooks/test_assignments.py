"""The rules of a lab in a run: plain values first, then what holds for one learner."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from lms.learning.actions import enrollments
from notebooks import assignment_words
from notebooks.actions import assignments, groups
from notebooks.actions.assignments import Plan
from notebooks.assignments import DAY, Place, Terms, due_for, is_open, late_percent, reduced, refusal, rules_for, rules_of, terms_of
from notebooks.models import Assignment

from .conftest import hand_in

NOON = timezone.make_aware(timezone.datetime(2026, 12, 3, 17, 0))
PERCENTS = some.decimals(min_value=0, max_value=100, places=2)


def percent(late, per_day="10", most="50"):
    return late_percent(received_at=NOON + late, due=NOON, per_day=Decimal(per_day), most=Decimal(most))


@pytest.mark.parametrize(
    ("late", "taken"),
    [
        (timedelta(days=-3), 0),
        (timedelta(0), 0),
        (timedelta(seconds=1), 10),
        (DAY, 10),
        (DAY + timedelta(microseconds=1), 20),
        (DAY * 4.5, 50),
        (DAY * 40, 50),
    ],
)
def test_late_percent_counts_begun_days_up_to_the_most(late, taken):
    assert percent(late) == taken


def test_late_percent_without_a_due_date_is_none():
    assert late_percent(received_at=NOON, due=None, per_day=Decimal(10), most=Decimal(50)) == 0


@given(
    late=some.timedeltas(timedelta(days=-400), timedelta(days=400)),
    more=some.timedeltas(timedelta(0), timedelta(days=400)),
    per_day=PERCENTS,
    most=PERCENTS,
)
def test_late_percent_never_falls_with_time_and_stays_in_range(late, more, per_day, most):
    early, later = percent(late, per_day, most), percent(late + more, per_day, most)

    assert 0 <= early <= later <= most <= 100
    assert late > timedelta(0) or early == 0


@given(late=some.timedeltas(timedelta(microseconds=1), timedelta(days=400)), per_day=PERCENTS)
def test_late_percent_of_one_more_day_is_one_more_step(late, per_day):
    step = percent(late + DAY, per_day, "100") - percent(late, per_day, "100")

    assert step == per_day or percent(late + DAY, per_day, "100") == 100


@given(score=some.decimals(min_value=0, max_value=10000, places=2), taken=PERCENTS)
def test_reduced_lies_between_nothing_and_the_score(score, taken):
    assert 0 <= reduced(score, taken) <= score


def test_due_for_never_takes_time_away():
    assert due_for(NOON, [NOON - DAY]) == NOON
    assert due_for(NOON, [NOON + DAY, NOON + 2 * DAY]) == NOON + 2 * DAY
    assert due_for(None, [NOON]) is None


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(), ""),
        (Terms(opens_at=NOON), ""),
        (Terms(opens_at=NOON + timedelta(seconds=1)), "not_open_yet"),
        (Terms(due=NOON, accepts_until=NOON), ""),
        (Terms(due=NOON - DAY, accepts_until=NOON), ""),
        (Terms(due=NOON - DAY, accepts_until=NOON - timedelta(seconds=1)), "closed"),
    ],
)
def test_refusal_at_the_edges(terms, code):
    assert refusal(terms, NOON) == code
    assert is_open(terms, NOON) is (code == "")


def test_terms_of_take_no_late_work_where_no_time_is_given_for_it():
    assert terms_of(Assignment(closes_at=NOON)).accepts_until == NOON


def test_terms_of_an_extension_beyond_the_last_moment_moves_it():
    set_for_all = Assignment(closes_at=NOON, accepts_until=NOON + 2 * DAY)

    assert terms_of(set_for_all, [NOON + DAY]).accepts_until == NOON + 2 * DAY
    assert terms_of(set_for_all, [NOON + 3 * DAY]).accepts_until == NOON + 3 * DAY


@pytest.mark.parametrize(
    ("terms", "more", "words"),
    [
        (Terms(), {}, "Không có hạn nộp."),
        (Terms(due=NOON, accepts_until=NOON), {}, "Nộp đến 17:00 ngày 3/12/2026; sau đó không nhận bài."),
        (
            Terms(due=NOON, accepts_until=NOON + 7 * DAY, per_day=Decimal(10), most=Decimal(50)),
            {},
            "Nộp đến 17:00 ngày 3/12/2026; muộn mỗi ngày trừ 10 %, nhiều nhất 50 %; nhận bài muộn đến 17:00 ngày 10/12/2026.",
        ),
        (
            Terms(opens_at=NOON - DAY, due=NOON, accepts_until=NOON + DAY, per_day=Decimal("2.5")),
            {"attempts": 3, "group_size": 2},
            "Mở từ 17:00 ngày 2/12/2026; nộp đến 17:00 ngày 3/12/2026; muộn mỗi ngày trừ 2,5 %; nhận bài muộn đến 17:00 ngày 4/12/2026; "
            "nộp nhiều nhất 3 lần; làm riêng hoặc chung nhóm tối đa 2 người.",
        ),
        (
            Terms(due=NOON, accepts_until=NOON + DAY),
            {},
            "Nộp đến 17:00 ngày 3/12/2026; nộp muộn không bị trừ điểm; nhận bài muộn đến 17:00 ngày 4/12/2026.",
        ),
    ],
)
def test_sentence_says_what_the_rules_mean(terms, more, words):
    assert assignment_words.sentence(terms, **more) == words


# --- one learner ------------------------------------------------------------------------------------------------------
@pytest.fixture
def partner(person_factory, run_of_course):
    return enrollments.enroll(person=person_factory("Bùi Minh Châu", "chau@hoc.example"), run=run_of_course, by=None)


@pytest.mark.django_db
def test_rules_for_a_lab_without_rules_are_no_limits(place, lab):
    rules = rules_for(place, lab)

    assert (rules.assignment, rules.is_open, rules.attempts_left, rules.member_names) == (None, True, None, [])


@pytest.mark.django_db
def test_rules_for_a_group_take_the_latest_due_time_and_the_fewest_attempts(place, partner, lab, run_of_course, teacher):
    now = timezone.now()
    plan = Plan(closes_at=now + DAY, attempts=3, group_size=2)
    assignment = assignments.set_rules(run=run_of_course, lab=lab, plan=plan, by=teacher)
    hand_in(partner, lab)
    assignments.give_time(assignment=assignment, enrollment=partner, closes_at=now + 4 * DAY, reason="Ốm", by=teacher)

    alone = rules_for(place, lab)
    groups.make(assignment=assignment, members=[place, partner], by=place.person)
    together = rules_for(place, lab)

    assert (alone.terms.due, alone.attempts_left) == (now + DAY, 3)
    assert (together.terms.due, together.attempts_left, together.extension) == (now + 4 * DAY, 2, None)
    assert together.member_names == ["Trần Ngọc Ánh", "Bùi Minh Châu"]


@pytest.mark.django_db
def test_rules_of_takes_as_many_queries_for_three_as_for_one(
    place, partner, lab, run_of_course, teacher, person_factory, django_assert_num_queries
):
    plan = Plan(closes_at=timezone.now() + DAY, attempts=3, group_size=3)
    assignment = assignments.set_rules(run=run_of_course, lab=lab, plan=plan, by=teacher)
    third = enrollments.enroll(person=person_factory("Cao Văn Dũng", "dung@hoc.example"), run=run_of_course, by=None)
    groups.make(assignment=assignment, members=[place, partner, third], by=teacher)

    for places in ([place], [place, partner, third]):
        with django_assert_num_queries(4):
            assert len(rules_of([Place(each, lab) for each in places])) == len(places)
