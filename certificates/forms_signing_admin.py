"""The editor's form of a way of signing: what cannot work is told before it is saved."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from certificates.models import SigningProfile
from certificates.signing_profiles import written_problems


class SigningProfileForm(WagtailAdminModelForm):
    """The key itself may be put into the key folder later: it is judged on the page “Cách ký số”."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = {field.name for field in SigningProfile._meta.concrete_fields}
        profile = SigningProfile(**{name: value for name, value in cleaned.items() if name in names})
        for problem in written_problems(profile):
            self.add_error(None, problem)
        return cleaned
