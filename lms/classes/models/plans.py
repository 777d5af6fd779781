"""The year plan from which classes are opened, and the papers of a class."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.foundation.fields import NormalisedCharField

from .classes import ClassSession, TrainingClass
from .programmes import TrainingProgramme


class YearPlan(models.Model):
    """The classes of one year in the name of one agency; approved when every agency that must approve has (KH 4738, IV.3)."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a plan", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("of a plan", "Waiting for approval")
        APPROVED = "approved", pgettext_lazy("of a plan", "Approved")

    year = models.PositiveSmallIntegerField(_("year"))
    title = NormalisedCharField(_("plan"), max_length=250)
    organizer = models.ForeignKey("people.Organization", models.PROTECT, related_name="year_plans", verbose_name=_("lead agency"))
    approvers = models.ManyToManyField("people.Organization", related_name="plans_to_approve", verbose_name=_("approved by"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT)
    decision_no = models.CharField(_("decision number"), max_length=64, blank=True)
    decision_on = models.DateField(_("decision date"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("year plan")
        constraints = [models.UniqueConstraint(fields=["organizer", "year", "title"], name="year_plan_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"


class PlanApproval(models.Model):
    """What one agency said to a submitted plan. Append-only; the newest of an agency since the last submission holds."""

    plan = models.ForeignKey(YearPlan, models.PROTECT, related_name="approvals")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    approved = models.BooleanField()
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.plan} · {self.organization}: {self.approved}"


class PlannedClass(models.Model):
    """One line of a year plan; opened once as a class."""

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="planned_classes")
    programme = models.ForeignKey(TrainingProgramme, models.PROTECT, related_name="planned_classes", verbose_name=_("programme"))
    title = NormalisedCharField(_("class name"), max_length=250)
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=[(1, "I"), (2, "II"), (3, "III"), (4, "IV")])
    quota = models.PositiveSmallIntegerField(_("places"))
    organizer = models.ForeignKey("people.Organization", models.PROTECT, related_name="planned_classes", verbose_name=_("organizer"))
    issuer = models.ForeignKey(
        "people.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issuer of certificates")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    training_class = models.OneToOneField(TrainingClass, models.SET_NULL, null=True, blank=True, related_name="planned")

    class Meta:
        verbose_name = _("planned class")
        ordering = ["quarter", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(quarter__gte=1, quarter__lte=4), name="planned_class_quarter")]

    def __str__(self) -> str:
        return f"{self.title} · {self.plan.year}"


class ClassDocument(models.Model):
    """A paper of a class: decision, letter, signed sheet, material. Kept by digest; removing only hides it."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("Decision")
        ENROLMENT_NOTICE = "enrolment_notice", _("Enrolment notice")
        SUMMONS = "summons", _("Summons letter")
        SIGNED_SHEET = "signed_sheet", _("Signed attendance sheet")
        MATERIAL = "material", pgettext_lazy("of a class", "Learning material")
        OTHER = "other", pgettext_lazy("a paper of a class", "Other paper")

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="documents")
    session = models.ForeignKey(ClassSession, models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(_("kind"), max_length=24, choices=Kind, default=Kind.OTHER)
    title = NormalisedCharField(_("title"), max_length=200)
    document_no = models.CharField(_("number"), max_length=64, blank=True)
    document_on = models.DateField(_("date"), null=True, blank=True)
    is_public = models.BooleanField(_("shown on the class page"), default=False)
    file_sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("paper of a class")

    def __str__(self) -> str:
        return f"{self.training_class.code} · {self.title}"
