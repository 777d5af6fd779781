"""Who may work on a prepared document: the registrar of its issuer. It exists for nobody outside its class."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from certificates.models import Certificate
from certificates.permissions import Verb, get_desk
from lms.people.permissions import Role, has_role
from lms.people.requests import LoggedInRequest


def get_unissued(request: LoggedInRequest, pk: UUID) -> Certificate:
    """A document of a class, prepared or not, for a registrar who may void what is not issued yet."""
    found = Certificate.objects.select_related("issuer", "book", "enrollment__trainee__training_class__issuer")
    certificate = get_object_or_404(found, pk=pk)
    trainee = getattr(certificate.enrollment, "trainee", None)
    if trainee is None:
        raise Http404
    get_desk(request, trainee.training_class_id, Verb.MANAGE)
    if not has_role(request.user, Role.REGISTRAR, certificate.issuer):
        raise PermissionDenied
    return certificate
