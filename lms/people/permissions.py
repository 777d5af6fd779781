"""Who may act in the name of which organization."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lms.people.models import Organization, OrganizationRole, User

Role = OrganizationRole.Role


def roles_of(person: User | AnonymousUser) -> set[str]:
    """The names of every role that `person` holds today, wherever."""
    if not person.is_authenticated:
        return set()
    return set(OrganizationRole.objects.filter(person=person).valid_on(timezone.localdate()).values_list("role", flat=True))


def has_role(person: User | AnonymousUser, role: str, organization: Organization | None = None) -> bool:
    """True when `person` holds `role` today: anywhere, or at `organization` or one above it."""
    if not person.is_authenticated or not person.is_active:
        return False
    held = OrganizationRole.objects.filter(person=person, role=role).valid_on(timezone.localdate())
    if organization is not None:
        held = held.filter(organization__in=organization.ancestors_and_self())
    return held.exists()


def organizations_of(person: User | AnonymousUser, role: str) -> QuerySet[Organization]:
    """The organizations at which `person` holds `role` today."""
    if not person.is_authenticated:
        return Organization.objects.none()
    held = OrganizationRole.objects.filter(person=person, role=role).valid_on(timezone.localdate())
    return Organization.objects.filter(pk__in=held.values("organization")).by_name()


def may_grant(granter: User, organization: Organization) -> bool:
    """Roles are granted by an administrator of the organization, or of one above it."""
    return granter.is_superuser or has_role(granter, Role.ADMINISTRATOR, organization)


def get_organization_for_granting(request, pk: int) -> Organization:
    """The organization `pk`; 403 when this person may not grant roles there, 404 when it does not exist."""
    organization = get_object_or_404(Organization, pk=pk)
    if not may_grant(request.user, organization):
        raise PermissionDenied
    return organization
