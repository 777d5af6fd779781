"""The forms of documents: administrators of the city write them, registrars read them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from certificates.models import DocumentClass
from certificates.permissions import issuers_of
from lms.people.models import User
from lms.people.permissions import Role, organizations_of
from lms.people.requests import LoggedInRequest


def may_edit_forms(person: User) -> bool:
    """A form is in force for every issuer: the administrator of one agency does not write it."""
    return person.is_superuser or organizations_of(person, Role.ADMINISTRATOR).filter(parent__isnull=True).exists()


def may_read_forms(person: User) -> bool:
    return may_edit_forms(person) or bool(issuers_of(person))


def require_form_reader(request: LoggedInRequest) -> None:
    """403 for everybody who neither issues nor keeps forms."""
    if not may_read_forms(request.user):
        raise PermissionDenied


def require_form_editor(request: LoggedInRequest) -> None:
    if not may_edit_forms(request.user):
        raise PermissionDenied


def get_form(request: LoggedInRequest, pk: int) -> DocumentClass:
    """For a reader; it does not exist for others, and drafts not for those who only read."""
    form = get_object_or_404(DocumentClass, pk=pk)
    if not may_read_forms(request.user) or (form.is_draft and not may_edit_forms(request.user)):
        raise Http404
    return form


def get_form_for_editing(request: LoggedInRequest, pk: int) -> DocumentClass:
    form = get_form(request, pk)
    require_form_editor(request)
    return form
