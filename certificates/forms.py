"""Forms of the registrar."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.models import DocumentClass


class DayInput(forms.DateInput):
    """The browser's own calendar; it speaks ISO whatever the page's language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DecisionForm(forms.Form):
    number = forms.CharField(
        label=_("Decision number"), max_length=64, help_text=_("As on the paper, for example 123/QĐ-HVCB."),
        error_messages={"required": _("Enter the number of the recognition decision, for example 123/QĐ-HVCB.")},
    )  # fmt: skip
    decided_on = forms.DateField(
        label=_("Decision date"), widget=DayInput,
        error_messages={
            "required": _("Enter the date of the recognition decision."),
            "invalid": _("This is not a date; write it as day/month/year, for example 05/02/2026."),
        },
    )  # fmt: skip
    scan = forms.FileField(
        label=_("Scan of the signed decision"), required=False, help_text=_("A PDF or a photo, at most 10 MB; it can also be added later."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.heic"}),
        error_messages={"empty": _("This file is empty; choose it again.")},
    )  # fmt: skip


class ScanForm(forms.Form):
    """The signed decision as a PDF or a photo."""

    scan = forms.FileField(
        label=_("Scan of the signed decision"), help_text=_("A PDF or a photo, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.heic"}),
        error_messages={"required": _("Choose the scan first."), "empty": _("This file is empty; choose it again.")},
    )  # fmt: skip


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the number is not used"), max_length=300, help_text=_("Stays in the register beside the number, for example: the trainee withdrew."),
        error_messages={"required": _("Say why the number is not used: the reason stays in the register.")},
    )  # fmt: skip


class IssueForm(forms.Form):
    """Which document; the one that the issuer is assigned is chosen already."""

    document_class = forms.ModelChoiceField(
        label=pgettext_lazy("certificate", "Document"), queryset=DocumentClass.objects.none(), empty_label=None,
        error_messages={"required": _("Choose the document first."), "invalid_choice": _("This document cannot be issued to this class; choose one from the list.")},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: QuerySet[DocumentClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["document_class"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices
