"""The teacher's grading pages with a large class: queries and server time. Stock nbgrader's list takes about half a minute there."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.urls import reverse

from lms.bench.exercise import EXAMPLE
from lms.bench.figures import Figure
from lms.bench.learners import add_people, enroll, save
from lms.bench.options import Options
from lms.bench.pages import Screen, Timing, analyse, timed
from lms.bench.preparation import Ground, Say
from lms.bench.submissions import next_number, receive_one
from lms.learning.actions import runs
from lms.learning.models import Enrollment
from lms.people.models import User
from notebooks import queue, sandbox
from notebooks.actions import running
from notebooks.models import CellScore, GradingRun, Submission, SubmissionCredit

MEASURE = "grading-page"
SUBMISSIONS = 1_200
QUERIES, MILLISECONDS = 12, 300.0
TEACHER = "giaovien"


def measure(ground: Ground, options: Options, say: Say) -> Iterator[Figure]:
    """One submission is really graded; everybody else's is like it, written in bulk."""
    ground = ground.with_exercise(EXAMPLE)
    teacher = User.objects.get(email=f"{TEACHER}@hoc.example")
    runs.appoint_staff(run=ground.run, person=teacher, by=None)
    graded = grade_one(ground)
    say(f"đang ghi {SUBMISSIONS} bài nộp của một bài thực hành")
    first = next_number(SUBMISSIONS)
    copy_for(graded, enroll(ground.run, add_people(range(first, first + SUBMISSIONS))))
    analyse()
    for screen in screens_of(ground, graded.submission):
        yield from figures(screen, timed(screen, options.repeats))


def grade_one(ground: Ground) -> GradingRun:
    """A run as the worker leaves it."""
    submission = receive_one(ground, ground.place, 0)
    sandbox.keep_warm()
    try:
        while (run := queue.claim_next()) is not None:
            running.grade_claimed(run=run)
    finally:
        sandbox.cool_down()
    return submission.grading_runs.get()


def copy_for(graded: GradingRun, places: Sequence[Enrollment]) -> None:
    """The same work, handed in by everybody."""
    like = graded.submission
    handed_in = save(
        Submission(
            enrollment=place,
            lab=like.lab,
            lab_version=like.lab_version,
            files=like.files,
            sha256=like.sha256,
            idempotency_key=uuid.uuid4().hex,
            channel=like.channel,
        )
        for place in places
    )
    save(SubmissionCredit(submission=submission, enrollment=submission.enrollment) for submission in handed_in)
    copied = save(copy_of(graded, submission) for submission in handed_in)
    cells = list(graded.cell_scores.all())
    save(copy_of_cell(cell, run) for run in copied for cell in cells)


def copy_of(graded: GradingRun, submission: Submission) -> GradingRun:
    values = {field.attname: getattr(graded, field.attname) for field in GradingRun._meta.concrete_fields if not field.primary_key}
    return GradingRun(**values | {"submission_id": submission.pk})


def copy_of_cell(cell: CellScore, run: GradingRun) -> CellScore:
    values = {field.attname: getattr(cell, field.attname) for field in CellScore._meta.concrete_fields if not field.primary_key}
    return CellScore(**values | {"run_id": run.pk})


def screens_of(ground: Ground, submission: Submission) -> Iterator[Screen]:
    """The list, and one question across all people, opened at somebody's answer."""
    place = {"code": ground.run.code, "slug": ground.lab.slug}
    question = next(each for each in ground.version.questions if each["kind"] != "auto")
    cell = {"notebook": question["notebook"], "grade_id": question["grade_id"]}
    plain = Screen("", "", TEACHER, QUERIES)
    yield replace(plain, name="Danh sách bài nộp", path=reverse("submission-list", kwargs=place))
    yield replace(plain, name="Chấm theo câu", path=reverse("question-answer", kwargs=place | cell | {"pk": submission.pk}))


def figures(screen: Screen, timing: Timing) -> Iterator[Figure]:
    name = f"{screen.name}, {SUBMISSIONS:_} bài nộp".replace("_", ".")
    yield Figure(MEASURE, name, timing.queries, "câu truy vấn", screen.target)
    yield Figure(MEASURE, "   thời gian máy chủ", timing.milliseconds, "ms", MILLISECONDS)
