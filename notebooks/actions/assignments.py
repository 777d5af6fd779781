"""The rules of a lab in a run, as its teacher sets them: dates, lateness, attempts, groups, more time for one learner."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max

from lms.foundation import audit
from lms.learning.models import CourseRun, Enrollment
from lms.people.models import User
from notebooks.actions import publishing
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.assignment_words import moment
from notebooks.models import Assignment, Extension, Lab


@dataclass(frozen=True)
class Plan:
    """What a teacher decides. The same as no row at all when everything is left out."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    accepts_until: datetime | None = None
    late_percent_per_day: Decimal = Decimal(0)
    late_percent_most: Decimal = Decimal(100)
    attempts: int | None = None
    group_size: int = 1
    is_anonymous: bool = False


def plan_of(assignment: Assignment) -> Plan:
    return Plan(**{field.name: getattr(assignment, field.name) for field in fields(Plan)})


@transaction.atomic
def set_rules(*, run: CourseRun, lab: Lab, plan: Plan, by: User, reason: str = "") -> Assignment:
    """Sets the rules; points that lateness took before or takes now follow in the gradebook. The same rules again change nothing.

    Raises AssignmentRefused reason_missing (rules that stand are changed), groups_are_larger; ValidationError for dates in the wrong order.
    """
    publishing.lock_submissions(run_id=run.pk, lab_id=lab.pk)
    assignment, created = Assignment.objects.select_for_update().get_or_create(run=run, lab=lab)
    before = plan_of(assignment)
    if not created and before == plan:
        return assignment
    if not created and not reason.strip():
        raise AssignmentRefused("reason_missing")
    if largest_group(assignment) > plan.group_size:
        raise AssignmentRefused("groups_are_larger", limit=plan.group_size)
    for field in fields(Plan):
        setattr(assignment, field.name, getattr(plan, field.name))
    assignment.full_clean()
    assignment.save()
    after = {**asdict(plan), "reason": reason.strip()}
    audit.record(by, "assignment.set", assignment, before=None if created else asdict(before), after=after)
    publishing.republish(assignment=assignment, by=by, reason=reason.strip())
    return assignment


def largest_group(assignment: Assignment) -> int:
    sizes = assignment.groups.annotate(n=Count("members")).aggregate(largest=Max("n"))
    return sizes["largest"] or 1


@transaction.atomic
def give_time(*, assignment: Assignment, enrollment: Enrollment, closes_at: datetime, reason: str, by: User) -> Extension:
    """Another due time for one learner; the newest counts, and one as early as the class's takes it back. The same again changes nothing.

    Raises AssignmentRefused not_in_run, no_due_date, extension_too_early, reason_missing.
    """
    publishing.lock_submissions(run_id=assignment.run_id, lab_id=assignment.lab_id)
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    refuse_extension(assignment, enrollment, closes_at, reason)
    newest = assignment.extensions.filter(enrollment=enrollment).first()
    if newest and newest.closes_at == closes_at:
        return newest
    given = Extension.objects.create(assignment=assignment, enrollment=enrollment, closes_at=closes_at, reason=reason.strip(), by=by)
    audit.record(
        by,
        "assignment.extend",
        assignment,
        before={"closes_at": newest.closes_at} if newest else None,
        after={"enrollment": enrollment.pk, "closes_at": closes_at, "reason": given.reason},
    )
    publishing.republish(assignment=assignment, by=by, reason=given.reason)
    return given


def refuse_extension(assignment: Assignment, enrollment: Enrollment, closes_at: datetime, reason: str) -> None:
    if enrollment.run_id != assignment.run_id or enrollment.state != Enrollment.State.ACTIVE:
        raise AssignmentRefused("not_in_run")
    if assignment.closes_at is None:
        raise AssignmentRefused("no_due_date")
    if closes_at < assignment.closes_at:
        raise AssignmentRefused("extension_too_early", time=moment(assignment.closes_at))
    if not reason.strip():
        raise AssignmentRefused("reason_missing")
