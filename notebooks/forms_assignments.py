"""Forms about a lab as it is set in a run: the rules, more time, groups, grading again."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.learning.models import CourseRun, Enrollment
from notebooks.actions.assignments import Plan, plan_of
from notebooks.assignment_words import percent
from notebooks.classmates import learners_of
from notebooks.models import Assignment, Lab, LabVersion
from notebooks.models.assignments import LARGEST_GROUP


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock, in the site's zone; it speaks ISO whatever the page's language."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AssignmentForm(forms.ModelForm):
    """The rules. The form only checks and shows them: the action writes the row."""

    reason = forms.CharField(
        label=_("Why the rules change"),
        max_length=200,
        required=False,
        help_text=_("Stays with the change; whoever gets other points through it reads it in the gradebook."),
    )

    class Meta:
        model = Assignment
        fields = [field.name for field in fields(Plan)]
        widgets = {
            "opens_at": MomentInput,
            "closes_at": MomentInput,
            "accepts_until": MomentInput,
            "group_size": forms.Select(choices=[(n, n) for n in range(1, LARGEST_GROUP + 1)]),
        }
        localized_fields = ["late_percent_per_day", "late_percent_most"]
        help_texts = {
            "opens_at": _("Before that nobody gets the notebooks. Empty: open at once."),
            "closes_at": _("Empty: no due date."),
            "accepts_until": _("Empty: late work is not taken."),
            "late_percent_per_day": _("Every begun 24 hours after the due time count as one day."),
            "attempts": _("Empty: as often as they like; the newest work counts."),
            "group_size": _("2 or 3: learners may share one machine, hand in together and each get the points."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["reason"]
        for name in self.Meta.localized_fields:
            self.initial[name] = percent(Decimal(getattr(self.instance, name)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes, last = cleaned.get("opens_at"), cleaned.get("closes_at"), cleaned.get("accepts_until")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("The due time must lie after the opening."))
        if last and not closes and "closes_at" not in self.errors:
            self.add_error("closes_at", _("Late work needs a due time: set one, or leave the last time empty."))
        if last and closes and last < closes:
            self.add_error("accepts_until", _("The last time for late work must not lie before the due time."))
        if self.instance.pk and not self.errors and not cleaned["reason"] and self.plan() != plan_of(self.instance):
            self.add_error("reason", _("Say in a few words why: the reason stays with the change."))
        return cleaned

    def plan(self) -> Plan:
        return Plan(**{field.name: self.cleaned_data[field.name] for field in fields(Plan)})


def choose_among(form: forms.Form, name: str, places: QuerySet[Enrollment]) -> None:
    """Lets the form's field choose among these places, by full name."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = places
    field.label_from_instance = lambda place: place.person.full_name  # type: ignore[assignment]  # Django's own hook, also on an instance


def chosen_from(run: CourseRun, found: Iterable[int], data: Any, name: str) -> QuerySet[Enrollment]:
    """What a list shows: who was found, and who is chosen already. Nobody from another run."""
    sent = [int(value) for value in (data.getlist(name) if data else []) if value.isascii() and value.isdigit() and len(value) < 19]
    return learners_of(run).filter(pk__in=[*found, *sent])


class ExtensionForm(forms.Form):
    enrollment = forms.ModelChoiceField(label=_("Learner"), queryset=Enrollment.objects.none(), widget=forms.RadioSelect, empty_label=None)
    closes_at = forms.DateTimeField(label=_("New due time"), widget=MomentInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The learner reads it on the page of the lab."))

    def __init__(self, data: Any = None, *, run: CourseRun, found: Iterable[int], due: datetime | None) -> None:
        super().__init__(data, initial={"closes_at": due})
        choose_among(self, "enrollment", chosen_from(run, found, data, "enrollment"))


class GroupForm(forms.Form):
    """Who works at one machine."""

    members = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("of a group", "Learners"), queryset=Enrollment.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, run: CourseRun, found: Iterable[int]) -> None:
        super().__init__(data)
        choose_among(self, "members", chosen_from(run, found, data, "members"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class MoveForm(ReasonForm):
    version = forms.ModelChoiceField(label=_("Version"), queryset=LabVersion.objects.none(), empty_label=None)
    field_order = ("version", "reason")

    def __init__(self, data: Any = None, *, lab: Lab) -> None:
        super().__init__(data, initial={"version": lab.current_version_id})
        field = self.fields["version"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = lab.versions.filter(state=LabVersion.State.RELEASED)
        field.label_from_instance = lambda version: _("Version %(number)s") % {"number": version.number}  # type: ignore[assignment]  # Django's own hook
