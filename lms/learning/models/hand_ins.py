"""Work handed in and marked by hand: what is asked, further files, the marks of a rubric, and the review of a mark."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .enrollments import Enrollment
from .gradebook import GradeItem, HandIn


class HandInTask(models.Model):
    """What a hand-in or a paper test asks: words for the learner, dates, a rubric for the marker."""

    item = models.OneToOneField(GradeItem, models.CASCADE, related_name="task")
    instructions = models.TextField(_("instructions"), max_length=5000, blank=True)
    takes_text = models.BooleanField(_("text"), default=True)
    takes_files = models.BooleanField(_("files and photos"), default=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    # [{"key": "…", "title": "…", "max": "4"}]; the sum of max is the item's max_score. Empty: one number.
    rubric = models.JSONField(default=list, blank=True)
    # How many days after the mark a review may be asked for (phúc khảo).
    review_days = models.PositiveSmallIntegerField(_("days for asking for a review"), default=5)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("work to hand in")

    def __str__(self) -> str:
        return self.item.title


class HandInFile(models.Model):
    """A further page or photo of a hand-in; the first one stands in the hand-in itself."""

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="further_files")
    file_sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.file_name


class HandInMark(models.Model):
    """One marking of one piece of work: points by rubric and a remark. Append-only; the gradebook takes the newest."""

    item = models.ForeignKey(GradeItem, models.PROTECT, related_name="marks")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="marks")
    hand_in = models.ForeignKey(HandIn, models.PROTECT, null=True, blank=True, related_name="marks")
    points = models.JSONField(default=dict, blank=True)
    score = models.DecimalField(max_digits=8, decimal_places=2)
    remark = models.TextField(_("remark"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(score__gte=0), name="hand_in_mark_not_negative")]

    def __str__(self) -> str:
        return f"{self.item} {self.enrollment}: {self.score}"


class MarkReview(models.Model):
    """«Phúc khảo»: a learner asks within N days to have a mark looked at by another marker."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("of a review", "Waiting")
        CHANGED = "changed", pgettext_lazy("of a review", "Mark changed")
        KEPT = "kept", pgettext_lazy("of a review", "Mark kept")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a review", "Withdrawn")

    item = models.ForeignKey(GradeItem, models.PROTECT, related_name="reviews")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="reviews")
    reason = models.TextField(_("reason"), max_length=1000)
    state = models.CharField(max_length=16, choices=State, default=State.ASKED)
    score_before = models.DecimalField(max_digits=8, decimal_places=2)
    score_after = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "enrollment"], condition=models.Q(state="asked"), name="mark_review_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.enrollment}: {self.state}"
