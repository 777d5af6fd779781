"""A lab as it is set in one run: dates, extensions, late penalty, attempts, groups."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .labs import Lab, LabVersion
from .submissions import Submission

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
LARGEST_GROUP = 3


class Assignment(models.Model):
    """The rules of one lab in one run. Without a row the lab is open, without limit, for one person each."""

    run = models.ForeignKey("learning.CourseRun", models.PROTECT, related_name="assignments")
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="assignments")
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("due"), null=True, blank=True)
    # After `closes_at` work is late; after `accepts_until` it is not taken. Empty: late work is not taken at all.
    accepts_until = models.DateTimeField(_("late work is taken until"), null=True, blank=True)
    late_percent_per_day = models.DecimalField(_("off per begun day (%)"), max_digits=5, decimal_places=2, default=0, validators=PERCENT)
    late_percent_most = models.DecimalField(_("off at most (%)"), max_digits=5, decimal_places=2, default=100, validators=PERCENT)
    attempts = models.PositiveSmallIntegerField(_("submissions per learner"), null=True, blank=True, validators=[MinValueValidator(1)])
    group_size = models.PositiveSmallIntegerField(
        _("learners per submission"), default=1, validators=[MinValueValidator(1), MaxValueValidator(LARGEST_GROUP)]
    )
    is_anonymous = models.BooleanField(_("grade without names"), default=False)
    # When somebody looked up whose work it was; from then on the pages name it.
    names_shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        constraints = [
            models.UniqueConstraint(fields=["run", "lab"], name="assignment_once"),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True) | models.Q(closes_at__isnull=True) | models.Q(opens_at__lt=models.F("closes_at")),
                name="assignment_opens_before_due",
            ),
            models.CheckConstraint(
                condition=models.Q(accepts_until__isnull=True) | models.Q(closes_at__lte=models.F("accepts_until")),
                name="assignment_late_after_due",
            ),
            models.CheckConstraint(condition=models.Q(group_size__gte=1, group_size__lte=LARGEST_GROUP), name="assignment_group_size"),
        ]

    def __str__(self) -> str:
        return f"{self.lab} · {self.run}"


class Extension(models.Model):
    """More time for one learner: appended; the newest counts."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions")
    enrollment = models.ForeignKey("learning.Enrollment", models.PROTECT, related_name="extensions")
    closes_at = models.DateTimeField(_("due"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("extension")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.enrollment} · {self.closes_at:%d/%m/%Y %H:%M}"


class WorkGroup(models.Model):
    """Two or three learners who hand in together. Made by themselves on the lab's page, or by the teacher."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="groups")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.assignment} · {self.pk}"


class WorkGroupMember(models.Model):
    group = models.ForeignKey(WorkGroup, models.CASCADE, related_name="members")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    enrollment = models.ForeignKey("learning.Enrollment", models.PROTECT, related_name="work_groups")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "enrollment"], name="work_group_member_once")]

    def __str__(self) -> str:
        return f"{self.enrollment}"


class CreditQuerySet(models.QuerySet["SubmissionCredit"]):
    def of_lab_in_run(self, lab: Lab, run: models.Model) -> Self:
        return self.filter(submission__lab=lab, submission__enrollment__run=run)


class SubmissionCredit(models.Model):
    """Whose work a submission is: the one who sent it, and the group as it was at that moment. Appended."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="credits")
    enrollment = models.ForeignKey("learning.Enrollment", models.PROTECT, related_name="submission_credits")

    objects = CreditQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "enrollment"], name="submission_credit_once")]

    def __str__(self) -> str:
        return f"{self.enrollment} · {self.submission_id}"


class VersionMove(models.Model):
    """One press of “move everybody to the new version and regrade”: who, when, why; the runs it queued point to it."""

    run = models.ForeignKey("learning.CourseRun", models.PROTECT, related_name="+")
    lab = models.ForeignKey(Lab, models.PROTECT, related_name="moves")
    to_version = models.ForeignKey(LabVersion, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.lab} → {self.to_version.number}"
