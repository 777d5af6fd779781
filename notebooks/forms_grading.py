"""Forms of the grading pages."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _

from notebooks.actions.appeals import TEXT_CHARACTERS
from notebooks.models import RubricItem

OUT_OF_RANGE = _("The score must lie between 0 and the full score of the question.")


class ScoreField(forms.DecimalField):
    """Points with a comma or a point, never more than the question has."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(min_value=Decimal(0), max_digits=8, decimal_places=2, localize=True, **kwargs)
        self.widget.is_localized = True


class BoundedScoreForm(forms.Form):
    """A form with a score of at most `max_score`."""

    def __init__(self, *args: Any, max_score: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_score = max_score
        self.fields["score"].help_text = _("from 0 to %(max)s") % {"max": floatformat(max_score, -2)}

    def clean_score(self) -> Decimal | None:
        score = self.cleaned_data["score"]
        if score is not None and score > self.max_score:
            raise forms.ValidationError(OUT_OF_RANGE)
        return score


class PointsForm(BoundedScoreForm):
    """Points, rubric lines and a remark for one answer."""

    lines = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    score = ScoreField(label=_("Points"), required=False)
    comment = forms.CharField(label=_("Remark for the learner"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    keep = forms.BooleanField(label=_("Use this remark again"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rubric: Iterable[RubricItem], for_people: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric = list(rubric)
        self.for_people = for_people
        self.fields["lines"].choices = [(line.pk, line.text) for line in self.rubric]  # type: ignore[attr-defined]
        self.fields["comment"].label = _("Remark for the learner") if for_people else _("Why other points than the machine's")

    def clean(self) -> dict[str, Any]:
        """Without a number the chosen lines give the points."""
        given = super().clean() or self.cleaned_data
        chosen = [line for line in self.rubric if str(line.pk) in given.get("lines", [])]
        if "score" in given and given["score"] is None:
            if chosen:
                given["score"] = proposed(chosen, self.rubric, self.max_score)
            else:
                self.add_error("score", _("Enter the points, or choose rubric lines."))
        if not self.for_people and "comment" in given and not given["comment"].strip():
            self.add_error("comment", _("The machine graded this question. Write in the remark why you give other points."))
        return given

    @property
    def chosen(self) -> list[str]:
        """What is ticked as the page stands."""
        return [str(pk) for pk in (self["lines"].value() or [])]

    def offered(self) -> list[tuple[RubricItem, bool]]:
        return [(line, str(line.pk) in self.chosen) for line in self.rubric]


def proposed(chosen: Iterable[RubricItem], rubric: Iterable[RubricItem], max_score: Decimal) -> Decimal:
    """The lines' sum; where all lines of a rubric take points off, they are taken off the full score."""
    takes_off = all(line.points <= 0 for line in rubric)
    total = sum((line.points for line in chosen), max_score if takes_off else Decimal(0))
    return min(max(total, Decimal(0)), max_score)


class LineForm(forms.Form):
    """One rubric line."""

    text = forms.CharField(label=_("Criterion"), max_length=300)
    points = forms.DecimalField(label=_("Points"), max_digits=8, decimal_places=2, localize=True)


class AppealAnswerForm(BoundedScoreForm):
    answer = forms.CharField(label=_("Your answer to the learner"), widget=forms.Textarea(attrs={"rows": 5}), max_length=TEXT_CHARACTERS)
    score = ScoreField(label=_("New points"), required=False)

    def __init__(self, *args: Any, max_score: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, max_score=max_score, **kwargs)
        self.fields["score"].help_text = _("Leave it empty if the points stay; from 0 to %(max)s.") % {"max": floatformat(max_score, -2)}
