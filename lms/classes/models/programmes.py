"""The legal record of a training programme: what an authority approved, with its dates and source."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models.organizations import in_force


class TrainingProgrammeQuerySet(models.QuerySet["TrainingProgramme"]):
    def valid_on(self, on: date) -> Self:
        return self.filter(in_force(on))


class TrainingProgramme(models.Model):
    """Approved content and rules. A class freezes a copy, so a new version never changes an old class."""

    class AttendanceUnit(models.TextChoices):
        PERIOD = "period", _("by tiết")
        SESSION = "session", _("by session")

    code = models.CharField(_("code"), max_length=32)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(pgettext_lazy("of a programme", "title"), max_length=250)
    courses = models.ManyToManyField("courses.CoursePage", related_name="training_programmes", blank=True, verbose_name=_("courses"))
    approved_by = models.ForeignKey(
        "people.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approval_decision_no = models.CharField(_("approval decision number"), max_length=64, blank=True)
    approval_decision_on = models.DateField(_("approval decision date"), null=True, blank=True)
    periods_total = models.PositiveSmallIntegerField(_("tiết in all"))
    minutes_per_period = models.PositiveSmallIntegerField(_("minutes of a tiết"), default=45)
    attendance_threshold_percent = models.PositiveSmallIntegerField(
        _("attendance threshold, %"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attendance_unit = models.CharField(_("attendance counted"), max_length=16, choices=AttendanceUnit, default=AttendanceUnit.PERIOD)
    late_counts_whole = models.BooleanField(_("coming late or leaving early costs nothing"), default=False)
    excused_counts = models.BooleanField(_("absence with leave counts as present"), default=False)
    required_work_percent = models.PositiveSmallIntegerField(
        _("least score of each required work, %"), default=50, validators=[MaxValueValidator(100)]
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)

    objects = TrainingProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("training programme")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="programme_version_once"),
            models.CheckConstraint(
                condition=models.Q(attendance_threshold_percent__gte=1, attendance_threshold_percent__lte=100),
                name="programme_threshold_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def terms(self) -> dict[str, object]:
        """The rules as plain values, for a class to freeze."""
        return {
            "code": self.code,
            "version": self.version,
            "title": self.title,
            "approved_by": self.approved_by.name if self.approved_by else "",
            "approval_decision_no": self.approval_decision_no,
            "approval_decision_on": self.approval_decision_on.isoformat() if self.approval_decision_on else None,
            "periods_total": self.periods_total,
            "minutes_per_period": self.minutes_per_period,
            "attendance_threshold_percent": self.attendance_threshold_percent,
            "attendance_unit": self.attendance_unit,
            "late_counts_whole": self.late_counts_whole,
            "excused_counts": self.excused_counts,
            "required_work_percent": self.required_work_percent,
            "legal_basis": self.legal_basis,
        }
