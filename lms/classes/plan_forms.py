"""Forms of the year plan."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.classes.forms import DayInput, choose_from
from lms.classes.models import PlannedClass, TrainingProgramme, YearPlan
from lms.people.models import Organization

FIRST_YEAR, LAST_YEAR = 2020, 2100


class PlanForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    title = forms.CharField(label=_("Name of the plan"), max_length=250)
    organizer = forms.ModelChoiceField(label=_("Lead agency"), queryset=Organization.objects.none())
    approvers = forms.ModelMultipleChoiceField(
        label=_("Approved by"),
        queryset=Organization.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them has to approve, for example both Sở Nội vụ and Sở Khoa học và Công nghệ (KH 4738, II.9.c, IV.3)."),
    )

    def __init__(self, *args: Any, organizers: set[int], plan: YearPlan | None = None, **kwargs: Any) -> None:
        if plan is not None:
            kwargs["initial"] = {"year": plan.year, "title": plan.title, "approvers": plan.approvers.all()}
        super().__init__(*args, **kwargs)
        valid = Organization.objects.valid_on(timezone.localdate()).by_name()
        choose_from(self, "approvers").queryset = valid.filter(kind=Organization.Kind.DEPARTMENT)
        organizer = choose_from(self, "organizer")
        organizer.queryset = valid.filter(pk__in=organizers)
        if plan is not None:
            del self.fields["organizer"]
        elif len(only := list(organizer.queryset[:2])) == 1:
            organizer.initial = only[0]


class PlanCopyForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    title = forms.CharField(label=_("Name of the plan"), max_length=250)


class LineForm(forms.Form):
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=TrainingProgramme.objects.none())
    title = forms.CharField(label=_("Class name"), max_length=250, required=False, help_text=_("Empty: the programme's title."))
    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=[(1, "I"), (2, "II"), (3, "III"), (4, "IV")], coerce=int)
    quota = forms.IntegerField(label=_("Places"), min_value=1, max_value=5000)
    organizer = forms.ModelChoiceField(label=_("Organizer"), queryset=Organization.objects.none())
    issuer = forms.ModelChoiceField(label=_("Issuer of certificates"), queryset=Organization.objects.none(), required=False)
    note = forms.CharField(label=pgettext_lazy("of a planned class", "Note"), max_length=300, required=False)
    number = forms.IntegerField(
        label=_("How many such classes"), min_value=1, max_value=20, initial=1, help_text=_("Several classes alike are added at once.")
    )

    def __init__(self, *args: Any, plan: YearPlan, line: PlannedClass | None = None, **kwargs: Any) -> None:
        if line is not None:
            kwargs["initial"] = {name: getattr(line, name) for name in self.base_fields if name != "number"}
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        programmes = TrainingProgramme.objects.valid_on(today)
        valid = Organization.objects.valid_on(today).by_name()
        if line is not None:
            # What was planned stays choosable after a programme ended or an agency was merged.
            del self.fields["number"]
            programmes = programmes | TrainingProgramme.objects.filter(pk=line.programme_id)
        choose_from(self, "programme").queryset = programmes.order_by("title", "-version")
        choose_from(self, "organizer").queryset = valid.exclude(kind=Organization.Kind.SCHOOL)
        choose_from(self, "issuer").queryset = valid.filter(kind=Organization.Kind.TRAINING_INSTITUTION)
        if line is None:
            self.initial.setdefault("organizer", plan.organizer_id)
            for name in ("programme", "issuer"):
                if len(only := list(choose_from(self, name).queryset[:2])) == 1:  # type: ignore[index]  # set above
                    self.initial.setdefault(name, only[0].pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("title") and cleaned.get("programme"):
            cleaned["title"] = cleaned["programme"].title
        return cleaned


class AnswerForm(forms.Form):
    organization = forms.ModelChoiceField(label=_("In the name of"), queryset=Organization.objects.none())
    note = forms.CharField(
        label=pgettext_lazy("to a plan", "Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when the plan is returned: what has to be changed."),
    )

    def __init__(self, *args: Any, agencies: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = choose_from(self, "organization")
        field.queryset = Organization.objects.filter(pk__in=[each.pk for each in agencies]).by_name()
        if len(agencies) == 1:
            field.initial = agencies[0]


class PlanDecisionForm(forms.Form):
    """The number with its date, the scan, or all of them: each may come first."""

    decision_no = forms.CharField(label=_("Decision number"), max_length=64, required=False)
    decision_on = forms.DateField(label=_("Decision date"), required=False, widget=DayInput)
    scan = forms.FileField(
        label=_("Scan of the signed plan"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.heic"}),
        help_text=_("A PDF or a photo, up to 10 MB."),
        error_messages={"empty": _("The file is empty; choose it again.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("decision_no")) != bool(cleaned.get("decision_on")) and not self.errors:
            missing = "decision_on" if cleaned.get("decision_no") else "decision_no"
            self.add_error(missing, _("Number and date of the decision belong together; enter both."))
        return cleaned
