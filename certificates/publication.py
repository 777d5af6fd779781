"""Whether a holder's name may leave the house: a child's only after the pupil and the guardian both said yes (Luật 91/2025/QH15).

Nothing is written here. At sixteen the holder is asked again and decides alone.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from certificates.ages import is_child, sixteen_on
from certificates.models import Certificate, PublicationConsent
from lms.foundation.vietnamese import initials
from lms.people.models import User
from lms.people.models.privacy import Guardian


@dataclass(frozen=True)
class Publication:
    """What must be said before the name is public, and what was said. A consent that lapsed at sixteen is not in it."""

    needs_own: bool
    needs_guardian: bool
    own: PublicationConsent | None = None
    guardian: PublicationConsent | None = None

    @property
    def is_allowed(self) -> bool:
        return (not self.needs_own or self.own is not None) and (not self.needs_guardian or self.guardian is not None)


def publication_of(certificate: Certificate, on: date) -> Publication:
    person = certificate.enrollment.person
    child_now = is_child(person, on)
    # A document of a child carries initials for the public, and its holder is asked again when grown.
    if not child_now and not was_childs(certificate):
        return Publication(needs_own=False, needs_guardian=False)
    # All of them and not the query's choice: a list fetches them for a whole page at once.
    said = {row.is_guardian: row for row in certificate.publication_consents.all() if row.withdrawn_at is None}
    own, grown_on = said.get(False), sixteen_on(person)
    if own and not child_now and grown_on and timezone.localdate(own.given_at) < grown_on:
        own = None
    return Publication(needs_own=True, needs_guardian=child_now, own=own, guardian=said.get(True) if child_now else None)


def was_childs(certificate: Certificate) -> bool:
    return certificate.snapshot["public_name"] != certificate.snapshot["holder"]


def name_shown(certificate: Certificate, on: date) -> str:
    """The full name where it may be public, else the initials."""
    holder: str = certificate.snapshot["holder"]
    return holder if publication_of(certificate, on).is_allowed else initials(holder)


def is_guardian(person: User, certificate: Certificate) -> bool:
    """Whether `person` is entered, and confirmed, as a guardian of the holder."""
    return Guardian.objects.filter(child=certificate.enrollment.person_id, guardian=person, confirmed_at__isnull=False).exists()
