"""What a learner handed in, and the runs that graded it."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .labs import Lab, LabVersion


class Submission(models.Model):
    """Immutable: files by digest, the server's clock, one row per idempotency key."""

    class Channel(models.TextChoices):
        LAB = "lab", _("From the lab")
        UPLOAD = "upload", _("Uploaded file")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey("learning.Enrollment", models.PROTECT, related_name="submissions")
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="submissions")
    lab_version = models.ForeignKey(LabVersion, models.PROTECT, related_name="submissions")
    files = models.JSONField(help_text=_('[{"path", "sha256", "size"}]'))
    sha256 = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64)
    channel = models.CharField(max_length=16, choices=Channel)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("submission")
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["lab", "-received_at"], name="submission_lab_time")]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "idempotency_key"], name="submission_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} · {self.lab} · {self.received_at:%d/%m/%Y %H:%M}"


class GradingRunQuerySet(models.QuerySet["GradingRun"]):
    def waiting(self) -> Self:
        return self.filter(state=GradingRun.State.QUEUED)

    def expired(self, at: datetime) -> Self:
        return self.filter(state=GradingRun.State.RUNNING, lease_until__lt=at)


class GradingRun(models.Model):
    """One grading of one submission. The row is the work; a message about it is only a doorbell."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being graded")
        GRADED = "graded", _("Graded")
        NEEDS_MANUAL = "needs_manual", _("Waits for the teacher")
        FAILED = "failed", _("Grading did not succeed")
        SUPERSEDED = "superseded", _("Replaced by a newer grading")

    FINAL = (State.GRADED, State.NEEDS_MANUAL, State.FAILED, State.SUPERSEDED)

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="grading_runs")
    # What this run grades against: the version that was fetched, or the one that a teacher moved the work to.
    lab_version = models.ForeignKey(LabVersion, models.PROTECT, related_name="+")
    move = models.ForeignKey("VersionMove", models.PROTECT, null=True, blank=True, related_name="grading_runs")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField(default=timezone.now)
    claim_token = models.CharField(max_length=36, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    # Percent of the points that lateness took, as the rules were when the sum was made.
    late_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    sandbox_status = models.CharField(max_length=16, blank=True)
    environment_digest = models.CharField(max_length=64, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    timings = models.JSONField(default=dict)
    # {"message": for the learner, "flags": for staff}
    remarks = models.JSONField(default=dict)
    # The cells as they were graded, with what they printed: for graders alone, it comes from a run that held the hidden tests.
    review_sha256 = models.CharField(max_length=64, blank=True)

    objects = GradingRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("grading run")
        ordering = ["-number"]
        indexes = [models.Index(fields=["state", "queued_at"], name="grading_run_queue")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="grading_run_number_once"),
            models.UniqueConstraint(
                fields=["submission"], condition=models.Q(state__in=["queued", "running"]), name="grading_run_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False), name="grading_run_running_has_lease"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} #{self.number} {self.state}"

    @property
    def is_final(self) -> bool:
        return self.state in self.FINAL
