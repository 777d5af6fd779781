"""Consent as an act with time, version and way (Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP)."""

from django.db import transaction
from django.utils import timezone

from lms.foundation import audit
from lms.people.models import Consent, User


@transaction.atomic
def give(*, person: User, purpose: str, version: str, method: str, evidence: str = "") -> Consent:
    """Records the consent once; a second press changes nothing."""
    consent, created = Consent.objects.get_or_create(
        person=person, purpose=purpose, version=version, withdrawn_at=None, defaults={"method": method, "evidence": evidence}
    )
    if created:
        audit.record(person, "consent.give", person, after={"purpose": purpose, "version": version})
    return consent


@transaction.atomic
def withdraw(*, person: User, purpose: str) -> int:
    """Ends every consent in force for `purpose`; returns how many."""
    ended = Consent.objects.filter(person=person, purpose=purpose).in_force().update(withdrawn_at=timezone.now())
    if ended:
        audit.record(person, "consent.withdraw", person, after={"purpose": purpose})
    return ended
