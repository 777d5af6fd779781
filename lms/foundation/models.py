"""The two diaries of the house. They name people by handle alone, so that this room knows no other."""

from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who did what to which object; `actor_handle` is empty when the machine acted by itself."""

    actor_handle = models.CharField(max_length=16, blank=True)
    verb = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="audit_object_at"),
            models.Index(fields=["actor_handle", "at"], name="audit_actor_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class AccessEntry(models.Model):
    """Somebody was shown a person's unmasked data or another person's work: one row per request."""

    actor_handle = models.CharField(max_length=16)
    object_type = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    what = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="access_object_at")]

    def __str__(self) -> str:
        return f"{self.actor_handle} {self.what} {self.object_type} {self.object_id}"


class Holiday(models.Model):
    """A day off, or a day worked in exchange, as an authority has set it: dated reference data with its source."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    is_worked = models.BooleanField(default=False, help_text="A Saturday or Sunday worked in exchange for another day.")
    legal_basis = models.CharField(max_length=300)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
