"""When a worker is taken for one that stands still."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notebooks import queue, watch
from notebooks.actions import checks
from notebooks.models import CheckRun, GradingRun

from .conftest import hand_in
from .material.labs import RIGHT, handed_in, mean_release

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def long_ago(settings):
    settings.HOCAI_SWEEP_SECONDS = 10
    return timezone.now() - timedelta(minutes=3)


def test_stands_still_when_work_waits_and_nothing_moves(place, lab, long_ago):
    hand_in(place, lab)
    assert not watch.stands_still(timezone.now())

    GradingRun.objects.update(queued_at=long_ago)

    assert watch.stands_still(timezone.now())


def test_a_waiting_check_is_work_too(place, lab, long_ago):
    checks.ask(enrollment=place, lab=lab, files=dict(handed_in(mean_release(), {"mean": RIGHT}).files))
    CheckRun.objects.update(queued_at=long_ago)

    assert watch.stands_still(timezone.now())


def test_stands_still_not_while_a_run_is_under_way(place, lab, long_ago):
    hand_in(place, lab), hand_in(place, lab)
    GradingRun.objects.update(queued_at=long_ago)
    run = queue.claim_next()
    GradingRun.objects.filter(pk=run.pk).update(started_at=long_ago)

    assert not watch.stands_still(timezone.now())
    # A dead worker's run is no sign of life.
    assert watch.stands_still(run.lease_until + timedelta(seconds=1))


def test_stands_still_not_between_two_runs(place, lab, long_ago):
    first, _ = hand_in(place, lab), hand_in(place, lab)
    GradingRun.objects.update(queued_at=long_ago)
    done = {"state": GradingRun.State.GRADED, "started_at": long_ago, "finished_at": timezone.now()}
    first.grading_runs.update(**done)

    assert not watch.stands_still(timezone.now())


def test_stands_still_not_where_the_sandbox_is_missing(place, lab, long_ago):
    hand_in(place, lab)
    GradingRun.objects.update(queued_at=long_ago, error_code="no_lab_environment")

    assert not watch.stands_still(timezone.now())
