"""Answering a quiz. Questions with their keys stay in the attempt's snapshot on the server."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.quizzes import mark, quiz_snapshot
from lms.learning.actions import gradebook, grades
from lms.learning.exceptions import LearningError
from lms.learning.models import Enrollment, GradeItem, QuizAttempt


@transaction.atomic
def start(*, enrollment: Enrollment, quiz_uid: UUID) -> QuizAttempt:
    """The open attempt, or a new one with the questions as they are now. Raises LearningError no_attempts_left."""
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    attempts = QuizAttempt.objects.filter(enrollment=enrollment, quiz_uid=quiz_uid)
    unfinished = attempts.filter(submitted_at__isnull=True).first()
    if unfinished:
        return unfinished
    snapshot = quiz_snapshot(quiz_uid)
    number = attempts.count() + 1
    if snapshot["attempts"] and number > snapshot["attempts"]:
        raise LearningError("no_attempts_left")
    max_score = sum((Decimal(str(question["points"])) for question in snapshot["questions"]), Decimal(0))
    return QuizAttempt.objects.create(enrollment=enrollment, quiz_uid=quiz_uid, number=number, snapshot=snapshot, max_score=max_score)


@transaction.atomic
def submit(*, attempt: QuizAttempt, answers: dict[str, Any]) -> QuizAttempt:
    """Marks the answers against the attempt's own snapshot. Sending twice keeps the first result. The best attempt counts."""
    attempt = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.submitted_at is not None:
        return attempt
    result = mark(attempt.snapshot, answers)
    attempt.answers, attempt.result = answers, result
    attempt.score = Decimal(str(result["score"]))
    attempt.submitted_at = timezone.now()
    attempt.save()
    _enter_best(attempt)
    return attempt


def _enter_best(attempt: QuizAttempt) -> None:
    enrollment = attempt.enrollment
    best = (
        QuizAttempt.objects.filter(enrollment=enrollment, quiz_uid=attempt.quiz_uid, score__isnull=False)
        .order_by("-score", "number")
        .first()
    )
    assert best is not None
    item = gradebook.ensure_item(
        run=enrollment.run,
        content_uid=attempt.quiz_uid,
        kind=GradeItem.Kind.QUIZ,
        title=attempt.snapshot["title"],
        max_score=best.max_score,
    )
    grades.record(
        enrollment=enrollment, item=item, score=best.score, max_score=best.max_score, source="quiz", reference=str(best.pk), by=None
    )
