"""Forms about people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.foundation.vietnamese import normalise
from lms.people.models import OrganizationRole, User


class SignupForm(forms.Form):
    """What registering asks besides email and password."""

    full_name = forms.CharField(label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["full_name", "email", "password1"]

    def clean_full_name(self) -> str:
        name = normalise(self.cleaned_data["full_name"])
        if not any(letter.isalpha() for letter in name):
            raise forms.ValidationError(_("Write the full name as on the ID."))
        return name

    def signup(self, request: Any, user: Any) -> None:
        """Nothing more to keep: the adapter wrote the name."""


class ConsentForm(forms.Form):
    agree = forms.BooleanField(label=_("I have read the notice and agree"), error_messages={"required": _("Tick the box if you agree; without it the platform may not keep your learning record.")})


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "family_middle", "given", "birth_date", "sex", "phone", "language"]


class RoleForm(forms.Form):
    """Grant a role: the person by handle or email, as people know each other."""

    login = forms.CharField(label=_("Email or handle"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=OrganizationRole.Role.choices)

    def clean_login(self) -> User:
        person = User.objects.active().with_login(self.cleaned_data["login"]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this email or handle. Ask the person to register first, or check the spelling."))
        return person
