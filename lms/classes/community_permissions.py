"""Who writes down a ward's community sessions, and who reads them.

The ward's own people write: officers and teachers of the ward, the community digital team among them. Officers of an organization
above read: of the city, and of a department of the city (a Sở works for the whole city in its field).
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lms.classes.models import CommunitySession
from lms.people.models import Organization, OrganizationRole, User
from lms.people.models.organizations import OrganizationQuerySet
from lms.people.requests import LoggedInRequest

Role = OrganizationRole.Role
Kind = Organization.Kind


@dataclass(frozen=True)
class WardVisit:
    ward: Organization
    may_write: bool


def wards_written_by(person: User) -> OrganizationQuerySet:
    """Wards, communes and the special zone at which this person is an officer or a teacher today."""
    held = OrganizationRole.objects.filter(person=person, role__in=[Role.OFFICER, Role.TEACHER]).valid_on(timezone.localdate())
    return Organization.objects.filter(kind=Kind.COMMUNE_UNIT, pk__in=held.values("organization"))


def glance_of(person: User) -> tuple[list[Organization], bool]:
    """For the first screen, in one query: the own wards by name, and whether this person is an officer over wards."""
    held = OrganizationRole.objects.filter(person=person, role__in=[Role.OFFICER, Role.TEACHER]).valid_on(timezone.localdate())
    roles = list(held.select_related("organization").order_by("organization__name"))
    wards = {role.organization_id: role.organization for role in roles if role.organization.kind == Kind.COMMUNE_UNIT}
    over = any(role.role == Role.OFFICER and _is_over_wards(role.organization) for role in roles)
    return list(wards.values()), over


def _is_over_wards(organization: Organization) -> bool:
    """A Sở or the city itself."""
    return organization.kind == Kind.DEPARTMENT or organization.parent_id is None


def wards_read_by(person: User) -> OrganizationQuerySet:
    """Those, and every ward below an organization whose officer this person is."""
    heads = _heads(person)
    written = set(wards_written_by(person).values_list("pk", flat=True))
    below: set[int] = set()
    if heads:
        parents = dict(Organization.objects.values_list("pk", "parent"))
        wards = Organization.objects.filter(kind=Kind.COMMUNE_UNIT).values_list("pk", flat=True)
        below = {pk for pk in wards if heads & set(_above(pk, parents))}
    return Organization.objects.filter(pk__in=written | below)


def reads_from_above(person: User) -> bool:
    """Whether this person sees wards that are not the own ones."""
    return wards_read_by(person).count() > wards_written_by(person).count()


def require_any_ward(request: LoggedInRequest) -> None:
    if not wards_read_by(request.user).exists():
        raise PermissionDenied


def visit_ward(request: LoggedInRequest, pk: int, *, write: bool = False) -> WardVisit:
    """404 to a stranger, 403 to somebody who may read and not write."""
    ward = get_object_or_404(Organization, pk=pk, kind=Kind.COMMUNE_UNIT)
    may_write = wards_written_by(request.user).filter(pk=pk).exists()
    if not may_write and not wards_read_by(request.user).filter(pk=pk).exists():
        raise Http404
    if write and not may_write:
        raise PermissionDenied
    return WardVisit(ward, may_write)


def visit_community_session(request: LoggedInRequest, pk: int, *, write: bool = False) -> tuple[WardVisit, CommunitySession]:
    session = get_object_or_404(CommunitySession.objects.select_related("ward", "by"), pk=pk, removed_at=None)
    return visit_ward(request, session.ward_id, write=write), session


def _heads(person: User) -> set[int]:
    """Organizations of which the wards below are read: those where this person is an officer; for a department, what it belongs to."""
    held = OrganizationRole.objects.filter(person=person, role=Role.OFFICER).valid_on(timezone.localdate())
    rows = held.values_list("organization", "organization__kind", "organization__parent")
    return {pk for pk, _kind, _parent in rows} | {parent for _pk, kind, parent in rows if kind == Kind.DEPARTMENT and parent}


def _above(pk: int, parents: dict[int, int | None]) -> list[int]:
    line: list[int] = []
    current: int | None = pk
    while current is not None and current not in line:
        line.append(current)
        current = parents.get(current)
    return line
