"""The decision that recognises results, and the book in which documents are entered."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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

    objects = RegisterBookQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "document_kind", "year"], name="register_book_once")]

    def __str__(self) -> str:
        return f"{self.issuer} · {self.get_document_kind_display()} · {self.year}"
