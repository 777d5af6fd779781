"""Forms about people."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.foundation.vietnamese import TextError, normalise, parse_phone, split_name
from lms.people.models import OrganizationRole, User


def clean_name(text: str) -> str:
    """A name as it is kept; raises ValidationError when there is no letter in it."""
    name = normalise(text)
    if not any(letter.isalpha() for letter in name):
        raise forms.ValidationError(_("Write the full name as on the ID."))
    return name


class SignupForm(forms.Form):
    """What registering asks besides email and password."""

    full_name = forms.CharField(label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["full_name", "email", "password1"]

    def clean_full_name(self) -> str:
        return clean_name(self.cleaned_data["full_name"])

    def signup(self, request: Any, user: Any) -> None:
        """Nothing more to keep: the adapter wrote the name."""


class ConsentForm(forms.Form):
    """Never ticked beforehand: silence is no consent (Luật 91/2025/QH15)."""

    agree = forms.BooleanField(
        label=_("I have read the notice and agree"),
        error_messages={"required": _("Tick the box if you agree; without it the platform may not keep your learning record.")},
    )


class ProfileForm(forms.ModelForm):
    """A person's own details. Correcting the full name moves the two halves along, unless they are corrected too."""

    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["full_name", "family_middle", "given", "birth_date", "sex", "phone", "language"]
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "birth_date": forms.DateInput(attrs={"autocomplete": "bday", "inputmode": "numeric", "placeholder": "31/12/1990"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }
        help_texts = {
            "full_name": _("As on the ID: certificates are printed with this name."),
            "given": _("Lists are sorted by it. Correct it if yours has two words, for example “Bảo Anh”."),
            "birth_date": _("Day/month/year"),
        }

    def clean_full_name(self) -> str:
        return clean_name(self.cleaned_data["full_name"])

    def clean_birth_date(self) -> date | None:
        born = self.cleaned_data["birth_date"]
        if born and not date(1900, 1, 1) <= born <= timezone.localdate():
            raise forms.ValidationError(_("Check the date of birth: it must lie between 1900 and today."))
        return born

    def clean_phone(self) -> str:
        try:
            return parse_phone(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""
        except TextError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        renamed = "full_name" in self.changed_data and not {"family_middle", "given"} & set(self.changed_data)
        if "full_name" in cleaned and (renamed or not cleaned.get("given")):
            cleaned["family_middle"], cleaned["given"] = split_name(cleaned["full_name"])
        return cleaned


class RoleForm(forms.Form):
    """Grant a role: the person by handle or email, as people know each other."""

    login = forms.CharField(label=_("Email or handle"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=OrganizationRole.Role.choices)

    def clean_login(self) -> User:
        person = User.objects.active().with_login(self.cleaned_data["login"]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this email or handle. Ask the person to register first, or check the spelling."))
        return person
