"""The signed address of one invitation: opened without an account, ended by a new nonce, a date, a word of the officer."""

from datetime import datetime

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from lms.classes.exceptions import ClassError
from lms.classes.models import AgencyInvitation

SALT = "classes.agency-link"


def token_of(invitation: AgencyInvitation) -> str:
    """“17.3kX…”: short enough for a message; who changes a character has no link."""
    return f"{invitation.pk}.{_signature(invitation)}"


def url_of(invitation: AgencyInvitation) -> str:
    return settings.HOCAI_SITE_URL + reverse("agency-page", args=[token_of(invitation)])


def _signature(invitation: AgencyInvitation) -> str:
    return Signer(salt=SALT).signature(f"{invitation.pk}:{invitation.nonce}")


def invitation_of(token: str, at: datetime | None = None) -> AgencyInvitation:
    """The invitation behind an address.

    Raises ClassError: link_unknown (never given out, or replaced by a newer one), link_revoked, link_expired, link_class_over.
    """
    key, _dot, signature = token.partition(".")
    found = AgencyInvitation.objects.select_related("training_class__run", "training_class__organizer", "agency", "by")
    invitation = found.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 16 else None
    if invitation is None or not constant_time_compare(signature, _signature(invitation)):
        raise ClassError("link_unknown")
    refuse_ended(invitation, at or timezone.now())
    return invitation


def refuse_ended(invitation: AgencyInvitation, at: datetime) -> None:
    """Raises ClassError: link_revoked, link_class_over, link_expired."""
    words = {"organizer": invitation.training_class.organizer.name, "class": invitation.training_class.title}
    if invitation.cancelled_at is not None:
        raise ClassError("link_revoked", **words)
    if invitation.training_class.is_final:
        raise ClassError("link_class_over", **words)
    if invitation.expires_at <= at:
        raise ClassError("link_expired", **words, when=f"{timezone.localtime(invitation.expires_at):%H:%M %d/%m/%Y}")
