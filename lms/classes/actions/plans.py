"""The year plan: written, submitted, answered by each agency, its classes opened. After KH 4738 (II.9.c, IV.3) both Sở approve."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.classes.exceptions import ClassError
from lms.classes.models import PlanApproval, PlannedClass, TrainingClass, YearPlan
from lms.foundation import audit
from lms.foundation.models import AuditEntry
from lms.people.models import Organization, OrganizationRole, User
from lms.people.permissions import organizations_of

from . import classes
from .classes import ClassPlan
from .sessions import SessionPlan

State = YearPlan.State
LINE_FIELDS = ("programme", "title", "quarter", "quota", "organizer", "issuer", "note")


@transaction.atomic
def create(*, year: int, title: str, organizer: Organization, approvers: Iterable[Organization], by: User) -> YearPlan:
    """A draft without classes. Raises ClassError plan_twice."""
    _refuse_twin(year=year, title=title, organizer=organizer)
    plan = YearPlan.objects.create(year=year, title=title, organizer=organizer, created_by=by)
    plan.approvers.set(approvers)
    audit.record(by, "plan.create", plan, after={"year": year, "title": title})
    return plan


@transaction.atomic
def change(*, plan: YearPlan, year: int, title: str, approvers: Iterable[Organization], by: User) -> YearPlan:
    """Raises ClassError: plan_not_draft, plan_twice."""
    plan = _draft(plan)
    _refuse_twin(year=year, title=title, organizer=plan.organizer, but=plan)
    before = {"year": plan.year, "title": plan.title, "approvers": _names(plan.approvers.all())}
    plan.year, plan.title = year, title
    plan.save(update_fields=["year", "title"])
    plan.approvers.set(approvers)
    audit.record(by, "plan.change", plan, before=before, after={"year": year, "title": title, "approvers": _names(plan.approvers.all())})
    return plan


@transaction.atomic
def copy(*, plan: YearPlan, year: int, title: str, by: User) -> YearPlan:
    """A draft for another year with the same classes and approvers, none of them opened. Raises ClassError plan_twice."""
    made = create(year=year, title=title, organizer=plan.organizer, approvers=plan.approvers.all(), by=by)
    lines = [{name: getattr(line, name) for name in LINE_FIELDS} for line in plan.planned_classes.all()]
    PlannedClass.objects.bulk_create(PlannedClass(plan=made, **_next_year(values, plan.year, year)) for values in lines)
    audit.record(by, "plan.copy", made, after={"from": plan.pk, "lines": len(lines)})
    return made


@transaction.atomic
def add_line(*, plan: YearPlan, values: Mapping[str, Any], by: User) -> PlannedClass:
    """Raises ClassError plan_not_draft."""
    plan = _draft(plan)
    line = PlannedClass.objects.create(plan=plan, **{name: values[name] for name in LINE_FIELDS if name in values})
    audit.record(by, "plan.add_line", plan, after={"line": line.pk, "title": line.title, "quarter": line.quarter})
    return line


@transaction.atomic
def change_line(*, line: PlannedClass, values: Mapping[str, Any], by: User) -> PlannedClass:
    """Raises ClassError plan_not_draft."""
    _draft(line.plan)
    line = PlannedClass.objects.select_for_update(of=("self",)).get(pk=line.pk)
    before = {name: str(getattr(line, name) or "") for name in LINE_FIELDS}
    for name in LINE_FIELDS:
        setattr(line, name, values.get(name, getattr(line, name)))
    line.save()
    audit.record(by, "plan.change_line", line.plan, before=before, after={name: str(getattr(line, name) or "") for name in LINE_FIELDS})
    return line


@transaction.atomic
def remove_line(*, line: PlannedClass, by: User) -> None:
    """Raises ClassError: plan_not_draft, line_opened."""
    plan = _draft(line.plan)
    if line.training_class:
        raise ClassError("line_opened", code=line.training_class.code)
    audit.record(by, "plan.remove_line", plan, before={"title": line.title, "quarter": line.quarter, "quota": line.quota})
    line.delete()


@transaction.atomic
def submit(*, plan: YearPlan, by: User) -> YearPlan:
    """The agencies may answer; earlier answers no longer hold. Twice changes nothing.

    Raises ClassError: plan_not_draft, plan_empty, plan_without_approver.
    """
    plan = _locked(plan)
    if plan.state == State.SUBMITTED:
        return plan
    _refuse_unless_draft(plan)
    if not plan.planned_classes.exists():
        raise ClassError("plan_empty")
    if not plan.approvers.exists():
        raise ClassError("plan_without_approver")
    return _moved(plan, State.SUBMITTED, "plan.submit", by)


@transaction.atomic
def take_back(*, plan: YearPlan, by: User) -> YearPlan:
    """A draft again, so that it can be changed; answers given so far stay in the record. Twice changes nothing."""
    plan = _locked(plan)
    return plan if plan.state == State.DRAFT else _moved(plan, State.DRAFT, "plan.take_back", by)


@transaction.atomic
def answer(*, plan: YearPlan, organization: Organization, approved: bool, note: str = "", by: User) -> PlanApproval:
    """One agency approves the submitted plan or returns it with a note; it is approved when all have.

    Returned by one, it is a draft again. Raises ClassError: plan_not_submitted, plan_not_approver, plan_not_officer_there,
    plan_note_missing.
    """
    plan = _locked(plan)
    if plan.state != State.SUBMITTED:
        raise ClassError("plan_not_submitted", state=plan.get_state_display())
    if not plan.approvers.filter(pk=organization.pk).exists():
        raise ClassError("plan_not_approver", agency=organization.name)
    if not agencies_of(by).filter(pk=organization.pk).exists():
        raise ClassError("plan_not_officer_there", agency=organization.name)
    if not approved and not note.strip():
        raise ClassError("plan_note_missing")
    given = PlanApproval.objects.create(plan=plan, organization=organization, approved=approved, note=note.strip(), by=by)
    audit.record(by, "plan.approve" if approved else "plan.return", plan, after={"agency": organization.code, "note": note.strip()})
    if not approved:
        _moved(plan, State.DRAFT, "plan.returned", by)
    elif all(each.holds for each in answers_of(plan)):
        _moved(plan, State.APPROVED, "plan.approved", by)
    return given


@transaction.atomic
def decide(*, plan: YearPlan, decision_no: str, decision_on: date | None, by: User) -> YearPlan:
    """Number and date of the plan's decision, which may follow at any time."""
    plan = _locked(plan)
    before = {"decision_no": plan.decision_no, "decision_on": plan.decision_on}
    plan.decision_no, plan.decision_on = decision_no.strip(), decision_on
    plan.save(update_fields=["decision_no", "decision_on"])
    audit.record(by, "plan.decide", plan, before=before, after={"decision_no": plan.decision_no, "decision_on": decision_on})
    return plan


@transaction.atomic
def open_class(*, line: PlannedClass, plan: ClassPlan, sessions: Iterable[SessionPlan] = (), by: User) -> TrainingClass:
    """The class of an approved line, once. Raises ClassError: plan_not_approved, line_opened, and those of `classes.create`."""
    line = PlannedClass.objects.select_for_update(of=("self",)).select_related("plan", "training_class").get(pk=line.pk)
    refuse_opening(line)
    made = classes.create(plan=plan, sessions=sessions, by=by)
    line.training_class = made
    line.save(update_fields=["training_class"])
    audit.record(by, "plan.open_class", line.plan, after={"line": line.pk, "class": made.code})
    return made


def refuse_opening(line: PlannedClass) -> None:
    """Raises ClassError: plan_not_approved, line_opened. A class that was cancelled may be opened anew."""
    if line.plan.state != State.APPROVED:
        raise ClassError("plan_not_approved", state=line.plan.get_state_display())
    if line.training_class and line.training_class.state != TrainingClass.State.CANCELLED:
        raise ClassError("line_opened", code=line.training_class.code)


@dataclass(frozen=True)
class Answer:
    """What one approving agency has said since the plan was last submitted; `given` None while it has not."""

    organization: Organization
    given: PlanApproval | None

    @property
    def holds(self) -> bool:
        return self.given is not None and self.given.approved


def answers_of(plan: YearPlan) -> list[Answer]:
    """One per approving agency, by name."""
    since = submitted_at(plan)
    newest: dict[int, PlanApproval] = {}
    if since is not None:
        for given in plan.approvals.filter(at__gte=since).select_related("by").order_by("at", "pk"):
            newest[given.organization_id] = given
    return [Answer(each, newest.get(each.pk)) for each in plan.approvers.by_name()]


def submitted_at(plan: YearPlan) -> datetime | None:
    """When the plan was last submitted, as the diary has it."""
    entries = AuditEntry.objects.filter(object_type=plan._meta.label_lower, object_id=str(plan.pk), verb="plan.submit")
    return entries.order_by("-at", "-pk").values_list("at", flat=True).first()


def agencies_of(person: User) -> Any:
    """The organizations in whose name `person` may approve: only those at which the role itself is held."""
    return organizations_of(person, OrganizationRole.Role.OFFICER)


def _refuse_twin(*, year: int, title: str, organizer: Organization, but: YearPlan | None = None) -> None:
    twins = YearPlan.objects.filter(year=year, title=title, organizer=organizer)
    if (twins.exclude(pk=but.pk) if but else twins).exists():
        raise ClassError("plan_twice", title=title, year=year)


def _locked(plan: YearPlan) -> YearPlan:
    return YearPlan.objects.select_for_update(of=("self",)).select_related("organizer").get(pk=plan.pk)


def _draft(plan: YearPlan) -> YearPlan:
    plan = _locked(plan)
    _refuse_unless_draft(plan)
    return plan


def _refuse_unless_draft(plan: YearPlan) -> None:
    if plan.state != State.DRAFT:
        raise ClassError("plan_not_draft", state=plan.get_state_display())


def _moved(plan: YearPlan, state: str, verb: str, by: User) -> YearPlan:
    before, plan.state = plan.state, state
    plan.save(update_fields=["state"])
    audit.record(by, verb, plan, before={"state": before}, after={"state": state}, at=timezone.now())
    return plan


def _next_year(values: dict[str, Any], old: int, new: int) -> dict[str, Any]:
    return {**values, "title": values["title"].replace(str(old), str(new))}


def _names(organizations: Iterable[Organization]) -> list[str]:
    return sorted(each.code for each in organizations)
