"""Work that a teacher adds to a run: to hand in (bài thu hoạch) or written on paper (bài kiểm tra giấy)."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from lms.foundation import audit
from lms.learning.exceptions import LearningError
from lms.learning.models import CourseRun, GradeItem, HandInTask
from lms.people.models import User

# Below the works of the lessons, whose positions are counted from 0.
FIRST_POSITION = 10_000


@dataclass(frozen=True)
class RubricLine:
    title: str
    max: Decimal


@dataclass(frozen=True)
class WorkPlan:
    """What a teacher decides about one work. With a rubric the full score is the sum of its lines."""

    title: str
    kind: str
    max_score: Decimal
    required: bool = True
    instructions: str = ""
    takes_text: bool = True
    takes_files: bool = True
    due_at: datetime | None = None
    rubric: tuple[RubricLine, ...] = ()
    review_days: int = 5

    @property
    def full_score(self) -> Decimal:
        return sum((line.max for line in self.rubric), Decimal(0)) if self.rubric else self.max_score


@transaction.atomic
def create(*, run: CourseRun, plan: WorkPlan, by: User) -> HandInTask:
    """A new column of the gradebook with its task. Raises LearningError rubric_sum."""
    _check(plan)
    last = run.grade_items.aggregate(last=Max("position"))["last"] or 0
    item = GradeItem.objects.create(
        run=run,
        kind=plan.kind,
        content_uid=uuid.uuid4(),
        title=plan.title,
        max_score=plan.full_score,
        required=plan.required,
        position=max(last + 1, FIRST_POSITION),
    )
    task = HandInTask.objects.create(item=item, created_by=by, rubric=_rubric(plan.rubric, ()), **_words(plan))
    audit.record(by, "work.create", item, after={"title": plan.title, "max_score": str(plan.full_score), "required": plan.required})
    return task


@transaction.atomic
def change(*, task: HandInTask, plan: WorkPlan, by: User) -> HandInTask:
    """Changes words, dates and, until somebody has been marked, the points. Raises LearningError: rubric_sum, work_has_marks."""
    _check(plan)
    task = HandInTask.objects.select_for_update(of=("self",)).select_related("item").get(pk=task.pk)
    rubric = _rubric(plan.rubric, task.rubric)
    if (plan.full_score, rubric) != (task.item.max_score, task.rubric) and task.item.marks.exists():
        raise LearningError("work_has_marks")
    before = {"title": task.item.title, "max_score": str(task.item.max_score), "required": task.item.required}
    task.item.title, task.item.max_score, task.item.required = plan.title, plan.full_score, plan.required
    task.item.save(update_fields=["title", "max_score", "required"])
    for name, value in _words(plan).items():
        setattr(task, name, value)
    task.rubric = rubric
    task.save()
    after = {"title": plan.title, "max_score": str(plan.full_score), "required": plan.required}
    audit.record(by, "work.change", task.item, before=before, after=after)
    return task


@transaction.atomic
def remove(*, task: HandInTask, by: User) -> None:
    """Takes back a work that nobody has touched. Raises LearningError work_in_use."""
    item = task.item
    if item.hand_ins.exists() or item.changes.exists() or item.marks.exists():
        raise LearningError("work_in_use")
    audit.record(by, "work.remove", item, before={"title": item.title})
    item.delete()


def _check(plan: WorkPlan) -> None:
    if plan.full_score <= 0 or any(line.max <= 0 for line in plan.rubric):
        raise LearningError("rubric_sum")


def _words(plan: WorkPlan) -> dict[str, object]:
    values = asdict(plan)
    return {name: values[name] for name in ("instructions", "takes_text", "takes_files", "due_at", "review_days")}


def _rubric(lines: Iterable[RubricLine], old: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """As stored; a line that keeps its title keeps its key, so that marks still name it."""
    keys = {line["title"]: line["key"] for line in old}
    return [{"key": keys.get(line.title) or uuid.uuid4().hex[:8], "title": line.title, "max": str(line.max.normalize())} for line in lines]
