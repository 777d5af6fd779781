"""Moving everybody to another version of a lab, grading everybody again, and what became of the points. For the run's staff."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.foundation import audit
from lms.people.requests import LoggedInRequest
from notebooks.actions import moves
from notebooks.anonymity import hides_names
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.forms_assignments import MoveForm, ReasonForm
from notebooks.models import VersionMove
from notebooks.standings import progress_of, results_of, standings
from notebooks.views.assignments import Setting, get_setting

ON_A_PAGE = 50


@login_required
def version_move_list(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """Which version everybody follows; POST moves them all to one."""
    setting = get_setting(request, code, slug)
    form = MoveForm(request.POST or None, lab=setting.lab)
    if request.method == "POST" and form.is_valid():
        try:
            move = moves.move_to_version(run=setting.run, lab=setting.lab, by=request.user, **form.cleaned_data)
            return redirect("version-move", code=code, slug=slug, pk=move.pk)
        except AssignmentRefused as error:
            form.add_error(None, str(error))
    return move_page(request, setting, move_form=form)


@login_required
@require_POST
def lab_regrade(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    setting = get_setting(request, code, slug)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            made = moves.regrade_all(run=setting.run, lab=setting.lab, by=request.user, **form.cleaned_data)
            return (
                redirect("version-move", code=code, slug=slug, pk=made[0].pk)
                if len(made) == 1
                else redirect("version-move-list", code, slug)
            )
        except AssignmentRefused as error:
            form.add_error(None, str(error))
    return move_page(request, setting, regrade_form=form)


def move_page(
    request: LoggedInRequest, setting: Setting, *, move_form: MoveForm | None = None, regrade_form: ReasonForm | None = None
) -> HttpResponse:
    numbers = dict(setting.lab.versions.values_list("pk", "number"))
    following = Counter(numbers[each.version] for each in standings(setting.run, setting.lab))
    made = VersionMove.objects.filter(run=setting.run, lab=setting.lab).select_related("to_version", "by")
    context = setting.context("version-move-list") | {
        "form": move_form or MoveForm(lab=setting.lab),
        "regrade_form": regrade_form or ReasonForm(auto_id="id_again_%s"),
        "following": sorted(following.items()),
        "moves": [(move, progress_of(move)) for move in made[:20]],
    }
    refused = bool((move_form and move_form.errors) or (regrade_form and regrade_form.errors))
    return render(request, "notebooks/assignment_versions.html", context, status=422 if refused else 200)


@login_required
def version_move(request: LoggedInRequest, code: str, slug: str, pk: int) -> HttpResponse:
    """How far the grading is; afterwards the points before and after, side by side."""
    setting = get_setting(request, code, slug)
    move = get_move(setting, pk)
    progress = progress_of(move)
    context = setting.context("version-move-list") | {"move": move, "progress": progress}
    if progress.is_over:
        context |= results_context(request, setting, move)
    template = "notebooks/assignment_move_progress.html" if request.htmx else "notebooks/assignment_move.html"
    return render(request, template, context)


def results_context(request: LoggedInRequest, setting: Setting, move: VersionMove) -> dict[str, Any]:
    results = results_of(move, hidden=hides_names(setting.run, setting.lab))
    audit.access(request, setting.lab, "submissions")
    return {
        "page_obj": Paginator(results, ON_A_PAGE).get_page(request.GET.get("page")),
        "changed": len([each for each in results if each.is_changed]),
        "form": ReasonForm(),
    }


@login_required
@require_POST
def version_move_back(request: LoggedInRequest, code: str, slug: str, pk: int) -> HttpResponse:
    setting = get_setting(request, code, slug)
    move = get_move(setting, pk)
    form = ReasonForm(request.POST)
    try:
        made = moves.move_back(move=move, reason=form.cleaned_data["reason"] if form.is_valid() else "", by=request.user)
    except AssignmentRefused as error:
        messages.error(request, str(error))
        return redirect("version-move", code=code, slug=slug, pk=pk)
    messages.success(request, _("Everybody goes back to the version before and is graded against it."))
    return redirect("version-move", code=code, slug=slug, pk=made[0].pk) if len(made) == 1 else redirect("version-move-list", code, slug)


def get_move(setting: Setting, pk: int) -> VersionMove:
    rows = VersionMove.objects.select_related("to_version", "by", "run", "lab")
    return get_object_or_404(rows, pk=pk, run=setting.run, lab=setting.lab)
