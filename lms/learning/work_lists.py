"""Works with what has come in: plain values for the pages of markers and learners, in few queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q

from lms.learning.models import CourseRun, CurrentGrade, Enrollment, HandIn, HandInMark, HandInTask, MarkReview

TO_MARK, MARKED, MISSING = "to_mark", "marked", "missing"


@dataclass(frozen=True)
class TaskLine:
    """A work of a run: how many learners have handed in, are marked, wait."""

    task: HandInTask
    learners: int
    handed_in: int
    marked: int
    reviews: int

    @property
    def to_mark(self) -> int:
        return max(self.handed_in - self.marked, 0)


def tasks_with_counts(run: CourseRun) -> list[TaskLine]:
    """Every work of the run with its numbers: three queries."""
    learners = run.enrollments.active().count()
    active = Q(item__hand_ins__enrollment__state=Enrollment.State.ACTIVE)
    tasks = HandInTask.objects.filter(item__run=run).select_related("item")
    tasks = tasks.annotate(handed=Count("item__hand_ins__enrollment", filter=active, distinct=True)).order_by("item__position", "pk")
    graded = CurrentGrade.objects.filter(item__run=run, item__task__isnull=False, score__isnull=False)
    marked = dict(graded.filter(enrollment__state=Enrollment.State.ACTIVE).values_list("item").annotate(n=Count("pk")))
    asked = MarkReview.objects.filter(item__run=run, state=MarkReview.State.ASKED)
    reviews = dict(asked.values_list("item").annotate(n=Count("pk")))
    return [TaskLine(task, learners, task.handed, marked.get(task.item_id, 0), reviews.get(task.item_id, 0)) for task in tasks]


@dataclass(frozen=True)
class LearnerLine:
    """One learner's state in one work."""

    enrollment: Enrollment
    state: str
    handed_in_at: datetime | None
    is_late: bool
    score: Decimal | None
    review: MarkReview | None


def learner_lines(task: HandInTask, only: str = "") -> list[LearnerLine]:
    """Everybody of the run by name; `only` to_mark, marked or missing. Four queries, whatever the size."""
    newest: dict[int, HandIn] = {}
    for handed in HandIn.objects.filter(item=task.item).order_by("received_at", "pk"):
        newest[handed.enrollment_id] = handed
    scores = dict(CurrentGrade.objects.filter(item=task.item).values_list("enrollment", "score"))
    reviews = {each.enrollment_id: each for each in MarkReview.objects.filter(item=task.item, state=MarkReview.State.ASKED)}
    people = task.item.run.enrollments.active().select_related("person").by_name()
    lines = [_line(task, place, newest.get(place.pk), scores.get(place.pk), reviews.get(place.pk)) for place in people]
    return [line for line in lines if not only or line.state == only]


def _line(task: HandInTask, place: Enrollment, handed: HandIn | None, score: Decimal | None, review: MarkReview | None) -> LearnerLine:
    state = MARKED if score is not None else TO_MARK if handed else MISSING
    is_late = bool(handed and task.due_at and handed.received_at > task.due_at)
    return LearnerLine(place, state, handed.received_at if handed else None, is_late, score, review)


@dataclass(frozen=True)
class HandInView:
    """What was handed in once, with its files as (number, name, is it a picture)."""

    hand_in: HandIn
    files: list[tuple[int, str, bool]]
    is_late: bool


PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def hand_ins_of(task: HandInTask, enrollment: Enrollment) -> list[HandInView]:
    """Newest first."""
    handed = HandIn.objects.filter(item=task.item, enrollment=enrollment).prefetch_related("further_files").order_by("-received_at", "-pk")
    return [_view(task, each) for each in handed]


def _view(task: HandInTask, handed: HandIn) -> HandInView:
    names = [name for _sha, name in files_of(handed)]
    files = [(number, name, name.lower().endswith(PICTURES)) for number, name in enumerate(names)]
    return HandInView(handed, files, bool(task.due_at and handed.received_at > task.due_at))


def files_of(handed: HandIn) -> list[tuple[str, str]]:
    """(digest, name) of every file, the first one first."""
    first = [(handed.file_sha256, handed.file_name)] if handed.file_sha256 else []
    return first + [(file.file_sha256, file.file_name) for file in handed.further_files.all()]


@dataclass(frozen=True)
class MarkView:
    """A mark with the points of each line of the rubric as it is now."""

    mark: HandInMark
    lines: list[tuple[str, Decimal, Decimal]]


def marks_of(task: HandInTask, enrollment: Enrollment) -> list[MarkView]:
    """Every marking of one learner's work, newest first."""
    given = HandInMark.objects.filter(item=task.item, enrollment=enrollment).select_related("by").order_by("-pk")
    points: dict[int, list[tuple[str, Decimal, Decimal]]] = defaultdict(list)
    for mark in given:
        for line in task.rubric:
            if line["key"] in mark.points:
                points[mark.pk].append((line["title"], Decimal(mark.points[line["key"]]), Decimal(line["max"])))
    return [MarkView(mark, points[mark.pk]) for mark in given]
