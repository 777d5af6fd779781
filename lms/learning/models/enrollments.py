"""A course given once, the people who learn in it and the people who run it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# nbgrader forbids `+` and `*` in a course id, and the code becomes a folder name in a learner's home.
run_code_validator = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$", _("Use letters, digits, dot, hyphen and underscore only."))


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    def open_at(self, at: datetime) -> Self:
        begun = models.Q(opens_at__isnull=True) | models.Q(opens_at__lte=at)
        not_ended = models.Q(closes_at__isnull=True) | models.Q(closes_at__gt=at)
        return self.filter(begun & not_ended)

    def open_to_all(self) -> Self:
        return self.filter(self_enrolment=True)

    def staffed_by(self, person: models.Model) -> Self:
        return self.filter(staff__person=person)


class CourseRun(models.Model):
    """One giving of a course. Its code is nbgrader's `course_id`."""

    course = models.ForeignKey("courses.CoursePage", models.PROTECT, related_name="runs", verbose_name=_("course"))
    code = models.CharField(_("code"), max_length=48, unique=True, validators=[run_code_validator])
    title = models.CharField(_("title"), max_length=200, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    self_enrolment = models.BooleanField(_("anybody may enrol"), default=False)
    # {} means live pages; else {content_uid: revision id} as pinned when the run was opened.
    content_pin = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("course run")
        constraints = [
            models.UniqueConstraint(
                fields=["course"], condition=models.Q(self_enrolment=True, closes_at__isnull=True), name="course_run_one_open_to_all"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    def is_open(self, at: datetime) -> bool:
        return (self.opens_at is None or self.opens_at <= at) and (self.closes_at is None or at < self.closes_at)


class RunStaff(models.Model):
    class Role(models.TextChoices):
        INSTRUCTOR = "instructor", _("Instructor")
        ASSISTANT = "assistant", _("Assistant")

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="staff")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="run_staff")
    role = models.CharField(max_length=16, choices=Role, default=Role.INSTRUCTOR)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="run_staff_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.run}"


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def active(self) -> Self:
        return self.filter(state=Enrollment.State.ACTIVE)

    def of_learner(self, person: models.Model) -> Self:
        return self.filter(person=person)

    def by_name(self) -> Self:
        return self.order_by("person__name_sort_key", "person__birth_year", "pk")


class Enrollment(models.Model):
    """A person in a run: the thing that progress, grades and submissions belong to."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Learning")
        COMPLETED = "completed", _("Completed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrollments")
    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="enrollments")
    state = models.CharField(max_length=16, choices=State, default=State.ACTIVE)
    enrolled_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=24, default="self")
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        constraints = [models.UniqueConstraint(fields=["person", "run"], name="enrollment_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.run}"
