"""Everybody's newest submission of one lab in one run, as a grader lists it: found, filtered, counted and ordered by the database."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import RowNumber

from lms.foundation.vietnamese import fold
from lms.learning.models import CourseRun
from notebooks.models import Appeal, Assignment, Extension, GradingRun, Lab, Submission, SubmissionCredit

State = GradingRun.State
SETTLED = (State.GRADED, State.NEEDS_MANUAL)
FILTERS: dict[str, Q] = {
    "waiting": Q(newest_state=State.NEEDS_MANUAL),
    "failed": Q(newest_state=State.FAILED),
    "open": Q(newest_state__in=[State.QUEUED, State.RUNNING]),
    "late": Q(is_late=True),
    "appeal": Q(has_appeal=True),
}
ORDERS: dict[str, tuple] = {
    "waiting": (F("waits").desc(), "enrollment__person__name_sort_key", "pk"),
    "name": ("enrollment__person__name_sort_key", "pk"),
    "time": ("-received_at", "pk"),
    "score": (F("newest_score").desc(nulls_last=True), "pk"),
    "-score": (F("newest_score").asc(nulls_last=True), "pk"),
}
# Where names are hidden, no order may follow them.
NAMED_ORDERS = frozenset({"waiting", "name"})


@dataclass(frozen=True)
class Row:
    submission: Submission
    run: GradingRun | None
    names: tuple[str, ...]
    attempts: int

    @property
    def is_settled(self) -> bool:
        return self.run is not None and self.run.state in SETTLED

    @property
    def flags(self) -> list[dict[str, str]]:
        return list(self.run.remarks.get("flags", [])) if self.run else []


def newest_keys(lab: Lab, run: CourseRun) -> QuerySet[SubmissionCredit]:
    """Keys of each credited learner's newest submission: one pass over the credits, however often somebody handed in."""
    order = [F("submission__received_at").desc(), F("submission_id").desc()]
    ranked = SubmissionCredit.objects.of_lab_in_run(lab, run).annotate(
        rank=Window(RowNumber(), partition_by=[F("enrollment_id")], order_by=order)
    )
    return ranked.filter(rank=1).values("submission")


def newest_of(lab: Lab, run: CourseRun) -> QuerySet[Submission]:
    return Submission.objects.filter(pk__in=newest_keys(lab, run))


def listed(lab: Lab, run: CourseRun, assignment: Assignment | None) -> QuerySet[Submission]:
    """The newest submissions with what filters and orders ask for."""
    runs = GradingRun.objects.filter(submission=OuterRef("pk")).order_by("-number")
    return newest_of(lab, run).annotate(
        newest_state=Subquery(runs.values("state")[:1]),
        newest_score=Subquery(runs.values("score")[:1]),
        has_appeal=Exists(Appeal.objects.open().filter(submission=OuterRef("pk"))),
        is_late=lateness(assignment),
    )


def lateness(assignment: Assignment | None) -> Q | Value:
    """After the due time, and after the newest extension of everybody credited."""
    if assignment is None or assignment.closes_at is None:
        return Value(False, BooleanField())
    granted = newest_extensions(assignment)
    if not granted:
        return Q(received_at__gt=assignment.closes_at)  # type: ignore[return-value]
    in_time = Q(pk__in=[])
    for enrollment_id, closes_at in granted.items():
        in_time |= Q(received_at__lte=closes_at) & Q(pk__in=credited(enrollment_id))
    return Q(received_at__gt=assignment.closes_at) & ~in_time


def newest_extensions(assignment: Assignment) -> dict[int, datetime]:
    rows = Extension.objects.filter(assignment=assignment).order_by("at", "pk").values_list("enrollment_id", "closes_at")
    return dict(rows)


def credited(enrollment_id: int) -> QuerySet[SubmissionCredit]:
    return SubmissionCredit.objects.filter(enrollment=enrollment_id).values("submission")


def counts_of(found: QuerySet[Submission]) -> dict[str, int]:
    """How many there are of each filter, in one query."""
    return found.aggregate(all=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in FILTERS.items()})


def chosen(found: QuerySet[Submission], *, state: str, words: str, order: str) -> QuerySet[Submission]:
    """Filtered, searched by the names of everybody credited, and ordered."""
    found = found.annotate(waits=Exists(GradingRun.objects.filter(submission=OuterRef("pk"), state=State.NEEDS_MANUAL)))
    if state in FILTERS:
        found = found.filter(FILTERS[state])
    for word in fold(words).split():
        found = found.filter(
            pk__in=SubmissionCredit.objects.filter(enrollment__person__name_search_key__contains=word).values("submission")
        )
    return found.order_by(*ORDERS[order])


def rows_of(submissions: list[Submission]) -> list[Row]:
    """What the table shows of one page: three queries for any number of rows."""
    keys = [each.pk for each in submissions]
    runs: dict[UUID, GradingRun] = {}
    for run in GradingRun.objects.filter(submission__in=keys).order_by("-number"):
        runs.setdefault(run.submission_id, run)
    names: dict[UUID, list[str]] = {}
    for key, name in (
        SubmissionCredit.objects.filter(submission__in=keys)
        .order_by("enrollment__person__name_sort_key", "pk")
        .values_list("submission_id", "enrollment__person__full_name")
    ):
        names.setdefault(key, []).append(name)
    attempts = attempts_of(submissions)
    return [Row(each, runs.get(each.pk), tuple(names.get(each.pk, ())), attempts.get(each.enrollment_id, 1)) for each in submissions]


def attempts_of(submissions: list[Submission]) -> dict[int, int]:
    """How often the sender of each was credited for this lab."""
    if not submissions:
        return {}
    credits = SubmissionCredit.objects.filter(
        submission__lab=submissions[0].lab_id, enrollment__in=[each.enrollment_id for each in submissions]
    )
    return dict(credits.order_by().values_list("enrollment_id").annotate(n=Count("pk")))
