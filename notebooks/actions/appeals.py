"""A learner asks for a second look at a question; a grader answers once."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.foundation import audit
from lms.foundation.ratelimit import hit
from lms.people.models import User
from notebooks.actions import answers
from notebooks.models import Appeal, GradingRun, Submission
from notebooks.refusals import GradingRefused

TEXT_CHARACTERS = 2000
APPEALS_PER_DAY = 10


@transaction.atomic
def ask(*, submission: Submission, notebook: str, grade_id: str, text: str, by: User) -> Appeal:
    """Opens an appeal on one graded question.

    Raises GradingRefused: appeal_empty, appeal_too_long, appeal_too_early, no_such_question, appeal_open, appeal_closed, appeal_limit.
    """
    text = checked(text, empty="appeal_empty")
    Submission.objects.select_for_update().get(pk=submission.pk)
    run = submission.grading_runs.filter(state__in=[GradingRun.State.GRADED, GradingRun.State.NEEDS_MANUAL]).first()
    if run is None:
        raise GradingRefused("appeal_too_early")
    if not run.cell_scores.filter(notebook=notebook, grade_id=grade_id).exists():
        raise GradingRefused("no_such_question")
    earlier = submission.appeals.filter(notebook=notebook, grade_id=grade_id).first()
    if earlier:
        raise GradingRefused("appeal_closed" if earlier.answered_at else "appeal_open")
    if not hit("appeal", str(by.pk), APPEALS_PER_DAY, 24 * 3600):
        raise GradingRefused("appeal_limit")
    appeal = opened(submission, notebook, grade_id, text, by)
    audit.record(by, "appeal.ask", submission, after={"question": grade_id, "appeal": appeal.pk})
    return appeal


def opened(submission: Submission, notebook: str, grade_id: str, text: str, by: User) -> Appeal:
    try:
        with transaction.atomic():
            return Appeal.objects.create(submission=submission, notebook=notebook, grade_id=grade_id, text=text, by=by)
    except IntegrityError as error:  # SQLite has no row locks: two presses at one moment
        raise GradingRefused("appeal_open") from error


@transaction.atomic
def answer(*, appeal: Appeal, text: str, by: User, score: Decimal | None = None) -> Appeal:
    """Answers an open appeal; `score` changes the points in the same step, None leaves them.

    Raises GradingRefused: appeal_without_answer, appeal_too_long, appeal_answered, score_out_of_range, still_grading.
    """
    text = checked(text, empty="appeal_without_answer")
    Submission.objects.select_for_update().get(pk=appeal.submission_id)
    held = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if held.answered_at:
        raise GradingRefused("appeal_answered")
    changed = score is not None and answers.rescore(
        submission=appeal.submission, notebook=held.notebook, grade_id=held.grade_id, score=score, reason=text, by=by
    )
    held.answer, held.answered_by, held.answered_at = text, by, timezone.now()
    held.outcome = Appeal.Outcome.CHANGED if changed else Appeal.Outcome.KEPT
    held.save(update_fields=["answer", "answered_by", "answered_at", "outcome"])
    audit.record(by, "appeal.answer", held.submission, after={"appeal": held.pk, "question": held.grade_id, "outcome": held.outcome})
    return held


def checked(text: str, *, empty: str) -> str:
    text = text.strip()
    if not text:
        raise GradingRefused(empty)
    if len(text) > TEXT_CHARACTERS:
        raise GradingRefused("appeal_too_long", limit=TEXT_CHARACTERS)
    return text
