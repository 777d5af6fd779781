"""Who may see, decide, issue and download: a stranger gets 404, somebody of the class without the right 403."""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from lms.classes.models import TrainingClass
from lms.classes.models.classes import TrainingClassQuerySet
from lms.classes.permissions import Standing, standings_in
from lms.people.models import Organization, User
from lms.people.permissions import Role, organizations_of
from lms.people.requests import LoggedInRequest


class Verb(StrEnum):
    """READ: eligibility, decision, numbers. MANAGE: enter the decision, issue, download."""

    READ = "read"
    MANAGE = "manage"


ALLOWED = {
    Verb.READ: frozenset({Standing.REGISTRAR, Standing.OFFICER}),
    Verb.MANAGE: frozenset({Standing.REGISTRAR}),
}


@dataclass(frozen=True)
class Desk:
    """A class as the registrar finds it, with what the person who asks may do."""

    training_class: TrainingClass
    standings: frozenset[Standing]

    def may(self, verb: Verb) -> bool:
        return bool(self.standings & ALLOWED[verb])

    @property
    def may_manage(self) -> bool:
        return self.may(Verb.MANAGE)


def get_desk(request: LoggedInRequest, pk: int, verb: Verb) -> Desk:
    """The accessor of this room's class pages."""
    found = TrainingClass.objects.select_related("issuer__parent", "organizer", "programme", "run", "recognition_decision__entered_by")
    training_class = get_object_or_404(found, pk=pk)
    desk = Desk(training_class, standings_in(request.user, training_class))
    if not desk.standings:
        raise Http404
    if not desk.may(verb):
        raise PermissionDenied
    return desk


def issuers_of(person: User) -> set[int]:
    """The organizations for which `person` is registrar: where the role is held, and everything below."""
    held = set(organizations_of(person, Role.REGISTRAR).values_list("pk", flat=True))
    if not held:
        return set()
    children: dict[int | None, list[int]] = {}
    for pk, parent in Organization.objects.values_list("pk", "parent"):
        children.setdefault(parent, []).append(pk)
    reach: set[int] = set()
    waiting = list(held)
    while waiting:
        organization = waiting.pop()
        if organization not in reach:
            reach.add(organization)
            waiting += children.get(organization, [])
    return reach


def classes_of_registrar(person: User) -> TrainingClassQuerySet:
    return TrainingClass.objects.issued_by(issuers_of(person))


def require_registrar(request: LoggedInRequest) -> set[int]:
    """The issuers of a registrar; 403 for everybody else."""
    issuers = issuers_of(request.user)
    if not issuers:
        raise PermissionDenied
    return issuers
