"""Attendance: appended, never overwritten; a correction supersedes one row and says why."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.classes.attendance_rules import ATTENDED

from .classes import ON_ROSTER, ClassSession, Trainee


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    LEFT_EARLY = "left_early", _("Left early")
    EXCUSED = "excused", _("Absent with leave")
    UNEXCUSED = "unexcused", _("Absent without leave")
    ONLINE_PRESENT = "online_present", _("Present online")


class AttendanceSource(models.TextChoices):
    QR = "qr", _("QR code")
    CODE = "code", _("Typed code")
    MANUAL = "manual", _("Marked by hand")
    PAPER = "paper", _("Paper sheet")
    CARD = "card", _("Trainee's own code")
    OFFLINE = "offline", _("Scanned without a network")
    ONLINE_LOG = "online_log", _("Log of the online meeting")
    EXCUSE = "excuse", _("Decision on an excuse")


class AttendanceRecord(models.Model):
    """One mark. `happened_at` is the moment that counts (first request of a code), `at` when it was written."""

    Status = AttendanceStatus
    Source = AttendanceSource

    session = models.ForeignKey(ClassSession, models.PROTECT, related_name="attendance_records")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="attendance_records")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    status = models.CharField(max_length=16, choices=AttendanceStatus)
    periods_missed = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=16, choices=AttendanceSource)
    happened_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "trainee"], condition=models.Q(supersedes__isnull=True), name="attendance_one_first"
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes__isnull=True) | ~models.Q(reason=""), name="attendance_correction_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.trainee}: {self.status}"


class CurrentAttendanceQuerySet(models.QuerySet["CurrentAttendance"]):
    def attended(self) -> Self:
        return self.filter(status__in=ATTENDED)

    def on_roster(self) -> Self:
        """Without the marks of people who have left the class."""
        return self.filter(trainee__enrollment__state__in=ON_ROSTER)


class CurrentAttendance(models.Model):
    """The newest mark of a chain, for reading. Written by the same action that appends."""

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="current_attendance")
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="current_attendance")
    record = models.OneToOneField(AttendanceRecord, models.PROTECT, related_name="+")
    status = models.CharField(max_length=16, choices=AttendanceStatus)
    periods_missed = models.PositiveSmallIntegerField(default=0)

    objects = CurrentAttendanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "trainee"], name="current_attendance_once")]

    def __str__(self) -> str:
        return f"{self.session} {self.trainee}: {self.status}"
