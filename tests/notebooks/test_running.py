"""What becomes of a claimed run and of a claimed check when something is in the way."""

import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lms.foundation import files
from lms.learning.models import CurrentGrade, GradeChange
from notebooks import blobs, pipeline, queue, sandbox, tasks
from notebooks.actions import checks, gate, grading, labs, running
from notebooks.exceptions import SandboxUnavailable
from notebooks.models import CellScore, CheckRun, GradingRun, LabVersion

from .conftest import hand_in
from .material import here
from .material.broker import broken_brokers, ringing_at
from .material.cells import as_bytes, check, notebook
from .material.labs import RIGHT, WRONG, handed_in, mean_lab, mean_release

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NO_LAUNCHER = "/nonexistent/python"


LAB_PYTHON = """#!{python}
import json, sys
if "hocai_lab.selftest" in sys.argv:
    print(json.dumps({{"ok": {works}, "backend": "none", "checks": [], "advice": ""}}))
elif "hocai_lab.serve" in sys.argv:
    for line in sys.stdin:
        print(json.dumps({{"job": line.strip(), "status": "infra"}}), flush=True)
else:
    print(json.dumps({{"status": "infra"}}))
"""


@pytest.fixture
def lab_python(settings, tmp_path):
    """A lab environment of a few lines: its self-test says what it is told to, every run of it fails."""

    def install(*, sandbox_works: bool):
        program = tmp_path / "python"
        program.write_text(LAB_PYTHON.format(python=sys.executable, works=sandbox_works))
        program.chmod(0o755)
        settings.HOCAI_LAB_PYTHON, settings.HOCAI_VAR = program, tmp_path

    yield install
    sandbox.cool_down()


def claimed(place, lab, answers=None) -> GradingRun:
    hand_in(place, lab, answers)
    return queue.claim_next()


# --- a run --------------------------------------------------------------------------------------------------------------
def test_grade_claimed_without_a_sandbox_puts_the_run_back(place, lab, settings):
    settings.HOCAI_LAB_PYTHON = NO_LAUNCHER
    run = claimed(place, lab)

    with pytest.raises(SandboxUnavailable):
        running.grade_claimed(run=run)

    run.refresh_from_db()
    assert (run.state, run.error_code, run.claims, run.claim_token) == (GradingRun.State.QUEUED, "no_lab_environment", 0, "")
    assert not CellScore.objects.exists()
    assert not CurrentGrade.objects.exists()


def test_a_run_that_was_put_back_is_claimed_again_and_says_nothing_more(place, lab, settings):
    settings.HOCAI_LAB_PYTHON = NO_LAUNCHER
    with pytest.raises(SandboxUnavailable):
        running.grade_claimed(run=claimed(place, lab))

    again = queue.claim_next()

    assert (again.claims, again.error_code) == (1, "")


def test_grade_claimed_when_the_whole_sandbox_fails_puts_the_run_back(place, lab, lab_python):
    lab_python(sandbox_works=False)
    run = claimed(place, lab)

    with pytest.raises(SandboxUnavailable):
        running.grade_claimed(run=run)

    run.refresh_from_db()
    assert (run.state, run.claims) == (GradingRun.State.QUEUED, 0)


def test_grade_claimed_when_only_this_run_fails_counts_and_then_gives_up(place, lab, lab_python):
    lab_python(sandbox_works=True)
    hand_in(place, lab)
    states = []
    for _ in range(queue.MAX_CLAIMS):
        run = queue.claim_next()
        running.grade_claimed(run=run)
        run.refresh_from_db()
        states.append((run.state, run.claims))

    assert states == [(GradingRun.State.QUEUED, 1), (GradingRun.State.QUEUED, 2), (GradingRun.State.FAILED, 3)]
    assert (run.error_code, run.score) == ("gave_up", None)


def test_grade_claimed_of_files_that_do_not_fit_is_a_failure_and_no_zero(place, lab):
    run = claimed(place, lab)
    # The expected names changed since: nothing of what was handed in belongs to this lab any more.
    source = notebook(check("t", "assert True"))
    LabVersion.objects.filter(pk=lab.current_version_id).update(source_files=blobs.keep({"khac.ipynb": as_bytes(source)}), digest="other")
    run.lab_version.refresh_from_db()

    running.grade_claimed(run=run)

    run.refresh_from_db()
    assert (run.state, run.error_code, run.score, run.claim_token) == (GradingRun.State.FAILED, "other_lab", None, "")
    assert run.finished_at is not None
    assert not CurrentGrade.objects.exists()


def test_lost_claims_write_nothing(place, lab):
    stale = claimed(place, lab)
    queue.sweep(stale.lease_until + timedelta(seconds=1))
    held = queue.claim_next()
    result = pipeline.grade_release(mean_release(), handed_in(mean_release(), {"mean": WRONG}), run=here.run_here)

    assert grading.settle(run=stale, result=result) is False
    grading.put_back(run=stale, error_code="run_failed")
    grading.set_back(run=stale)
    grading.settle_failure(run=stale, error_code="other_lab")

    stale.refresh_from_db()
    assert (stale.state, stale.claim_token, stale.error_code) == (GradingRun.State.RUNNING, held.claim_token, "")
    assert not CellScore.objects.exists()
    assert not GradeChange.objects.exists()


def test_settle_rolls_back_as_a_whole(place, lab):
    run = claimed(place, lab)
    result = pipeline.grade_release(mean_release(), handed_in(mean_release(), {"mean": RIGHT}), run=here.run_here)
    too_many = type(result)(**{**vars(result), "cells": (*result.cells, result.cells[0])})

    with pytest.raises(DatabaseError):
        grading.settle(run=run, result=too_many)

    run.refresh_from_db()
    assert run.state == GradingRun.State.RUNNING
    assert not CellScore.objects.exists()


# --- two at the same moment -------------------------------------------------------------------------------------------
@contextmanager
def beside(work):
    """Runs `work` in another thread while the block's transaction is open; ends when both have ended."""
    errors = []

    def carried_out():
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=carried_out)
    with transaction.atomic():
        yield
        thread.start()
        thread.join(0.5)
    thread.join()
    assert errors == []


def graded_here(run):
    return pipeline.grade_release(mean_release(), blobs.load(run.submission.files), run=here.run_here)


def test_settle_of_two_submissions_at_once_keeps_the_newer_grade(visible, place, lab):
    old, new = claimed(place, lab, {"mean": WRONG}), claimed(place, lab)
    of_old, of_new = graded_here(old), graded_here(new)

    with beside(lambda: grading.settle(run=old, result=of_old)):
        grading.settle(run=new, result=of_new)

    assert CurrentGrade.objects.get(enrollment=place).score == Decimal(5)
    assert GradingRun.objects.get(pk=old.pk).is_final


def test_settle_while_a_person_gives_points_counts_them(visible, place, lab, teacher):
    answers = {"mean": RIGHT, "why": "Vì chia đều."}
    first = claimed(place, lab, answers)
    grading.settle(run=first, result=graded_here(first))
    submission = first.submission
    grading.regrade(submission=submission, by=teacher)
    second = queue.claim_next()
    result = graded_here(second)

    with beside(lambda: grading.settle(run=second, result=result)):
        grading.score_answer(submission=submission, notebook="bai1", grade_id="why", score=Decimal(2), comment="", by=teacher)

    states = list(submission.grading_runs.order_by("number").values_list("state", "score"))
    assert states == [(GradingRun.State.SUPERSEDED, Decimal(7)), (GradingRun.State.GRADED, Decimal(7))]
    assert CurrentGrade.objects.get(enrollment=place).score == Decimal(7)


# --- the worker's tasks -------------------------------------------------------------------------------------------------
def test_grade_waiting_without_a_sandbox_tells_everybody_who_waits(place, lab, settings, tmp_path):
    settings.HOCAI_LAB_PYTHON, settings.HOCAI_VAR = NO_LAUNCHER, tmp_path
    for _ in range(2):
        hand_in(place, lab)

    assert tasks.grade_waiting() == 0

    assert set(GradingRun.objects.values_list("state", "error_code", "claims")) == {("queued", "no_lab_environment", 0)}


def test_grade_waiting_goes_on_after_a_run_with_a_lost_file(place, lab, lab_python):
    lab_python(sandbox_works=True)
    broken, other = hand_in(place, lab, {"mean": WRONG}), hand_in(place, lab)
    path = files.blob_path(broken.files[0]["sha256"])
    path.rename(path.with_suffix(".away"))

    tasks.grade_waiting()

    path.with_suffix(".away").rename(path)
    assert broken.grading_runs.get().state == GradingRun.State.RUNNING
    assert other.grading_runs.get().state == GradingRun.State.FAILED


def test_grade_waiting_grades_and_checks_in_turn(place, lab, lab_python):
    lab_python(sandbox_works=True)
    files = dict(handed_in(mean_release(), {"mean": RIGHT}).files)
    for _ in range(2):
        hand_in(place, lab)
    asked = checks.ask(enrollment=place, lab=lab, files=files)

    done = tasks.work_off()

    # Every try fails in this lab environment, and the third is the last one: the check's turns lie between those of the runs.
    asked.refresh_from_db()
    assert asked.state == CheckRun.State.FAILED
    assert set(GradingRun.objects.values_list("state", "claims")) == {(GradingRun.State.FAILED, 3)}
    assert asked.finished_at < max(GradingRun.objects.values_list("finished_at", flat=True))
    assert done == 9


@pytest.mark.parametrize("broker", ["unwritable", "gone", "down"])
def test_receive_is_taken_when_the_broker_is(visible, place, lab, tmp_path, caplog, broker):
    url, options = broken_brokers(tmp_path)[broker]

    with ringing_at(url, **options):
        submission = hand_in(place, lab)

    assert submission.grading_runs.get().state == GradingRun.State.QUEUED
    assert "The broker does not answer" in caplog.text


# --- heartbeats ---------------------------------------------------------------------------------------------------------
def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_heartbeat_renews_the_lease_while_the_block_works(visible, place, lab, settings):
    settings.HOCAI_LEASE_SECONDS = 0.6
    run = claimed(place, lab)

    with queue.heartbeat(run):
        wait_until(lambda: GradingRun.objects.get(pk=run.pk).lease_until > run.lease_until)
        assert queue.sweep(run.lease_until) == 0

    assert not any(thread.name.endswith("(beat)") for thread in threading.enumerate())


def test_heartbeat_leaves_a_run_alone_that_was_lost(visible, place, lab, settings):
    settings.HOCAI_LEASE_SECONDS = 0.15
    run = claimed(place, lab)
    GradingRun.objects.filter(pk=run.pk).update(claim_token="another")

    with queue.heartbeat(run):
        wait_until(lambda: not any(thread.name.endswith("(beat)") for thread in threading.enumerate()))

    assert GradingRun.objects.get(pk=run.pk).lease_until == run.lease_until


def test_beating_survives_a_database_that_is_busy(settings):
    settings.HOCAI_LEASE_SECONDS = 0.03
    answers = iter([DatabaseError("locked"), True, False])
    asked = []

    def renewed():
        asked.append(answer := next(answers))
        if isinstance(answer, Exception):
            raise answer
        return answer

    with queue.beating(renewed):
        wait_until(lambda: len(asked) == 3)

    assert asked[1:] == [True, False]


# --- the check of a version ---------------------------------------------------------------------------------------------
@pytest.fixture
def version(teacher):
    lab = labs.create(title="Thử", slug="thu", by=teacher)
    return labs.upload_source(lab=lab, upload=dict(mean_lab().files), by=teacher)


def test_check_without_a_sandbox_goes_on_waiting(version, settings, tmp_path):
    settings.HOCAI_LAB_PYTHON, settings.HOCAI_VAR = NO_LAUNCHER, tmp_path

    with pytest.raises(SandboxUnavailable):
        gate.check(version_pk=version.pk)

    version.refresh_from_db()
    assert (version.state, version.lease_until) == (LabVersion.State.CHECKING, None)


def test_check_of_a_version_that_another_worker_holds_does_nothing(version):
    labs.claim_check(version_pk=version.pk)

    assert gate.check(version_pk=version.pk) is None


def test_check_of_a_source_that_cannot_be_released_names_cell_and_reason(teacher):
    lab = labs.create(title="Thử", slug="thu", by=teacher)
    source = notebook(check("t", "assert True", points=1), check("t", "assert True", points=1))
    version = labs.upload_source(lab=lab, upload={"bai1.ipynb": as_bytes(source)}, by=teacher)

    gate.check(version_pk=version.pk)

    version.refresh_from_db()
    assert version.state == LabVersion.State.REJECTED
    [problem, *_] = version.gate_report["problems"]
    assert (problem["notebook"], problem["cell"]) == ("bai1", 2)
    assert problem["reason"].endswith(".")


def test_hold_check_ends_with_the_verdict(version):
    labs.claim_check(version_pk=version.pk)
    LabVersion.objects.filter(pk=version.pk).update(lease_until=timezone.now())

    assert labs.hold_check(version_pk=version.pk)
    version.refresh_from_db()
    assert version.lease_until > timezone.now()

    gate.refuse(version, [])
    assert not labs.hold_check(version_pk=version.pk)


def test_settle_check_keeps_the_first_verdict(version):
    gate.refuse(version, [{"notebook": "bai1", "cell": 1, "grade_id": "", "reason": "Sai."}])

    gate.accept(version, mean_release(), pipeline.GateReport(True, (), ()))

    version.refresh_from_db()
    assert (version.state, version.release_files) == (LabVersion.State.REJECTED, [])


def test_sweep_runs_checks_a_version_whose_worker_died(version, settings, tmp_path):
    settings.HOCAI_LAB_PYTHON, settings.HOCAI_VAR = NO_LAUNCHER, tmp_path
    LabVersion.objects.filter(pk=version.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    tasks.sweep_runs()

    # Claimed, and let go again because nothing can be run here; that claim does not count.
    version.refresh_from_db()
    assert (version.lease_until, version.gate_claims) == (None, 0)


def test_sweep_runs_refuses_a_version_whose_check_ended_three_workers(version, settings, tmp_path):
    settings.HOCAI_LAB_PYTHON, settings.HOCAI_VAR = NO_LAUNCHER, tmp_path
    for _ in range(queue.MAX_CLAIMS):
        assert labs.claim_check(version_pk=version.pk)
        LabVersion.objects.filter(pk=version.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert labs.claim_check(version_pk=version.pk) is None

    tasks.sweep_runs()

    version.refresh_from_db()
    assert version.state == LabVersion.State.REJECTED
    assert version.gate_report["problems"][0]["reason"].startswith("Việc kiểm tra đã ba lần")


def test_points_are_rounded_to_hundredths():
    assert grading.points(1 / 3) == Decimal("0.33")
