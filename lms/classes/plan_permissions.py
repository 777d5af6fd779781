"""Who stands how to a year plan: its own officers write it, officers of approving or organizing agencies read it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from lms.classes.actions import plans
from lms.classes.models import PlannedClass, YearPlan
from lms.classes.permissions import organizers_for
from lms.people.models import Organization, User
from lms.people.requests import LoggedInRequest


@dataclass(frozen=True)
class PlanVisit:
    plan: YearPlan
    may_edit: bool
    # Approving agencies in whose name this person may answer.
    answers_for: list[Organization]
    realm: frozenset[int]

    def may_open(self, line: PlannedClass) -> bool:
        return self.may_edit or line.organizer_id in self.realm


def plans_visible_to(person: User) -> QuerySet[YearPlan]:
    """For lists; the same rule as `visit_plan`."""
    realm = organizers_for(person)
    mine = Q(organizer__in=realm) | Q(approvers__in=realm) | Q(planned_classes__organizer__in=realm)
    return YearPlan.objects.filter(pk__in=YearPlan.objects.filter(mine).values("pk")).select_related("organizer")


def visit_plan(request: LoggedInRequest, pk: int, *, edit: bool = False) -> PlanVisit:
    """404 to a stranger, 403 to somebody who may read and not write."""
    plan = get_object_or_404(YearPlan.objects.select_related("organizer", "created_by"), pk=pk)
    return _visit(request, plan, edit=edit)


def visit_line(request: LoggedInRequest, pk: int, *, edit: bool = False) -> tuple[PlanVisit, PlannedClass]:
    found = PlannedClass.objects.select_related("plan__organizer", "programme", "organizer", "issuer", "training_class")
    line = get_object_or_404(found, pk=pk)
    return _visit(request, line.plan, edit=edit), line


def visit_line_to_open(request: LoggedInRequest, pk: int) -> PlannedClass:
    """The line whose class this person is about to open."""
    visit, line = visit_line(request, pk)
    if not visit.may_open(line):
        raise PermissionDenied
    return line


def _visit(request: LoggedInRequest, plan: YearPlan, *, edit: bool) -> PlanVisit:
    if not plans_visible_to(request.user).filter(pk=plan.pk).exists():
        raise Http404
    realm = organizers_for(request.user)
    may_edit = plan.organizer_id in realm
    if edit and not may_edit:
        raise PermissionDenied
    answers_for = list(plan.approvers.filter(pk__in=plans.agencies_of(request.user).values("pk")).by_name())
    return PlanVisit(plan, may_edit, answers_for, frozenset(realm))
