"""Saying yes, and taking it back, before anything of a child is public. Taking it back closes every link at once."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.actions import shares
from certificates.exceptions import CertificateError
from certificates.models import Certificate, PublicationConsent
from certificates.publication import is_guardian, publication_of
from lms.foundation import audit
from lms.people.models import User


@transaction.atomic
def assent(*, certificate: Certificate, by: User) -> PublicationConsent:
    """The holder agrees; at sixteen anew. Saying so twice keeps the first time."""
    held = _hold(certificate)
    said = publication_of(held, timezone.localdate()).own
    if said:
        return said
    # What was said as a child has lapsed.
    _end(held, is_guardian=False)
    given = _give(held, by=by, is_guardian=False)
    # A mail server that is down must not undo what the pupil said: the guardian finds it on their page, too.
    transaction.on_commit(partial(_tell_guardians, held), robust=True)
    return given


def _tell_guardians(certificate: Certificate) -> None:
    """Those with an account and an address who have not answered yet."""
    if publication_of(certificate, timezone.localdate()).is_allowed:
        return
    child = certificate.enrollment.person
    for guardian in User.objects.active().filter(wards__child=child, wards__confirmed_at__isnull=False).exclude(email=None):
        with translation.override(guardian.language):
            context = {
                "guardian": guardian,
                "child": child,
                "programme": certificate.snapshot["programme"],
                "url": settings.HOCAI_SITE_URL + reverse("guardian-page", args=[certificate.pk]),
            }
            text = render_to_string("certificates/mail/guardian_asked.txt", context)
            subject = _("%(name)s asks for your consent") % {"name": child.full_name}
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [guardian.email or ""])


@transaction.atomic
def agree(*, certificate: Certificate, by: User) -> PublicationConsent:
    """A guardian with an account agrees. Raises CertificateError: guardian_not_confirmed, publication_not_needed."""
    held = _hold(certificate)
    if not is_guardian(by, held):
        raise CertificateError("guardian_not_confirmed")
    return _of_guardian(held, by=by)


@transaction.atomic
def enter_paper(*, certificate: Certificate, evidence: str, by: User) -> PublicationConsent:
    """The signed form of a guardian without an account, entered by whoever keeps it.

    Raises CertificateError: publication_evidence_missing, publication_not_needed.
    """
    if not evidence.strip():
        raise CertificateError("publication_evidence_missing")
    return _of_guardian(_hold(certificate), by=by, evidence=evidence.strip())


@transaction.atomic
def withdraw_assent(*, certificate: Certificate, by: User) -> int:
    """The holder takes it back; returns how many links were closed."""
    return _withdraw(certificate, by=by, is_guardian=False)


@transaction.atomic
def withdraw_agreement(*, certificate: Certificate, by: User) -> int:
    """The guardian takes it back, or whoever entered the paper for them."""
    return _withdraw(certificate, by=by, is_guardian=True)


def _of_guardian(held: Certificate, *, by: User, evidence: str = "") -> PublicationConsent:
    publication = publication_of(held, timezone.localdate())
    if not publication.needs_guardian:
        raise CertificateError("publication_not_needed")
    return publication.guardian or _give(held, by=by, is_guardian=True, evidence=evidence)


def _give(held: Certificate, *, by: User, is_guardian: bool, evidence: str = "") -> PublicationConsent:
    given = PublicationConsent.objects.create(certificate=held, person=by, is_guardian=is_guardian, evidence=evidence)
    audit.record(by, "publication.agree", held, after={"guardian": is_guardian, "evidence": bool(evidence)})
    return given


def _withdraw(certificate: Certificate, *, by: User, is_guardian: bool) -> int:
    held = _hold(certificate)
    if not _end(held, is_guardian=is_guardian):
        return 0
    audit.record(by, "publication.withdraw", held, after={"guardian": is_guardian})
    return shares.close_all(certificate=held, by=by)


def _end(held: Certificate, *, is_guardian: bool) -> int:
    in_force = held.publication_consents.filter(is_guardian=is_guardian, withdrawn_at__isnull=True)
    return in_force.update(withdrawn_at=timezone.now())


def _hold(certificate: Certificate) -> Certificate:
    """Two presses at the same moment go one after the other."""
    return Certificate.objects.select_for_update(of=("self",)).select_related("enrollment__person").get(pk=certificate.pk)
