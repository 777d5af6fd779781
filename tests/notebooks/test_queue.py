"""Claims, leases, fair order, sweeping."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.learning.actions import enrollments
from notebooks import queue
from notebooks.models import GradingRun

from .conftest import hand_in

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


def test_place_of_counts_who_waits_before(place, lab):
    first, second = hand_in(place, lab), hand_in(place, lab)

    assert queue.place_of(first.grading_runs.get()) == 0
    assert queue.place_of(second.grading_runs.get()) == 1
