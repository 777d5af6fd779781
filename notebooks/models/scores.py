"""Points per cell: the machine's of one run, and a person's, which survive a regrade."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .submissions import GradingRun, Submission


class CellScore(models.Model):
    class State(models.TextChoices):
        PASSED = "passed", _("Passed")
        PARTIAL = "partial", _("Partly")
        FAILED = "failed", _("Not yet")
        NOT_EXECUTED = "not_executed", _("Did not run")
        MANUAL = "manual", _("Graded by the teacher")
        NO_RESPONSE = "no_response", _("No answer")

    run = models.ForeignKey(GradingRun, models.CASCADE, related_name="cell_scores")
    notebook = models.CharField(max_length=100)
    grade_id = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=2)
    state = models.CharField(max_length=16, choices=State)
    message = models.TextField(blank=True)
    # The name of the exception, for the staff's statistics alone.
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "notebook", "grade_id"], name="cell_score_once"),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=models.F("max_score")),
                name="cell_score_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notebook}/{self.grade_id}: {self.score}/{self.max_score}"


class ManualScore(models.Model):
    """A person's points for one answer: appended; the newest of a chain counts."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="manual_scores")
    notebook = models.CharField(max_length=100)
    grade_id = models.CharField(max_length=100)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    score = models.DecimalField(max_digits=8, decimal_places=2)
    max_score = models.DecimalField(max_digits=8, decimal_places=2)
    comment = models.TextField(blank=True)
    # The rubric's lines that were chosen, as they read at that moment: [{"text", "points"}].
    rubric = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "notebook", "grade_id"], condition=models.Q(supersedes__isnull=True), name="manual_score_one_first"
            ),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=models.F("max_score")), name="manual_score_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.notebook}/{self.grade_id}: {self.score}/{self.max_score}"
