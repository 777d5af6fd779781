"""What people add to the machine's points: rubric, reusable remarks, appeals; and reports that are made by the worker."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .labs import Lab
from .submissions import Submission


class RubricItem(models.Model):
    """One line of a question's rubric; survives new versions of the lab. A used line is retired, never changed."""

    lab = models.ForeignKey(Lab, models.CASCADE, related_name="rubric")
    notebook = models.CharField(max_length=100)
    grade_id = models.CharField(max_length=100)
    text = models.CharField(_("criterion"), max_length=300)
    points = models.DecimalField(_("points"), max_digits=8, decimal_places=2)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["lab", "notebook", "grade_id"], name="rubric_question")]

    def __str__(self) -> str:
        return self.text


class Remark(models.Model):
    """A sentence that a teacher uses again and again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="remarks")
    lab = models.ForeignKey(Lab, models.CASCADE, related_name="remarks")
    text = models.CharField(_("remark"), max_length=500)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-used", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "lab", "text"], name="remark_once")]

    def __str__(self) -> str:
        return self.text


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> Self:
        return self.filter(answered_at__isnull=True)


class Appeal(models.Model):
    """A learner asks to look at a question again; a grader answers, and the points stay or change."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("Points stay")
        CHANGED = "changed", _("Points changed")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="appeals")
    notebook = models.CharField(max_length=100)
    grade_id = models.CharField(max_length=100)
    text = models.TextField(_("what should be looked at again"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "notebook", "grade_id"], condition=models.Q(answered_at__isnull=True), name="appeal_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | (models.Q(answered_by__isnull=False) & ~models.Q(outcome="")),
                name="appeal_answer_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} · {self.grade_id}"


class LabReport(models.Model):
    """Something long that the worker makes about a lab in a run: similar submissions, a plain nbgrader course folder, an import."""

    class Kind(models.TextChoices):
        SIMILARITY = "similarity", _("Similar submissions")
        EXPORT = "export", _("nbgrader course folder")
        IMPORT = "import", _("Import of an nbgrader course folder")
        ROOM = "room", _("Lab servers of a class")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Done")
        FAILED = "failed", _("Did not succeed")

    kind = models.CharField(max_length=16, choices=Kind)
    run = models.ForeignKey("learning.CourseRun", models.PROTECT, related_name="lab_reports", null=True, blank=True)
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="reports", null=True, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    # What was given (an import's file), how far it is, what came out.
    given_sha256 = models.CharField(max_length=64, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "run", "lab"], condition=models.Q(state__in=["queued", "running"]), name="lab_report_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.lab_id}"
