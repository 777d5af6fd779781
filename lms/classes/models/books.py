"""What makes attendance stand as evidence: excuses, requests to look again, substitutes caught, the sealed book."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .attendance import AttendanceRecord
from .classes import ClassSession, Trainee


class RequestState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("of a request", "Waiting for an answer")
    GRANTED = "granted", pgettext_lazy("of a request", "Granted")
    REFUSED = "refused", pgettext_lazy("of a request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a request", "Withdrawn")


class Excuse(models.Model):
    """Leave asked for some sessions of a class, with its paper, and the decision."""

    State = RequestState

    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="excuses")
    sessions = models.ManyToManyField(ClassSession, related_name="excuses", verbose_name=_("sessions"))
    reason = models.TextField(_("reason"), max_length=1000)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=RequestState, default=RequestState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["granted", "refused"]) | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="excuse_decision_has_a_decider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee}: {self.state}"


class LookAgain(models.Model):
    """«Đề nghị xem lại»: a trainee asks to have one mark looked at again."""

    State = RequestState

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="look_agains")
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="look_agains")
    text = models.TextField(_("what happened"), max_length=1000)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=RequestState, default=RequestState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "trainee"], condition=models.Q(state="asked"), name="look_again_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.trainee}: {self.state}"


class Impersonation(models.Model):
    """«Học thay»: somebody sat or scanned in this trainee's place. The mark is void; this says who and why. Append-only."""

    session = models.ForeignKey(ClassSession, models.PROTECT, related_name="impersonations")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="impersonations")
    voided = models.ForeignKey(AttendanceRecord, models.PROTECT, null=True, blank=True, related_name="+")
    substitute = models.CharField(_("who came instead"), max_length=150, blank=True)
    reason = models.CharField(_("how it was found"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="impersonation_has_reason")]

    def __str__(self) -> str:
        return f"{self.session} {self.trainee}"


class BookSeal(models.Model):
    """The book of a session as it was closed: its canonical text (by digest in the private store) under a keyed hash. Append-only.

    `previous` chains the seals of a class, so that none can be left out.
    """

    session = models.OneToOneField(ClassSession, models.PROTECT, related_name="seal")
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")
    text_sha256 = models.CharField(max_length=64)
    last_record = models.ForeignKey(AttendanceRecord, models.PROTECT, null=True, blank=True, related_name="+")
    key_name = models.CharField(max_length=32)
    seal = models.CharField(max_length=64)
    # No second person was there (a ward with one officer): said, not hidden.
    same_person_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.session}: {self.seal[:12]}"
