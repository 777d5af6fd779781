"""A lab as a plain nbgrader course folder: made by the worker, taken away, read in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lms.foundation import audit, files
from lms.learning.models import CourseRun
from lms.people.requests import LoggedInRequest
from notebooks.access import get_lab_for_author
from notebooks.actions import reports
from notebooks.anonymity import hides_names
from notebooks.boards import Board, get_board
from notebooks.exceptions import NotebooksError
from notebooks.models import Lab, LabReport
from notebooks.report_forms import ImportForm


def get_board_of_author(request: LoggedInRequest, code: str, slug: str) -> Board:
    """As `get_board`, and 403 for staff who may not see the lab's source: a course folder holds the hidden tests."""
    board = get_board(request, code, slug)
    if not Lab.objects.usable_by(request.user).filter(pk=board.lab.pk).exists():
        raise PermissionDenied
    return board


def seen(report: LabReport | None) -> str:
    return f"{report.pk}-{report.state}-{report.result.get('done', 0)}" if report else ""


@login_required
def lab_export(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    board = get_board_of_author(request, code, slug)
    names_hidden = hides_names(board.run, board.lab)
    if request.method == "POST":
        with_names = bool(request.POST.get("with_names")) and not names_hidden
        reports.ask_for_export(run=board.run, lab=board.lab, by=request.user, with_names=with_names)
        return redirect("lab-export", code=code, slug=slug)
    report = reports.newest(kind=LabReport.Kind.EXPORT, run=board.run, lab=board.lab)
    if request.htmx and request.GET.get("seen") == seen(report):
        return HttpResponse(status=204)
    template = "notebooks/report_export_state.html" if request.htmx else "notebooks/report_export.html"
    context = {"course_run": board.run, "lab": board.lab, "report": report, "seen": seen(report), "names_hidden": names_hidden}
    return render(request, template, context)


@login_required
def lab_export_file(request: LoggedInRequest, code: str, slug: str, pk: int) -> HttpResponseBase:
    board = get_board_of_author(request, code, slug)
    report = get_object_or_404(LabReport, pk=pk, kind=LabReport.Kind.EXPORT, run=board.run, lab=board.lab, state=LabReport.State.DONE)
    audit.access(request, board.lab, "export")
    return files.private_response(report.file_sha256, f"{code}-{slug}.zip", "application/zip")


@login_required
def lab_import(request: LoggedInRequest, slug: str) -> HttpResponse:
    """A course folder for a lab of one's own, with submissions for a run of which one is staff."""
    lab = get_lab_for_author(request, slug)
    form = ImportForm(request.POST or None, request.FILES or None, runs=CourseRun.objects.staffed_by(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            reports.ask_for_import(lab=lab, by=request.user, **form.asked())
            messages.success(request, _("The folder is being read. What could not be taken is listed below, line by line."))
            return redirect("lab-import", slug=slug)
        except NotebooksError as error:
            form.add_error("folder", str(error))
    report = LabReport.objects.filter(kind=LabReport.Kind.IMPORT, lab=lab, by=request.user).select_related("run").first()
    if request.htmx and request.GET.get("seen") == seen(report):
        return HttpResponse(status=204)
    context = {"lab": lab, "form": form, "report": report, "seen": seen(report)}
    template = "notebooks/report_import_state.html" if request.htmx else "notebooks/report_import.html"
    return render(request, template, context, status=422 if form.errors else 200)
