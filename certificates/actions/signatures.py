"""With what the files of an issuer are signed."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import F

from certificates import signing
from certificates.models import SigningProfile
from lms.foundation import audit
from lms.people.models import Organization, User

if TYPE_CHECKING:
    from certificates.signing.credential import Credential
    from certificates.signing.findings import Findings


def profile_of(issuer: Organization, on: date) -> SigningProfile | None:
    """The issuer's way of signing that is in force on this day; the youngest where two meet."""
    youngest = F("valid_from").desc(nulls_last=True)
    return SigningProfile.objects.filter(organization=issuer).valid_on(on).order_by(youngest, "-pk").first()


def signer_of(issuer: Organization, on: date) -> Callable[[bytes], bytes] | None:
    """What puts the issuer's signature into a PDF by itself on this day; None where an officer signs outside, or nobody does.

    Raises SigningError when the way of signing cannot work; the function that is returned raises it too.
    """
    profile = profile_of(issuer, on)
    if profile is None or profile.backend == SigningProfile.Backend.DETACHED:
        return None
    from certificates.signing.backends import credential_of

    return partial(_sign, credential=credential_of(profile))


def try_signing(*, profile: SigningProfile, by: User) -> "Findings":
    """Sign a sample and check it: the whole way, key, token and services. Nothing is kept but the line in the diary.

    Raises SigningError.
    """
    from certificates.signing.backends import credential_of

    signed = signing.sign(_sample(profile.organization), credential_of(profile))
    findings = signing.check(signed)
    audit.record(by, "signing_profile.try", profile, after={"verdict": findings.verdict.value})
    return findings


def _sample(organization: Organization) -> bytes:
    from lms.foundation.pdf import PdfCanvas

    page = PdfCanvas(title="Tệp ký thử", author=organization.name, subject="Tệp ký thử", keywords=(), is_landscape=True)
    page.text(60, 480, "Tệp ký thử, không phải văn bản", size=14)
    return page.finish()


def _sign(pdf: bytes, *, credential: "Credential") -> bytes:
    return signing.sign(pdf, credential)
