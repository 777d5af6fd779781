"""The form of a question: its fields and six rows of options."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from courses.models import Question
from courses.question_rules import WITH_OPTIONS, problem_with
from lms.foundation.vietnamese import normalise, normalise_lines

ROWS = 6


class OptionForm(forms.Form):
    text = forms.CharField(label=_("Option"), required=False, max_length=500)
    correct = forms.BooleanField(label=_("Right answer"), required=False)
    feedback = forms.CharField(label=_("Feedback for who chooses it"), required=False, max_length=1000)


OptionFormSet = formset_factory(OptionForm, extra=0, min_num=ROWS, max_num=20)


class QuestionForm(forms.ModelForm):
    points = forms.DecimalField(label=_("Points"), min_value=0, max_digits=6, decimal_places=2, initial=1)
    tolerance = forms.DecimalField(label=_("Tolerance"), required=False, min_value=0, max_digits=20, decimal_places=6, initial=0)
    accepted = forms.CharField(
        label=_("Accepted answers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a short text: one per line."),
    )

    class Meta:
        model = Question
        fields = ("kind", "prompt", "points", "accepted", "answer", "tolerance", "explanation")
        widgets = {"prompt": forms.Textarea(attrs={"rows": 4}), "explanation": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accepted"].initial = "\n".join(self.instance.answers)
        rows = [*self.instance.options, *({} for _row in range(ROWS))][: max(ROWS, len(self.instance.options))]
        self.options: BaseFormSet = OptionFormSet(self.data if self.is_bound else None, initial=rows, prefix="options")

    def is_valid(self) -> bool:
        return self.options.is_valid() and super().is_valid()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind", "")
        cleaned["options"] = self._chosen_options() if kind in WITH_OPTIONS else []
        cleaned["answers"] = (
            normalise_lines(cleaned.get("accepted", "")).split("\n") if kind == "short_text" and cleaned.get("accepted") else []
        )
        cleaned["answer"] = cleaned.get("answer") if kind == "number" else None
        cleaned["tolerance"] = cleaned.get("tolerance") or 0
        problem = problem_with(kind=kind, options=cleaned["options"], answers=cleaned["answers"], answer=cleaned["answer"])
        if kind and problem:
            raise ValidationError(problem)
        return cleaned

    def _post_clean(self) -> None:
        """The action validates the whole question; here the instance stays as it is."""

    def _chosen_options(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.options if self.options.is_valid()]
        return [
            {"text": normalise(row["text"]), "correct": row["correct"], "feedback": normalise_lines(row["feedback"])}
            for row in rows
            if row.get("text")
        ]


class QuestionImportForm(forms.Form):
    """A file, or questions typed in the same way."""

    file = forms.FileField(
        label=_("Word or Excel file"), required=False, help_text=_(".docx, .xlsx, .xls, .ods or .csv, up to 5 MB, at most 200 questions.")
    )
    text = forms.CharField(
        label=_("Or paste the questions here"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Written as in the Word template: “Câu 1.”, options A, B, C, a star before the right one."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("text", "").strip()):
            raise ValidationError(_("Choose one file, or paste questions as text: one of the two."))
        return cleaned
