"""Addresses and identifiers of credentials. They stand in signed bytes for years, so all hang on the permanent address of the QR."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse

from certificates.models import Certificate, Credential
from lms.people.models import Organization

SLOTS = 131_072  # entries of one status list: the least that the W3C allows, so that nobody is told apart by their list


def origin() -> str:
    parts = urlsplit(settings.HOCAI_VERIFY_URL)
    return f"{parts.scheme}://{parts.netloc}"


def platform_did() -> str:
    """did:web of this installation, which holds the keys for the issuers."""
    return f"did:web:{quote(urlsplit(settings.HOCAI_VERIFY_URL).netloc, safe='')}"


def issuer_did(issuer: Organization) -> str:
    """Each academy is an issuer of its own: credentials are in its name, never in the platform's."""
    return f"{platform_did()}:chung-nhan:huy-hieu:noi-cap:{issuer.pk}"


def profile_url(issuer: Organization) -> str:
    return origin() + reverse("issuer-profile", args=[issuer.pk])


def achievement_url(issuer: Organization, kind: str, source: str) -> str:
    return origin() + reverse("achievement-detail", args=[issuer.pk, kind, source])


def source_of(certificate: Certificate) -> str:
    """What was achieved, as it stands in the address: a programme of classes or a course."""
    trainee = getattr(certificate.enrollment, "trainee", None)
    if trainee is not None:
        return f"p{trainee.training_class.programme_id}"
    return f"c{certificate.enrollment.run.course.content_uid}"


def status_list_url(issuer: Organization, number: int) -> str:
    return origin() + reverse("status-list", args=[issuer.pk, number])


def place_in_lists(credential: Credential) -> tuple[int, int]:
    """(number of the list, place in it)."""
    return divmod(credential.pk, SLOTS)
