"""What the desk types about somebody who is not on the roster: three fields, ten seconds."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from lms.classes.actions.walk_ins import WalkIn
from lms.classes.rosters.agencies import AgencyIndex
from lms.classes.rosters.judging import find_agency
from lms.foundation.vietnamese import PartialDate, TextError, normalise, parse_date, parse_phone
from lms.people.models import Organization

OLDEST_BIRTH_YEAR, YOUNGEST_AGE = 1930, 14


class WalkInForm(forms.Form):
    full_name = forms.CharField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"})
    )
    agency = forms.CharField(
        label=_("Agency"), max_length=250, widget=forms.TextInput(attrs={"list": "known-agencies", "autocomplete": "off"})
    )
    born_or_phone = forms.CharField(
        label=_("Birth year or phone"),
        max_length=20,
        help_text=_("1985, 12/03/1985 or 0903 123 456: what tells namesakes apart."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )

    def clean_full_name(self) -> str:
        name = normalise(self.cleaned_data["full_name"])
        if len(name.split()) < 2:
            raise forms.ValidationError(_gettext("Write the family name and the given name."))
        return name

    def clean_agency(self) -> Organization:
        agency, complaint = find_agency(AgencyIndex.on(timezone.localdate()), normalise(self.cleaned_data["agency"]))
        if agency is None:
            raise forms.ValidationError(complaint or _gettext("Choose an agency."))
        return agency

    def clean_born_or_phone(self) -> tuple[PartialDate | None, str]:
        text = normalise(self.cleaned_data["born_or_phone"])
        digits = "".join(sign for sign in text if sign.isdigit())
        try:
            return (None, parse_phone(text)) if len(digits) > 8 else (self._birth(text), "")
        except TextError as error:
            raise forms.ValidationError(
                _gettext("Write a birth year such as 1985, a date such as 12/03/1985, or a phone number.")
            ) from error

    @staticmethod
    def _birth(text: str) -> PartialDate:
        birth = parse_date(text)
        if not OLDEST_BIRTH_YEAR <= birth.year <= timezone.localdate().year - YOUNGEST_AGE:
            raise forms.ValidationError(_gettext("This birth year cannot be right; correct it."))
        return birth

    def walk_in(self, venue: int | None = None) -> WalkIn:
        values: dict[str, Any] = self.cleaned_data
        birth, phone = values["born_or_phone"]
        return WalkIn(full_name=values["full_name"], agency=values["agency"], birth=birth, phone=phone, venue=venue)
