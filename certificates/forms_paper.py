"""Forms of paper day: blanks, print runs, hand-overs, reminders, staff records."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.forms import DayInput
from certificates.models import Blank, DocumentClass, PrintRun
from certificates.printing import LastSettings
from lms.classes.models import NoticeDelivery
from lms.foundation import messaging, uploads
from lms.people.models import Organization

DAY_ERRORS = {
    "required": _("Enter the day."),
    "invalid": _("This is not a date; write it as day/month/year, for example 05/02/2026."),
}
NUMBER_ERRORS = {"required": _("Enter a number."), "invalid": _("Write digits only, for example 1250.")}
LARGEST = 2_000_000_000


class BlankRangeForm(forms.Form):
    issuer = forms.ModelChoiceField(label=_("Issuer"), queryset=Organization.objects.none(), empty_label=None)
    document_kind = forms.ChoiceField(
        label=_("Kind of document"), choices=[("", _("Choose …")), *DocumentClass.Kind.choices],
        error_messages={"required": _("Choose for which kind of document these blanks are.")},
    )  # fmt: skip
    letters = forms.CharField(
        label=_("Letters before the number"),
        max_length=20,
        required=False,
        help_text=_("As printed, for example A or CNHT-; empty when there are none."),
    )
    first = forms.IntegerField(label=_("First number"), min_value=0, max_value=LARGEST, error_messages=NUMBER_ERRORS)
    last = forms.IntegerField(label=_("Last number"), min_value=0, max_value=LARGEST, error_messages=NUMBER_ERRORS)
    digits = forms.IntegerField(
        label=_("Digits"),
        min_value=1,
        max_value=10,
        initial=6,
        error_messages=NUMBER_ERRORS,
        help_text=_("How many digits stand on the blank: 000123 has 6."),
    )
    received_on = forms.DateField(label=_("Day of receipt"), widget=DayInput, error_messages=DAY_ERRORS)
    note = forms.CharField(
        label=pgettext_lazy("of a package", "Note"),
        max_length=300,
        required=False,
        help_text=_("For example the delivery note and the printing house."),
    )

    def __init__(self, *args: Any, institutions: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer = self.fields["issuer"]
        assert isinstance(issuer, forms.ModelChoiceField)
        issuer.queryset = Organization.objects.filter(pk__in=[organization.pk for organization in institutions]).by_name()
        if not self.is_bound:
            self.initial.setdefault("received_on", timezone.localdate())
            self.initial.setdefault("document_kind", _only_kind_on_blanks())

    def values(self) -> dict[str, Any]:
        """As `blanks.enter_range` takes them; a form's own `prefix` means something else."""
        data = dict(self.cleaned_data)
        return {"prefix": data.pop("letters"), **data}


def _only_kind_on_blanks() -> str:
    """The kind that is printed on blanks, where it is one; else somebody must choose."""
    kinds = set(DocumentClass.objects.filter(uses_blanks=True, is_draft=False).values_list("kind", flat=True))
    return kinds.pop() if len(kinds) == 1 else ""


class BlankSearchForm(forms.Form):
    so = forms.CharField(label=_("Number of the blank or of the document"), max_length=40, required=False)
    trang_thai = forms.ChoiceField(
        label=pgettext_lazy("of a blank", "State"), required=False, choices=[("", _("All")), *Blank.State.choices]
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it spoiled?"), max_length=300, help_text=_("For example: paper jam, smudged ink, printed upside down."),
        error_messages={"required": _("Write why the blank is spoiled, for example: paper jam, smudged ink.")},
    )  # fmt: skip


class SpoilSheetForm(ReasonForm):
    """Two ways, because the printer decides: did it print the sheet again by itself, or not?"""

    ALONE, SHIFT = "rieng", "lui"
    way = forms.ChoiceField(label=_("What happened after it?"), widget=forms.RadioSelect, choices=[], initial=ALONE)

    def __init__(self, *args: Any, alone: str, shift: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [(self.ALONE, alone), *([(self.SHIFT, shift)] if shift else [])]


class MillimetreField(forms.DecimalField):
    """Takes 1,5 as well as 1.5."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def shift_field(label: Any) -> MillimetreField:
    return MillimetreField(
        label=label, max_digits=4, decimal_places=1, required=False, localize=False, widget=forms.NumberInput(attrs={"step": "0.1"}),
        error_messages={"invalid": _("Write millimetres with at most one digit after the point, for example 1.5 or -2.")},
    )  # fmt: skip


class ShiftForm(forms.Form):
    shift_x_mm = shift_field(_("Shift to the right (mm)"))
    shift_y_mm = shift_field(_("Shift down (mm)"))

    def clean_shift_x_mm(self) -> Decimal:
        return self.cleaned_data["shift_x_mm"] or Decimal(0)

    def clean_shift_y_mm(self) -> Decimal:
        return self.cleaned_data["shift_y_mm"] or Decimal(0)


class PrintRunForm(ShiftForm):
    ALL, NEW, ONE = "tat-ca", "chua-in", "mot"
    field_order = ["document_class", "which", "person", "order", "with_frame", "shift_x_mm", "shift_y_mm"]
    document_class = forms.ModelChoiceField(
        label=pgettext_lazy("certificate", "Document"), queryset=DocumentClass.objects.none(), empty_label=None
    )
    which = forms.ChoiceField(label=_("Which documents"), widget=forms.RadioSelect, initial=NEW, choices=[
        (NEW, _("Those that are in no print run yet")), (ALL, _("All of the class")), (ONE, _("One only")),
    ])  # fmt: skip
    person = forms.CharField(
        label=_("Whose (for “One only”)"), required=False, max_length=150, help_text=_("Full name, or the serial number of the document.")
    )
    order = forms.ChoiceField(label=_("Order"), widget=forms.RadioSelect, choices=PrintRun.Order)
    with_frame = forms.BooleanField(
        label=_("Print the frame, too"), required=False, help_text=_("Not on numbered blanks: they bring theirs.")
    )

    def __init__(
        self, *args: Any, documents: Sequence[DocumentClass], last: LastSettings, is_all_printed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["document_class"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = DocumentClass.objects.filter(pk__in=[document.pk for document in documents]).newest_first()
        self.initial = {
            "document_class": documents[0].pk if documents else None, "order": last.order, "shift_x_mm": last.shift_x_mm, "shift_y_mm": last.shift_y_mm,
            "with_frame": not (documents and documents[0].uses_blanks), "which": self.ALL if is_all_printed else self.NEW,
        }  # fmt: skip


class FirstBlankForm(forms.Form):
    phoi = forms.CharField(
        label=_("Number of the first blank in the printer"), max_length=40,
        error_messages={"required": _("Enter the number that stands on the topmost blank.")},
    )  # fmt: skip


class HandOverDayForm(forms.Form):
    taken_on = forms.DateField(label=_("Day of receipt"), widget=DayInput, error_messages=DAY_ERRORS)


class ProxyForm(HandOverDayForm):
    receiver = forms.CharField(
        label=_("Full name of the person who takes it"), max_length=150,
        error_messages={"required": _("Enter the full name of the person who takes the paper.")},
    )  # fmt: skip
    authority = forms.CharField(
        label=_("Letter of authority"),
        max_length=300,
        required=False,
        help_text=_("Its number and date, for example: Giấy giới thiệu số 12/GGT ngày 05/02/2026."),
    )
    scan = forms.FileField(label=_("Scan of the letter"), required=False, help_text=_("PDF or photo, at most 10 MB."))
    field_order = ["receiver", "authority", "scan", "taken_on"]

    def clean_scan(self) -> uploads.Paper | None:
        if not self.cleaned_data["scan"]:
            return None
        try:
            return uploads.keep(self.cleaned_data["scan"])
        except uploads.UploadError as error:
            raise forms.ValidationError(str(error)) from error


class ReceiverForm(forms.Form):
    receiver = forms.CharField(
        label=_("Full name of the person who took it"), max_length=150,
        error_messages={"required": _("Enter the full name of the person who takes the paper.")},
    )  # fmt: skip


class ReminderForm(forms.Form):
    text = forms.CharField(
        label=pgettext_lazy("of a reminder", "Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Add the room and the hours before you send or copy it."),
        error_messages={"required": _("Write what people should read.")},
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("Send by"), widget=forms.CheckboxSelectMultiple, choices=[],
        error_messages={"required": _("Choose at least one way of sending, or copy the text.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = self.fields["channels"]
        assert isinstance(channels, forms.MultipleChoiceField)
        channels.choices = [choice for choice in NoticeDelivery.Channel.choices if messaging.is_configured(choice[0])]


class RecordsForm(forms.Form):
    lop = forms.CharField(label=_("Class code"), max_length=32, required=False, help_text=_("Empty: every class of the period."))
    tu = forms.DateField(label=_("Issued from"), required=False, widget=DayInput, error_messages=DAY_ERRORS)
    den = forms.DateField(label=_("Issued until"), required=False, widget=DayInput, error_messages=DAY_ERRORS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("tu"), data.get("den")
        if since and until and until < since:
            raise forms.ValidationError(_("The last day of the period lies before the first one."))
        return data
