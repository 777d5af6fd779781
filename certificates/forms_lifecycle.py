"""Forms about what happens to a document after its issue."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates import corrections
from certificates.actions.requests import Wish
from certificates.actions.revocations import Order
from certificates.exceptions import CertificateError
from certificates.forms import DayInput
from certificates.lifecycle_rules import grounds_on
from certificates.lineage import Competence
from certificates.models import Certificate, CertificateRequest
from certificates.snapshots import HONORIFICS
from lms.foundation import uploads
from lms.foundation.uploads import Paper, UploadError
from lms.foundation.vietnamese import normalise
from lms.people.models import Organization

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.heic"
NO_DATE = gettext_lazy("This is not a date; write it as day/month/year, for example 05/02/2026.")
SURE = pgettext_lazy("certificate", "Serial number, to confirm")


class ScanField(forms.FileField):
    """A scan or photo that may come along; its value is the kept `Paper`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Paper | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return uploads.keep(upload)
        except UploadError as error:
            raise forms.ValidationError(str(error)) from error


class RevocationForm(forms.Form):
    """The decision as it is on paper; `sure` is what has to be typed to confirm."""

    effect = forms.ChoiceField(
        label=gettext_lazy("What the decision says"), widget=forms.RadioSelect,
        choices=[
            (Certificate.State.REVOKED, gettext_lazy("Revoked: it was given and no longer counts")),
            (Certificate.State.ANNULLED, gettext_lazy("Annulled: it never counted")),
        ],
        error_messages={"required": gettext_lazy("Choose what the decision says.")},
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the ground of the decision.")},
    )
    number = forms.CharField(
        label=gettext_lazy("Decision number"), max_length=64, help_text=gettext_lazy("As on the paper, for example 77/QĐ-HVCB."),
        error_messages={"required": gettext_lazy("Enter the number of the decision, for example 77/QĐ-HVCB.")},
    )  # fmt: skip
    decided_on = forms.DateField(
        label=gettext_lazy("Decision date"), widget=DayInput,
        error_messages={"required": gettext_lazy("Enter the date of the decision."), "invalid": NO_DATE},
    )  # fmt: skip
    decided_by = forms.ModelChoiceField(
        label=gettext_lazy("Decided by"), queryset=Organization.objects.none(), empty_label=None,
        error_messages={"required": gettext_lazy("Choose who took the decision.")},
    )  # fmt: skip
    note = forms.CharField(
        label=pgettext_lazy("certificate", "Note for the office"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("Not shown to the public."),
    )  # fmt: skip
    scan = ScanField(label=gettext_lazy("Scan of the decision"), help_text=gettext_lazy("A PDF or a photo, at most 10 MB."))
    sure = forms.CharField(label=SURE, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))

    def __init__(self, *args: Any, competence: Competence, sure: str, sure_label: Any = SURE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = sure
        self.rules = grounds_on(timezone.localdate())
        self.choices_of("ground").choices = [(rule.code, f"{rule.code}) {rule.text} – {rule.legal_basis}") for rule in self.rules]
        deciders = self.fields["decided_by"]
        assert isinstance(deciders, forms.ModelChoiceField)
        # A decision taken while the issuer existed may be entered after its end.
        keys = [row.pk for row in [*competence.deciders, competence.issuer]]
        deciders.queryset = Organization.objects.filter(pk__in=keys).by_name()
        deciders.initial = keys[0]
        sure_field = self.fields["sure"]
        sure_field.label = sure_label
        sure_field.help_text = _("Type %(text)s here: this cannot be taken back.") % {"text": sure}
        sure_field.error_messages["required"] = _("Type %(text)s to confirm.") % {"text": sure}

    def choices_of(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def clean_sure(self) -> str:
        typed: str = normalise(self.cleaned_data["sure"])
        if typed.upper() != self.expected.upper():
            raise forms.ValidationError(_("This is not %(text)s; type it exactly as shown.") % {"text": self.expected})
        return typed

    def order(self) -> Order:
        values = self.cleaned_data
        names = ("effect", "ground", "number", "decided_on", "decided_by", "note")
        return Order(**{name: values[name] for name in names}, paper=values["scan"])


class CorrectionsForm(forms.Form):
    """What the document says, field by field, to be corrected."""

    def __init__(self, *args: Any, printed: Mapping[str, Any], issuers: list[Organization], with_answer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(correction_fields(printed))
        add_issuer(self, issuers)
        if with_answer:
            self.fields["answer"] = answer_field()

    @property
    def correction_names(self) -> list[str]:
        return list(corrections.FIELDS)

    def right(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in corrections.FIELDS}


class RenewalForm(CorrectionsForm):
    """After a revocation: why, and what is right."""

    reason = forms.CharField(
        label=gettext_lazy("Why a new document is issued"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For example: decision 90/QĐ-HVCB of 05/02/2026 sets the revocation aside. It stands in the register."),
        error_messages={"required": gettext_lazy("Write why a new document is issued, for example the decision that set the revocation aside.")},
    )  # fmt: skip


class ReplacementForm(forms.Form):
    """In place of a lost document: nothing of it changes."""

    def __init__(self, *args: Any, issuers: list[Organization], with_answer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_issuer(self, issuers)
        if with_answer:
            self.fields["answer"] = answer_field()


def correction_fields(printed: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Every field is optional here: the action says which may not be empty, with its own sentence."""
    made: dict[str, forms.Field] = {}
    for name, field in corrections.FIELDS.items():
        initial = printed.get(name) or ""
        if name == "honorific":
            made[name] = forms.ChoiceField(label=str(field.label), choices=[(text, text) for text in HONORIFICS.values()], initial=initial)
        else:
            made[name] = forms.CharField(label=str(field.label), max_length=field.max_length, required=False, initial=initial)
    return made


def add_issuer(form: forms.Form, issuers: list[Organization]) -> None:
    """A choice only where a split left more than one."""
    if len(issuers) > 1:
        queryset = Organization.objects.filter(pk__in=[row.pk for row in issuers]).by_name()
        form.fields["issuer"] = forms.ModelChoiceField(label=gettext_lazy("Issued in the name of"), queryset=queryset)


def answer_field(*, initial: str = "") -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Answer to the holder"), max_length=500, initial=initial, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write an answer: it is what the holder reads.")},
    )  # fmt: skip


class RefusalForm(forms.Form):
    answer = answer_field()


class RequestForm(forms.Form):
    """What the holder asks for: an error with what is right, or another copy of a lost document."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened?"), choices=CertificateRequest.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what happened.")},
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("In a sentence"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example: my year of birth is 1991; or: lost when we moved house."),
    )  # fmt: skip
    file = ScanField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("The faulty certificate and a paper that shows what is right, as a PDF or a photo of at most 10 MB."),
    )
    field_order = ["received_on", "kind", *corrections.FIELDS, "text", "file"]

    def __init__(self, *args: Any, printed: Mapping[str, Any], on_paper: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.printed = printed
        self.fields.update(correction_fields(printed))
        if on_paper:
            self.fields["received_on"] = forms.DateField(
                label=gettext_lazy("Received on"), widget=DayInput(), initial=timezone.localdate,
                help_text=gettext_lazy("The clock runs from this day."),
                error_messages={"required": gettext_lazy("Enter the day on which the request was received."), "invalid": NO_DATE},
            )  # fmt: skip
        self.order_fields(self.field_order)

    @property
    def correction_names(self) -> list[str]:
        return list(corrections.FIELDS)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("kind") == CertificateRequest.Kind.ISSUER_ERROR and not self.errors:
            try:
                corrections.cleaned(self.printed, self._right())
            except CertificateError as error:
                raise forms.ValidationError(str(error)) from error
        return values

    def wish(self) -> Wish:
        values = self.cleaned_data
        right = self._right() if values["kind"] == CertificateRequest.Kind.ISSUER_ERROR else {}
        return Wish(values["kind"], values["text"], right, values["file"])

    def _right(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in corrections.FIELDS}


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name, number or class"), max_length=100,
        error_messages={"required": gettext_lazy("Type a name, a number or the code of a class.")},
        help_text=gettext_lazy("A name without marks is enough; of a number its beginning, for example HVCB-26."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
