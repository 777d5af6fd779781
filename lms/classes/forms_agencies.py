"""Forms about invited agencies: of the officer, and of the agency's own page."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.classes.actions.invitations import Contact
from lms.classes.forms import ClockInput, DayInput
from lms.classes.models import AgencyInvitation, ClassSession, TrainingClass
from lms.classes.rosters.checking import LIMITS
from lms.foundation.vietnamese import TextError, parse_date
from lms.people.models import LegalCategory, Organization, User

KINDS = (
    ("department", _("All departments")),
    ("commune_unit", _("All wards, communes and the special zone")),
    ("training_institution", _("All training institutions")),
    ("other", _("All other agencies")),
)
DEFAULT_DAYS = 14


def end_of(day: Any) -> datetime:
    """The last minute of this day on the city's clock."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 23, 59))


class InviteForm(forms.Form):
    kinds = forms.MultipleChoiceField(label=_("Whole groups"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple)
    names = forms.CharField(
        label=_("Or agencies by name"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        help_text=_("One per line, as it stands in a letter: “P. Bến Thành”, “Sở Y tế”."),
    )
    quota = forms.IntegerField(label=_("Places for each agency"), min_value=1, max_value=5000, required=False)
    until = forms.DateField(
        label=_("Link valid until the end of"),
        widget=DayInput,
        help_text=_("After that day the agency can neither send a list nor a replacement. You can extend each link."),
    )
    send_mail = forms.BooleanField(label=_("Mail the link where an address is known"), required=False, initial=True)

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": last_day_of(training_class), "send_mail": True})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        from lms.classes.rosters.agencies import AgencyIndex
        from lms.classes.rosters.judging import find_agency

        cleaned = super().clean() or {}
        lines = [line.strip() for line in cleaned.get("names", "").splitlines() if line.strip()]
        found: dict[int, Organization] = {}
        index = AgencyIndex.on(timezone.localdate()) if lines else None
        for line in lines:
            assert index is not None
            agency, complaint = find_agency(index, line)
            if agency is None:
                self.add_error("names", complaint)
            else:
                found[agency.pk] = agency
        cleaned["agencies"] = [*found.values(), *(one for one in self._of_kinds(cleaned) if one.pk not in found)]
        if not cleaned["agencies"] and not self.errors:
            raise forms.ValidationError(_("Choose at least one agency to invite."))
        return cleaned

    @staticmethod
    def _of_kinds(cleaned: dict[str, Any]) -> QuerySet[Organization]:
        valid = Organization.objects.valid_on(timezone.localdate()).by_name()
        # The committee of the city stands above all of them and is asked by name only.
        return valid.filter(kind__in=cleaned.get("kinds", ())).exclude(parent__isnull=True, children__isnull=False).distinct()

    def clean_until(self) -> datetime:
        until = end_of(self.cleaned_data["until"])
        if until <= timezone.now():
            raise forms.ValidationError(_("The last day of the link has passed; choose a later one."))
        return until


def last_day_of(training_class: TrainingClass) -> Any:
    """Until the class ends, so that somebody can still be replaced; two weeks where that is not known."""
    ends = training_class.sessions.not_cancelled().order_by("-ends_at").values_list("ends_at", flat=True).first()
    soonest = timezone.localdate() + timedelta(days=DEFAULT_DAYS)
    return max(timezone.localtime(ends).date(), timezone.localdate()) if ends else soonest


class InvitationForm(forms.Form):
    """Quota and contact of one agency."""

    quota = forms.IntegerField(label=_("Places"), min_value=1, max_value=5000, required=False)
    contact_name = forms.CharField(label=_("Contact"), max_length=150, required=False)
    contact_email = forms.EmailField(label=_("Email"), required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=16, required=False)

    @classmethod
    def of(cls, invitation: AgencyInvitation) -> "InvitationForm":
        return cls(initial={name: getattr(invitation, name) for name in cls.base_fields})

    def contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(data["contact_name"], data["contact_email"], data["contact_phone"])


class ExtendForm(forms.Form):
    day = forms.DateField(label=_("New last day"), widget=DayInput)
    clock = forms.TimeField(label=_("until"), widget=ClockInput, required=False)

    def until(self) -> datetime:
        day, clock = self.cleaned_data["day"], self.cleaned_data.get("clock")
        return timezone.make_aware(datetime.combine(day, clock)) if clock else end_of(day)


class ListFileForm(forms.Form):
    file = forms.FileField(
        label=_("The filled sheet"),
        help_text=_("Excel (.xlsx, .xls), LibreOffice (.ods) or CSV, at most 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )
    LIMIT = min(LIMITS.bytes, 2_000_000)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.LIMIT:
            raise forms.ValidationError(_("The file is larger than 2 MB; send only the list, without pictures."))
        return file


class PasteForm(forms.Form):
    text = forms.CharField(
        label=_("Cells copied from Excel"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Copy the rows with their title row, or rows in the order of the sheet offered above."),
    )


class OnePersonForm(forms.Form):
    """One person typed on a phone."""

    full_name = forms.CharField(label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth = forms.CharField(
        label=_("Date of birth"), max_length=20, required=False, help_text=_("Day/month/year, or the year alone."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "12/03/1985"}),
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[("", pgettext_lazy("sex", "Not stated")), *((sex.value, sex.label) for sex in User.Sex if sex)],
    )
    position = forms.CharField(label=pgettext_lazy("job", "Position"), max_length=150, required=False)
    legal_category = forms.ChoiceField(label=_("Category"), required=False, choices=[("", "–"), *LegalCategory.choices])
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    email = forms.EmailField(label=_("Email"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def clean_birth(self) -> str:
        text = self.cleaned_data["birth"].strip()
        if text:
            try:
                parse_date(text)
            except TextError as error:
                raise forms.ValidationError(str(error)) from error
        return text


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Why nobody comes"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReplacementForm(OnePersonForm):
    """Who comes, why, from which session, with which letter."""

    session = forms.ModelChoiceField(
        label=_("From session"), queryset=ClassSession.objects.none(), required=False, empty_label=_("the next one")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    letter = forms.FileField(
        label=_("The agency's letter"), required=False, help_text=_("PDF or a photo of the letter, at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,image/*"}),
    )  # fmt: skip

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = training_class.sessions.not_cancelled().filter(starts_at__gt=timezone.now())
        field.label_from_instance = _session_label  # type: ignore[assignment]


def _session_label(session: Any) -> str:
    start = timezone.localtime(session.starts_at)
    return f"{session.number} · {start:%H:%M %d/%m/%Y}"
