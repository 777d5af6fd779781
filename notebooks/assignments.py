"""The rules of a lab in a run: how long, at what price, how often, with whom. Above plain values, below what reads the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from lms.learning.models import Enrollment
from notebooks.models import Assignment, Extension, Lab, SubmissionCredit, WorkGroup, WorkGroupMember

DAY = timedelta(days=1)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Terms:
    """Dates and the price of lateness as they hold for one piece of work. Empty: no limit."""

    opens_at: datetime | None = None
    due: datetime | None = None
    accepts_until: datetime | None = None
    per_day: Decimal = Decimal(0)
    most: Decimal = Decimal(100)


# --- plain values -----------------------------------------------------------------------------------------------------
def due_for(closes_at: datetime | None, extended: Iterable[datetime] = ()) -> datetime | None:
    """The latest of the class's due time and what was granted: more time never becomes less. Who hands in together has the latest due time among them."""
    return None if closes_at is None else max([closes_at, *extended])


def late_percent(*, received_at: datetime, due: datetime | None, per_day: Decimal, most: Decimal) -> Decimal:
    """How many percent of the points lateness takes: `per_day` for every begun 24 hours after `due`, never more than `most`."""
    if due is None or received_at <= due:
        return Decimal(0)
    begun = -((due - received_at) // DAY)
    return min(per_day * begun, most, Decimal(100)).quantize(CENT)


def late_percent_under(terms: Terms, received_at: datetime) -> Decimal:
    return late_percent(received_at=received_at, due=terms.due, per_day=terms.per_day, most=terms.most)


def is_open(terms: Terms, at: datetime) -> bool:
    return not refusal(terms, at)


def refusal(terms: Terms, at: datetime) -> str:
    """Why nothing is taken in at this moment, as a code of LabError; empty when it is."""
    if terms.opens_at and at < terms.opens_at:
        return "not_open_yet"
    return "closed" if terms.accepts_until and at > terms.accepts_until else ""


def reduced(score: Decimal, percent: Decimal) -> Decimal:
    """The points that count, after lateness took its part."""
    return (score * (100 - percent) / 100).quantize(CENT, ROUND_HALF_UP)


def terms_of(assignment: Assignment | None, extended: Iterable[datetime] = ()) -> Terms:
    """What holds for work whose people were granted these due times."""
    if assignment is None:
        return Terms()
    due = due_for(assignment.closes_at, extended)
    last = assignment.accepts_until or assignment.closes_at
    return Terms(
        opens_at=assignment.opens_at,
        due=due,
        accepts_until=max(last, due) if last and due else last,
        per_day=assignment.late_percent_per_day,
        most=assignment.late_percent_most,
    )


# --- one learner ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LearnerRules:
    """What holds for one learner and one lab at the moment `at`, for pages and for the exchange."""

    assignment: Assignment | None
    terms: Terms
    at: datetime
    extension: Extension | None = None
    used: int = 0
    # Of everybody who is credited together; empty without a group. The learner is among them.
    group: WorkGroup | None = None
    members: tuple[Enrollment, ...] = ()
    most_used: int = 0

    @property
    def attempts(self) -> int | None:
        return self.assignment.attempts if self.assignment else None

    @property
    def attempts_left(self) -> int | None:
        """How often this learner, with the group, may still hand in; None without a limit."""
        return None if self.attempts is None else max(self.attempts - self.most_used, 0)

    @property
    def group_size(self) -> int:
        return self.assignment.group_size if self.assignment else 1

    @property
    def refusal(self) -> str:
        return refusal(self.terms, self.at)

    @property
    def is_open(self) -> bool:
        """Whether a submission would be taken now."""
        return not self.refusal and self.attempts_left != 0

    @property
    def is_late(self) -> bool:
        return self.terms.due is not None and self.at > self.terms.due

    @property
    def late_percent_now(self) -> Decimal:
        return late_percent_under(self.terms, self.at)

    @property
    def member_names(self) -> list[str]:
        return [member.person.full_name for member in self.members]


class Place(NamedTuple):
    enrollment: Enrollment
    lab: Lab


def rules_for(enrollment: Enrollment, lab: Lab, at: datetime | None = None) -> LearnerRules:
    """What holds for this learner and this lab now."""
    return rules_of([Place(enrollment, lab)], at)[enrollment.pk, lab.pk]


def rules_of(places: Iterable[Place], at: datetime | None = None) -> dict[tuple[int, int], LearnerRules]:
    """By (enrollment, lab), in as many queries for twenty labs as for one."""
    places, at = list(places), at or timezone.now()
    assignments = assignments_of(places)
    groups = groups_of(places, assignments.values())
    people = {place.enrollment.pk for place in places} | {member.pk for _group, members in groups.values() for member in members}
    extensions = extensions_of(assignments.values(), people)
    used = attempts_used(assignments.values(), people)
    found: dict[tuple[int, int], LearnerRules] = {}
    for enrollment, lab in places:
        assignment = assignments.get((enrollment.run_id, lab.pk))
        if assignment is None:
            found[enrollment.pk, lab.pk] = LearnerRules(None, Terms(), at)
            continue
        group, members = groups.get((assignment.pk, enrollment.pk), (None, ()))
        credited = [member.pk for member in members] or [enrollment.pk]
        granted = [extensions[assignment.pk, pk].closes_at for pk in credited if (assignment.pk, pk) in extensions]
        found[enrollment.pk, lab.pk] = LearnerRules(
            assignment=assignment,
            terms=terms_of(assignment, granted),
            at=at,
            extension=extensions.get((assignment.pk, enrollment.pk)),
            used=used.get((lab.pk, enrollment.pk), 0),
            group=group,
            members=members,
            most_used=max(used.get((lab.pk, pk), 0) for pk in credited),
        )
    return found


# --- rows -------------------------------------------------------------------------------------------------------------
def assignments_of(places: Iterable[Place]) -> dict[tuple[int, int], Assignment]:
    """By (run, lab)."""
    runs, labs = {place.enrollment.run_id for place in places}, {place.lab.pk for place in places}
    return {(each.run_id, each.lab_id): each for each in Assignment.objects.filter(run__in=runs, lab__in=labs)}


def groups_of(
    places: Iterable[Place], assignments: Iterable[Assignment]
) -> dict[tuple[int, int], tuple[WorkGroup, tuple[Enrollment, ...]]]:
    """By (assignment, enrollment): the group and its active members by name, for those who have one."""
    shared = [each.pk for each in assignments if each.group_size > 1]
    if not shared:
        return {}
    mine = WorkGroupMember.objects.filter(assignment__in=shared, enrollment__in=[place.enrollment.pk for place in places])
    rows = WorkGroupMember.objects.filter(group__in=mine.values("group"), enrollment__state=Enrollment.State.ACTIVE)
    by_group: dict[int, list[WorkGroupMember]] = {}
    for row in rows.select_related("group__made_by", "enrollment__person").order_by("enrollment__person__name_sort_key", "pk"):
        by_group.setdefault(row.group_id, []).append(row)
    return {
        (row.assignment_id, row.enrollment_id): (row.group, tuple(each.enrollment for each in together))
        for together in by_group.values()
        for row in together
    }


def extensions_of(assignments: Iterable[Assignment], enrollments: Iterable[int] | None = None) -> dict[tuple[int, int], Extension]:
    """The newest per (assignment, enrollment); `enrollments=None` means everybody's."""
    pks = [each.pk for each in assignments if each.closes_at]
    if not pks:
        return {}
    rows = Extension.objects.filter(assignment__in=pks)
    if enrollments is not None:
        rows = rows.filter(enrollment__in=list(enrollments))
    newest: dict[tuple[int, int], Extension] = {}
    for row in rows.order_by("-at", "-pk"):
        newest.setdefault((row.assignment_id, row.enrollment_id), row)
    return newest


def attempts_used(assignments: Iterable[Assignment], enrollments: Iterable[int]) -> Mapping[tuple[int, int], int]:
    """How many submissions count for each (lab, enrollment), where that is limited."""
    limited = Q()
    for each in assignments:
        if each.attempts is not None:
            limited |= Q(submission__lab=each.lab_id, enrollment__run=each.run_id)
    if not limited:
        return {}
    rows = SubmissionCredit.objects.filter(limited, enrollment__in=list(enrollments)).order_by()
    counted = rows.values_list("submission__lab", "enrollment").annotate(n=Count("pk"))
    return {(lab, enrollment): n for lab, enrollment, n in counted}
