"""Where a person stands in a course: the place that progress and answers go to."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from courses.models import CoursePage
from courses.outline import Outline, course_outline
from lms.learning.models import CourseRun, Enrollment
from lms.people.models import User


def enrollment_for(person: User | AnonymousUser, course: CoursePage) -> Enrollment | None:
    """The newest active place of `person` in `course`; a class comes before self-enrolment."""
    if not person.is_authenticated:
        return None
    mine = Enrollment.objects.filter(person=person, run__course__content_uid=course.content_uid).exclude(state=Enrollment.State.WITHDRAWN)
    return mine.select_related("run__course").order_by("run__self_enrolment", "-enrolled_at").first()


def open_run_of(course: CoursePage) -> CourseRun | None:
    """The run that anybody may enter."""
    return CourseRun.objects.open_to_all().filter(course__content_uid=course.content_uid, closes_at__isnull=True).first()


@dataclass(frozen=True)
class CourseProgress:
    done: int
    total: int
    next_url: str
    next_title: str
    completed_uids: frozenset[UUID]

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0

    @property
    def finished(self) -> bool:
        return self.total > 0 and self.done == self.total


def course_progress(enrollment: Enrollment, outline: Outline | None = None) -> CourseProgress:
    """How much of the course is read and which lesson is next."""
    outline = outline or course_outline(enrollment.run.course)
    rows = enrollment.lesson_progress.filter(completed_at__isnull=False).values_list("lesson_uid", flat=True)
    completed = frozenset(rows)
    lessons = [lesson for module in outline.modules for lesson in module.lessons]
    following = next((lesson for lesson in lessons if lesson.uid not in completed), lessons[0] if lessons else None)
    done = sum(lesson.uid in completed for lesson in lessons)
    return CourseProgress(done, len(lessons), following.url if following else "", following.title if following else "", completed)
