"""What a learner has read and answered. Everything keys on content uids, never on page ids."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enrollments import Enrollment


class LessonProgress(models.Model):
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="lesson_progress")
    lesson_uid = models.UUIDField()
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "lesson_uid"], name="lesson_progress_once")]

    def __str__(self) -> str:
        return f"{self.enrollment} {self.lesson_uid}"


class QuizAttempt(models.Model):
    """One try at a quiz. The snapshot keeps the questions as they were, with their keys, on the server."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="quiz_attempts")
    quiz_uid = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    answers = models.JSONField(default=dict)
    result = models.JSONField(default=dict, help_text=_("Per question: points and what was right."))
    score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=2)
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "quiz_uid", "number"], name="quiz_attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrollment", "quiz_uid"], condition=models.Q(submitted_at__isnull=True), name="quiz_attempt_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True, score__isnull=True)
                | models.Q(submitted_at__isnull=False, score__isnull=False),
                name="quiz_attempt_scored_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} {self.quiz_uid} #{self.number}"
