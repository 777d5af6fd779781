"""Links that a holder opens to whoever has the address, and closes again."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from certificates.exceptions import CertificateError
from certificates.models import Certificate, Share
from certificates.publication import publication_of
from certificates.sharing import in_order
from lms.foundation import audit
from lms.people.models import User

MOST_OPEN = 20


@transaction.atomic
def add(*, certificate: Certificate, parts: Collection[str], note: str = "", expires_on: date | None = None, by: User) -> Share:
    """A new address. Raises CertificateError: share_nothing_chosen, share_day_past, share_document_not_valid,
    publication_consent_missing, share_too_many.
    """
    today = timezone.localdate()
    chosen = in_order(parts)
    if not chosen:
        raise CertificateError("share_nothing_chosen")
    if expires_on and expires_on < today:
        raise CertificateError("share_day_past")
    # Held: a consent that is taken back at this moment closes this link, too.
    held = Certificate.objects.select_for_update(of=("self",)).select_related("enrollment__person").get(pk=certificate.pk)
    if held.state != Certificate.State.VALID:
        raise CertificateError("share_document_not_valid")
    if not publication_of(held, today).is_allowed:
        raise CertificateError("publication_consent_missing")
    if Share.objects.filter(certificate=held).in_force(today).count() >= MOST_OPEN:
        raise CertificateError("share_too_many", n=MOST_OPEN)
    made = Share.objects.create(certificate=held, parts=chosen, note=note.strip(), expires_on=expires_on)
    audit.record(by, "share.add", made, after={"parts": chosen})
    return made


@transaction.atomic
def close(*, share: Share, by: User) -> None:
    """From now on the address answers that it was closed; closing twice keeps the first time."""
    if Share.objects.filter(pk=share.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        audit.record(by, "share.close", share)


@transaction.atomic
def close_all(*, certificate: Certificate, by: User) -> int:
    """Every open link of a document; returns how many."""
    waiting = list(Share.objects.filter(certificate=certificate, revoked_at__isnull=True))
    for share in waiting:
        close(share=share, by=by)
    return len(waiting)


def count_opening(*, share: Share) -> None:
    """Somebody has opened the page."""
    Share.objects.filter(pk=share.pk).update(opened=F("opened") + 1)
