"""The decision that recognises results, and the book in which documents are entered."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .authority import DocumentClass


class RecognitionDecision(models.Model):
    """Quyết định công nhận kết quả: freezes who was eligible and why."""

    training_class = models.OneToOneField("classes.TrainingClass", models.PROTECT, related_name="recognition_decision")
    number = models.CharField(_("decision number"), max_length=64)
    decided_on = models.DateField(_("decision date"))
    # {trainee id: {"eligible", "attended", "held", "reasons"}} of everybody on the roster, as it was.
    eligibility = models.JSONField(default=dict)
    eligible_count = models.PositiveIntegerField(default=0)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    # The scan of the signed decision.
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(number=""), name="recognition_decision_has_number")]

    def __str__(self) -> str:
        return self.number

    def eligibility_of(self, trainee_id: int) -> dict[str, Any] | None:
        """What was frozen about one trainee; None for somebody who was not on the roster then."""
        return self.eligibility.get(str(trainee_id))  # JSON knows only text as a key


class RegisterBookQuerySet(models.QuerySet["RegisterBook"]):
    def of_issuers(self, organizations: set[int]) -> Self:
        return self.filter(issuer__in=organizations).select_related("issuer").order_by("-year", "issuer__name", "document_kind")


class RegisterBook(models.Model):
    """One book per issuer, kind of document and year, whatever the version of the form; its counter never skips."""

    issuer = models.ForeignKey("people.Organization", models.PROTECT, related_name="register_books")
    document_kind = models.CharField(max_length=32, choices=DocumentClass.Kind)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)
    # The chain of its entries: how many there are, and the seal of the last one.
    last_position = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Of the closed book: SHA-256 over its text, and the (signed) PDF that was made of it.
    closing_sha256 = models.CharField(max_length=64, blank=True)
    closing_file_sha256 = models.CharField(max_length=64, blank=True)

    objects = RegisterBookQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "document_kind", "year"], name="register_book_once")]

    def __str__(self) -> str:
        return f"{self.issuer} · {self.get_document_kind_display()} · {self.year}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class RegisterEntry(models.Model):
    """One line of the chain of a book. Append-only: a later fact is a later line, and each seal covers the one before."""

    class Event(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("in the register", "Issued")
        VOIDED = "voided", pgettext_lazy("in the register", "Number not used")
        REPLACED = "replaced", pgettext_lazy("in the register", "Replaced")
        REVOKED = "revoked", pgettext_lazy("in the register", "Revoked")
        ANNULLED = "annulled", pgettext_lazy("in the register", "Annulled")
        HANDED_OVER = "handed_over", pgettext_lazy("in the register", "Handed over")
        CLOSED = "closed", pgettext_lazy("in the register", "Book closed")

    book = models.ForeignKey(RegisterBook, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    event = models.CharField(max_length=16, choices=Event)
    certificate = models.ForeignKey("certificates.Certificate", models.PROTECT, null=True, blank=True, related_name="register_entries")
    register_number = models.PositiveIntegerField(null=True, blank=True)
    # What the line says, as plain values: numbers, SHA-256 of the snapshot, decision, reason …
    statement = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    key_name = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "position"], name="register_entry_position_once")]

    def __str__(self) -> str:
        return f"{self.book} · {self.position} · {self.event}"


class RegisterCheckpoint(models.Model):
    """Once a day: where every book stands, signed, and whether the whole was found unchanged. Append-only."""

    day = models.DateField(unique=True)
    # {book id: [last position, head]}
    heads = models.JSONField(default=dict)
    is_intact = models.BooleanField()
    # What was found changed, as plain values; empty when all is intact.
    findings = models.JSONField(default=list)
    entries_checked = models.PositiveIntegerField(default=0)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    # ECDSA P-256 over the digest, base64; the key is a file outside the database.
    signature = models.CharField(max_length=200)
    key_name = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
