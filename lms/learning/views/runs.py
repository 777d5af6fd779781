"""Enrolling, progress, quizzes, gradebook."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.outline import course_outline
from courses.quizzes import UnknownQuiz, public_view
from lms.foundation import audit
from lms.foundation.spreadsheets import write_csv
from lms.learning.actions import enrollments, progress, quizzes
from lms.learning.exceptions import LearningError
from lms.learning.gradebook import gradebook_rows
from lms.learning.models import CourseRun, Enrollment, HandInTask, QuizAttempt
from lms.learning.permissions import get_own_attempt, get_own_enrollment, get_run_for_staff
from lms.learning.places import course_progress
from lms.learning.results import question_lines, unanswered, work_lines
from lms.people.requests import LoggedInRequest


@login_required
def run_enroll(request: LoggedInRequest, code: str) -> HttpResponse:
    run = get_object_or_404(CourseRun.objects.open_to_all().select_related("course"), code=code)
    if request.method != "POST":
        return render(request, "learning/run_enroll.html", {"run": run})
    try:
        enrollments.enroll_oneself(person=request.user, run=run)
    except LearningError as error:
        messages.error(request, str(error))
        return redirect(run.course.url)
    messages.success(request, _("You are enrolled. Start with the first lesson."))
    return redirect("run-detail", code=code)


@login_required
def run_detail(request: LoggedInRequest, code: str) -> HttpResponse:
    enrollment = get_own_enrollment(request, code)
    outline = course_outline(enrollment.run.course)
    items = list(enrollment.run.grade_items.all())
    [row] = gradebook_rows(items, [enrollment])
    tasks = {
        item: reverse("work-hand-in", args=[code, pk]) for pk, item in HandInTask.objects.filter(item__in=items).values_list("pk", "item")
    }
    works = work_lines(items, row.grades, outline, tasks)
    required = [work for work in works if work.item.required]
    context = {
        "enrollment": enrollment,
        "run": enrollment.run,
        "outline": outline,
        "progress": course_progress(enrollment, outline),
        "works": works,
        "row": row,
        "required_total": len(required),
        "required_passed": sum(work.state == "passed" for work in required),
    }
    return render(request, "learning/run_detail.html", context)


@login_required
@require_POST
def run_withdraw(request: LoggedInRequest, code: str) -> HttpResponse:
    enrollment = get_own_enrollment(request, code)
    if not enrollment.run.self_enrolment:
        raise Http404
    enrollments.withdraw(enrollment=enrollment, by=request.user)
    messages.success(request, _("You have left the course. What you learned is kept."))
    return redirect("first-screen")


@login_required
@require_POST
def lesson_complete(request: LoggedInRequest, code: str, uid: UUID) -> HttpResponse:
    enrollment = get_own_enrollment(request, code)
    lessons = [lesson for module in course_outline(enrollment.run.course).modules for lesson in module.lessons]
    lesson = next((lesson for lesson in lessons if lesson.uid == uid), None)
    if lesson is None:
        raise Http404
    verb = progress.reopen if request.POST.get("undo") else progress.complete
    verb(enrollment=enrollment, lesson_uid=uid)
    following = next((after for before, after in pairwise(lessons) if before.uid == uid), None)
    if following and not request.POST.get("undo") and request.POST.get("go_on"):
        return redirect(following.url)
    return redirect(lesson.url + "#tien-do")


@login_required
def quiz_take(request: LoggedInRequest, code: str, uid: UUID) -> HttpResponse:
    enrollment = get_own_enrollment(request, code)
    if request.method == "POST":
        return quiz_submit(request, enrollment, uid)
    if uid not in {work.uid for work in course_outline(enrollment.run.course).works}:
        raise Http404
    try:
        attempt = quizzes.start(enrollment=enrollment, quiz_uid=uid)
    except UnknownQuiz as error:
        raise Http404 from error
    except LearningError as error:
        last = enrollment.quiz_attempts.filter(quiz_uid=uid).order_by("-number").first()
        messages.error(request, str(error))
        return redirect("quiz-result", pk=last.pk) if last else redirect("run-detail", code=code)
    return render(request, "learning/quiz_take.html", quiz_context(attempt, {}))


def quiz_submit(request: LoggedInRequest, enrollment: Enrollment, uid: UUID) -> HttpResponse:
    """Marks the answers; asks once when some are missing, because a sent attempt is spent."""
    number = request.POST.get("attempt", "")
    attempt = get_object_or_404(QuizAttempt, pk=number if number.isdecimal() else 0, enrollment=enrollment, quiz_uid=uid)
    answers = read_answers(request, attempt.snapshot)
    missing = unanswered(attempt.snapshot, answers)
    if missing and attempt.submitted_at is None and not request.POST.get("anyway"):
        return render(request, "learning/quiz_take.html", quiz_context(attempt, answers) | {"missing": missing}, status=422)
    attempt = quizzes.submit(attempt=attempt, answers=answers)
    return redirect("quiz-result", pk=attempt.pk)


def quiz_context(attempt: QuizAttempt, answers: dict[str, Any]) -> dict[str, Any]:
    """The questions without their keys, with what was answered so far."""
    quiz = public_view(attempt.snapshot)
    questions = [(question, answers.get(question["uid"], "")) for question in quiz["questions"]]
    run = attempt.enrollment.run
    return {
        "run": run,
        "attempt": attempt,
        "quiz": quiz,
        "questions": questions,
        "lesson_url": lesson_url_of(attempt.enrollment, attempt.quiz_uid),
    }


def read_answers(request: HttpRequest, snapshot: dict[str, Any]) -> dict[str, Any]:
    """{question uid: chosen option ids or text} as the form sent them."""
    answers: dict[str, Any] = {}
    for question in snapshot["questions"]:
        values = request.POST.getlist(f"q-{question['uid']}")
        if values:
            answers[question["uid"]] = values if question["kind"] == "multiple" else values[0][:500]
    return answers


def lesson_url_of(enrollment: Enrollment, work_uid: UUID) -> str:
    """The lesson that holds this quiz, for the way back."""
    outline = course_outline(enrollment.run.course)
    lesson_uid = next((work.lesson_uid for work in outline.works if work.uid == work_uid), None)
    lessons = [lesson for module in outline.modules for lesson in module.lessons]
    return next((lesson.url for lesson in lessons if lesson.uid == lesson_uid), enrollment.run.course.url)


@login_required
def quiz_result(request: LoggedInRequest, pk: int) -> HttpResponse:
    attempt = get_own_attempt(request, pk)
    if attempt.submitted_at is None:
        return redirect("quiz-take", code=attempt.enrollment.run.code, uid=attempt.quiz_uid)
    limit = attempt.snapshot["attempts"]
    may_retry = not limit or QuizAttempt.objects.filter(enrollment=attempt.enrollment, quiz_uid=attempt.quiz_uid).count() < limit
    context = {
        "attempt": attempt,
        "run": attempt.enrollment.run,
        # Whoever may try again is told what was wrong, not what would have been right.
        "questions": question_lines(attempt, reveal=not may_retry),
        "may_retry": may_retry,
        "lesson_url": lesson_url_of(attempt.enrollment, attempt.quiz_uid),
    }
    return render(request, "learning/quiz_result.html", context)


@login_required
def gradebook(request: LoggedInRequest, code: str) -> HttpResponse:
    run = get_run_for_staff(request, code)
    items, people = list(run.grade_items.all()), list(run.enrollments.active().select_related("person").by_name())
    audit.access(request, run, "gradebook")
    return render(request, "learning/gradebook.html", {"run": run, "items": items, "rows": gradebook_rows(items, people)})


@login_required
def gradebook_csv(request: LoggedInRequest, code: str) -> HttpResponse:
    run = get_run_for_staff(request, code)
    items, people = list(run.grade_items.all()), list(run.enrollments.active().select_related("person").by_name())
    header = [_("No."), _("Handle"), _("Full name"), *[f"{item.title} (/{item.max_score})" for item in items], _("Total")]
    rows = [
        [
            number,
            row.enrollment.person.handle,
            row.enrollment.person.full_name,
            *[grade.score if grade else None for grade in row.grades],
            row.total,
        ]
        for number, row in enumerate(gradebook_rows(items, people), start=1)
    ]
    audit.access(request, run, "gradebook")
    response = HttpResponse(write_csv([header, *rows]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="so-diem-{run.code}.csv"'
    return response
