"""Questions and the banks that hold them. Their keys never leave the server before an attempt is marked."""

import uuid
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.question_rules import problem_with
from lms.foundation.fields import NormalisedCharField


class QuestionBankQuerySet(models.QuerySet["QuestionBank"]):
    def of_courses(self, courses: models.QuerySet[Any]) -> Self:
        return self.filter(course_uid__in=courses.values("content_uid"))

    def with_question_counts(self) -> Self:
        return self.annotate(number=models.Count("questions"))


class QuestionBank(models.Model):
    """A course's stock of questions. Who may edit the course may use them; every language of the course shares them."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_uid = models.UUIDField(_("course"), db_index=True)
    title = NormalisedCharField(_("title"), max_length=200)

    objects = QuestionBankQuerySet.as_manager()

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_banks(self, banks: models.QuerySet[QuestionBank]) -> Self:
        return self.filter(bank__in=banks)

    def with_uids(self, uids: list[uuid.UUID]) -> Self:
        return self.filter(uid__in=uids)


class Question(models.Model):
    class Kind(models.TextChoices):
        SINGLE = "single", _("One right answer")
        MULTIPLE = "multiple", _("Several right answers")
        TRUE_FALSE = "true_false", _("True or false")
        SHORT_TEXT = "short_text", _("Short text")
        NUMBER = "number", _("Number")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="questions", verbose_name=_("question bank"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.SINGLE)
    prompt = models.TextField(_("question"))
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, default=1, validators=[MinValueValidator(0)])
    # [{"text", "correct": bool, "feedback"}] of the kinds with options, in the order shown.
    options = models.JSONField(_("options"), default=list, blank=True)
    # Accepted spellings of a short text.
    answers = models.JSONField(_("accepted answers"), default=list, blank=True)
    answer = models.DecimalField(_("right number"), max_digits=20, decimal_places=6, null=True, blank=True)
    tolerance = models.DecimalField(_("tolerance"), max_digits=20, decimal_places=6, default=0, validators=[MinValueValidator(0)])
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("Shown after the answer was marked."))

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(points__gte=0), name="question_points_not_negative")]

    def __str__(self) -> str:
        return self.prompt[:80]

    def clean(self) -> None:
        problem = problem_with(kind=self.kind, options=self.options, answers=self.answers, answer=self.answer)
        if problem:
            raise ValidationError(problem)
