"""Claims, leases, fair order, sweeping."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.learning.actions import enrollments
from notebooks import queue
from notebooks.actions import moves
from notebooks.models import GradingRun

from .conftest import grade_next, hand_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_claim_next_takes_a_run_once(place, lab):
    hand_in(place, lab)

    run = queue.claim_next()

    assert run.state == GradingRun.State.RUNNING
    assert run.lease_until > timezone.now()
    assert queue.claim_next() is None


def test_claim_next_serves_everybody_in_turn(place, lab, stranger, run_of_course):
    other = enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")
    mine = [hand_in(place, lab) for _ in range(3)]
    theirs = hand_in(other, lab)

    order = [queue.claim_next().submission for _ in range(4)]

    assert order[0] == mine[0]
    assert order[1] == theirs
    assert order[2:] == mine[1:]


def test_claim_next_takes_fresh_work_before_what_is_regraded_for_everybody(place, lab, teacher, stranger, run_of_course):
    other = enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")
    hand_in(other, lab)
    grade_next()
    moves.regrade_all(run=run_of_course, lab=lab, reason="Sửa đề", by=teacher)
    fresh = hand_in(place, lab)

    assert [queue.claim_next().submission_id == fresh.pk for _ in range(2)] == [True, False]


def test_renew_holds_a_run_that_is_ours(place, lab):
    hand_in(place, lab)
    run = queue.claim_next()
    GradingRun.objects.filter(pk=run.pk).update(lease_until=timezone.now())

    assert queue.renew(run)
    run.refresh_from_db()
    assert run.lease_until > timezone.now()


def test_renew_tells_when_a_run_was_lost(place, lab):
    hand_in(place, lab)
    run = queue.claim_next()
    queue.sweep(timezone.now() + timedelta(minutes=5))

    assert not queue.renew(run)


def test_sweep_frees_an_expired_run_and_leaves_a_held_one(place, lab):
    hand_in(place, lab)
    run = queue.claim_next()

    assert queue.sweep(timezone.now()) == 0
    assert queue.sweep(run.lease_until + timedelta(seconds=1)) == 1
    assert queue.claim_next() == run


def test_sweep_sets_a_run_aside_that_ended_three_workers(place, lab):
    hand_in(place, lab)
    for _ in range(queue.MAX_CLAIMS):
        run = queue.claim_next()
        queue.sweep(run.lease_until + timedelta(seconds=1))

    run.refresh_from_db()
    assert (run.state, run.error_code) == (GradingRun.State.FAILED, "gave_up")
    assert queue.claim_next() is None


def test_claim_next_does_not_begin_again_with_whoever_was_just_served(place, lab, stranger, run_of_course):
    other = enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")
    flood = [hand_in(place, lab) for _ in range(3)]
    theirs = hand_in(other, lab)
    order = []
    for _ in range(4):
        run = queue.claim_next()
        order.append(run.submission)
        GradingRun.objects.filter(pk=run.pk).update(state=GradingRun.State.GRADED, finished_at=timezone.now())

    assert order == [flood[0], theirs, *flood[1:]]


def test_claim_next_puts_whoever_is_being_graded_behind_the_others(place, lab, stranger, run_of_course):
    other = enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")
    first, second = hand_in(place, lab), hand_in(place, lab)
    theirs = hand_in(other, lab)

    assert queue.claim_next().submission == first
    assert queue.claim_next().submission == theirs
    assert queue.claim_next().submission == second


def test_place_of_counts_who_waits_before(place, lab):
    first, second = hand_in(place, lab), hand_in(place, lab)

    assert queue.place_of(first.grading_runs.get()) == 0
    assert queue.place_of(second.grading_runs.get()) == 1


def test_place_of_follows_the_fair_order(place, lab, stranger, run_of_course):
    other = enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")
    mine = [hand_in(place, lab).grading_runs.get() for _ in range(5)]
    theirs = hand_in(other, lab).grading_runs.get()

    assert [queue.place_of(run) for run in mine] == [0, 2, 3, 4, 5]
    assert queue.place_of(theirs) == 1


def finished(place, lab, seconds):
    """A run that took so long and ended just now."""
    run, now = hand_in(place, lab).grading_runs.get(), timezone.now()
    GradingRun.objects.filter(pk=run.pk).update(state=GradingRun.State.GRADED, started_at=now - timedelta(seconds=seconds), finished_at=now)


def test_expected_seconds_counts_place_pace_and_busy_slots(place, lab, stranger, run_of_course, django_assert_max_num_queries):
    other = enrollments.enroll(person=stranger, run=run_of_course, by=None, source="roster")
    for seconds in (8, 10, 30):
        finished(place, lab, seconds)
    hand_in(place, lab)
    hand_in(other, lab)
    queue.claim_next()
    queue.claim_next()
    waiting = [hand_in(place, lab).grading_runs.get() for _ in range(3)]

    with django_assert_max_num_queries(2):
        first = queue.expected_seconds(waiting[0])

    # Two slots, ten seconds each: nobody before the first, two runs before the third.
    assert first == 10
    assert queue.expected_seconds(waiting[2]) == 20


def test_expected_seconds_of_a_run_that_is_being_graded_is_what_is_left(place, lab):
    finished(place, lab, 30)
    hand_in(place, lab)
    run = queue.claim_next()
    run.started_at -= timedelta(seconds=12)

    assert queue.expected_seconds(run) in (17, 18)
    run.started_at -= timedelta(hours=1)
    assert queue.expected_seconds(run) == 1


def test_expected_seconds_is_unknown_without_a_recent_pace_and_after_the_end(place, lab):
    waiting = hand_in(place, lab).grading_runs.get()
    assert queue.expected_seconds(waiting) is None

    finished(place, lab, 3)
    assert queue.expected_seconds(waiting) == 3
    GradingRun.objects.exclude(pk=waiting.pk).update(finished_at=timezone.now() - timedelta(hours=1))
    assert queue.expected_seconds(waiting) is None

    waiting.state = GradingRun.State.GRADED
    finished(place, lab, 3)
    assert queue.expected_seconds(waiting) is None
