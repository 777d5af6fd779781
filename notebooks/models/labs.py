"""A lab and its immutable versions."""

import uuid
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.foundation.fields import NormalisedCharField

lab_slug_validator = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,47}$", _("Use lower-case letters, digits and hyphens only."))


class LabQuerySet(models.QuerySet["Lab"]):
    def usable_by(self, person: models.Model) -> Self:
        """The labs that this person wrote or was given: a lab's source shows its hidden tests."""
        if getattr(person, "is_superuser", False):
            return self
        return self.filter(staff__person=person).distinct()

    def released(self) -> Self:
        return self.filter(current_version__isnull=False)


class Lab(models.Model):
    """A piece of notebook work. `slug` is nbgrader's assignment id."""

    content_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(_("short name"), max_length=48, unique=True, validators=[lab_slug_validator])
    title = NormalisedCharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    current_version = models.ForeignKey("LabVersion", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LabQuerySet.as_manager()

    class Meta:
        verbose_name = _("lab")

    def __str__(self) -> str:
        return self.title


class LabStaff(models.Model):
    """Who may see a lab's source, change it and place it in a lesson."""

    lab = models.ForeignKey(Lab, models.CASCADE, related_name="staff")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lab_staff")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lab", "person"], name="lab_staff_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.lab}"


class LabVersion(models.Model):
    """Source and release as they were uploaded: files by digest, never changed afterwards."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        REJECTED = "rejected", _("Did not pass the check")
        PASSED = "passed", _("Passed the check")
        RELEASED = "released", _("Released")

    lab = models.ForeignKey(Lab, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State, default=State.CHECKING)
    # [{"path", "sha256", "size"}] of what the author gave, and of what learners get.
    source_files = models.JSONField()
    release_files = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    environment_digest = models.CharField(max_length=64, blank=True)
    # [{"notebook", "grade_id", "title", "max_score", "kind": auto|manual}]
    questions = models.JSONField(default=list)
    max_score = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    # {"passed": bool, "problems": [{"notebook", "cell", "reason"}], "warnings": […]}
    gate_report = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    # Labs of the curriculum were reviewed with it: the check alone decides.
    release_when_passed = models.BooleanField(default=False)
    # The gate is a job like a grading run: claimed with a lease, swept when the worker dies.
    lease_until = models.DateTimeField(null=True, blank=True)
    gate_claims = models.PositiveSmallIntegerField(default=0)
    # "" or "T3": lift every test that can be into calls checked outside the learner's process (notebooks/README.md).
    default_tier = models.CharField(max_length=2, blank=True)

    class Meta:
        verbose_name = _("lab version")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["lab", "number"], name="lab_version_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state="released") | models.Q(released_at__isnull=False), name="lab_version_released_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lab} · {self.number}"
