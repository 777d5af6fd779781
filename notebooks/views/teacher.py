"""Labs as their authors see them, and answers that wait for a person."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.foundation import audit
from lms.learning.permissions import get_run_for_staff
from lms.people.permissions import Role, has_role
from lms.people.requests import LoggedInRequest
from notebooks.access import get_lab_for_author, get_lab_of_run, get_submission_for_grader, get_version_for_author
from notebooks.actions import grading, labs
from notebooks.answers import answer_in
from notebooks.exceptions import NotebooksError
from notebooks.forms import AnswerForm, LabForm, SourceForm
from notebooks.models import GradingRun, Lab, Submission
from notebooks.totals import scored_cells


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
def lab_create(request: LoggedInRequest) -> HttpResponse:
    require_author(request)
    form = LabForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lab = labs.create(**form.cleaned_data, by=request.user)
        return redirect("lab-edit", slug=lab.slug)
    return render(request, "notebooks/lab_create.html", {"form": form})


@login_required
def lab_edit(request: LoggedInRequest, slug: str) -> HttpResponse:
    lab = get_lab_for_author(request, slug)
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = labs.upload_source(lab=lab, upload=form.upload(), by=request.user)
            return redirect("lab-version", slug=slug, number=version.number)
        except NotebooksError as error:
            form.add_error("files", str(error))
    return render(
        request, "notebooks/lab_edit.html", {"lab": lab, "form": form, "versions": lab.versions.all()}, status=422 if form.errors else 200
    )


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
def submission_list(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """Everybody's newest submission of one lab in one run, those that wait for a person first."""
    run = get_run_for_staff(request, code)
    lab = get_lab_of_run(run, slug)
    rows = Submission.objects.filter(enrollment__run=run, lab=lab).select_related("enrollment__person").prefetch_related("grading_runs")
    newest: dict[int, Submission] = {}
    for submission in rows:
        newest.setdefault(submission.enrollment_id, submission)
    listed = [(each, next(iter(each.grading_runs.all()), None)) for each in newest.values()]
    listed.sort(
        key=lambda pair: (pair[1] is None or pair[1].state != GradingRun.State.NEEDS_MANUAL, pair[0].enrollment.person.name_sort_key)
    )
    audit.access(request, lab, "submissions")
    return render(request, "notebooks/submission_list.html", {"course_run": run, "lab": lab, "rows": listed})


@login_required
def answer_grade(request: LoggedInRequest, pk: UUID, notebook: str, grade_id: str) -> HttpResponse:
    submission = get_submission_for_grader(request, pk)
    run = submission.grading_runs.filter(state__in=[GradingRun.State.GRADED, GradingRun.State.NEEDS_MANUAL]).first()
    scored = (
        next((each for each in scored_cells(run) if (each.cell.notebook, each.cell.grade_id) == (notebook, grade_id)), None)
        if run
        else None
    )
    if run is None or scored is None or not grading.is_for_people(submission.lab_version, notebook, grade_id):
        raise Http404
    initial = {"score": scored.score, "comment": scored.manual.comment if scored.manual else ""}
    form = AnswerForm(request.POST or None, initial=initial, max_score=scored.cell.max_score)
    if request.method == "POST" and form.is_valid():
        grading.score_answer(submission=submission, notebook=notebook, grade_id=grade_id, by=request.user, **form.cleaned_data)
        messages.success(request, _("The points are in; the total has followed."))
        return redirect("submission-detail", pk=pk)
    answer = answer_in(run, notebook, grade_id)
    audit.access(request, submission, "answer")
    context = {
        "submission": submission,
        "scored": scored,
        "form": form,
        "answer": answer,
        "title": title_of(submission, notebook, grade_id),
    }
    return render(request, "notebooks/answer_grade.html", context, status=422 if form.errors else 200)


def title_of(submission: Submission, notebook: str, grade_id: str) -> str:
    titles = {(question["notebook"], question["grade_id"]): question["title"] for question in submission.lab_version.questions}
    return titles.get((notebook, grade_id), grade_id)


@login_required
@require_POST
def submission_regrade(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    submission = get_submission_for_grader(request, pk)
    grading.regrade(submission=submission, by=request.user)
    messages.success(request, _("The submission is graded once more; your own points stay."))
    return redirect("submission-detail", pk=pk)
