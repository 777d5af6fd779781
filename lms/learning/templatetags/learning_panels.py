"""What the learning room shows on pages of other rooms."""

from typing import Any

from django import template

from courses.outline import course_outline
from lms.learning.actions import progress
from lms.learning.models import CourseRun, CurrentGrade, Enrollment, QuizAttempt
from lms.learning.places import course_progress, enrollment_for, open_run_of

register = template.Library()


def place_in(context: dict[str, Any], course: Any) -> Enrollment | None:
    """The visitor's place in `course`, looked up once a page."""
    request = context["request"]
    if not hasattr(request, "place_in_course"):
        request.place_in_course = enrollment_for(request.user, course)
    return request.place_in_course


@register.inclusion_tag("learning/panels/course.html", takes_context=True)
def course_panel(context: dict[str, Any], course: Any) -> dict[str, Any]:
    """On a course page: enrol, or go on."""
    enrollment = place_in(context, course)
    return {
        "request": context["request"],
        "user": context["request"].user,
        "course": course,
        "enrollment": enrollment,
        "progress": course_progress(enrollment) if enrollment else None,
        "open_run": None if enrollment else open_run_of(course),
    }


@register.inclusion_tag("learning/panels/lesson_progress.html", takes_context=True)
def lesson_progress(context: dict[str, Any], lesson: Any, course: Any) -> dict[str, Any]:
    """Under a lesson: done or not, on to the next. Opening the page is what counts as a visit, so it is noted here."""
    enrollment = place_in(context, course)
    row = progress.visit(enrollment=enrollment, lesson_uid=lesson.content_uid) if enrollment else None
    return {"request": context["request"], "user": context["request"].user, "enrollment": enrollment, "row": row, "lesson": lesson, "course": course}


@register.inclusion_tag("learning/panels/quiz.html", takes_context=True)
def quiz_card(context: dict[str, Any], quiz: Any, course: Any) -> dict[str, Any]:
    """In a lesson: the quiz, what was reached so far, the way in."""
    enrollment = place_in(context, course)
    attempts = []
    if enrollment:
        attempts = list(QuizAttempt.objects.filter(enrollment=enrollment, quiz_uid=quiz["uid"], submitted_at__isnull=False).order_by("-score"))
    best = attempts[0] if attempts else None
    limit = quiz.get("attempts")
    left = max(0, limit - len(attempts)) if limit else None
    return {"request": context["request"], "user": context["request"].user, "quiz": quiz, "enrollment": enrollment, "best": best, "attempts_left": left, "course": course}


@register.inclusion_tag("learning/panels/learner.html", takes_context=True)
def learner_panel(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of somebody who learns: every course with its progress and the next lesson."""
    user = context["request"].user
    mine = Enrollment.objects.active().of_learner(user).select_related("run__course").order_by("-enrolled_at")[:12]
    return {"request": context["request"], "places": [(enrollment, course_progress(enrollment, course_outline(enrollment.run.course))) for enrollment in mine]}


@register.inclusion_tag("learning/panels/teacher.html", takes_context=True)
def teacher_panel(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of a teacher: runs, and how many grades wait for a human."""
    user = context["request"].user
    runs = list(CourseRun.objects.staffed_by(user).select_related("course").order_by("-created_at")[:12])
    waiting: dict[int, int] = {}
    for run_id in CurrentGrade.objects.filter(item__run__in=runs, needs_manual=True).values_list("item__run_id", flat=True):
        waiting[run_id] = waiting.get(run_id, 0) + 1
    return {"request": context["request"], "runs": [(run, waiting.get(run.pk, 0)) for run in runs]}


@register.inclusion_tag("learning/panels/big_continue.html", takes_context=True)
def big_continue(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of a pupil: one big button to the next lesson."""
    newest = Enrollment.objects.active().of_learner(context["request"].user).select_related("run__course").order_by("-enrolled_at").first()
    return {"request": context["request"], "enrollment": newest, "progress": course_progress(newest) if newest else None}
