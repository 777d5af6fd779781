"""Who may see and touch blanks, print runs, hand-overs and staff records: a stranger gets 404, somebody of the class without the right 403."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from certificates.models import Blank, BlankRange, Certificate, HandOver, PrintLine, PrintRun
from certificates.permissions import Desk, Verb, get_desk, issuers_of, require_registrar
from lms.people.models import Organization, User
from lms.people.permissions import Role, organizations_of
from lms.people.requests import LoggedInRequest


@dataclass(frozen=True)
class RecordsDesk:
    """Whose staff records somebody may take: those of whole issuers (registrar), or those of single agencies (officer)."""

    issuers: frozenset[int]
    agencies: frozenset[int]

    @property
    def is_registrar(self) -> bool:
        return bool(self.issuers)


def get_range(request: LoggedInRequest, pk: int) -> BlankRange:
    """A package of blanks for a registrar of its issuer; it does not exist for others."""
    return get_object_or_404(BlankRange.objects.select_related("issuer"), pk=pk, issuer__in=issuers_of(request.user))


def get_blank(request: LoggedInRequest, pk: int) -> Blank:
    found = Blank.objects.select_related("issuer", "range", "certificate", "by")
    return get_object_or_404(found, pk=pk, issuer__in=issuers_of(request.user))


def institutions_of(request: LoggedInRequest) -> list[Organization]:
    """The issuers for which a registrar enters blanks; 403 for everybody else."""
    issuers = require_registrar(request)
    found = Organization.objects.filter(pk__in=issuers, kind=Organization.Kind.TRAINING_INSTITUTION)
    return list(found.by_name())


def get_run(request: LoggedInRequest, pk: int, verb: Verb = Verb.MANAGE) -> tuple[Desk, PrintRun]:
    run = get_object_or_404(PrintRun.objects.select_related("made_by"), pk=pk)
    desk = get_desk(request, run.training_class_id, verb)
    run.training_class = desk.training_class
    return desk, run


def get_line(request: LoggedInRequest, pk: int) -> tuple[Desk, PrintLine]:
    line = get_object_or_404(PrintLine.objects.select_related("run", "certificate__document_class", "blank__range"), pk=pk)
    return get_desk(request, line.run.training_class_id, Verb.MANAGE), line


def get_paper(request: LoggedInRequest, pk: UUID, verb: Verb = Verb.MANAGE) -> tuple[Desk, Certificate]:
    """A certificate of a class, with the desk of that class."""
    found = Certificate.objects.select_related("document_class", "issuer", "hand_over", "enrollment__trainee")
    certificate = get_object_or_404(found, pk=pk, enrollment__trainee__isnull=False)
    return get_desk(request, certificate.enrollment.trainee.training_class_id, verb), certificate


def get_hand_over(request: LoggedInRequest, pk: int, verb: Verb = Verb.MANAGE) -> tuple[Desk, HandOver]:
    found = HandOver.objects.select_related("certificate__enrollment__trainee", "certificate__issuer")
    hand_over = get_object_or_404(found, pk=pk, certificate__enrollment__trainee__isnull=False)
    return get_desk(request, hand_over.certificate.enrollment.trainee.training_class_id, verb), hand_over


def records_desk(request: LoggedInRequest) -> RecordsDesk:
    """403 for those who are neither registrar nor officer of any agency."""
    desk = RecordsDesk(frozenset(issuers_of(request.user)), frozenset(agencies_of(request.user)))
    if not desk.issuers and not desk.agencies:
        raise PermissionDenied
    return desk


def get_agency(desk: RecordsDesk, pk: int) -> Organization:
    """An agency whose records this desk may take; a registrar takes them of every agency, as far as the own issuers go."""
    if not desk.is_registrar and pk not in desk.agencies:
        raise Http404
    return get_object_or_404(Organization, pk=pk)


def agencies_of(person: User) -> set[int]:
    """The agencies of an officer: where the role is held, and no other."""
    return set(organizations_of(person, Role.OFFICER).values_list("pk", flat=True))
