"""Consent and guardians (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """One purpose, one version of the notice, one person: silence is no consent, so a row is an act."""

    class Purpose(models.TextChoices):
        TRAINING = "training", _("Training and its records")
        LEARNING_ANALYTICS = "learning_analytics", _("Learning analytics")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=32, choices=Purpose)
    version = models.CharField(max_length=16)
    method = models.CharField(max_length=32)
    evidence = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "version"], condition=models.Q(withdrawn_at__isnull=True), name="consent_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.purpose} {self.version}"


class Guardian(models.Model):
    """The legal representative of a child under 16 (Luật Trẻ em 2016)."""

    child = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="guardians")
    guardian = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="wards")
    relation = models.CharField(_("relation"), max_length=40)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "guardian"], name="guardian_once"),
            models.CheckConstraint(condition=~models.Q(child=models.F("guardian")), name="guardian_is_another_person"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} → {self.child}"
