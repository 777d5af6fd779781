"""What a learner does in a lab besides handing in: checks, asking for help, being there."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .labs import Lab, LabVersion


class CheckRunQuerySet(models.QuerySet["CheckRun"]):
    def waiting(self) -> Self:
        return self.filter(state=CheckRun.State.QUEUED)

    def open(self) -> Self:
        return self.filter(state__in=[CheckRun.State.QUEUED, CheckRun.State.RUNNING])

    def expired(self, at: datetime) -> Self:
        return self.filter(state=CheckRun.State.RUNNING, lease_until__lt=at)


class CheckRun(models.Model):
    """“Kiểm tra”: the public tests on the server, without counting as a submission. The row is the work."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being checked")
        DONE = "done", _("Checked")
        FAILED = "failed", _("The check did not succeed")

    enrollment = models.ForeignKey("learning.Enrollment", models.PROTECT, related_name="lab_checks")
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="checks")
    lab_version = models.ForeignKey(LabVersion, models.PROTECT, related_name="+")
    files = models.JSONField(help_text=_('[{"path", "sha256", "size"}]'))
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField(default=timezone.now)
    claim_token = models.CharField(max_length=36, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # [{"notebook", "grade_id", "title", "passed": bool, "message"}], no points: only a submission gives points.
    results = models.JSONField(default=list)
    message = models.TextField(blank=True)

    objects = CheckRunQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "queued_at"], name="check_run_queue"),
            models.Index(fields=["enrollment", "lab", "-queued_at"], name="check_run_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lab"], condition=models.Q(state__in=["queued", "running"]), name="check_run_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False), name="check_run_running_has_lease"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} · {self.lab} · {self.state}"


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def open(self) -> Self:
        return self.filter(answered_at__isnull=True)


class HelpRequest(models.Model):
    """A raised hand: open until the learner lowers it or a teacher has come."""

    enrollment = models.ForeignKey("learning.Enrollment", models.CASCADE, related_name="help_requests")
    lab = models.ForeignKey(Lab, models.CASCADE, related_name="help_requests")
    note = models.CharField(_("where you are stuck"), max_length=300, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lab"], condition=models.Q(answered_at__isnull=True), name="help_request_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} · {self.lab}"


class LabActivity(models.Model):
    """When a learner opened the lab and last saved in it: what the teacher's live page needs, and no more."""

    enrollment = models.ForeignKey("learning.Enrollment", models.CASCADE, related_name="lab_activity")
    lab = models.ForeignKey(Lab, models.CASCADE, related_name="activity")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "lab"], name="lab_activity_once")]

    def __str__(self) -> str:
        return f"{self.enrollment} · {self.lab}"
