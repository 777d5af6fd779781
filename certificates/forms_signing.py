"""Forms of the pages about signing."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; each is judged by itself later."""

    widget = ManyFilesInput(attrs={"accept": ".pdf,.zip", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return given


class SignedFilesForm(forms.Form):
    signed = ManyFilesField(
        label=_("Signed files"), help_text=_("The .zip with all of them, or single PDFs; up to 200 files and 100 MB at once. The names may differ."),
        error_messages={"required": _("Choose the signed files first.")},
    )  # fmt: skip
