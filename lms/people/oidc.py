"""What the hub learns about a person: the handle and the name, nothing else."""

from typing import Any

# allauth 65.21 signs with `cryptography.hazmat.primitives.serialization` and forgets to import it.
import cryptography.hazmat.primitives.serialization  # noqa: F401
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings

from lms.people.models import User


class HubOIDCAdapter(DefaultOIDCAdapter):
    def get_issuer(self) -> str:
        # Pinned: it must not follow the host name of a request.
        return settings.HOCAI_SITE_URL

    def get_user_sub(self, client: Any, user: Any) -> str:
        return user.handle

    def get_user_by_sub(self, client: Any, sub: str) -> User | None:
        return User.objects.active().filter(handle=sub).first()

    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, email: str | None = None, **kwargs: Any) -> dict[str, Any]:
        claims: dict[str, Any] = {"sub": user.handle}
        if "profile" in scopes:
            claims |= {"preferred_username": user.handle, "name": user.full_name}
        return claims
