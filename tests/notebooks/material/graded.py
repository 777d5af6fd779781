"""A class whose work is handed in and graded, in few queries: for pages of graders. Nothing is run."""

import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lms.foundation import files
from lms.learning.models import CourseRun, Enrollment
from notebooks import blobs
from notebooks.models import CellScore, GradingRun, Lab, Submission, SubmissionCredit

from .classroom import seat
from .labs import RIGHT, handed_in, mean_release

WAITING = GradingRun.State.NEEDS_MANUAL
ESSAY = "Vì tổng chia đều cho **số phần tử**: $\\bar{x} = \\frac{1}{n}\\sum_{i=1}^n x_i$"


def cell(source: str, role: str = "manual", grade_id: str = "why", kind: str = "markdown", **more: Any) -> dict[str, Any]:
    fixed = {"notebook": "bai1", "cell_id": uuid.uuid4().hex[:8], "outputs": [], "attachments": {}}
    return fixed | {"role": role, "grade_id": grade_id, "cell_type": kind, "source": source} | more


def review(*cells: dict[str, Any]) -> str:
    """The digest of a run's cells as the worker keeps them."""
    return files.store(json.dumps(cells, ensure_ascii=False).encode()).sha256


def a_review(essay: str = ESSAY) -> str:
    return review(
        cell("# Trung bình cộng", "plain", ""),
        cell(RIGHT, "answer", "mean", "code", outputs=[{"kind": "text", "body": "3.0\n"}]),
        cell("bi_mat = 7431\nassert trung_binh([-bi_mat, bi_mat]) == 0", "test", "mean-hidden", "code"),
        cell("Vì sao?", "locked", "ask"),
        cell(essay),
    )


def graded_class(
    run: CourseRun, lab: Lab, count: int, *, state: str = WAITING, at: datetime | None = None, essay: str = ESSAY
) -> list[Submission]:
    return graded(seat(run, count), lab, state=state, at=at, essay=essay)


def graded(
    places: Iterable[Enrollment], lab: Lab, *, state: str = WAITING, at: datetime | None = None, essay: str = ESSAY
) -> list[Submission]:
    """One submission for each place, settled in `state`: full points from the machine, the essay waits."""
    manifest = blobs.keep(dict(handed_in(mean_release(), {"mean": RIGHT, "why": essay}).files))
    at = at or timezone.now() - timedelta(hours=1)
    submissions = Submission.objects.bulk_create(
        Submission(
            enrollment=place,
            lab=lab,
            lab_version=lab.current_version,
            files=manifest,
            sha256="0" * 64,
            idempotency_key=uuid.uuid4().hex,
            channel="upload",
            received_at=at + timedelta(seconds=number),
        )
        for number, place in enumerate(places)
    )
    SubmissionCredit.objects.bulk_create(SubmissionCredit(submission=each, enrollment_id=each.enrollment_id) for each in submissions)
    settle(submissions, state, a_review(essay))
    return submissions


def settle(submissions: list[Submission], state: str, kept: str) -> None:
    settled = state in (GradingRun.State.GRADED, WAITING)
    runs = GradingRun.objects.bulk_create(
        GradingRun(
            submission=each,
            lab_version=each.lab_version,
            state=state,
            score=Decimal(5) if settled else None,
            max_score=Decimal(8) if settled else None,
            review_sha256=kept if settled else "",
            remarks={"flags": [{"code": "missing_answer", "notebook": "bai1", "grade_id": "mean"}]} if settled else {},
            finished_at=timezone.now(),
        )
        for each in submissions
    )
    if settled:
        CellScore.objects.bulk_create(scores for run in runs for scores in cell_scores(run, waits=state == WAITING))


def cell_scores(run: GradingRun, *, waits: bool) -> list[CellScore]:
    return [
        CellScore(
            run=run,
            notebook=question["notebook"],
            grade_id=question["grade_id"],
            position=position,
            max_score=Decimal(str(question["max_score"])),
            score=None
            if waits and question["kind"] != "auto"
            else Decimal(str(question["max_score"]))
            if question["kind"] == "auto"
            else Decimal(0),
            state="manual" if question["kind"] != "auto" else "passed",
        )
        for position, question in enumerate(run.lab_version.questions)
    ]
