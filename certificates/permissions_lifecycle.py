"""Who may look at one document, decide about it and ask for another: a stranger gets 404, somebody without the right 403."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from certificates.lineage import is_gone, successors_of
from certificates.models import Certificate, CertificateRequest
from certificates.permissions import ALLOWED, Verb, issuers_of
from lms.classes.models import TrainingClass
from lms.classes.permissions import standings_in
from lms.people.models import Organization, User
from lms.people.permissions import Role, has_role
from lms.people.requests import LoggedInRequest

PARTS = ("issuer__parent", "document_class", "book", "decision", "enrollment__person", "enrollment__trainee__training_class")


@dataclass(frozen=True)
class CertificateDesk:
    """One document as the office finds it, with what the person who asks may do."""

    certificate: Certificate
    may_manage: bool

    @property
    def training_class(self) -> TrainingClass | None:
        return class_of(self.certificate)


def class_of(certificate: Certificate) -> TrainingClass | None:
    """None after an open course."""
    trainee = getattr(certificate.enrollment, "trainee", None)
    return trainee.training_class if trainee else None


def manages(person: User, certificate: Certificate) -> bool:
    """A registrar of the issuer, or of an institution that took over from it."""
    if has_role(person, Role.REGISTRAR, certificate.issuer):
        return True
    today = timezone.localdate()
    if not is_gone(certificate.issuer, today):
        return False
    return any(has_role(person, Role.REGISTRAR, successor) for successor in successors_of(certificate.issuer, today))


def get_certificate(request: LoggedInRequest, pk: UUID, verb: Verb) -> CertificateDesk:
    """For registrars, and with Verb.READ for officers of its class."""
    certificate = get_object_or_404(Certificate.objects.select_related(*PARTS, "revocation__decided_by", "replaced_by"), pk=pk)
    if manages(request.user, certificate):
        return CertificateDesk(certificate, True)
    training_class = class_of(certificate)
    standings = standings_in(request.user, training_class) if training_class else frozenset()
    if verb == Verb.READ and standings & ALLOWED[Verb.READ]:
        return CertificateDesk(certificate, False)
    if standings or certificate.enrollment.person_id == request.user.pk:
        raise PermissionDenied
    raise Http404


def get_own_certificate(request: LoggedInRequest, pk: UUID) -> Certificate:
    """A document that was given out, for its holder alone."""
    certificate = get_object_or_404(Certificate.objects.published().select_related(*PARTS), pk=pk)
    if certificate.enrollment.person_id != request.user.pk:
        get_certificate(request, pk, Verb.READ)  # a stranger gets 404
        raise PermissionDenied
    return certificate


def get_request(request: LoggedInRequest, pk: int) -> tuple[CertificateRequest, bool]:
    """(the request, whether this person answers it), for its holder and those who answer; 403 for officers of the class."""
    parts = [f"certificate__{name}" for name in PARTS]
    asked = get_object_or_404(CertificateRequest.objects.select_related("result", "asked_by", "decided_by", *parts), pk=pk)
    if manages(request.user, asked.certificate):
        return asked, True
    if asked.certificate.enrollment.person_id == request.user.pk:
        return asked, False
    get_certificate(request, asked.certificate_id, Verb.READ)  # a stranger gets 404
    raise PermissionDenied


def reach_of(person: User) -> set[int]:
    """The issuers of a registrar, and those that ended and from which one of them took over."""
    reach = issuers_of(person)
    before = reach
    while before:
        older = Organization.objects.filter(successors__in=before, valid_to__lt=timezone.localdate()).exclude(pk__in=reach)
        before = set(older.values_list("pk", flat=True))
        reach = reach | before
    return reach


def require_reach(request: LoggedInRequest) -> set[int]:
    """403 for everybody who is no registrar."""
    reach = reach_of(request.user)
    if not reach:
        raise PermissionDenied
    return reach


def requests_of(reach: set[int]) -> QuerySet[CertificateRequest]:
    return CertificateRequest.objects.filter(certificate__issuer__in=reach)
