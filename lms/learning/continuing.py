"""Where a learner goes on: all their courses at once, in three queries however many there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr

from courses.addresses import Below
from courses.models import CoursePage, LessonPage, ModulePage
from lms.learning.models import Enrollment, LessonProgress
from lms.learning.places import CourseProgress
from lms.people.models import User

LISTED = 12


@dataclass(frozen=True)
class Place:
    enrollment: Enrollment
    progress: CourseProgress
    course_url: str
    touched_at: datetime


def places_of(person: User, request: Any = None) -> list[Place]:
    """The active places of `person`; first the one to go on with: not finished, touched last."""
    mine = list(Enrollment.objects.active().of_learner(person).select_related("run__course").order_by("-enrolled_at")[:LISTED])
    lessons = _lessons_by_course([enrollment.run.course for enrollment in mine])
    rows: dict[int, list[LessonProgress]] = defaultdict(list)
    for row in LessonProgress.objects.filter(enrollment__in=mine):
        rows[row.enrollment_id].append(row)
    places = [_place(enrollment, lessons[enrollment.run.course.path], rows[enrollment.pk], request) for enrollment in mine]
    return sorted(places, key=lambda place: (place.progress.finished, -place.touched_at.timestamp()))


def _lessons_by_course(courses: list[CoursePage]) -> dict[str, list[LessonPage]]:
    """{path of the course: its live lessons in live modules, in reading order}."""
    found: dict[str, list[LessonPage]] = defaultdict(list)
    if not courses:
        return found
    below = Q()
    for course in courses:
        below |= Q(path__startswith=course.path)
    in_module = Substr("path", 1, Length("path") - LessonPage.steplen)
    live_module = ModulePage.objects.live().filter(path=OuterRef("module_path"))
    lessons = LessonPage.objects.live().filter(below).annotate(module_path=in_module).filter(Exists(live_module))
    for lesson in lessons.order_by("path").only("title", "path", "url_path", "content_uid"):
        found[lesson.path[: -2 * lesson.steplen]].append(lesson)
    return found


def _place(enrollment: Enrollment, lessons: list[LessonPage], rows: list[LessonProgress], request: Any) -> Place:
    course = enrollment.run.course
    below = Below(course.get_url(request) or "", course.url_path)
    completed: frozenset[UUID] = frozenset(row.lesson_uid for row in rows if row.completed_at)
    following = next((lesson for lesson in lessons if lesson.content_uid not in completed), lessons[0] if lessons else None)
    progress = CourseProgress(
        done=sum(lesson.content_uid in completed for lesson in lessons),
        total=len(lessons),
        next_url=below.address(following) if following else below.url,
        next_title=following.title if following else "",
        completed_uids=completed,
    )
    touched_at = max((row.last_at for row in rows), default=enrollment.enrolled_at)
    return Place(enrollment, progress, below.url, touched_at)
