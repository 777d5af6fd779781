"""Who stands how to a class, and what each may do: a stranger gets 404, somebody without the right 403."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lms.classes import places
from lms.classes.models import ClassSession, ClassStaff, SessionVenue, Trainee, TrainingClass
from lms.classes.models.classes import TrainingClassQuerySet
from lms.people.models import Organization, OrganizationRole, User
from lms.people.requests import LoggedInRequest

OrgRole = OrganizationRole.Role


class Standing(StrEnum):
    OFFICER = "officer"
    MANAGER = "class_manager"
    VENUE_MANAGER = "venue_manager"
    TRAINER = "trainer"
    REGISTRAR = "registrar"
    TRAINEE = "trainee"


class Verb(StrEnum):
    """VISIT: the class page, trainees see their own. READ: roster, attendance, results. EDIT: class, sessions, roster,
    staff. MARK: attendance and check-in of the whole class. MARK_PLACE: the same at one place; `visit_place` asks which."""

    VISIT = "visit"
    READ = "read"
    EDIT = "edit"
    MARK = "mark"
    MARK_PLACE = "mark_place"


# An officer reads everything and marks nothing (DOMAIN: marking belongs to the class manager).
ALLOWED = {
    Verb.VISIT: frozenset(Standing),
    Verb.READ: frozenset({Standing.OFFICER, Standing.MANAGER, Standing.VENUE_MANAGER, Standing.TRAINER, Standing.REGISTRAR}),
    Verb.EDIT: frozenset({Standing.OFFICER}),
    Verb.MARK: frozenset({Standing.MANAGER}),
    Verb.MARK_PLACE: frozenset({Standing.MANAGER, Standing.VENUE_MANAGER}),
}


@dataclass(frozen=True)
class Visit:
    """A class together with what the person who asks may do there."""

    training_class: TrainingClass
    standings: frozenset[Standing]
    # The venues of a manager of single venues; a manager of the whole class needs none.
    venues: frozenset[int] = field(default_factory=frozenset)

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

    @property
    def may_mark_somewhere(self) -> bool:
        return self.may(Verb.MARK_PLACE) and not self.training_class.is_final

    def may_mark_at(self, session: ClassSession, place: SessionVenue | None) -> bool:
        """Whether this person marks at this place of the session; None is the session's own venue."""
        if self.may_mark:
            return True
        return self.may_mark_somewhere and places.venue_of(session, place) in self.venues

    def may_mark_trainee(self, session: ClassSession, trainee: Trainee) -> bool:
        """Whether this person marks this trainee: everybody's manager, or the manager of the venue where the trainee belongs."""
        return self.may_mark or self.may_mark_at(session, places.planned_place(session, trainee))


def visit_class(request: LoggedInRequest, pk: int, verb: Verb) -> Visit:
    """The accessor of this room's pages."""
    found = TrainingClass.objects.select_related("organizer", "issuer", "programme", "run__course")
    training_class = get_object_or_404(found, pk=pk)
    return _visit(request, training_class, verb)


def visit_session(request: LoggedInRequest, pk: int, verb: Verb) -> tuple[Visit, ClassSession]:
    found = ClassSession.objects.select_related("training_class__organizer", "training_class__issuer", "training_class__run", "venue")
    session = get_object_or_404(found, pk=pk)
    return _visit(request, session.training_class, verb), session


def visit_of(person: User, training_class: TrainingClass) -> Visit:
    """What this person may do in this class, without refusing anything."""
    return Visit(training_class, standings_in(person, training_class), venues_managed_by(person, training_class))


def visit_place(
    request: LoggedInRequest, pk: int, place: int | None = None, verb: Verb = Verb.MARK_PLACE
) -> tuple[Visit, ClassSession, SessionVenue | None]:
    """A session and one place of it; None is the session's own venue. 404 for a place of another session.

    With MARK_PLACE a manager of single venues gets 403 elsewhere.
    """
    visit, session = visit_session(request, pk, verb)
    found = get_object_or_404(session.further_venues.select_related("venue"), pk=place) if place else None
    # A class that is over is the action's to refuse, with a sentence.
    if verb == Verb.MARK_PLACE and not visit.may(Verb.MARK) and places.venue_of(session, found) not in visit.venues:
        raise PermissionDenied
    return visit, session, found


def visit_staff(request: LoggedInRequest, pk: int) -> tuple[Visit, ClassStaff]:
    staff = get_object_or_404(ClassStaff.objects.select_related("training_class", "person"), pk=pk)
    return _visit(request, staff.training_class, Verb.EDIT), staff


def _visit(request: LoggedInRequest, training_class: TrainingClass, verb: Verb) -> Visit:
    visit = visit_of(request.user, training_class)
    if not visit.standings:
        raise Http404
    if not visit.may(verb):
        raise PermissionDenied
    return visit


def standings_in(person: User, training_class: TrainingClass) -> frozenset[Standing]:
    """Every way in which `person` belongs to this class; empty for a stranger."""
    standings = {_standing_of_staff(role, venue) for role, venue in training_class.staff.filter(person=person).values_list("role", "venue")}
    if Trainee.objects.active().filter(training_class=training_class, enrollment__person=person).exists():
        standings.add(Standing.TRAINEE)
    return frozenset(standings | _standings_of_office(person, training_class))


def _standing_of_staff(role: str, venue: int | None) -> Standing:
    return Standing.VENUE_MANAGER if role == ClassStaff.Role.CLASS_MANAGER and venue else Standing(role)


def venues_managed_by(person: User, training_class: TrainingClass) -> frozenset[int]:
    """The venues at which `person` marks, but for a manager of the whole class, who marks everywhere."""
    managed = training_class.staff.filter(person=person, role=ClassStaff.Role.CLASS_MANAGER, venue__isnull=False)
    return frozenset(managed.values_list("venue", flat=True))


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
