"""Forms of the lab pages."""

from decimal import Decimal

from django import forms
from django.template.defaultfilters import floatformat
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


class AnswerForm(forms.Form):
    """Points and a remark for one manually graded answer."""

    score = forms.DecimalField(label=_("Points"), min_value=Decimal(0), max_digits=8, decimal_places=2, localize=True)
    comment = forms.CharField(label=_("Remark for the learner"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)

    def __init__(self, *args, max_score: Decimal, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].help_text = _("from 0 to %(max)s") % {"max": floatformat(max_score, -2)}
        self.max_score = max_score

    def clean_score(self) -> Decimal:
        score = self.cleaned_data["score"]
        if score > self.max_score:
            raise forms.ValidationError(_("The score must lie between 0 and the full score of the question."))
        return score
