"""With which key the files of an issuer are signed, and batches that an officer signs outside."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models.organizations import in_force

from .certificates import Certificate


class SigningProfileQuerySet(models.QuerySet["SigningProfile"]):
    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))


class SigningProfile(models.Model):
    """How an issuer signs. Keys, PINs and passphrases are files of the key folder or stay with the signer, never here."""

    class Backend(models.TextChoices):
        DEMO = "demo", _("Demonstration key, without legal value")
        PKCS12 = "pkcs12", _("Key file of the organisation (PKCS#12)")
        PKCS11 = "pkcs11", _("Token or security module (PKCS#11)")
        DETACHED = "detached", _("An officer signs outside and uploads")

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="signing_profiles", verbose_name=_("issuer"))
    backend = models.CharField(_("way of signing"), max_length=16, choices=Backend)
    # Names only: {"key_file", "passphrase_file"} or {"library", "token_label", "key_label", "certificate_label", "pin_file"}.
    options = models.JSONField(_("settings"), default=dict, blank=True)
    # Of the certificate that signs: the detached flow refuses any other. SHA-256, hexadecimal.
    certificate_sha256 = models.CharField(_("fingerprint of the certificate"), max_length=64, blank=True)
    # RSA-PSS or ECDSA follows from the key; the digest is SHA-256 unless this says another.
    digest = models.CharField(_("digest"), max_length=8, default="sha256")
    timestamp_url = models.URLField(_("timestamp service"), blank=True)
    with_long_term_data = models.BooleanField(_("with long-term validation data"), default=False)
    reason = models.CharField(_("reason written in the signature"), max_length=200, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)

    objects = SigningProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("way of signing")
        verbose_name_plural = _("ways of signing")
        constraints = [
            models.UniqueConstraint(fields=["organization"], condition=models.Q(valid_to__isnull=True), name="signing_profile_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.get_backend_display()}"


class SigningBatch(models.Model):
    """Files handed to an officer for signing outside; what comes back is checked file by file."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("files to sign", "Waiting for signed files")
        DONE = "done", pgettext_lazy("files to sign", "All signed")
        CANCELLED = "cancelled", pgettext_lazy("files to sign", "Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey("people.Organization", models.PROTECT, related_name="signing_batches")
    training_class = models.ForeignKey("classes.TrainingClass", models.PROTECT, null=True, blank=True, related_name="signing_batches")
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.issuer} · {self.made_at:%d/%m/%Y %H:%M}"


class SigningLine(models.Model):
    batch = models.ForeignKey(SigningBatch, models.CASCADE, related_name="lines")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="signing_lines")
    unsigned_sha256 = models.CharField(max_length=64)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    # Why the file that came back was refused; empty when it was taken or none has come.
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "certificate"], name="signing_line_once")]

    def __str__(self) -> str:
        return f"{self.batch} · {self.certificate}"
