"""Who is a child's parent or guardian: entered by whoever has seen the papers, and ended again."""

from django.db import transaction
from django.utils import timezone

from certificates.actions import publications
from certificates.ages import is_child
from certificates.exceptions import CertificateError
from certificates.models import Certificate, PublicationConsent
from lms.foundation import audit
from lms.people.models import User
from lms.people.models.privacy import Guardian


@transaction.atomic
def enter(*, child: User, guardian: User, relation: str, by: User) -> Guardian:
    """`guardian` may answer for `child` from now on; entering twice keeps the first.

    Raises CertificateError: publication_not_needed, guardian_not_grown, guardian_is_yourself.
    """
    today = timezone.localdate()
    if not is_child(child, today):
        raise CertificateError("publication_not_needed")
    if guardian == child or is_child(guardian, today):
        raise CertificateError("guardian_not_grown")
    # Else somebody who teaches could agree in the place of the parents.
    if guardian == by:
        raise CertificateError("guardian_is_yourself")
    made, _is_new = Guardian.objects.get_or_create(child=child, guardian=guardian, defaults={"relation": relation.strip()})
    if made.confirmed_at is None:
        made.confirmed_at = timezone.now()
        made.save(update_fields=["confirmed_at"])
        audit.record(by, "guardian.enter", made, after={"child": child.handle, "guardian": guardian.handle})
    return made


@transaction.atomic
def end(*, guardian: Guardian, by: User) -> None:
    """A wrong entry, or a right that ended: what this person agreed to is taken back, and its links are closed."""
    said = PublicationConsent.objects.filter(person=guardian.guardian, is_guardian=True, withdrawn_at__isnull=True)
    for certificate in Certificate.objects.filter(enrollment__person=guardian.child, pk__in=said.values("certificate")):
        publications.withdraw_agreement(certificate=certificate, by=by)
    audit.record(by, "guardian.end", guardian, after={"child": guardian.child.handle, "guardian": guardian.guardian.handle})
    guardian.delete()
