"""A second look at a question: asked for by the learner, answered by a grader."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.foundation import audit
from lms.learning.permissions import get_run_for_staff
from lms.people.requests import LoggedInRequest
from notebooks import anonymity
from notebooks.access import get_submission_for_grader, get_submission_for_reader
from notebooks.actions import appeals
from notebooks.forms_grading import AppealAnswerForm
from notebooks.models import Appeal
from notebooks.questions import title_of
from notebooks.refusals import GradingRefused
from notebooks.sheets import Sheet
from notebooks.templatetags.notebooks_appeals import credited_to

PER_PAGE = 25


@login_required
@require_POST
def appeal_create(request: LoggedInRequest, pk: UUID, notebook: str, grade_id: str) -> HttpResponse:
    """404 for strangers, 403 for staff: only those whose work it is ask."""
    submission = get_submission_for_reader(request, pk)
    if request.user.pk not in credited_to(submission):
        raise PermissionDenied
    text = request.POST.get("text", "")
    try:
        appeals.ask(submission=submission, notebook=notebook, grade_id=grade_id, text=text, by=request.user)
        messages.success(request, _("Your request is sent. The teacher's answer appears at the question."))
    except GradingRefused as error:
        if error.code in ("appeal_too_long", "appeal_limit"):
            # What was written is not lost: the page gives it back.
            context = {"submission": submission, "notebook": notebook, "grade_id": grade_id, "text": text, "error": str(error)}
            return render(
                request, "notebooks/appeal_create.html", context | {"title": title_of(submission, notebook, grade_id)}, status=422
            )
        messages.error(request, str(error))
    return redirect("submission-detail", pk=pk)


@login_required
def appeal_list(request: LoggedInRequest, code: str) -> HttpResponse:
    """What waits for an answer in a run, oldest first; then what was answered."""
    run = get_run_for_staff(request, code)
    found = Appeal.objects.filter(submission__enrollment__run=run).select_related(
        "submission__lab", "submission__lab_version", "submission__enrollment__person", "answered_by"
    )
    is_open = request.GET.get("state") != "answered"
    chosen = found.open().order_by("at", "pk") if is_open else found.exclude(answered_at__isnull=True).order_by("-answered_at", "-pk")
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    hidden = anonymity.hidden_labs(run)
    rows = [(each, title_of(each.submission, each.notebook, each.grade_id), each.submission.lab_id in hidden) for each in page]
    audit.access(request, run, "appeals")
    context = {"course_run": run, "rows": rows, "page_obj": page, "is_open": is_open, "waiting": found.open().count()}
    return render(request, "notebooks/appeal_list.html", context)


@login_required
def appeal_answer(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The request, the work and the points on one page; one press answers."""
    appeal = get_object_or_404(Appeal.objects.select_related("answered_by"), pk=pk)
    submission = get_submission_for_grader(request, appeal.submission_id)
    sheet = Sheet.of(submission, appeal.notebook, appeal.grade_id)
    if sheet is None:
        raise Http404
    form = AppealAnswerForm(request.POST or None, max_score=sheet.cell.max_score)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            appeals.answer(appeal=appeal, text=given["answer"], score=given["score"], by=request.user)
            messages.success(request, _("Your answer is sent; the learner reads it at the question."))
            return redirect("appeal-list", code=submission.enrollment.run.code)
        except GradingRefused as error:
            form.add_error(None, str(error))
    audit.access(request, submission, "appeal")
    hidden = anonymity.hides_names(submission.enrollment.run, submission.lab)
    context = {
        "appeal": appeal,
        "submission": submission,
        "sheet": sheet,
        "form": form,
        "course_run": submission.enrollment.run,
        "lab": submission.lab,
        "title": sheet.title,
        "names_hidden": hidden,
        "who": anonymity.label_of(submission.pk) if hidden else submission.enrollment.person.full_name,
    }
    return render(request, "notebooks/appeal_answer.html", context, status=422 if form.errors else 200)
