"""What the learning room shows on pages of other rooms."""

from typing import Any

from django import template
from django.db.models import Count, Q

from lms.learning.actions import progress
from lms.learning.continuing import places_of
from lms.learning.models import CourseRun, Enrollment, QuizAttempt
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
    return {
        "request": context["request"],
        "user": context["request"].user,
        "enrollment": enrollment,
        "row": row,
        "lesson": lesson,
        "course": course,
    }


@register.inclusion_tag("learning/panels/quiz.html", takes_context=True)
def quiz_card(context: dict[str, Any], quiz: Any, course: Any) -> dict[str, Any]:
    """In a lesson: the quiz, what was reached so far, the way in."""
    enrollment = place_in(context, course)
    attempts = []
    if enrollment:
        attempts = list(
            QuizAttempt.objects.filter(enrollment=enrollment, quiz_uid=quiz["uid"], submitted_at__isnull=False).order_by("-score")
        )
    best = attempts[0] if attempts else None
    limit = quiz.get("attempts")
    left = max(0, limit - len(attempts)) if limit else None
    return {
        "request": context["request"],
        "user": context["request"].user,
        "quiz": quiz,
        "enrollment": enrollment,
        "best": best,
        "attempts_left": left,
        "course": course,
    }


@register.inclusion_tag("learning/panels/learner.html", takes_context=True)
def learner_panel(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of somebody who learns: one big button to the next lesson, then every course with its progress."""
    places = places_of(context["request"].user, context["request"])
    return {"request": context["request"], "places": places, "first": places[0] if places else None}


@register.inclusion_tag("learning/panels/teacher.html", takes_context=True)
def teacher_panel(context: dict[str, Any]) -> dict[str, Any]:
    """First screen of a teacher: the runs, how many learn there, the gradebook."""
    request = context["request"]
    learning = Count("enrollments", filter=Q(enrollments__state=Enrollment.State.ACTIVE), distinct=True)
    runs = CourseRun.objects.staffed_by(request.user).select_related("course").annotate(learners=learning).order_by("-created_at")[:12]
    return {"request": request, "runs": [(run, run.course.get_url(request)) for run in runs]}


@register.filter
def in_list(value: str, given: str | list[str]) -> bool:
    """Whether an option is among the ids that were given (one, or several)."""
    return value in given if isinstance(given, list) else value == given
