"""Where everybody's newest submission of a lab stands: which version graded it, and what a move to another version changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from lms.learning.models import CourseRun
from notebooks.anonymity import label_of
from notebooks.assignments import reduced
from notebooks.credits import newest_by_learner
from notebooks.models import GradingRun, Lab, SubmissionCredit, VersionMove

OPEN = (GradingRun.State.QUEUED, GradingRun.State.RUNNING)


@dataclass(frozen=True)
class Standing:
    """The newest run of one submission."""

    submission: UUID
    run: int
    number: int
    state: str
    version: int


def standings(run: CourseRun, lab: Lab) -> list[Standing]:
    """One per newest submission, however many learners are credited for it; two queries."""
    newest = set(newest_by_learner(run, lab).values())
    rows = runs_of(run, lab).order_by("-number").values_list("submission", "pk", "number", "state", "lab_version")
    found: dict[UUID, Standing] = {}
    for row in rows:
        if row[0] in newest:
            found.setdefault(row[0], Standing(*row))
    return list(found.values())


def runs_of(run: CourseRun, lab: Lab) -> Any:
    return GradingRun.objects.filter(submission__lab=lab, submission__enrollment__run=run)


@dataclass(frozen=True)
class Progress:
    total: int
    graded: int
    failed: int

    @property
    def done(self) -> int:
        return self.graded + self.failed

    @property
    def is_over(self) -> bool:
        return self.done >= self.total


def progress_of(move: VersionMove) -> Progress:
    states = list(move.grading_runs.order_by().values_list("state", flat=True))
    failed = states.count(GradingRun.State.FAILED)
    return Progress(total=len(states), failed=failed, graded=len([state for state in states if state not in OPEN]) - failed)


@dataclass(frozen=True)
class Sum:
    """What a run came to, before and after lateness took its part."""

    score: Decimal
    max_score: Decimal
    late_percent: Decimal
    version: int
    needs_manual: bool

    @property
    def counted(self) -> Decimal:
        return reduced(self.score, self.late_percent)


@dataclass(frozen=True)
class MoveResult:
    """One submission before and after a move."""

    run: GradingRun
    before: Sum | None
    after: Sum | None
    names: tuple[str, ...]
    hidden: bool

    @property
    def who(self) -> str:
        """Whose work it is, or what stands where the names would."""
        if self.hidden:
            return label_of(self.run.submission_id)
        return ", ".join(self.names)

    @property
    def order(self) -> tuple[bool, str]:
        by = self.run.submission_id.hex if self.hidden else self.run.submission.enrollment.person.name_sort_key
        return not self.is_changed, by

    @property
    def is_changed(self) -> bool:
        if self.before is None or self.after is None:
            return self.after is not None
        return (self.before.counted, self.before.max_score) != (self.after.counted, self.after.max_score)

    @property
    def difference(self) -> Decimal | None:
        return self.after.counted - self.before.counted if self.before and self.after else None


def results_of(move: VersionMove, *, hidden: bool) -> list[MoveResult]:
    """What the move changed, those whose points changed first, then by name unless names are `hidden`; three queries."""
    moved = list(move.grading_runs.select_related("submission__enrollment__person", "lab_version"))
    earlier, names = sums_before(move, moved), names_of(move)
    found = [MoveResult(run, earlier.get(run.submission_id), sum_of(run), tuple(names.get(run.submission_id, ())), hidden) for run in moved]
    return sorted(found, key=lambda each: each.order)


def names_of(move: VersionMove) -> dict[UUID, list[str]]:
    """By submission: everybody who is credited."""
    credits = SubmissionCredit.objects.filter(submission__grading_runs__move=move).order_by("enrollment__person__name_sort_key")
    found: dict[UUID, list[str]] = {}
    for submission, name in credits.values_list("submission", "enrollment__person__full_name"):
        found.setdefault(submission, []).append(name)
    return found


def sums_before(move: VersionMove, moved: Iterable[GradingRun]) -> dict[UUID, Sum]:
    """By submission: the newest sum before the run of this move."""
    numbers = {run.submission_id: run.number for run in moved}
    rows = GradingRun.objects.filter(submission__grading_runs__move=move, score__isnull=False).select_related("lab_version")
    found: dict[UUID, Sum] = {}
    for run in rows.order_by("-number"):
        if run.number < numbers[run.submission_id] and (each := sum_of(run)):
            found.setdefault(run.submission_id, each)
    return found


def sum_of(run: GradingRun) -> Sum | None:
    if run.score is None or run.max_score is None:
        return None
    return Sum(run.score, run.max_score, run.late_percent, run.lab_version.number, run.state == GradingRun.State.NEEDS_MANUAL)
