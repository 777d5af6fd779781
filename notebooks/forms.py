"""Forms of the lab pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notebooks.intake import LIMITS, MB
from notebooks.models import Lab


class LabForm(forms.ModelForm):
    class Meta:
        model = Lab
        fields = ["title", "slug", "summary", "minutes"]
        help_texts = {"slug": _("Becomes the name of the folder in the learner's lab, for example thong-ke-phan-anh.")}


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files as a list."""

    widget = FilesInput

    def clean(self, data, initial=None):
        chosen = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(each, initial) for each in chosen]


class SourceForm(forms.Form):
    files = FilesField(label=_("Notebooks with solutions (.ipynb) and data files, or one .zip"))  # type: ignore[assignment]  # a declared field

    def upload(self) -> dict[str, bytes]:
        return {each.name: each.read() for each in self.cleaned_data["files"]}


class SubmitForm(forms.Form):
    files = FilesField(label=_("Your notebook (.ipynb) or one .zip"))  # type: ignore[assignment]  # a declared field
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def upload(self) -> dict[str, bytes]:
        return {each.name: each.read() for each in self.cleaned_data["files"]}


class CheckForm(forms.Form):
    check_files = FilesField(label=_("Your notebook (.ipynb) or one .zip"))  # type: ignore[assignment]  # a declared field

    def upload(self) -> dict[str, bytes]:
        return {each.name: each.read() for each in self.cleaned_data["check_files"]}


class ReceiptForm(forms.Form):
    """`ma` is the word in the link of a receipt."""

    ma = forms.CharField(
        label=_("Code of the receipt"), max_length=60, help_text=_("Groups of five letters and digits, for example ABCDE-FGH23-…")
    )
    file = forms.FileField(
        label=_("Compare with a file"),
        required=False,
        help_text=_("A notebook that was handed in, or the .zip of them all. It is not kept."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LIMITS.file_bytes:
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": LIMITS.file_bytes // MB})
        return file
