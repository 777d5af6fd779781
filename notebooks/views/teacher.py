"""Labs as their authors see them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people.permissions import Role, has_role
from lms.people.requests import LoggedInRequest
from notebooks import anonymity
from notebooks.access import get_submission_for_grader, get_version_for_author
from notebooks.actions import grading, labs
from notebooks.exceptions import NotebooksError
from notebooks.models import Lab


def require_author(request: LoggedInRequest) -> None:
    """Making labs is for teachers, wherever they teach."""
    if not (request.user.is_superuser or has_role(request.user, Role.TEACHER)):
        raise PermissionDenied


@login_required
def lab_list(request: LoggedInRequest) -> HttpResponse:
    require_author(request)
    found = Lab.objects.usable_by(request.user).select_related("current_version").order_by("title")
    return render(request, "notebooks/lab_list.html", {"labs": found})


@login_required
def lab_version(request: LoggedInRequest, slug: str, number: int) -> HttpResponse:
    version = get_version_for_author(request, slug, number)
    template = "notebooks/lab_version_state.html" if request.htmx else "notebooks/lab_version.html"
    return render(request, template, {"lab": version.lab, "version": version})


@login_required
@require_POST
def lab_release(request: LoggedInRequest, slug: str, number: int) -> HttpResponse:
    version = get_version_for_author(request, slug, number)
    try:
        labs.release(version=version, by=request.user)
        messages.success(
            request, _("Version %(number)s is released. Place the lab in a lesson so that learners find it.") % {"number": number}
        )
    except NotebooksError as error:
        messages.error(request, str(error))
    return redirect("lab-version", slug=slug, number=number)


@login_required
@require_POST
def submission_regrade(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    submission = get_submission_for_grader(request, pk)
    grading.regrade(submission=submission, by=request.user)
    messages.success(request, _("The submission is graded once more; your own points stay."))
    run, lab = submission.enrollment.run, submission.lab
    if anonymity.hides_names(run, lab):
        return redirect("submission-list", code=run.code, slug=lab.slug)
    return redirect("submission-detail", pk=pk)
