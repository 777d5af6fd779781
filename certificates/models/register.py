"""The decision that recognises results, and the book in which documents are entered."""

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
    eligibility = models.JSONField(default=dict, help_text=_("Per trainee: eligible or not, and the reasons, as they were."))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(number=""), name="recognition_decision_has_number")]

    def __str__(self) -> str:
        return self.number


class RegisterBook(models.Model):
    """One book per issuer, document class and year; its counter never skips."""

    issuer = models.ForeignKey("people.Organization", models.PROTECT, related_name="register_books")
    document_class = models.ForeignKey(DocumentClass, models.PROTECT, related_name="register_books")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "document_class", "year"], name="register_book_once")]

    def __str__(self) -> str:
        return f"{self.issuer} · {self.document_class} · {self.year}"
