"""What stands inside the sandboxed frame of a page: the work of one submission, or of one of its questions."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lms.foundation import audit
from lms.people.requests import LoggedInRequest
from notebooks.access import get_submission_for_grader, get_submission_for_reader, is_run_staff
from notebooks.answers import ShownCell, around, graded_cells, handed_in_cells
from notebooks.frame import document
from notebooks.models import Lab, Submission
from notebooks.submitted import SETTLED
from notebooks.templatetags.notebooks_appeals import credited_to


@login_required
@require_safe
def submission_frame(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    """For graders the cells as they were graded; for those whose work it is their own sources and nothing that a run printed."""
    submission = get_submission_for_reader(request, pk)
    if request.user.pk in credited_to(submission) or not is_run_staff(request.user, submission.enrollment.run):
        return document(handed_in_cells(submission), sees_tests=False)
    audit.access(request, submission, "submission")
    return document(for_grader(submission), sees_tests=may_see_tests(request, submission))


@login_required
@require_safe
def answer_frame(request: LoggedInRequest, pk: UUID, notebook: str, grade_id: str) -> HttpResponse:
    """One question of a submission, for graders."""
    submission = get_submission_for_grader(request, pk)
    audit.access(request, submission, "answer")
    cells = around(for_grader(submission), notebook, grade_id)
    return document(cells, sees_tests=may_see_tests(request, submission), focus=grade_id)


def for_grader(submission: Submission) -> list[ShownCell]:
    """As graded; while nothing is graded, as handed in."""
    run = submission.grading_runs.filter(state__in=SETTLED).first()
    return graded_cells(run) if run and run.review_sha256 else list(handed_in_cells(submission))


def may_see_tests(request: LoggedInRequest, submission: Submission) -> bool:
    """A lab's source, hidden tests included, is for those who wrote it or were given it."""
    return Lab.objects.usable_by(request.user).filter(pk=submission.lab_id).exists()
