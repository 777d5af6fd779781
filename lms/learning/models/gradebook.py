"""Grades as events: appended, never overwritten; the newest of a chain is the grade."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enrollments import CourseRun, Enrollment


class GradeItem(models.Model):
    """A column of a run's gradebook."""

    class Kind(models.TextChoices):
        QUIZ = "quiz", _("Quiz")
        LAB = "lab", _("Lab")
        HAND_IN = "hand_in", _("Hand-in")
        PAPER = "paper", _("Paper mark")

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="grade_items")
    kind = models.CharField(max_length=16, choices=Kind)
    content_uid = models.UUIDField()
    title = models.CharField(max_length=200)
    max_score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    required = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "content_uid"], name="grade_item_once"),
            models.CheckConstraint(
                condition=models.Q(max_score__isnull=True) | models.Q(max_score__gte=0), name="grade_item_max_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GradeChange(models.Model):
    """One entry of the chain. The first has no predecessor; every later one supersedes exactly one."""

    item = models.ForeignKey(GradeItem, models.PROTECT, related_name="changes")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="grade_changes")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=2)
    needs_manual = models.BooleanField(default=False)
    source = models.CharField(max_length=24)
    reference = models.CharField(max_length=64, blank=True, help_text=_("The run, attempt or hand-in it came from."))
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "enrollment"], condition=models.Q(supersedes__isnull=True), name="grade_change_one_first"
            ),
            models.CheckConstraint(condition=models.Q(score__isnull=True) | models.Q(score__gte=0), name="grade_change_score_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.score}/{self.max_score}"


class CurrentGrade(models.Model):
    """The fold of the chain, for reading. Written by the same action that appends."""

    item = models.ForeignKey(GradeItem, models.CASCADE, related_name="current_grades")
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="current_grades")
    change = models.OneToOneField(GradeChange, models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=2)
    needs_manual = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "enrollment"], name="current_grade_once")]

    def __str__(self) -> str:
        return f"{self.enrollment} {self.item}: {self.score}/{self.max_score}"


class HandIn(models.Model):
    """A text, a file or a photo handed in for a grade item."""

    item = models.ForeignKey(GradeItem, models.PROTECT, related_name="hand_ins")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="hand_ins")
    text = models.TextField(blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(text="", file_sha256=""), name="hand_in_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} {self.item}"
