"""Forms of the papers of a class."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.classes.forms import DayInput
from lms.classes.models import ClassDocument, TrainingClass

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.docx"


class PaperForm(forms.Form):
    """A decision may bring its number and date; they then become those of the class if it still waits for them."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF, a photo (JPG, PNG, WEBP, HEIC) or a Word file (.docx), up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty; choose it again."),
        },
    )
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=ClassDocument.Kind.choices)
    title = forms.CharField(label=_("Title of the paper"), max_length=200, required=False, help_text=_("Empty: the kind of paper."))
    document_no = forms.CharField(label=_("Number of the paper"), max_length=64, required=False)
    document_on = forms.DateField(label=_("Date of the paper"), required=False, widget=DayInput)
    is_public = forms.BooleanField(
        label=_("Show on the class page"),
        required=False,
        help_text=_("Anybody with the address of the class page can open it: choose this only for papers without personal data."),
    )

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"kind": "decision" if training_class.waits_for_decision else "material"})
        super().__init__(*args, **kwargs)


class DecisionForm(forms.Form):
    decision_no = forms.CharField(label=_("Decision number"), max_length=64)
    decision_on = forms.DateField(label=_("Decision date"), widget=DayInput)
