"""Who may open a holder's pages: the holder; of a child also the guardians; consent on paper is entered by the issuer's registrar
or by a teacher of the course. A stranger gets 404, who has to do with the document but not with this page 403.
"""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from certificates.ages import children
from certificates.models import Certificate, Share
from certificates.models.certificates import PUBLISHED, CertificateQuerySet
from certificates.permissions import issuers_of
from certificates.publication import is_guardian
from lms.classes.models import Trainee
from lms.classes.permissions import standings_in
from lms.learning.models import RunStaff
from lms.people.models import User
from lms.people.permissions import Role, has_role
from lms.people.requests import LoggedInRequest

# What its holder sees: before that it is the issuer's own work.
SHOWN = (Certificate.State.AWAITING_SIGNATURE, *PUBLISHED)


def get_own_certificate(request: LoggedInRequest, pk: UUID) -> Certificate:
    """The document for its holder alone."""
    certificate = _shown(pk)
    if certificate.enrollment.person_id == request.user.pk:
        return certificate
    if is_enterer(request.user, certificate) or is_guardian(request.user, certificate):
        raise PermissionDenied
    raise Http404


def get_certificate_of_ward(request: LoggedInRequest, pk: UUID) -> Certificate:
    """A child's document for a guardian who is entered and confirmed."""
    certificate = _shown(pk)
    if is_guardian(request.user, certificate):
        return certificate
    if certificate.enrollment.person_id == request.user.pk or is_enterer(request.user, certificate):
        raise PermissionDenied
    raise Http404


def get_certificate_for_paper_consent(request: LoggedInRequest, pk: UUID) -> Certificate:
    """A child's document for whoever keeps the signed form."""
    certificate = _shown(pk)
    if is_enterer(request.user, certificate):
        return certificate
    if certificate.enrollment.person_id == request.user.pk or is_guardian(request.user, certificate):
        raise PermissionDenied
    raise Http404


def get_certificate_for_download(request: LoggedInRequest, pk: UUID) -> Certificate:
    """The file for its holder and the registrar of its issuer; people of the same class get 403."""
    certificate = get_object_or_404(Certificate.objects.published().select_related("issuer", "enrollment__person"), pk=pk)
    if certificate.enrollment.person_id == request.user.pk or has_role(request.user, Role.REGISTRAR, certificate.issuer):
        return certificate
    place = Trainee.objects.filter(enrollment=certificate.enrollment_id).select_related("training_class").first()
    if place and standings_in(request.user, place.training_class):
        raise PermissionDenied
    raise Http404


def get_own_share(request: LoggedInRequest, pk: int) -> Share:
    """A link for the holder who made it; it does not exist for others."""
    return get_object_or_404(
        Share.objects.select_related("certificate__enrollment__person"), pk=pk, certificate__enrollment__person=request.user
    )


def is_enterer(person: User, certificate: Certificate) -> bool:
    """The registrar of the issuer, or somebody who teaches the course."""
    if person.pk == certificate.enrollment.person_id:
        return False
    teaches = certificate.enrollment.run.staff.filter(person=person).exists()
    return teaches or has_role(person, Role.REGISTRAR, certificate.issuer)


def children_in_reach(person: User, on: date) -> CertificateQuerySet:
    """Documents of children for whom this person may enter a paper: of the own institution, and of the courses taught."""
    mine = Q(issuer__in=issuers_of(person)) | Q(enrollment__run__in=RunStaff.objects.filter(person=person).values("run"))
    found = Certificate.objects.filter(children(on, "enrollment__person__"), mine, state__in=SHOWN)
    return found.exclude(enrollment__person=person).select_related("enrollment__person").prefetch_related("publication_consents")


def is_anybodys_keeper(person: User) -> bool:
    """Registrars and those who teach a run."""
    return bool(issuers_of(person)) or RunStaff.objects.filter(person=person).exists()


def _shown(pk: UUID) -> Certificate:
    found = Certificate.objects.filter(state__in=SHOWN)
    return get_object_or_404(found.select_related("enrollment__person", "enrollment__run__course", "issuer", "document_class"), pk=pk)
