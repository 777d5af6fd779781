"""What the pages of a holder show, put together from what others know. Nothing is written."""

from typing import Any

from django.utils import timezone

from certificates import sharing
from certificates.completion import Standing, standing_of
from certificates.history import history_of
from certificates.models import Certificate, ConfirmationTerms, Share
from certificates.models.certificates import CertificateQuerySet
from certificates.permissions_credentials import SHOWN
from certificates.publication import publication_of
from lms.learning.models import Enrollment
from lms.people.models import User

LISTED = 12


def on_the_way(person: User) -> list[Standing]:
    """Open courses of this person that will be confirmed and are not yet, the newest first."""
    today = timezone.localdate()
    asked = ConfirmationTerms.objects.valid_on(today).values("course__content_uid")
    mine = Enrollment.objects.active().of_learner(person).filter(run__course__content_uid__in=asked, trainee__isnull=True)
    without = mine.exclude(certificates__isnull=False).select_related("run__course", "person").order_by("-enrolled_at")[:LISTED]
    return [standing for enrollment in without if (standing := standing_of(enrollment))]


def of_wards(person: User) -> CertificateQuerySet:
    """Documents of the children whose confirmed guardian this person is."""
    children = person.wards.filter(confirmed_at__isnull=False).values("child")
    found = Certificate.objects.filter(enrollment__person__in=children, state__in=SHOWN)
    return found.select_related("enrollment__person").newest_first()


def detail(certificate: Certificate) -> dict[str, Any]:
    today = timezone.localdate()
    shares = list(Share.objects.filter(certificate=certificate).order_by("-created_at"))
    return {
        "certificate": certificate,
        "printed": certificate.snapshot,
        "steps": history_of(certificate),
        "publication": publication_of(certificate, today),
        "shares": [share_line(share) for share in shares if not sharing.is_over(share, today)],
        "closed_shares": sum(sharing.is_over(share, today) for share in shares),
        "open_request": certificate.requests.waiting().first(),
        "revocation": getattr(certificate, "revocation", None),
        "is_valid": certificate.state == Certificate.State.VALID,
    }


def share_line(share: Share) -> dict[str, Any]:
    return {"share": share, "address": sharing.address_of(share), "labels": sharing.labels_of(share.parts)}
