"""Who may see and do what in a run."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from lms.learning.models import CourseRun, Enrollment, HandIn, HandInTask, QuizAttempt
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


def get_task_for_staff(request: LoggedInRequest, code: str, pk: int) -> HandInTask:
    """The work `pk` of the run `code` for one of the run's staff."""
    run = get_run_for_staff(request, code)
    return get_object_or_404(HandInTask.objects.select_related("item__run__course"), pk=pk, item__run=run)


def get_own_task(request: LoggedInRequest, code: str, pk: int) -> tuple[Enrollment, HandInTask]:
    """This person's place in the run `code` and the work `pk` of that run."""
    enrollment = get_own_enrollment(request, code)
    return enrollment, get_object_or_404(HandInTask.objects.select_related("item__run__course"), pk=pk, item__run=enrollment.run)


def get_hand_in(request: LoggedInRequest, pk: int) -> HandIn:
    """A hand-in for the learner whose it is or for the staff of its run; 404 for everybody else."""
    handed = get_object_or_404(HandIn.objects.select_related("enrollment__run").prefetch_related("further_files"), pk=pk)
    mine = handed.enrollment.person_id == request.user.pk
    if not mine and not handed.enrollment.run.staff.filter(person=request.user).exists():
        raise Http404
    return handed
