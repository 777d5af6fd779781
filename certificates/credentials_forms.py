"""Forms of the holder: a new link, and the paper on which a guardian agreed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.forms import DayInput
from certificates.sharing import LABELS, Part
from lms.people.models import User


class ShareForm(forms.Form):
    parts = forms.MultipleChoiceField(
        label=_("What the page shows"), choices=[(part.value, label) for part, label in LABELS.items()], initial=[Part.NAME.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Title, programme, issuer, day and whether it is valid are always shown."),
        error_messages={"required": _("Choose at least one part that the page shall show."), "invalid_choice": _("Choose parts from the list.")},
    )  # fmt: skip
    note = forms.CharField(
        label=pgettext_lazy("shared page", "For whom"), max_length=100, required=False,
        help_text=_("For yourself alone, so that you know later which link to close."),
        error_messages={"max_length": _("Write at most 100 characters.")},
    )  # fmt: skip
    expires_on = forms.DateField(
        label=pgettext_lazy("shared page", "Open until"), required=False, widget=DayInput, help_text=_("Empty: until you close it."),
        error_messages={"invalid": _("This is not a date; write it as day/month/year, for example 05/02/2026.")},
    )  # fmt: skip

    def chosen(self) -> dict[str, Any]:
        """As the action takes it."""
        return {name: self.cleaned_data[name] for name in ("parts", "note", "expires_on")}


class PaperConsentForm(forms.Form):
    evidence = forms.CharField(
        label=_("Signed form"), max_length=300,
        help_text=_("Who signed, of which day, where the paper is kept; for example: consent form of the mother of 05/02/2026, file 12."),
        error_messages={"required": _("Write which signed paper says so and of which day, for example: consent form of 05/02/2026.")},
    )  # fmt: skip


class GuardianForm(forms.Form):
    """The account of a parent or guardian, as people know each other."""

    login = forms.CharField(
        label=_("Email or handle of the parent or guardian"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the email or handle with which the parent or guardian logs in.")},
    )  # fmt: skip
    relation = forms.CharField(
        label=_("Relation"), max_length=40, help_text=_("For example: mother, father, guardian."),
        error_messages={"required": _("Say how this person is related to the pupil.")},
    )  # fmt: skip

    def clean_login(self) -> User:
        person = User.objects.active().with_login(self.cleaned_data["login"]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this email or handle. Ask the person to register first, or check the spelling."))
        return person
