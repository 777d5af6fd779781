"""The columns of a run's gradebook follow the graded work in the course's published lessons."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from courses.models import CoursePage
from courses.outline import course_outline
from lms.learning.models import CourseRun, GradeItem


@transaction.atomic
def sync_items(*, run: CourseRun) -> None:
    """Adds columns for work that appeared, renames and orders the others. A column with grades is never dropped."""
    known = {item.content_uid: item for item in run.grade_items.all()}
    for work in course_outline(run.course).works:
        item = known.get(work.uid) or GradeItem(run=run, content_uid=work.uid, kind=work.kind)
        wanted = (work.title, work.required, work.position)
        if item.pk and (item.title, item.required, item.position) == wanted:
            continue
        item.title, item.required, item.position = wanted
        if work.max_score is not None:
            item.max_score = work.max_score
        item.save()


def sync_runs_of(*, course: CoursePage) -> None:
    """After a lesson was published: every run that follows the live pages."""
    for run in CourseRun.objects.filter(course=course, content_pin={}):
        sync_items(run=run)


def ensure_item(*, run: CourseRun, content_uid: UUID, kind: str, title: str, max_score: Decimal | None = None) -> GradeItem:
    """The column for one piece of work, made when missing; its full score follows the newest version."""
    item, _created = GradeItem.objects.get_or_create(
        run=run, content_uid=content_uid, defaults={"kind": kind, "title": title, "max_score": max_score}
    )
    if max_score is not None and item.max_score != max_score:
        item.max_score = max_score
        item.save(update_fields=["max_score"])
    return item
