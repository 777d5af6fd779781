"""«Buổi hướng dẫn cộng đồng»: light sessions of a ward, counted by head; no identification numbers are ever asked."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.foundation.fields import NormalisedCharField


class CommunitySession(models.Model):
    """One meeting with residents. `uid` is made on the phone: the same session sent twice is one session."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    ward = models.ForeignKey("people.Organization", models.PROTECT, related_name="community_sessions", verbose_name=_("ward or commune"))
    topic = NormalisedCharField(pgettext_lazy("of a community session", "topic"), max_length=200)
    place = NormalisedCharField(pgettext_lazy("of a community session", "place"), max_length=200)
    on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    # Given voluntarily: [{"name": "…"}]; nothing else about a person is kept.
    names = models.JSONField(default=list, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="community_sessions")
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("community session")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.ward} · {self.topic} · {self.on}"


class CommunityCount(models.Model):
    """Heads of one sex and one age band."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")

    class AgeBand(models.TextChoices):
        UNDER_16 = "under_16", _("under 16")
        FROM_16 = "16_30", "16–30"
        FROM_31 = "31_45", "31–45"
        FROM_46 = "46_60", "46–60"
        OVER_60 = "over_60", _("over 60")

    session = models.ForeignKey(CommunitySession, models.CASCADE, related_name="counts")
    sex = models.CharField(max_length=8, choices=Sex)
    age_band = models.CharField(max_length=12, choices=AgeBand)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "sex", "age_band"], name="community_count_once")]

    def __str__(self) -> str:
        return f"{self.session} {self.sex} {self.age_band}: {self.n}"
