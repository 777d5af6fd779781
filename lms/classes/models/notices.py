"""What a class tells its people, on which ways, and who has seen it; the calendar feed of a person."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.foundation.fields import NormalisedCharField

from .classes import ClassSession, Trainee, TrainingClass, new_short_code


class ClassNotice(models.Model):
    """One message to everybody of a class. `short_code` is its address, which a pasted message carries."""

    class Kind(models.TextChoices):
        PLACE = "place", _("Another room")
        TIME = "time", _("Another time")
        CANCELLED = "cancelled", _("Session cancelled")
        SUMMONS = "summons", _("Summons")
        NEWS = "news", pgettext_lazy("of a class", "News")

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="notices")
    session = models.ForeignKey(ClassSession, models.CASCADE, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.NEWS)
    title = NormalisedCharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=2000)
    short_code = models.CharField(max_length=8, unique=True, default=new_short_code, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.training_class.code} · {self.title}"


class NoticeDelivery(models.Model):
    """One message on one way to one trainee. The row is the work of the sender."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail")
        SMS = "sms", "SMS"
        ZALO = "zalo", "Zalo"

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a message", "Waiting")
        SENT = "sent", pgettext_lazy("of a message", "Sent")
        FAILED = "failed", pgettext_lazy("of a message", "Failed")

    notice = models.ForeignKey(ClassNotice, models.CASCADE, related_name="deliveries")
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    detail = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "trainee", "channel"], name="notice_delivery_once")]
        indexes = [models.Index(fields=["state", "at"], name="notice_delivery_state")]

    def __str__(self) -> str:
        return f"{self.notice} · {self.trainee} · {self.channel}"


class NoticeOpening(models.Model):
    """A trainee has opened a notice, or the class page after it."""

    notice = models.ForeignKey(ClassNotice, models.CASCADE, related_name="openings")
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="notice_openings")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "trainee"], name="notice_opening_once")]

    def __str__(self) -> str:
        return f"{self.notice} · {self.trainee}"


class CalendarFeed(models.Model):
    """A person's own calendar address: a signature over `nonce`; a new nonce ends the old address."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    nonce = models.CharField(max_length=32)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.person)
