"""Ways of signing as people see them: whether one can work, whose certificate it is, how long that lasts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.exceptions import CertificateError
from certificates.models import SigningProfile
from lms.foundation.vietnamese import format_date
from lms.people.models import Organization

if TYPE_CHECKING:
    from certificates.signing.subjects import Subject

# Names that a way of signing may have; anything else might be a secret that somebody typed in.
OPTIONS = {
    SigningProfile.Backend.PKCS12: {"key_file", "passphrase_file"},
    SigningProfile.Backend.PKCS11: {"library", "token_label", "key_label", "certificate_label", "pin_file"},
}
WARN_BEFORE = timedelta(days=30)
Backend = SigningProfile.Backend
_FINGERPRINT = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class IssuerSigning:
    """One issuer on the page “Cách ký”. Without a profile its documents are valid unsigned."""

    organization: Organization
    profile: SigningProfile | None = None
    subject: "Subject | None" = None
    problems: tuple[str, ...] = ()

    @property
    def can_try(self) -> bool:
        return self.profile is not None and self.profile.backend != Backend.DETACHED

    @property
    def warnings(self) -> list[str]:
        if self.subject is None or self.problems:
            return []
        day = timezone.localdate(self.subject.not_after)
        if day - timezone.localdate() > WARN_BEFORE:
            return []
        return [_("The certificate ends on %(day)s: renew it in time, else nothing can be signed.") % {"day": format_date(day)}]


def of_issuers(issuers: Iterable[int]) -> list[IssuerSigning]:
    """Training institutions among them, and whoever else has a way of signing."""
    today, oldest = timezone.localdate(), F("valid_from").asc(nulls_first=True)
    profiles = {each.organization_id: each for each in SigningProfile.objects.valid_on(today).order_by(oldest, "pk")}
    wanted = Q(kind=Organization.Kind.TRAINING_INSTITUTION) | Q(pk__in=profiles)
    found = Organization.objects.filter(wanted, pk__in=list(issuers)).order_by("name")
    return [_described(organization, profiles.get(organization.pk)) for organization in found]


def profile_problems(profile: SigningProfile) -> list[str]:
    """Why this way of signing cannot work, in sentences; empty when it can. Opens the key, asks no service, signs nothing."""
    return [*written_problems(profile), *_key_problems(profile)]


def _described(organization: Organization, profile: SigningProfile | None) -> IssuerSigning:
    if profile is None:
        return IssuerSigning(organization)
    problems = profile_problems(profile)
    return IssuerSigning(organization, profile, None if problems else _subject(profile), tuple(problems))


def written_problems(profile: SigningProfile) -> list[str]:
    """What is wrong with what was typed, whether the key is there already or not."""
    problems = []
    if not isinstance(profile.options, dict) or not all(isinstance(value, str) for value in profile.options.values()):
        problems.append(_("The settings must be names and texts, for example {“key_file”: “hocvien.p12”}."))
    elif unknown := sorted(set(profile.options) - OPTIONS.get(Backend(profile.backend), set())):
        problems.append(
            _("This way of signing has no setting %(names)s. Passphrases and PINs stand in files of the key folder, never here.")
            % {"names": ", ".join(unknown)}
        )
    if profile.certificate_sha256 and not _FINGERPRINT.fullmatch(profile.certificate_sha256):
        problems.append(_("The fingerprint has 64 digits from 0 to 9 and a to f, without colons and blanks."))
    if profile.backend == Backend.DETACHED and not profile.certificate_sha256:
        problems.append(_("Enter the fingerprint of the certificate: without it anybody with a trusted certificate could sign."))
    if profile.timestamp_url and urlsplit(profile.timestamp_url).scheme not in ("http", "https"):
        problems.append(_("The address of the timestamp service begins with http:// or https://."))
    if profile.valid_from and profile.valid_to and profile.valid_to < profile.valid_from:
        problems.append(_("The last day in force lies before the first one."))
    return problems


def _key_problems(profile: SigningProfile) -> list[str]:
    if profile.backend == Backend.DETACHED:
        return []
    from certificates.signing.backends import credential_of

    try:
        credential_of(profile).refuse_out_of_date()
    except CertificateError as error:
        return [str(error)]
    return []


def _subject(profile: SigningProfile) -> "Subject | None":
    if profile.backend == Backend.DETACHED:
        return None
    from certificates.signing.backends import credential_of

    return credential_of(profile).subject
