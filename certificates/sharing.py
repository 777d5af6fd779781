"""What a shared page shows: the parts that the holder chose, as far as they may still be public today. Nothing is written."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from certificates.models import Certificate, Share
from certificates.publication import publication_of
from lms.foundation.vietnamese import initials


class Part(StrEnum):
    NAME = "name"
    DOCUMENT = "document"
    FILE = "file"
    CREDENTIAL = "credential"


LABELS: dict[Part, str | Promise] = {
    Part.NAME: pgettext_lazy("part of a shared page", "Full name"),
    Part.DOCUMENT: pgettext_lazy("part of a shared page", "Everything that is printed, also date of birth"),
    Part.FILE: pgettext_lazy("part of a shared page", "The PDF for download"),
    Part.CREDENTIAL: pgettext_lazy("part of a shared page", "The digital credential for download"),
}


@dataclass(frozen=True)
class SharedView:
    """`name`: in full or initials; `is_withheld`: the consents that a child needs are not there (any more)."""

    certificate: Certificate
    name: str
    parts: frozenset[str]
    is_withheld: bool

    def shows(self, part: str) -> bool:
        return part in self.parts


def in_order(parts: Collection[str]) -> list[str]:
    """Known parts only; what names the holder anyway shows the name, too."""
    chosen = {part for part in Part if part in parts}
    if chosen:
        chosen.add(Part.NAME)
    return [part.value for part in Part if part in chosen]


def labels_of(parts: Iterable[str]) -> list[str]:
    return [str(LABELS[Part(part)]) for part in parts]


def view_of(share: Share, on: date) -> SharedView:
    """Files and credentials are given out of valid documents alone; that one was revoked is said."""
    certificate = share.certificate
    holder: str = certificate.snapshot["holder"]
    if not publication_of(certificate, on).is_allowed:
        return SharedView(certificate, initials(holder), frozenset(), is_withheld=True)
    parts = set(share.parts)
    if certificate.state != Certificate.State.VALID:
        parts -= {Part.FILE, Part.CREDENTIAL}
    return SharedView(certificate, holder if Part.NAME in parts else initials(holder), frozenset(parts), is_withheld=False)


def address_of(share: Share) -> str:
    return settings.HOCAI_SITE_URL + reverse("share-open", args=[share.code])


def is_over(share: Share, on: date) -> bool:
    return share.revoked_at is not None or (share.expires_on is not None and share.expires_on < on)
