"""Proof that travels: the digital credential, what a holder shares, and confirmations after open courses."""

import secrets
from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models.organizations import in_force

from .authority import DocumentClass
from .certificates import Certificate


class Credential(models.Model):
    """Open Badges 3.0 of one certificate. Its id is its place in the status lists."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="credential")
    uid = models.UUIDField(unique=True)
    # The signed credential (JWT) as it was given out: a signature made anew would be another one.
    token = models.TextField(blank=True)
    key_name = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.uid)


def new_share_code() -> str:
    return secrets.token_urlsafe(12)


class ShareQuerySet(models.QuerySet["Share"]):
    def in_force(self, on: date) -> Self:
        return self.filter(revoked_at__isnull=True).filter(models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=on))


class Share(models.Model):
    """A page that a holder opened to whoever has its address, with the parts they chose, until they close it."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="shares")
    code = models.CharField(max_length=24, unique=True, default=new_share_code)
    # Names of the parts shown: "name", "file", "credential", "grades" …
    parts = models.JSONField(default=list)
    note = models.CharField(_("for whom"), max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)

    objects = ShareQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.certificate} · {self.code}"


class PublicationConsent(models.Model):
    """Before anything of a child is public: the child and the guardian both say yes, each by themselves."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="publication_consents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_guardian = models.BooleanField()
    # How a guardian without an account said so: the signed form, its date; kept by whoever entered it.
    evidence = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "is_guardian"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="publication_consent_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.person}"


class ConfirmationTermsQuerySet(models.QuerySet["ConfirmationTerms"]):
    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))


class ConfirmationTerms(models.Model):
    """What an open or self-paced course asks before it confirms completion, and in whose name."""

    course = models.ForeignKey("courses.CoursePage", models.PROTECT, related_name="confirmation_terms", verbose_name=_("course"))
    issuer = models.ForeignKey("people.Organization", models.PROTECT, related_name="confirmation_terms", verbose_name=_("issuer"))
    document_class = models.ForeignKey(DocumentClass, models.PROTECT, related_name="+", verbose_name=_("document form"))
    needs_all_lessons = models.BooleanField(_("every lesson must be done"), default=True)
    # Of every required work, in percent of its own scale.
    least_percent = models.PositiveSmallIntegerField(_("least percent of every work"), default=50)
    periods = models.PositiveSmallIntegerField(_("tiết"), default=0)
    source = models.CharField(_("document that this rests on"), max_length=300)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)

    objects = ConfirmationTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of a confirmation")
        verbose_name_plural = _("terms of confirmations")
        constraints = [
            models.UniqueConstraint(fields=["course"], condition=models.Q(valid_to__isnull=True), name="confirmation_terms_one_open"),
            models.CheckConstraint(condition=models.Q(least_percent__lte=100), name="confirmation_terms_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.course} · {self.issuer}"

    def clean(self) -> None:
        if self.document_class_id and self.document_class.kind != DocumentClass.Kind.COMPLETION_CONFIRMATION:
            raise ValidationError({"document_class": _("An open course gives a confirmation of completion, never a certificate.")})
