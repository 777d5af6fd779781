"""Who is stuck, and which submissions look alike: for the staff of a run."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.foundation import audit
from lms.foundation.spreadsheets import write_table
from lms.people.requests import LoggedInRequest
from notebooks.actions import reports
from notebooks.anonymity import hides_names, label_of
from notebooks.boards import get_board
from notebooks.insight import insight_of
from notebooks.models import LabReport, Submission
from notebooks.side_by_side import side_by_side

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def lab_insight(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    board = get_board(request, code, slug)
    audit.access(request, board.lab, "insight")
    context = {"course_run": board.run, "lab": board.lab, "insight": insight_of(board), "names_hidden": hides_names(board.run, board.lab)}
    return render(request, "notebooks/insight_page.html", context)


@login_required
def lab_insight_file(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """The questions of the page as a spreadsheet."""
    board = get_board(request, code, slug)
    insight = insight_of(board)
    audit.access(request, board.lab, "insight-file")
    columns = [_("Notebook"), _("Question"), *map(str, insight.outcomes.values())]
    rows = [[each.notebook, each.title, *each.counts.values()] for each in insight.questions]
    response = HttpResponse(write_table(columns, rows, title=board.lab.title), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{code}-{slug}-dien-bien.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def lab_similarity(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """The newest comparison, the most alike first."""
    board = get_board(request, code, slug)
    report = reports.newest(kind=LabReport.Kind.SIMILARITY, run=board.run, lab=board.lab)
    if request.htmx and report and request.GET.get("seen") == seen(report):
        return HttpResponse(status=204)
    context = {
        "course_run": board.run,
        "lab": board.lab,
        "report": report,
        "seen": seen(report),
        "rows": pair_rows(report, hides_names(board.run, board.lab)),
    }
    if context["rows"]:
        audit.access(request, board.lab, "similarity")
    template = "notebooks/similarity_report.html" if request.htmx else "notebooks/similarity_page.html"
    return render(request, template, context)


def seen(report: LabReport | None) -> str:
    return f"{report.pk}-{report.state}-{report.result.get('done', 0)}" if report else ""


def pair_rows(report: LabReport | None, names_hidden: bool) -> list[dict[str, Any]]:
    """The pairs of a finished comparison with their people."""
    if report is None or report.state != LabReport.State.DONE:
        return []
    pairs = report.result["pairs"]
    wanted = {key for one, other, _share, _prints in pairs for key in (one, other)}
    found = credited().filter(pk__in=wanted, lab=report.lab, enrollment__run=report.run)
    names = {str(each.pk): name_of(each, names_hidden) for each in found}
    return [
        {"number": number, "one": names[one], "other": names[other], "percent": round(100 * share)}
        for number, (one, other, share, _prints) in enumerate(pairs)
        if one in names and other in names
    ]


def credited() -> "QuerySet[Submission]":
    return Submission.objects.select_related("lab_version").prefetch_related("credits__enrollment__person")


def name_of(submission: Submission, names_hidden: bool) -> str:
    """Everybody who is credited; a label where the assignment is graded without names."""
    if names_hidden:
        return label_of(submission.pk)
    return ", ".join(credit.enrollment.person.full_name for credit in submission.credits.all())


@login_required
@require_POST
def lab_similarity_make(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    board = get_board(request, code, slug)
    reports.ask_for_similarity(run=board.run, lab=board.lab, by=request.user)
    return redirect("lab-similarity", code=code, slug=slug)


@login_required
def lab_similarity_pair(request: LoggedInRequest, code: str, slug: str, pk: int, number: int) -> HttpResponse:
    """Two submissions side by side with their common passages marked; each look at somebody's work is noted."""
    board = get_board(request, code, slug)
    report = get_object_or_404(LabReport, pk=pk, kind=LabReport.Kind.SIMILARITY, run=board.run, lab=board.lab, state=LabReport.State.DONE)
    try:
        one, other, share, _prints = report.result["pairs"][number]
    except IndexError as error:
        raise Http404 from error
    left, right = (get_object_or_404(credited(), pk=each, lab=board.lab, enrollment__run=board.run) for each in (one, other))
    for submission in (left, right):
        audit.access(request, submission, "similarity")
    names_hidden = hides_names(board.run, board.lab)
    context = {
        "course_run": board.run,
        "lab": board.lab,
        "percent": round(100 * share),
        "sides": [{"submission": each, "name": name_of(each, names_hidden)} for each in (left, right)],
        "questions": side_by_side(left, right, frozenset(report.result.get("common", ()))),
    }
    return render(request, "notebooks/similarity_pair.html", context)
