"""A list on its way to the roster: checked, written in the background, taken back in one step."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .agencies import AgencyInvitation
from .classes import Trainee, TrainingClass


class RosterImport(models.Model):
    """One list that somebody sent for one class. The row is the work: a worker that dies leaves it to the sweep."""

    class Source(models.TextChoices):
        FILE = "file", _("File")
        PASTE = "paste", _("Pasted from a spreadsheet")
        AGENCY = "agency", _("Sent by the agency")
        COMMAND = "command", _("Command")

    class State(models.TextChoices):
        CHECKING = "checking", pgettext_lazy("of a list", "Being checked")
        CHECKED = "checked", pgettext_lazy("of a list", "Checked")
        WRITING = "writing", pgettext_lazy("of a list", "Being written")
        WRITTEN = "written", pgettext_lazy("of a list", "Written")
        FAILED = "failed", pgettext_lazy("of a list", "Failed")
        UNDONE = "undone", pgettext_lazy("of a list", "Taken back")

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="roster_imports")
    invitation = models.ForeignKey(AgencyInvitation, models.CASCADE, null=True, blank=True, related_name="imports")
    source = models.CharField(max_length=16, choices=Source)
    state = models.CharField(max_length=16, choices=State, default=State.CHECKING)
    filename = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    # {row number as text: {"person": handle} | {"new": true} | {"skip": true}}: answers to doubtful matches.
    decisions = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    # The checked rows, page by page readable, as JSON in the private store.
    report_sha256 = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "beat_at"], name="roster_import_state")]

    def __str__(self) -> str:
        return f"{self.training_class.code} · {self.filename}"


class RosterImportEntry(models.Model):
    """What one row of a written list has changed, so that undo takes back exactly that."""

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="entries")
    row = models.PositiveIntegerField()
    trainee = models.ForeignKey(Trainee, models.SET_NULL, null=True, related_name="import_entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_person = models.BooleanField(default=False)
    made_trainee = models.BooleanField(default=False)
    # What was there before, for the fields that the row changed: {"affiliation": …, "enrollment": "withdrawn"}.
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster_import", "row"], name="roster_import_row_once")]

    def __str__(self) -> str:
        return f"{self.roster_import} {self.row}"
