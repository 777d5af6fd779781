"""Points that people give for single answers: every change is a row, the newest of a chain counts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.foundation import audit
from lms.people.models import User
from notebooks.actions import grading
from notebooks.models import CellScore, GradingRun, ManualScore, RubricItem, Submission
from notebooks.refusals import GradingRefused, ScoreChanged

Rubric = list[dict[str, Any]]


@transaction.atomic
def give_points(
    *,
    submission: Submission,
    notebook: str,
    grade_id: str,
    score: Decimal,
    comment: str,
    by: User,
    seen: int | None,
    lines: Iterable[int] = (),
) -> ManualScore:
    """A person's points for one question, the machine's included; the total follows. The same once more changes nothing.

    `seen` is the key of the points that this person had before them (None: nobody's); `lines` are chosen rubric lines.
    Raises ScoreChanged; GradingRefused: still_grading, no_such_question, score_out_of_range, reason_missing.
    """
    run, cell, current = held(submission, notebook, grade_id)
    chosen = snapshot(submission, notebook, grade_id, lines)
    if current and (current.score, current.comment, current.rubric) == (score, comment, chosen):
        return current
    if (current.pk if current else None) != seen:
        raise ScoreChanged(current)
    if not comment and not grading.is_for_people(run.lab_version, notebook, grade_id):
        raise GradingRefused("reason_missing")
    return appended(run, cell, current, score=score, comment=comment, rubric=chosen, by=by)


@transaction.atomic
def score_answer(*, submission: Submission, notebook: str, grade_id: str, score: Decimal, comment: str, by: User) -> ManualScore:
    """As `give_points`, for answers that people grade and for callers that look at no page: over whatever stands.

    Raises LabError: still_grading, not_manual, score_out_of_range.
    """
    run, cell, current = held(submission, notebook, grade_id, missing="not_manual")
    if not grading.is_for_people(run.lab_version, notebook, grade_id):
        raise GradingRefused("not_manual")
    if current and (current.score, current.comment) == (score, comment):
        return current
    return appended(run, cell, current, score=score, comment=comment, rubric=[], by=by)


@transaction.atomic
def rescore(*, submission: Submission, notebook: str, grade_id: str, score: Decimal, reason: str, by: User) -> bool:
    """New points after a second look; an earlier remark for the learner stays. False when they are the points that stand."""
    run, cell, current = held(submission, notebook, grade_id)
    if score == (current.score if current else cell.score):
        return False
    comment, rubric = (current.comment or reason, current.rubric) if current else (reason, [])
    appended(run, cell, current, score=score, comment=comment, rubric=rubric, by=by)
    return True


@transaction.atomic
def take_back(*, submission: Submission, notebook: str, grade_id: str, by: User, seen: int | None) -> ManualScore:
    """Takes back the last change: a new row with what stood before it, the machine's points where nobody had given any.

    Raises ScoreChanged; GradingRefused: nothing_to_undo.
    """
    run, cell, current = held(submission, notebook, grade_id)
    if current is None:
        raise GradingRefused("nothing_to_undo")
    if current.pk != seen:
        raise ScoreChanged(current)
    before = current.supersedes
    if before:
        score = min(before.score, cell.max_score)
        return appended(run, cell, current, score=score, comment=before.comment, rubric=before.rubric, by=by)
    if cell.score is None:
        raise GradingRefused("nothing_to_undo")
    return appended(run, cell, current, score=cell.score, comment=_("Back to the machine's points."), rubric=[], by=by)


def held(
    submission: Submission, notebook: str, grade_id: str, missing: str = "no_such_question"
) -> tuple[GradingRun, CellScore, ManualScore | None]:
    """The graded question and the points that stand, with the submission locked until the transaction ends."""
    Submission.objects.select_for_update().get(pk=submission.pk)
    settled = submission.grading_runs.filter(state__in=[GradingRun.State.GRADED, GradingRun.State.NEEDS_MANUAL])
    run = settled.select_related("lab_version", "submission__lab", "submission__enrollment__run").first()
    if run is None:
        raise GradingRefused("still_grading")
    cell = run.cell_scores.filter(notebook=notebook, grade_id=grade_id).first()
    if cell is None:
        raise GradingRefused(missing)
    chain = ManualScore.objects.filter(submission=submission, notebook=notebook, grade_id=grade_id)
    return run, cell, chain.filter(superseded_by__isnull=True).select_related("supersedes", "by").first()


def snapshot(submission: Submission, notebook: str, grade_id: str, lines: Iterable[int]) -> Rubric:
    """The chosen lines as they read now: they may be retired later, what was given stays readable."""
    chosen = RubricItem.objects.filter(lab=submission.lab_id, notebook=notebook, grade_id=grade_id, pk__in=lines)
    return [{"item": line.pk, "text": line.text, "points": str(line.points)} for line in chosen]


def appended(
    run: GradingRun,
    cell: CellScore,
    current: ManualScore | None,
    *,
    score: Decimal,
    comment: str,
    rubric: Sequence[dict[str, Any]],
    by: User,
) -> ManualScore:
    if not Decimal(0) <= score <= cell.max_score:
        raise GradingRefused("score_out_of_range")
    given = ManualScore.objects.create(
        submission_id=run.submission_id,
        notebook=cell.notebook,
        grade_id=cell.grade_id,
        supersedes=current,
        score=score,
        max_score=cell.max_score,
        comment=comment,
        rubric=list(rubric),
        by=by,
    )
    before = {"score": str(current.score)} if current else None
    audit.record(by, "answer.score", run.submission, before=before, after={"question": cell.grade_id, "score": str(score)})
    grading.publish(run=run, by=by, reason=cell.grade_id)
    return given
