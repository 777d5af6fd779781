"""Issuing to many at once, in the background: the rows of the certificates are the work, this one tells how far it is."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from .authority import DocumentClass


class IssueBatchQuerySet(models.QuerySet["IssueBatch"]):
    def under_way(self) -> Self:
        return self.filter(state__in=[IssueBatch.State.QUEUED, IssueBatch.State.RUNNING])


class IssueBatch(models.Model):
    """One press of the button for one class. Broken off, it goes on where it stopped."""

    class Task(models.TextChoices):
        PREPARE = "prepare", pgettext_lazy("work on certificates", "Prepare")
        ISSUE = "issue", pgettext_lazy("work on certificates", "Issue")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("of background work", "Waiting")
        RUNNING = "running", pgettext_lazy("of background work", "Running")
        DONE = "done", pgettext_lazy("of background work", "Done")
        FAILED = "failed", pgettext_lazy("of background work", "Failed")

    training_class = models.ForeignKey("classes.TrainingClass", models.PROTECT, related_name="issue_batches")
    document_class = models.ForeignKey(DocumentClass, models.PROTECT, related_name="+")
    task = models.CharField(max_length=16, choices=Task)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    # [{"name", "code", "reasons"}] of those who got nothing.
    refused = models.JSONField(default=list)
    # The sentence of what stopped it.
    problem = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    # Whoever works on it says so now and then; after a while without a word somebody else takes over.
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = IssueBatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["training_class"], condition=models.Q(state__in=["queued", "running"]), name="issue_batch_one_under_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class.code} · {self.task} · {self.state}"
