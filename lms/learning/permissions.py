"""Who may see and do what in a run."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from lms.learning.models import CourseRun, Enrollment, QuizAttempt
from lms.people.requests import LoggedInRequest


def get_run_for_staff(request: LoggedInRequest, code: str) -> CourseRun:
    """The run `code` for one of its staff: 404 for a stranger, 403 for a learner of it."""
    run = get_object_or_404(CourseRun.objects.select_related("course"), code=code)
    if run.staff.filter(person=request.user).exists():
        return run
    if run.enrollments.filter(person=request.user).exists():
        raise PermissionDenied
    raise Http404


def get_own_enrollment(request: LoggedInRequest, code: str) -> Enrollment:
    """This person's place in the run `code`; 404 for everybody else, also for those who left."""
    return get_object_or_404(Enrollment.objects.active().select_related("run__course"), run__code=code, person=request.user)


def get_own_attempt(request: LoggedInRequest, pk: int) -> QuizAttempt:
    return get_object_or_404(QuizAttempt.objects.select_related("enrollment__run__course"), pk=pk, enrollment__person=request.user)
