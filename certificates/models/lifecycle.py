"""What happens to a document after it was issued: a request with its clock, and the revocation (TT 03/2023/TT-BNV Điều 5 and 8)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .certificates import Certificate


class CertificateRequestQuerySet(models.QuerySet["CertificateRequest"]):
    def waiting(self) -> Self:
        return self.filter(state=CertificateRequest.State.ASKED)


class CertificateRequest(models.Model):
    """Somebody asks for another document: the issuer answers within the working days that the rule gives."""

    class Kind(models.TextChoices):
        ISSUER_ERROR = "issuer_error", _("The issuer made a mistake in it")
        LOST = "lost", _("It was lost or damaged")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("request for a certificate", "Waiting for an answer")
        GRANTED = "granted", pgettext_lazy("request for a certificate", "Granted")
        REFUSED = "refused", pgettext_lazy("request for a certificate", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request for a certificate", "Withdrawn")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="requests")
    kind = models.CharField(_("what happened"), max_length=16, choices=Kind)
    text = models.TextField(_("in your words"), max_length=1000, blank=True)
    # What is to be printed instead, by field of the snapshot; only after an error of the issuer.
    corrections = models.JSONField(default=dict, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("to be answered by"))
    legal_basis = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.ASKED)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    result = models.OneToOneField(Certificate, models.PROTECT, null=True, blank=True, related_name="answers_request")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate"], condition=models.Q(state="asked"), name="certificate_request_one_open"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["granted", "refused"]) | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="certificate_request_has_a_decider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.kind} · {self.state}"


class Revocation(models.Model):
    """Thu hồi, hủy bỏ: the ground, the decision and who entered it. Append-only."""

    class Ground(models.TextChoices):
        FRAUD = "a", _("Fraud in enrolment or study")
        NOT_QUALIFIED = "b", _("Issued to somebody not qualified, or outside the issuer's authority")
        ALTERED = "c", _("Erased or altered")
        LENT = "d", _("Lent to somebody else")
        ISSUER_ERROR = "e", _("An error of the issuer")

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    ground = models.CharField(_("ground"), max_length=1, choices=Ground)
    # The article as it stood on the day of the decision.
    legal_basis = models.CharField(max_length=300)
    decision_number = models.CharField(_("decision number"), max_length=64)
    decided_on = models.DateField(_("decision date"))
    # The issuer, or its superior where the issuer exists no more.
    decided_by = models.ForeignKey("people.Organization", models.PROTECT, related_name="+", verbose_name=_("decided by"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(decision_number=""), name="revocation_has_decision_number")]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.ground}"
