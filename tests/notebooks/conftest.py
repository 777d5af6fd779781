"""A released lab in a course, a learner with a place, and runs graded without a sandbox where the sandbox is not the matter."""

import os
import uuid
from decimal import Decimal

import pytest

from lms.learning.actions import enrollments, runs
from notebooks import pipeline, queue
from notebooks.actions import gate, grading, labs, submissions
from notebooks.models import GradingRun, LabVersion, Submission
from tests.material import make_course

from .material.here import run_here
from .material.labs import RIGHT, handed_in, mean_lab, mean_release
from .material.stock_course import graded_once

LAB_UID = uuid.UUID("22222222-2222-4222-8222-222222222222")


def pass_the_check(version: LabVersion) -> LabVersion:
    """What the worker does with a version, with test code run in this process."""
    claimed = labs.claim_check(version_pk=version.pk)
    release = mean_release()
    gate.accept(claimed, release, pipeline.check_release(mean_lab(), release, run=run_here))
    version.refresh_from_db()
    return version


@pytest.fixture(scope="session")
def stock_course(tmp_path_factory):
    """What stock nbgrader gives, computed once for all processes of a run."""
    folder = tmp_path_factory.getbasetemp()
    return graded_once(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture
def lab(db, teacher):
    lab = labs.create(title="Trung bình cộng", slug="trung-binh-cong", by=teacher, content_uid=LAB_UID)
    version = pass_the_check(labs.upload_source(lab=lab, upload=dict(mean_lab().files), by=teacher))
    labs.release(version=version, by=teacher)
    lab.refresh_from_db()
    return lab


@pytest.fixture
def course(site_tree, lab):
    return make_course(labs=(lab.content_uid,))


@pytest.fixture
def run_of_course(course, teacher):
    opened = runs.open_run(course=course, code="BDAI-2026-03", by=None)
    runs.appoint_staff(run=opened, person=teacher, by=None)
    return opened


@pytest.fixture
def place(trainee, run_of_course):
    return enrollments.enroll(person=trainee, run=run_of_course, by=None, source="roster")


def hand_in(place, lab, answers=None, key=None) -> Submission:
    files = dict(handed_in(mean_release(), {"mean": RIGHT} if answers is None else answers).files)
    return submissions.receive(lab=lab, enrollment=place, files=files, idempotency_key=key or uuid.uuid4().hex, channel="upload")


def grade_next() -> GradingRun:
    """Claims and settles one run with test code run in this process."""
    run = queue.claim_next()
    from notebooks import blobs

    grading.settle(run=run, result=pipeline.grade_release(mean_release(), blobs.load(run.submission.files), run=run_here))
    run.refresh_from_db()
    return run


FULL_AUTO = Decimal(5)
