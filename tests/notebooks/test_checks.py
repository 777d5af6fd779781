"""“Kiểm tra”: asked for, carried out by the worker, never a submission."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notebooks import blobs, check_queue, pipeline
from notebooks.actions import checks
from notebooks.exceptions import BadUpload, LabError, SandboxUnavailable
from notebooks.models import CheckRun, GradingRun, Submission

from .material.here import run_here
from .material.labs import RIGHT, WRONG, handed_in, mean_release

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def files(answer=RIGHT):
    return dict(handed_in(mean_release(), {"mean": answer}).files)


def ask(place, lab, answer=RIGHT):
    return checks.ask(enrollment=place, lab=lab, files=files(answer))


def carried_out(check) -> CheckRun:
    """What the worker does, with test code run in this process."""
    claimed = check_queue.claim_next()
    found = pipeline.check_public(mean_release(), blobs.load(claimed.files), run=run_here)
    assert checks.settle(check=claimed, results=checks.as_results(claimed.lab_version, found))
    check.refresh_from_db()
    return check


def test_ask_queues_a_check_and_no_submission(place, lab):
    check = ask(place, lab)

    assert (check.state, check.lab_version) == (CheckRun.State.QUEUED, lab.current_version)
    assert [entry["path"] for entry in check.files] == ["bai1.ipynb"]
    assert not Submission.objects.exists()
    assert not GradingRun.objects.exists()


def test_ask_rings_the_worker_after_commit(place, lab, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        ask(place, lab)

    assert [callback.__name__ for callback in callbacks] == ["ring"]


def test_ask_refuses_a_second_check_while_one_is_open(place, lab):
    ask(place, lab)

    with pytest.raises(LabError) as refusal:
        ask(place, lab)

    assert refusal.value.code == "check_running"
    assert CheckRun.objects.count() == 1


def test_ask_refuses_the_eleventh_of_an_hour_and_says_when_the_next_is_possible(place, lab):
    for _ in range(checks.CHECKS_PER_HOUR):
        carried_out(ask(place, lab))
    oldest = CheckRun.objects.order_by("queued_at").first()
    CheckRun.objects.filter(pk=oldest.pk).update(queued_at=timezone.now() - timedelta(minutes=50))

    with pytest.raises(LabError) as refusal:
        ask(place, lab)

    assert refusal.value.code == "check_limit"
    assert f"{timezone.localtime(timezone.now() + timedelta(minutes=11)):%H:%M}" in str(refusal.value)
    CheckRun.objects.filter(pk=oldest.pk).update(queued_at=timezone.now() - timedelta(minutes=61))
    assert ask(place, lab).state == CheckRun.State.QUEUED


def test_allowance_counts_each_lab_and_leaves_out_what_the_machine_could_not_do(place, lab):
    check = ask(place, lab)
    assert checks.allowance(enrollment=place, lab=lab).left == checks.CHECKS_PER_HOUR - 1
    CheckRun.objects.filter(pk=check.pk).update(state=CheckRun.State.FAILED)

    assert checks.allowance(enrollment=place, lab=lab) == checks.Allowance(left=checks.CHECKS_PER_HOUR, next_at=None)


def test_ask_refuses_files_of_another_lab_before_anything_is_stored(place, lab):
    with pytest.raises(BadUpload):
        checks.ask(enrollment=place, lab=lab, files={"x.ipynb": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'})

    assert not CheckRun.objects.exists()


def test_results_say_what_holds_and_what_not_without_points_or_hidden_tests(place, lab):
    right, wrong = carried_out(ask(place, lab)), carried_out(ask(place, lab, WRONG))

    assert {result["passed"] for result in right.results} == {True}
    assert {result["message"] for result in right.results} == {""}
    failed = [result for result in wrong.results if not result["passed"]]
    assert failed
    assert all(result["message"] and result["title"] for result in failed)
    assert set(wrong.results[0]) == {"notebook", "grade_id", "title", "passed", "message"}
    assert "7431" not in str(wrong.results)


def test_claim_next_gives_a_check_to_one_worker(place, lab):
    check = ask(place, lab)

    claimed = check_queue.claim_next()

    assert (claimed.pk, claimed.state, claimed.claims) == (check.pk, CheckRun.State.RUNNING, 1)
    assert claimed.lease_until > timezone.now()
    assert check_queue.claim_next() is None


def test_settle_writes_nothing_when_the_claim_was_lost(place, lab):
    ask(place, lab)
    first = check_queue.claim_next()
    check_queue.sweep(timezone.now() + timedelta(minutes=5))
    second = check_queue.claim_next()

    assert not checks.settle(check=first, results=[{"passed": True}])
    assert checks.settle(check=second, results=[])
    second.refresh_from_db()
    assert (second.state, second.results) == (CheckRun.State.DONE, [])
    assert second.message


def test_sweep_gives_up_after_the_third_claim(place, lab):
    check = ask(place, lab)
    for _ in range(3):
        check_queue.claim_next()
        check_queue.sweep(timezone.now() + timedelta(minutes=5))

    check.refresh_from_db()
    assert (check.state, check.claims) == (CheckRun.State.FAILED, 3)
    assert check_queue.claim_next() is None


def test_sweep_leaves_a_held_check(place, lab):
    ask(place, lab)
    check_queue.claim_next()

    assert check_queue.sweep(timezone.now()) == 0


def test_run_next_without_a_sandbox_leaves_the_check_waiting(place, lab, settings):
    settings.HOCAI_LAB_PYTHON = "/nonexistent/python"
    check = ask(place, lab)

    with pytest.raises(SandboxUnavailable):
        checks.run_next()

    check.refresh_from_db()
    assert (check.state, check.claims, check.lease_until) == (CheckRun.State.QUEUED, 0, None)
    assert "an toàn" in check.message


def test_run_next_says_when_nothing_waits(db):
    assert checks.run_next() is False


@pytest.mark.slow
def test_run_next_in_the_real_sandbox(place, lab):
    check = ask(place, lab, WRONG)

    assert checks.run_next() is True

    check.refresh_from_db()
    assert check.state == CheckRun.State.DONE
    assert False in [result["passed"] for result in check.results]
