"""Everybody's newest submission of one lab in one run, as a grader lists it: found, filtered, counted and ordered by the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value, Window
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
    run: GradingRun
    names: tuple[str, ...]
    attempts: int
    is_late: bool
    has_appeal: bool

    @property
    def is_settled(self) -> bool:
        return self.run.state in SETTLED

    @property
    def flags(self) -> list[dict[str, str]]:
        return list(self.run.remarks.get("flags", []))


def newest_keys(lab: Lab, run: CourseRun) -> QuerySet[SubmissionCredit, Any]:
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


def lateness(assignment: Assignment | None, prefix: str = "") -> Q | Value:
    """After the due time, and after the newest extension of everybody credited. `prefix` leads to the submission."""
    if assignment is None or assignment.closes_at is None:
        return Value(False, BooleanField())
    late = Q(**{f"{prefix}received_at__gt": assignment.closes_at})
    for enrollment_id, closes_at in newest_extensions(assignment).items():
        late &= ~(Q(**{f"{prefix}received_at__lte": closes_at}) & Q(**{f"{prefix}pk__in": credited(enrollment_id)}))
    return ExpressionWrapper(late, BooleanField())  # type: ignore[return-value]


def newest_extensions(assignment: Assignment) -> dict[int, datetime]:
    rows = Extension.objects.filter(assignment=assignment).order_by("at", "pk").values_list("enrollment_id", "closes_at")
    return dict(rows)


def credited(enrollment_id: int) -> QuerySet[SubmissionCredit, Any]:
    return SubmissionCredit.objects.filter(enrollment=enrollment_id).values("submission")


def counts_of(found: QuerySet[Submission]) -> dict[str, int]:
    """How many there are of each filter, in one query."""
    return found.aggregate(all=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in FILTERS.items()})


def chosen(found: QuerySet[Submission], *, state: str, words: str, order: str) -> QuerySet[Submission, UUID]:
    """Their keys: filtered, searched by the names of everybody credited, and ordered."""
    found = found.annotate(waits=ExpressionWrapper(FILTERS["waiting"], BooleanField()))
    if state in FILTERS:
        found = found.filter(FILTERS[state])
    for word in fold(words).split():
        found = found.filter(
            pk__in=SubmissionCredit.objects.filter(enrollment__person__name_search_key__contains=word).values("submission")
        )
    return found.order_by(*ORDERS[order]).values_list("pk", flat=True)


def rows_of(keys: list[UUID], assignment: Assignment | None) -> list[Row]:
    """What the table shows of one page, in the order of `keys`: two queries for any number of rows."""
    later = GradingRun.objects.filter(submission=OuterRef("submission"), number__gt=OuterRef("number"))
    runs = (
        GradingRun.objects.filter(~Exists(later), submission__in=keys)
        .select_related("submission__enrollment")
        .defer("submission__files", "timings")
        .annotate(
            is_late=lateness(assignment, "submission__"),
            has_appeal=Exists(Appeal.objects.open().filter(submission=OuterRef("submission"))),
            attempts=Subquery(attempts_of_sender()),
        )
    )
    names = names_of(keys)
    by_key = {
        run.submission_id: Row(run.submission, run, names.get(run.submission_id, ()), run.attempts or 1, run.is_late, run.has_appeal)
        for run in runs
    }
    return [by_key[key] for key in keys if key in by_key]


def attempts_of_sender() -> QuerySet[SubmissionCredit, Any]:
    """How often whoever sent a run's submission was credited for its lab."""
    credits = SubmissionCredit.objects.filter(enrollment=OuterRef("submission__enrollment"), submission__lab=OuterRef("submission__lab"))
    return credits.order_by().values("enrollment").annotate(n=Count("pk")).values("n")


def names_of(keys: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Everybody credited, by name."""
    names: dict[UUID, tuple[str, ...]] = {}
    credits = SubmissionCredit.objects.filter(submission__in=keys).order_by("enrollment__person__name_sort_key", "pk")
    for key, name in credits.values_list("submission_id", "enrollment__person__full_name"):
        names[key] = (*names.get(key, ()), name)
    return names
