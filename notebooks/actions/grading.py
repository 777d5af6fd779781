"""From a result to points in the gradebook, and the points that people give. Light: pages import it."""

import json
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lms.foundation import audit, files
from lms.people.models import User
from notebooks.actions.publishing import COUNTED, publish
from notebooks.doorbell import ring
from notebooks.environment import environment_digest
from notebooks.models import CellScore, GradingRun, LabVersion, ManualScore, Submission
from notebooks.queue import MAX_CLAIMS

if TYPE_CHECKING:
    from notebooks.pipeline import GradeResult


@transaction.atomic
def settle(*, run: GradingRun, result: "GradeResult") -> bool:
    """Writes points and state if the claim still holds; False when another worker took over."""
    # Always locked in this order: the submission, its run, the learner's place. People's points are given under the first lock.
    Submission.objects.select_for_update().get(pk=run.submission_id)
    held = GradingRun.objects.select_for_update().filter(pk=run.pk, claim_token=run.claim_token, state=GradingRun.State.RUNNING).first()
    if held is None:
        return False
    CellScore.objects.bulk_create(
        CellScore(
            run=held,
            notebook=cell.notebook,
            grade_id=cell.grade_id,
            position=position,
            score=None if cell.score is None else points(cell.score),
            max_score=points(cell.max_score),
            state=str(cell.state),
            message=cell.message,
            error=cell.error,
        )
        for position, cell in enumerate(result.cells)
    )
    held.sandbox_status, held.environment_digest = result.status, environment_digest()
    held.timings = {"wall": result.wall, "cpu": result.cpu, "max_rss_mb": result.max_rss_mb}
    held.remarks = {"message": result.message, "flags": [asdict(flag) for flag in result.flags]}
    held.review_sha256 = files.store(json.dumps(result.review_as_json(), ensure_ascii=False).encode()).sha256
    held.claim_token, held.lease_until, held.finished_at = "", None, timezone.now()
    held.state = GradingRun.State.GRADED
    held.save()
    earlier = GradingRun.objects.filter(submission=held.submission, state__in=COUNTED).exclude(pk=held.pk)
    earlier.update(state=GradingRun.State.SUPERSEDED)
    publish(run=held, by=None, reason="")
    return True


def points(value: float) -> Decimal:
    return Decimal(str(round(value, 2)))


def put_back(*, run: GradingRun, error_code: str) -> None:
    """The sandbox is not there: the work waits, it is no 0. The claim is given back."""
    GradingRun.objects.filter(pk=run.pk, claim_token=run.claim_token, state=GradingRun.State.RUNNING).update(
        state=GradingRun.State.QUEUED, claim_token="", lease_until=None, error_code=error_code, claims=run.claims - 1
    )


def set_back(*, run: GradingRun) -> None:
    """The sandbox works and still could not run these files. The claim counts: after the last one the run is set aside."""
    if run.claims >= MAX_CLAIMS:
        settle_failure(run=run, error_code="gave_up")
        return
    GradingRun.objects.filter(pk=run.pk, claim_token=run.claim_token, state=GradingRun.State.RUNNING).update(
        state=GradingRun.State.QUEUED, claim_token="", lease_until=None
    )


def settle_failure(*, run: GradingRun, error_code: str) -> None:
    """Grading cannot succeed with these files: a visible state, distinct from a score of 0."""
    GradingRun.objects.filter(pk=run.pk, claim_token=run.claim_token, state=GradingRun.State.RUNNING).update(
        state=GradingRun.State.FAILED, claim_token="", lease_until=None, error_code=error_code, finished_at=timezone.now()
    )


@transaction.atomic
def regrade(*, submission: Submission, by: User) -> GradingRun:
    """Queues a new run of the same files; people's points stay. An open run is returned as it is."""
    Submission.objects.select_for_update().get(pk=submission.pk)
    newest = submission.grading_runs.first()
    if newest and not newest.is_final:
        return newest
    run = GradingRun.objects.create(
        submission=submission,
        lab_version=newest.lab_version if newest else submission.lab_version,
        number=(newest.number if newest else 0) + 1,
    )
    audit.record(by, "submission.regrade", submission, after={"run": run.number})
    transaction.on_commit(ring)
    return run


def score_answer(*, submission: Submission, notebook: str, grade_id: str, score: Decimal, comment: str, by: User) -> ManualScore:
    """As `answers.score_answer`, where people's points live."""
    from notebooks.actions import answers

    return answers.score_answer(submission=submission, notebook=notebook, grade_id=grade_id, score=score, comment=comment, by=by)


def is_for_people(version: LabVersion, notebook: str, grade_id: str) -> bool:
    kinds = {(question["notebook"], question["grade_id"]): question["kind"] for question in version.questions}
    return kinds.get((notebook, grade_id)) in ("manual", "task")
