"""Where the login library meets our people."""

from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """The handle was drawn when the row was made; nothing a person types ever becomes it."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        handle = user.handle
        user = super().save_user(request, user, form, commit=False)
        user.handle = handle
        user.email = user.email.strip().lower() or None
        user.full_name = form.cleaned_data["full_name"]
        if commit:
            user.save()
        return user

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Through the hub's own logout, so that its session ends too; straight home when the hub does not answer."""
        return settings.HOCAI_HUB_URL + "/hub/logout" if hub_answers() else "/"


def display_name(user: Any) -> str:
    """How messages and mails address a person."""
    return user.full_name


def hub_answers() -> bool:
    try:
        with urlopen(settings.HOCAI_HUB_URL + "/hub/health", timeout=0.5) as answer:  # noqa: S310 (our own hub, from the settings)
            return answer.status == 200
    except (URLError, OSError, ValueError):
        return False
