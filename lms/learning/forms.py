"""Forms of this room."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.foundation.vietnamese import format_number
from lms.learning.actions.works import RubricLine, WorkPlan
from lms.learning.models import GradeItem, HandInTask
from lms.learning.paper_marks import parse_score

RUBRIC_LINES = 12


class WorkForm(forms.Form):
    """One work: what is asked, until when, for how many points."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of a work", "Kind"),
        choices=[
            (GradeItem.Kind.HAND_IN, _("Handed in online: text, file or photo")),
            (GradeItem.Kind.PAPER, _("Written on paper, marks entered here")),
        ],
        widget=forms.RadioSelect,
        initial=GradeItem.Kind.HAND_IN,
    )
    title = forms.CharField(label=pgettext_lazy("of a work", "Title"), max_length=200)
    instructions = forms.CharField(
        label=_("Instructions for the learner"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    takes = forms.MultipleChoiceField(
        label=_("May be handed in as"),
        choices=[("text", pgettext_lazy("to hand in", "text")), ("files", pgettext_lazy("to hand in", "files and photos"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=["text", "files"],
    )
    due_at = forms.DateTimeField(
        label=pgettext_lazy("of a work", "Due"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: no date. Later work is taken and marked as late."),
    )
    max_score = forms.CharField(label=_("Full points"), max_length=8, initial="10")
    rubric = forms.CharField(
        label=_("Rubric"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One line each: what is judged, a colon, its points. For example “Nêu đúng vấn đề: 4”. The points of the lines make the full points."
        ),
    )
    required = forms.BooleanField(label=_("Needed for the certificate (at least half of the points)"), required=False, initial=True)
    review_days = forms.IntegerField(label=_("Days in which a review may be asked for"), min_value=0, max_value=60, initial=5)

    def clean_max_score(self) -> Decimal:
        score = parse_score(self.cleaned_data["max_score"])
        if not score:
            raise forms.ValidationError(_("Write a number greater than 0, for example 10."))
        return score

    def clean_rubric(self) -> tuple[RubricLine, ...]:
        lines = []
        for line in filter(None, map(str.strip, self.cleaned_data["rubric"].splitlines())):
            title, _colon, points = line.rpartition(":")
            number = parse_score(points)
            if not title.strip() or not number:
                raise forms.ValidationError(
                    _("The line “%(line)s” has no points; write for example “Nêu đúng vấn đề: 4”.") % {"line": line[:80]}
                )
            lines.append(RubricLine(title.strip()[:200], number))
        if len(lines) > RUBRIC_LINES or len({line.title for line in lines}) < len(lines):
            raise forms.ValidationError(_("A rubric has at most %(n)s lines, each with words of its own.") % {"n": RUBRIC_LINES})
        return tuple(lines)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == GradeItem.Kind.HAND_IN and not cleaned.get("takes"):
            self.add_error("takes", _("Choose at least one way of handing in."))
        return cleaned

    def plan(self) -> WorkPlan:
        values = self.cleaned_data
        return WorkPlan(
            title=values["title"],
            kind=values["kind"],
            max_score=values["max_score"],
            required=values["required"],
            instructions=values["instructions"],
            takes_text="text" in values["takes"],
            takes_files="files" in values["takes"],
            due_at=values["due_at"],
            rubric=values["rubric"],
            review_days=values["review_days"],
        )

    @staticmethod
    def initial_of(task: HandInTask) -> dict[str, Any]:
        return {
            "kind": task.item.kind,
            "title": task.item.title,
            "instructions": task.instructions,
            "takes": [name for name, takes in (("text", task.takes_text), ("files", task.takes_files)) if takes],
            "due_at": task.due_at,
            "max_score": format_number(task.item.max_score or 0),
            "rubric": "\n".join(f"{line['title']}: {format_number(Decimal(line['max']))}" for line in task.rubric),
            "required": task.item.required,
            "review_days": task.review_days,
        }
