"""Who stands how to a class, and what each may do: a stranger gets 404, somebody without the right 403."""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lms.classes.models import ClassSession, ClassStaff, Trainee, TrainingClass
from lms.classes.models.classes import TrainingClassQuerySet
from lms.people.models import Organization, OrganizationRole, User
from lms.people.requests import LoggedInRequest

OrgRole = OrganizationRole.Role


class Standing(StrEnum):
    OFFICER = "officer"
    MANAGER = "class_manager"
    TRAINER = "trainer"
    REGISTRAR = "registrar"
    TRAINEE = "trainee"


class Verb(StrEnum):
    """VISIT: the class page, trainees see their own. READ: roster, attendance, results. EDIT: class, sessions, roster,
    staff. MARK: attendance and check-in."""

    VISIT = "visit"
    READ = "read"
    EDIT = "edit"
    MARK = "mark"


# An officer reads everything and marks nothing (DOMAIN: marking belongs to the class manager).
ALLOWED = {
    Verb.VISIT: frozenset(Standing),
    Verb.READ: frozenset({Standing.OFFICER, Standing.MANAGER, Standing.TRAINER, Standing.REGISTRAR}),
    Verb.EDIT: frozenset({Standing.OFFICER}),
    Verb.MARK: frozenset({Standing.MANAGER}),
}


@dataclass(frozen=True)
class Visit:
    """A class together with what the person who asks may do there."""

    training_class: TrainingClass
    standings: frozenset[Standing]

    def may(self, verb: Verb) -> bool:
        return bool(self.standings & ALLOWED[verb])

    @property
    def may_read(self) -> bool:
        return self.may(Verb.READ)

    @property
    def may_edit(self) -> bool:
        return self.may(Verb.EDIT) and not self.training_class.is_final

    @property
    def may_mark(self) -> bool:
        return self.may(Verb.MARK) and not self.training_class.is_final


def visit_class(request: LoggedInRequest, pk: int, verb: Verb) -> Visit:
    """The accessor of this room's pages."""
    found = TrainingClass.objects.select_related("organizer", "issuer", "programme", "run__course")
    training_class = get_object_or_404(found, pk=pk)
    return _visit(request, training_class, verb)


def visit_session(request: LoggedInRequest, pk: int, verb: Verb) -> tuple[Visit, ClassSession]:
    found = ClassSession.objects.select_related("training_class__organizer", "training_class__issuer", "training_class__run", "venue")
    session = get_object_or_404(found, pk=pk)
    return _visit(request, session.training_class, verb), session


def visit_staff(request: LoggedInRequest, pk: int) -> tuple[Visit, ClassStaff]:
    staff = get_object_or_404(ClassStaff.objects.select_related("training_class", "person"), pk=pk)
    return _visit(request, staff.training_class, Verb.EDIT), staff


def _visit(request: LoggedInRequest, training_class: TrainingClass, verb: Verb) -> Visit:
    visit = Visit(training_class, standings_in(request.user, training_class))
    if not visit.standings:
        raise Http404
    if not visit.may(verb):
        raise PermissionDenied
    return visit


def standings_in(person: User, training_class: TrainingClass) -> frozenset[Standing]:
    """Every way in which `person` belongs to this class; empty for a stranger."""
    standings = {Standing(role) for role in training_class.staff.filter(person=person).values_list("role", flat=True)}
    if Trainee.objects.active().filter(training_class=training_class, enrollment__person=person).exists():
        standings.add(Standing.TRAINEE)
    return frozenset(standings | _standings_of_office(person, training_class))


def _standings_of_office(person: User, training_class: TrainingClass) -> set[Standing]:
    realms = _realms_of(person)
    if not any(realms.values()):
        return set()
    running = {training_class.organizer_id, *training_class.coordinators.values_list("pk", flat=True)}
    standings = {Standing.OFFICER} if running & realms[OrgRole.OFFICER] else set()
    return standings | ({Standing.REGISTRAR} if training_class.issuer_id in realms[OrgRole.REGISTRAR] else set())


def classes_visible_to(person: User) -> TrainingClassQuerySet:
    """For lists; the same rule as `standings_in`."""
    realms = _realms_of(person)
    mine = Q(staff__person=person) | Q(trainees__in=Trainee.objects.active().filter(enrollment__person=person))
    offices = (
        Q(organizer__in=realms[OrgRole.OFFICER]) | Q(coordinators__in=realms[OrgRole.OFFICER]) | Q(issuer__in=realms[OrgRole.REGISTRAR])
    )
    return TrainingClass.objects.filter(pk__in=TrainingClass.objects.filter(mine | offices).values("pk"))


def classes_of_officer(person: User) -> TrainingClassQuerySet:
    return TrainingClass.objects.of_organizations(_realms_of(person)[OrgRole.OFFICER])


def organizers_for(person: User) -> set[int]:
    """The organizations in whose name `person` may create a class."""
    return _realms_of(person)[OrgRole.OFFICER]


def is_officer(request: LoggedInRequest) -> bool:
    return bool(organizers_for(request.user))


def require_officer(request: LoggedInRequest) -> None:
    if not is_officer(request):
        raise PermissionDenied


def _realms_of(person: User) -> dict[str, set[int]]:
    """{role: the organizations at which it counts}: those where it is held, and everything below them."""
    held = OrganizationRole.objects.filter(person=person, role__in=[OrgRole.OFFICER, OrgRole.REGISTRAR])
    roles = list(held.valid_on(timezone.localdate()).values_list("role", "organization"))
    realms: dict[str, set[int]] = {OrgRole.OFFICER: set(), OrgRole.REGISTRAR: set()}
    if not roles:
        return realms
    parents = dict(Organization.objects.values_list("pk", "parent"))
    for role, organization in roles:
        realms[role] |= {pk for pk in parents if organization in _line(pk, parents)}
    return realms


def _line(pk: int, parents: dict[int, int | None]) -> list[int]:
    """An organization and everything above it."""
    line: list[int] = []
    current: int | None = pk
    while current is not None and current not in line:
        line.append(current)
        current = parents.get(current)
    return line
