"""What a learner has opened and finished."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lms.learning.models import Enrollment, LessonProgress


def visit(*, enrollment: Enrollment, lesson_uid: UUID) -> LessonProgress:
    """The lesson was opened: first visit makes the row, later ones move its time (at most once a minute)."""
    progress, created = LessonProgress.objects.get_or_create(enrollment=enrollment, lesson_uid=lesson_uid)
    now = timezone.now()
    if not created and (now - progress.last_at).total_seconds() > 60:
        LessonProgress.objects.filter(pk=progress.pk).update(last_at=now)
    return progress


@transaction.atomic
def complete(*, enrollment: Enrollment, lesson_uid: UUID) -> LessonProgress:
    """The learner says the lesson is done. Saying so twice keeps the first time."""
    progress = visit(enrollment=enrollment, lesson_uid=lesson_uid)
    if progress.completed_at is None:
        progress.completed_at = progress.last_at = timezone.now()
        progress.save(update_fields=["completed_at", "last_at"])
    return progress


@transaction.atomic
def reopen(*, enrollment: Enrollment, lesson_uid: UUID) -> LessonProgress:
    """Takes the tick back."""
    progress = visit(enrollment=enrollment, lesson_uid=lesson_uid)
    progress.completed_at = None
    progress.save(update_fields=["completed_at"])
    return progress
