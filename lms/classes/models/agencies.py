"""Agencies without accounts: invited by a signed link, with a quota; people replaced and people waiting."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.foundation.fields import NormalisedCharField

from .classes import ClassSession, Trainee, TrainingClass, new_checkin_secret


class AgencyInvitation(models.Model):
    """One agency asked to send people to one class. Its link is signed over `nonce`: a new nonce ends every older link."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="invitations")
    agency = models.ForeignKey("people.Organization", models.PROTECT, related_name="class_invitations", verbose_name=_("agency"))
    quota = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    contact_name = NormalisedCharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("email"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=16, blank=True)
    nonce = models.CharField(max_length=64, default=new_checkin_secret, editable=False)
    expires_at = models.DateTimeField(_("link valid until"))
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("invitation of an agency")
        constraints = [models.UniqueConstraint(fields=["training_class", "agency"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.training_class.code} · {self.agency}"


class WaitingPlace(models.Model):
    """Somebody who waits for a place. First come, first served, by `at`."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("for a place", "Waiting")
        ADMITTED = "admitted", pgettext_lazy("for a place", "Admitted")
        WITHDRAWN = "withdrawn", pgettext_lazy("for a place", "Withdrawn")

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="waiting_places")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="waiting_places")
    agency = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    position = NormalisedCharField(max_length=150, blank=True)
    legal_category = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["training_class", "person"], name="waiting_place_once")]

    def __str__(self) -> str:
        return f"{self.training_class.code} · {self.person}"


class Replacement(models.Model):
    """«Cử người thay»: one trainee leaves, another comes, before a session; the agency's letter is kept."""

    leaving = models.OneToOneField(Trainee, models.PROTECT, related_name="replaced_by")
    coming = models.OneToOneField(Trainee, models.PROTECT, related_name="replaces")
    from_session = models.ForeignKey(ClassSession, models.PROTECT, null=True, blank=True, related_name="replacements")
    reason = models.CharField(_("reason"), max_length=300)
    letter_sha256 = models.CharField(max_length=64, blank=True)
    letter_name = models.CharField(max_length=200, blank=True)
    invitation = models.ForeignKey(AgencyInvitation, models.SET_NULL, null=True, blank=True, related_name="replacements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(leaving=models.F("coming")), name="replacement_is_another_place")]

    def __str__(self) -> str:
        return f"{self.leaving} → {self.coming}"
