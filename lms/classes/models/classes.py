"""A class as the city's agencies know it: code, decision, sessions, roster, staff."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.foundation.fields import NormalisedCharField
from lms.people.models import LegalCategory

from .programmes import TrainingProgramme

CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is mistaken for another when read aloud


def new_short_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _position in range(6))


def new_ticket_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _position in range(10))


def _count_of(rows: models.QuerySet) -> Coalesce:
    """How many rows a correlated subquery has; 0 for none."""
    counted = rows.order_by().values("training_class").annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(counted), 0)


class TrainingClassQuerySet(models.QuerySet["TrainingClass"]):
    def managed_by(self, person: models.Model) -> Self:
        return self.filter(staff__person=person, staff__role=ClassStaff.Role.CLASS_MANAGER)

    def staffed_by(self, person: models.Model) -> Self:
        return self.filter(staff__person=person).distinct()

    def attended_by(self, person: models.Model) -> Self:
        return self.filter(trainees__enrollment__person=person)

    def of_organizations(self, organizations: set[int]) -> Self:
        """Classes that one of these organizations organizes or coordinates."""
        return self.filter(models.Q(organizer__in=organizations) | models.Q(coordinators__in=organizations)).distinct()

    def issued_by(self, organizations: set[int]) -> Self:
        return self.filter(issuer__in=organizations)

    def in_state(self, state: str) -> Self:
        return self.filter(state=state)

    def named_like(self, words: str) -> Self:
        """Classes whose code or name contains these words."""
        return self.filter(models.Q(code__icontains=words) | models.Q(title__icontains=words))

    def with_counts(self) -> Self:
        """Adds `trainee_count`, `session_count`, `manager_count`, `last_ends_at` and, for the books, `open_book_ended_at` for lists."""
        here = models.Q(training_class=models.OuterRef("pk"))
        sessions = ClassSession.objects.not_cancelled().filter(here)
        managers = ClassStaff.objects.filter(here, role=ClassStaff.Role.CLASS_MANAGER)
        return self.annotate(
            trainee_count=_count_of(Trainee.objects.active().filter(here)),
            session_count=_count_of(sessions),
            manager_count=_count_of(managers),
            last_ends_at=models.Subquery(sessions.order_by("-ends_at").values("ends_at")[:1]),
            # When the first session whose book is still open ended or will end.
            open_book_ended_at=models.Subquery(sessions.filter(book_closed_at=None).order_by("ends_at").values("ends_at")[:1]),
        )

    def waiting_for_decision(self) -> Self:
        """Not cancelled, and the number or the date of the decision still to come."""
        waits = models.Q(decision_no="") | models.Q(decision_on__isnull=True)
        return self.filter(waits).exclude(state=TrainingClass.State.CANCELLED)

    def under_way(self) -> Self:
        return self.exclude(state__in=[TrainingClass.State.CLOSED, TrainingClass.State.ARCHIVED, TrainingClass.State.CANCELLED])


class TrainingClass(models.Model):
    """One class of one programme, one-to-one with a course run. Decision numbers may follow."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("state of a class", "Planned")
        APPROVED = "approved", pgettext_lazy("state of a class", "Approved")
        ENROLLING = "enrolling", pgettext_lazy("state of a class", "Enrolling")
        RUNNING = "running", pgettext_lazy("state of a class", "Running")
        ASSESSING = "assessing", pgettext_lazy("state of a class", "Assessing")
        CLOSED = "closed", pgettext_lazy("state of a class", "Closed")
        ARCHIVED = "archived", pgettext_lazy("state of a class", "Archived")
        CANCELLED = "cancelled", pgettext_lazy("state of a class", "Cancelled")

    class Form(models.TextChoices):
        FACE_TO_FACE = "face_to_face", _("Face to face")
        ONLINE = "online", _("Online")
        BLENDED = "blended", _("Blended")

    class ConfirmBy(models.TextChoices):
        BIRTH_DATE = "birth_date", _("Date of birth")
        TICKET = "ticket", _("Ticket of the invitation")
        EITHER = "either", _("Date of birth or ticket")

    code = models.CharField(_("class code"), max_length=32, unique=True)
    title = NormalisedCharField(_("class name"), max_length=250)
    programme = models.ForeignKey(TrainingProgramme, models.PROTECT, related_name="classes", verbose_name=_("programme"))
    # The programme's rules as they were when the class was made: {title, periods_total, threshold …}.
    programme_terms = models.JSONField(default=dict)
    run = models.OneToOneField("learning.CourseRun", models.PROTECT, related_name="training_class")
    organizer = models.ForeignKey("people.Organization", models.PROTECT, related_name="organized_classes", verbose_name=_("organizer"))
    coordinators = models.ManyToManyField(
        "people.Organization", blank=True, related_name="coordinated_classes", verbose_name=_("coordinating agencies")
    )
    issuer = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="issuing_classes", verbose_name=_("issuer of certificates")
    )
    form = models.CharField(pgettext_lazy("of a class", "form"), max_length=16, choices=Form, default=Form.FACE_TO_FACE)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.PLANNED)
    decision_no = models.CharField(_("decision number"), max_length=64, blank=True)
    decision_on = models.DateField(_("decision date"), null=True, blank=True)
    quota = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    opening_on = models.DateField(_("opening day"), null=True, blank=True)
    closing_on = models.DateField(_("closing day"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The hall: who may confirm whom at the first check-in, and what counts as late.
    confirm_by = models.CharField(_("first check-in is confirmed by"), max_length=16, choices=ConfirmBy, default=ConfirmBy.EITHER)
    late_after_minutes = models.PositiveSmallIntegerField(_("minutes after which somebody is late"), default=15)
    with_check_out = models.BooleanField(_("trainees also check out"), default=False)
    book_days = models.PositiveSmallIntegerField(_("days after a session until its book should be closed"), default=3)
    review_days = models.PositiveSmallIntegerField(_("days in which a mark may be reviewed"), default=5)
    enrols_from = models.DateTimeField(_("lists are taken from"), null=True, blank=True)
    enrols_until = models.DateTimeField(_("lists are taken until"), null=True, blank=True)
    # The address of the class page that anybody may open; it holds no names.
    short_code = models.CharField(max_length=8, null=True, unique=True, default=new_short_code, editable=False)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies", editable=False)
    # Counts every change of the class itself: a form that was opened before another officer saved is told so.
    edition = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("training class")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["closed", "archived"])
                | (models.Q(closed_at__isnull=False, closing_on__isnull=False) & ~models.Q(decision_no="")),
                name="class_closed_has_decision_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def waits_for_decision(self) -> bool:
        """The decision that opens the class may follow («chờ số quyết định»)."""
        return not self.decision_no or self.decision_on is None

    @property
    def is_final(self) -> bool:
        return self.state in (self.State.CLOSED, self.State.ARCHIVED, self.State.CANCELLED)


class VenueQuerySet(models.QuerySet["Venue"]):
    def named(self, name: str) -> "Venue":
        """The venue of this name, made when an officer types a new one."""
        return self.filter(name=name).order_by("pk").first() or self.create(name=name)


class Venue(models.Model):
    name = NormalisedCharField(_("name"), max_length=150)
    address = NormalisedCharField(_("address"), max_length=250, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        constraints = [models.UniqueConstraint(fields=["name", "address"], name="venue_once")]

    def __str__(self) -> str:
        return self.name


def new_checkin_secret() -> str:
    return secrets.token_hex(32)


class ClassSessionQuerySet(models.QuerySet["ClassSession"]):
    def not_cancelled(self) -> Self:
        return self.filter(cancelled=False)

    def held(self, at: datetime) -> Self:
        """Sessions that count by the moment `at`: over, their book closed, or attendance already taken."""
        from .attendance import CurrentAttendance

        taken = models.Exists(CurrentAttendance.objects.filter(session=models.OuterRef("pk")))
        over = models.Q(ends_at__lte=at) | models.Q(book_closed_at__isnull=False)
        return self.not_cancelled().filter(over | models.Q(taken))

    def to_come(self, at: datetime) -> Self:
        return self.not_cancelled().exclude(pk__in=self.model.objects.held(at).values("pk"))

    def on_day(self, day: date) -> Self:
        return self.not_cancelled().filter(starts_at__date=day)

    def ending_after(self, at: datetime) -> Self:
        return self.not_cancelled().filter(ends_at__gt=at)

    def of_classes(self, classes: Iterable["TrainingClass"] | Iterable[int]) -> Self:
        return self.filter(training_class__in=classes)

    def with_open_book(self, at: datetime) -> Self:
        """Over by the moment `at`, but their attendance book is not closed."""
        return self.not_cancelled().filter(ends_at__lte=at, book_closed_at__isnull=True)

    def open_for_checkin(self, since: datetime) -> Self:
        """Check-in opened after `since` and neither it nor the book closed."""
        return self.not_cancelled().filter(checkin_opened_at__gte=since, checkin_closed_at__isnull=True, book_closed_at__isnull=True)

    def with_presence(self) -> Self:
        """Adds `present` and `expected` (trainees on the roster) for lists."""
        from .attendance import CurrentAttendance

        marks = CurrentAttendance.objects.attended().on_roster().filter(session=models.OuterRef("pk")).order_by()
        came = marks.values("session").annotate(n=models.Count("pk")).values("n")
        roster = Trainee.objects.active().filter(training_class=models.OuterRef("training_class"))
        return self.annotate(present=Coalesce(models.Subquery(came), 0), expected=_count_of(roster))


class ClassSession(models.Model):
    """One buổi: a day, a part of the day, so many tiết."""

    class DayPart(models.TextChoices):
        MORNING = "morning", _("Morning")
        AFTERNOON = "afternoon", _("Afternoon")
        EVENING = "evening", _("Evening")

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("session number"))
    title = NormalisedCharField(_("content"), max_length=200, blank=True)
    day_part = models.CharField(_("part of the day"), max_length=16, choices=DayPart, default=DayPart.MORNING)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    periods = models.PositiveSmallIntegerField(_("tiết"))
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("venue"))
    cancelled = models.BooleanField(_("cancelled"), default=False)
    checkin_secret = models.CharField(max_length=64, default=new_checkin_secret, editable=False)
    checkin_opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    checkin_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    book_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    check_out_opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    make_up_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="make_ups", verbose_name=_("makes up for"))
    edition = models.PositiveIntegerField(default=0, editable=False)

    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("class session")
        ordering = ["starts_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "number"], name="class_session_number_once"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="class_session_ends_after_start"),
            models.CheckConstraint(condition=models.Q(periods__gte=1), name="class_session_has_periods"),
        ]

    def __str__(self) -> str:
        return f"{self.training_class.code} · {self.number}"

    @property
    def is_checkin_open(self) -> bool:
        return bool(self.checkin_opened_at) and not self.checkin_closed_at and not self.book_closed_at and not self.cancelled

    def was_checkin_open_at(self, moment: datetime) -> bool:
        """Whether somebody who came at this moment could check in."""
        opened, closed = self.checkin_opened_at, self.checkin_closed_at
        return opened is not None and opened <= moment and (closed is None or moment < closed) and not self.cancelled

    def is_over(self, moment: datetime) -> bool:
        """Nobody can come any more."""
        return self.ends_at <= moment or self.is_book_closed

    @property
    def is_book_closed(self) -> bool:
        return self.book_closed_at is not None


# States of an enrollment that keep a place on the roster.
ON_ROSTER = ("active", "completed")


class TraineeQuerySet(models.QuerySet["Trainee"]):
    def active(self) -> Self:
        return self.filter(enrollment__state__in=ON_ROSTER)

    def of_person(self, person: models.Model) -> Self:
        return self.filter(enrollment__person=person)

    def by_name(self) -> Self:
        return self.order_by("enrollment__person__name_sort_key", "enrollment__person__birth_year", "pk")


class Trainee(models.Model):
    """A place on the roster, one-to-one with an enrollment; agency and position as they were when admitted."""

    class Confirmation(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("of a trainee", "Confirmed")
        AWAITING_AGENCY = "awaiting_agency", _("Awaiting the agency's confirmation")
        REFUSED = "refused", pgettext_lazy("of a trainee", "Refused by the agency")

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="trainees")
    enrollment = models.OneToOneField("learning.Enrollment", models.PROTECT, related_name="trainee")
    agency = models.ForeignKey("people.Organization", models.PROTECT, related_name="trainees", verbose_name=_("agency"))
    position = NormalisedCharField(_("position"), max_length=150, blank=True)
    legal_category = models.CharField(_("legal category"), max_length=24, choices=LegalCategory, default=LegalCategory.OTHER)
    under_discipline = models.BooleanField(_("open discipline"), default=False)
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="trainees", verbose_name=_("venue"), help_text=_("Empty: the main one.")
    )
    # What stands in the invitation, on the card and on the phone; whoever shows it is this trainee.
    ticket_code = models.CharField(max_length=16, null=True, unique=True, default=new_ticket_code, editable=False)
    # A walk-in learns and is marked at once; the agency says later whether it sent this person.
    confirmation = models.CharField(max_length=16, choices=Confirmation, default=Confirmation.CONFIRMED)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    admitted_at = models.DateTimeField(default=timezone.now)

    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = _("trainee")

    def __str__(self) -> str:
        return f"{self.enrollment.person} · {self.training_class.code}"


class ClassStaff(models.Model):
    class Role(models.TextChoices):
        CLASS_MANAGER = "class_manager", _("Class manager")
        TRAINER = "trainer", _("Trainer")

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="staff")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="class_staff")
    role = models.CharField(max_length=16, choices=Role, default=Role.CLASS_MANAGER)
    # Empty: the whole class. A manager of one venue marks and counts there.
    venue = models.ForeignKey(Venue, models.SET_NULL, null=True, blank=True, related_name="staff", verbose_name=_("venue"))
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training_class", "person", "role"], name="class_staff_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.training_class.code}"
