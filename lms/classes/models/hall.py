"""The hall: browsers bound to people, scans, venues of a session, head counts, and what a person should look at."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .classes import ClassSession, Trainee, TrainingClass, Venue, new_checkin_secret


class Browser(models.Model):
    """A browser that has checked somebody in, known by a random cookie of which only a keyed digest is kept."""

    key_digest = models.CharField(max_length=64, unique=True)
    first_seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class BrowserBindingQuerySet(models.QuerySet["BrowserBinding"]):
    def in_force(self) -> Self:
        return self.filter(ended_at__isnull=True)


class BrowserBinding(models.Model):
    """This browser is this trainee in this class: one browser a person and one person a browser, until the desk ends it."""

    class ConfirmedBy(models.TextChoices):
        BIRTH_DATE = "birth_date", _("Date of birth")
        TICKET = "ticket", _("Ticket of the invitation")
        ACCOUNT = "account", _("Account")
        DESK = "desk", _("The desk")

    browser = models.ForeignKey(Browser, models.PROTECT, related_name="bindings")
    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="browser_bindings")
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="browser_bindings")
    confirmed_by = models.CharField(max_length=16, choices=ConfirmedBy)
    bound_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = BrowserBindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trainee"], condition=models.Q(ended_at__isnull=True), name="binding_one_browser_per_trainee"),
            models.UniqueConstraint(
                fields=["browser", "training_class"], condition=models.Q(ended_at__isnull=True), name="binding_one_person_per_browser"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.browser} · {self.trainee}"


class SessionVenue(models.Model):
    """A further place of one session, with its own code, checker and sheet. The session's own venue is not among them."""

    class Kind(models.TextChoices):
        SEPARATE = "separate", _("Separate venue")
        LINKED = "linked", _("Linked venue")
        ONLINE = "online", _("Online room")

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="further_venues")
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="further_sessions", verbose_name=_("venue"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.LINKED)
    meeting_url = models.URLField(_("address of the meeting"), blank=True)
    checkin_secret = models.CharField(max_length=64, default=new_checkin_secret, editable=False)

    class Meta:
        verbose_name = _("further venue")
        constraints = [models.UniqueConstraint(fields=["session", "venue"], name="session_venue_once")]

    def __str__(self) -> str:
        return f"{self.session} · {self.venue}"


class ScanDirection(models.TextChoices):
    IN = "in", _("In")
    OUT = "out", _("Out")


class Scan(models.Model):
    """An accepted scan, kept for ever. `shown_at` is when the code was on the wall, `received_at` when it reached the site.

    A claimed scan («chờ xác nhận») counts after a class manager's tap; see ClaimDecision.
    """

    class Way(models.TextChoices):
        QR = "qr", _("QR code")
        TYPED = "typed", _("Typed code")
        CARD = "card", _("Trainee's own code")
        OFFLINE = "offline", _("Scanned without a network")

    session = models.ForeignKey(ClassSession, models.PROTECT, related_name="scans")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="scans")
    place = models.ForeignKey(SessionVenue, models.PROTECT, null=True, blank=True, related_name="scans")
    browser = models.ForeignKey(Browser, models.PROTECT, null=True, blank=True, related_name="scans")
    direction = models.CharField(max_length=4, choices=ScanDirection, default=ScanDirection.IN)
    way = models.CharField(max_length=8, choices=Way)
    shown_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    is_claimed = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["session", "is_claimed"], name="scan_session_claimed")]
        constraints = [models.UniqueConstraint(fields=["session", "trainee", "direction", "is_claimed"], name="scan_once")]

    def __str__(self) -> str:
        return f"{self.session} {self.trainee} {self.direction}"


class ClaimDecision(models.Model):
    """A class manager's answer to a claimed scan."""

    scan = models.OneToOneField(Scan, models.PROTECT, related_name="decision")
    accepted = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.scan}: {self.accepted}"


class HeadCount(models.Model):
    """How many heads somebody counted in a room. Appended; the newest one of a place holds."""

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="head_counts")
    place = models.ForeignKey(SessionVenue, models.CASCADE, null=True, blank=True, related_name="head_counts")
    n = models.PositiveIntegerField(_("heads counted"))
    recorded = models.PositiveIntegerField(help_text=_("How many were marked present there at that moment."))
    # Ten names drawn when the numbers differ: [{"trainee": pk, "answered": true | false | null}].
    called = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.session}: {self.n}"


class Flag(models.Model):
    """Something odd for a human to look at; it decides nothing by itself."""

    class Kind(models.TextChoices):
        ONE_DEVICE_MANY_PEOPLE = "one_device_many", _("One device for many people")
        CODE_FAR_FROM_ITS_TIME = "code_far", _("A code used far from its time")
        NAME_TAKEN = "name_taken", _("A second browser for a name")
        WRONG_CONFIRMATION = "wrong_confirmation", _("Several wrong confirmations")
        WRONG_VENUE = "wrong_venue", _("Another venue than planned")
        HEADS_DIFFER = "heads_differ", _("The head count differs")

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=24, choices=Kind)
    trainee = models.ForeignKey(Trainee, models.CASCADE, null=True, blank=True, related_name="flags")
    browser = models.ForeignKey(Browser, models.PROTECT, null=True, blank=True, related_name="flags")
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settlement = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["session", "settled_at"], name="flag_session_settled")]

    def __str__(self) -> str:
        return f"{self.session}: {self.kind}"


class OnlinePresence(models.Model):
    """Minutes of one trainee in the meeting of an online session, summed from its log."""

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="online_presences")
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="online_presences")
    minutes = models.PositiveIntegerField()
    names = models.JSONField(default=list, help_text=_("The names under which the meeting knew this person."))
    file_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "trainee"], name="online_presence_once")]

    def __str__(self) -> str:
        return f"{self.session} {self.trainee}: {self.minutes}"
