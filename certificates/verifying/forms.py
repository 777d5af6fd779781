"""The one box, and the step after a number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.exceptions import CertificateError
from certificates.verifying import typed
from certificates.verifying.holder import Claim
from certificates.verifying.typed import LONGEST, Typed
from lms.foundation.vietnamese import PartialDate, TextError, normalise, parse_date

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class BirthField(forms.CharField):
    """05/02/1990, or a year alone."""

    def clean(self, value: Any) -> PartialDate:
        text = super().clean(value)
        try:
            return parse_date(text)
        except TextError as error:
            raise forms.ValidationError(str(error)) from error


class BoxForm(forms.Form):
    """A code, a number or a file: whichever is given."""

    ma = forms.CharField(
        label=_("Code, serial number or register number"), max_length=LONGEST, required=False,
        help_text=_("Blanks, hyphens and small letters do not matter; the whole address from the QR code may be pasted, too."),
        widget=forms.TextInput(attrs={**PLAIN, "autocapitalize": "characters", "class": "verify-code", "placeholder": "ABCD-EFGH-IJKL-MNOP"}),
    )  # fmt: skip
    tep = forms.FileField(
        label=_("Or the PDF file"), required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("The file is looked at and forgotten: it is stored nowhere."),
    )  # fmt: skip

    def clean_ma(self) -> Typed:
        text = self.cleaned_data["ma"]
        found = typed.read(text)
        if text.strip() and found == Typed():
            raise forms.ValidationError(str(CertificateError("typed_unreadable")))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned.get("ma") == Typed() and cleaned.get("tep") is None:
            self.add_error("ma", str(CertificateError("nothing_given")))
        return cleaned


class NumberForm(forms.Form):
    """What somebody who has the document can read from it."""

    so = forms.CharField(
        label=_("Serial number or register number"), max_length=LONGEST, widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": _("Enter the serial number or the register number printed on the document.")},
    )  # fmt: skip
    ho_ten = forms.CharField(
        label=pgettext_lazy("verification", "Full name"), max_length=LONGEST, help_text=_("As printed; marks and capital letters do not matter."),
        widget=forms.TextInput(attrs=PLAIN), error_messages={"required": _("Enter the full name printed on the document.")},
    )  # fmt: skip
    ngay_sinh = BirthField(
        label=pgettext_lazy("verification", "Birth date"), max_length=40, help_text=_("Day/month/year as printed, or the year alone where only the year is printed."),
        widget=forms.TextInput(attrs={**PLAIN, "inputmode": "text", "placeholder": "05/02/1990"}),
        error_messages={"required": _("Enter the birth date printed on the document.")},
    )  # fmt: skip
    ngay_cap = BirthField(
        label=pgettext_lazy("verification", "Issue date"), max_length=40, required=False, help_text=_("Day/month/year as printed above the signature."),
        widget=forms.TextInput(attrs={**PLAIN, "placeholder": "20/11/2026"}),
    )  # fmt: skip

    def __init__(self, *args: Any, needs_issue_date: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_issue_date:
            del self.fields["ngay_cap"]
        else:
            self.fields["ngay_cap"].required = True
            self.fields["ngay_cap"].error_messages["required"] = str(CertificateError("issue_date_needed"))

    def clean_so(self) -> str:
        number = typed.read_number(self.cleaned_data["so"])
        if not number:
            raise forms.ValidationError(str(CertificateError("typed_unreadable")))
        return number

    @property
    def claim(self) -> Claim:
        data = self.cleaned_data
        issued = data.get("ngay_cap")
        return Claim(normalise(data["ho_ten"]), data["ngay_sinh"], issued.as_date() if issued else None)
