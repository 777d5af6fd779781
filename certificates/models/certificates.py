"""A document that was issued: a frozen snapshot, two numbers, the digest of its file."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .authority import DocumentClass
from .register import RecognitionDecision, RegisterBook

# States of a document that stands: nobody gets a second one beside it.
STANDING = ("prepared", "awaiting_signature", "valid")
# States that the public may learn; before them the document does not exist for the public.
PUBLISHED = ("valid", "replaced", "revoked", "annulled")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def of_holder(self, person: models.Model) -> Self:
        return self.filter(enrollment__person=person)

    def of_class(self, training_class: models.Model) -> Self:
        return self.filter(enrollment__trainee__training_class=training_class)

    def standing(self) -> Self:
        return self.filter(state__in=STANDING)

    def published(self) -> Self:
        return self.filter(state__in=PUBLISHED)

    def valid(self) -> Self:
        return self.filter(state=Certificate.State.VALID)

    def without_file(self) -> Self:
        return self.filter(file_sha256="").order_by("issued_at")

    def newest_first(self) -> Self:
        return self.order_by("-issued_on", "-issued_at")

    def by_number(self) -> Self:
        return self.order_by("register_number")


class Certificate(models.Model):
    class State(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        AWAITING_SIGNATURE = "awaiting_signature", _("Awaiting signature")
        VALID = "valid", _("Valid")
        REPLACED = "replaced", _("Replaced")
        REVOKED = "revoked", _("Revoked")
        ANNULLED = "annulled", _("Annulled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey("learning.Enrollment", models.PROTECT, related_name="certificates")
    document_class = models.ForeignKey(DocumentClass, models.PROTECT, related_name="certificates")
    issuer = models.ForeignKey("people.Organization", models.PROTECT, related_name="certificates")
    decision = models.ForeignKey(RecognitionDecision, models.PROTECT, related_name="certificates")
    book = models.ForeignKey(RegisterBook, models.PROTECT, null=True, blank=True, related_name="certificates")
    state = models.CharField(max_length=24, choices=State, default=State.PREPARED)
    # Everything that is printed, as it was printed.
    snapshot = models.JSONField()
    # Unguessable public code of the QR; 80 bits.
    verification_code = models.CharField(max_length=24, unique=True)
    serial_no = models.CharField(_("serial number"), max_length=40, unique=True)
    register_number = models.PositiveIntegerField(null=True, blank=True)
    register_no = models.CharField(_("register number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issue date"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    file_sha256 = models.CharField(max_length=64, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        ordering = ["register_number", "issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=models.Q(state__in=STANDING),
                name="certificate_once_per_person_and_class",
            ),
            models.UniqueConstraint(fields=["book", "register_number"], name="certificate_register_number_once"),
            models.UniqueConstraint(
                fields=["issuer", "register_no"], condition=~models.Q(register_no=""), name="certificate_register_no_once_per_issuer"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="valid") | (models.Q(register_number__isnull=False) & ~models.Q(register_no="")),
                name="certificate_valid_is_registered",
            ),
        ]

    def __str__(self) -> str:
        return self.serial_no

    @property
    def has_file(self) -> bool:
        return bool(self.file_sha256)

    @property
    def file_name(self) -> str:
        """For the download: no mark and no blank that an old program stumbles over."""
        return f"{self.serial_no}.pdf"
