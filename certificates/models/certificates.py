"""A document that was issued: a frozen snapshot, two numbers, the digest of its file."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .authority import DocumentClass
from .register import RecognitionDecision, RegisterBook

# States of a document that stands: nobody gets a second one beside it.
STANDING = ("prepared", "awaiting_signature", "valid")
# Taken back by a decision: only a person gives something new, with a reason.
ENDED = ("revoked", "annulled")
# States that the public may learn; before them the document does not exist for the public.
PUBLISHED = ("valid", "replaced", "revoked", "annulled")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def of_holder(self, person: models.Model) -> Self:
        return self.filter(enrollment__person=person)

    def of_class(self, training_class: models.Model) -> Self:
        return self.filter(enrollment__trainee__training_class=training_class)

    def standing(self) -> Self:
        return self.filter(state__in=STANDING)

    def ended(self) -> Self:
        """Taken back, with nothing in their place: issuing to the class passes these people over."""
        return self.filter(state__in=ENDED, replaced_by__isnull=True)

    def settled(self) -> Self:
        """Those of people to whom the class owes nothing more."""
        return self.filter(models.Q(state__in=STANDING) | models.Q(state__in=ENDED, replaced_by__isnull=True))

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
        # A number that was taken and never became a document; its reason stands in the register.
        VOID = "void", _("Number not used")

    class Way(models.TextChoices):
        """Why it exists: by the decision, after an error of the issuer, in place of a lost one, or after an open course."""

        DECISION = "decision", pgettext_lazy("a certificate is issued", "After the decision")
        REISSUE = "reissue", pgettext_lazy("a certificate is issued", "Reissued after an error")
        REPLACEMENT = "replacement", pgettext_lazy("a certificate is issued", "In place of a lost or damaged one")
        OPEN_COURSE = "open_course", pgettext_lazy("a certificate is issued", "After an open course")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey("learning.Enrollment", models.PROTECT, related_name="certificates")
    document_class = models.ForeignKey(DocumentClass, models.PROTECT, related_name="certificates")
    issuer = models.ForeignKey("people.Organization", models.PROTECT, related_name="certificates")
    # None after an open course, where the terms of the course take its place.
    decision = models.ForeignKey(RecognitionDecision, models.PROTECT, null=True, blank=True, related_name="certificates")
    way = models.CharField(max_length=16, choices=Way, default=Way.DECISION)
    # The document that this one takes the place of.
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
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
    # Of the file as it is given out now; every version has a row of its own (`CertificateFile`).
    file_sha256 = models.CharField(max_length=64, blank=True)
    # Signed files only; the unsigned one can be drawn again at any time.
    signed_at = models.DateTimeField(null=True, blank=True)
    # Why its last file could not be made; empty when nothing went wrong.
    file_problem = models.CharField(max_length=300, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        ordering = ["register_number", "issued_at"]
        indexes = [
            models.Index(fields=["register_no"], name="certificate_register_no"),
            models.Index(fields=["state", "file_sha256"], name="certificate_files_to_make"),
        ]
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


class CertificateFile(models.Model):
    """A version of the file that ever was given out: its digest stays, sealed by a key outside the database. Append-only."""

    class Kind(models.TextChoices):
        UNSIGNED = "unsigned", pgettext_lazy("version of a file", "Unsigned")
        SIGNED = "signed", pgettext_lazy("version of a file", "Signed")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=16, choices=Kind)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    # What was found when the signature was checked on arrival, as plain values.
    findings = models.JSONField(default=dict, blank=True)
    key_name = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certificate", "sha256"], name="certificate_file_once")]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.kind}"
