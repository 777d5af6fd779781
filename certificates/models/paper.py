"""Paper day: numbered blanks, what was printed on which, and who took it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.foundation.fields import NormalisedCharField

from .authority import DocumentClass
from .certificates import Certificate


class BlankRange(models.Model):
    """Pre-printed blanks (phôi) as they came from the printing house: from one number to another."""

    issuer = models.ForeignKey("people.Organization", models.PROTECT, related_name="blank_ranges", verbose_name=_("issuer"))
    document_kind = models.CharField(_("kind of document"), max_length=32, choices=DocumentClass.Kind)
    prefix = models.CharField(_("letters before the number"), max_length=20, blank=True)
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    digits = models.PositiveSmallIntegerField(_("digits"), default=6)
    received_on = models.DateField(_("received on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="blank_range_in_order")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.first:0{self.digits}d}–{self.prefix}{self.last:0{self.digits}d}"


class BlankQuerySet(models.QuerySet["Blank"]):
    def free(self) -> Self:
        return self.filter(state=Blank.State.FREE).order_by("number", "pk")


class Blank(models.Model):
    class State(models.TextChoices):
        FREE = "free", pgettext_lazy("of a blank", "Free")
        USED = "used", pgettext_lazy("of a blank", "Used")
        SPOILED = "spoiled", pgettext_lazy("of a blank", "Spoiled")

    range = models.ForeignKey(BlankRange, models.PROTECT, related_name="blanks")
    issuer = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    document_kind = models.CharField(max_length=32, choices=DocumentClass.Kind)
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=40)  # as printed on it
    state = models.CharField(max_length=16, choices=State, default=State.FREE)
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="blanks")
    reason = models.CharField(_("why it was spoiled"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    objects = BlankQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "document_kind", "text"], name="blank_number_once"),
            models.UniqueConstraint(fields=["certificate"], condition=models.Q(state="used"), name="blank_one_per_certificate"),
            models.CheckConstraint(condition=~models.Q(state="spoiled") | ~models.Q(reason=""), name="blank_spoiled_has_reason"),
        ]

    def __str__(self) -> str:
        return self.text


class PrintRun(models.Model):
    """One stack of paper: which documents, in which order; it can be printed again in the same order."""

    class Order(models.TextChoices):
        NAME = "name", pgettext_lazy("order of printing", "By name")
        AGENCY = "agency", pgettext_lazy("order of printing", "By agency, then by name")
        VENUE = "venue", pgettext_lazy("order of printing", "By venue, agency and name")

    training_class = models.ForeignKey("classes.TrainingClass", models.PROTECT, related_name="print_runs")
    order = models.CharField(_("order"), max_length=16, choices=Order, default=Order.AGENCY)
    # Where the sheet lies in this printer: millimetres to the right and down.
    shift_x_mm = models.DecimalField(_("shift to the right (mm)"), max_digits=4, decimal_places=1, default=0)
    shift_y_mm = models.DecimalField(_("shift down (mm)"), max_digits=4, decimal_places=1, default=0)
    with_frame = models.BooleanField(_("print the frame"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.training_class.code} · {self.made_at:%d/%m/%Y %H:%M}"


class PrintLine(models.Model):
    run = models.ForeignKey(PrintRun, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="print_lines")
    group = models.CharField(max_length=250, blank=True)  # venue and agency, as the divider page says
    blank = models.ForeignKey(Blank, models.PROTECT, null=True, blank=True, related_name="print_lines")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="print_line_position_once"),
            models.UniqueConstraint(fields=["run", "certificate"], name="print_line_certificate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.position}"


class HandOver(models.Model):
    """The paper left the office: to its holder, or to somebody who takes it for them (người nhận thay)."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="hand_over")
    taken_on = models.DateField(_("taken on"))
    receiver = NormalisedCharField(_("who took it"), max_length=150)
    is_proxy = models.BooleanField(_("for somebody else"), default=False)
    # How the office knows that this person may: the letter of authority, its number or scan.
    authority = models.CharField(_("letter of authority"), max_length=300, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(is_proxy=False) | ~models.Q(authority=""), name="hand_over_proxy_has_authority")
        ]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.receiver}"
