"""A list on its way to the roster: looked through, questions answered, written, taken back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from lms.classes.actions import imports
from lms.classes.exceptions import ClassError
from lms.classes.models import RosterImport
from lms.classes.permissions import Verb, Visit, visit_class
from lms.classes.rosters.judging import ALREADY, DOUBTFUL, KNOWN, NEW
from lms.classes.rosters.remarks import sheet_with_remarks
from lms.classes.rosters.report import FILTERS, WRITTEN, Report, chosen, counts_of
from lms.foundation import audit
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell

PAGE_SIZE = 200
# A worker that has said nothing for so long has probably died; the sweep goes on with the list.
QUIET = timedelta(seconds=45)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = RosterImport.State


def visit_import(request: LoggedInRequest, pk: int) -> tuple[Visit, RosterImport]:
    """For those who may edit the class; 404 for a stranger, 403 for its other people."""
    found = get_object_or_404(RosterImport.objects.select_related("invitation__agency", "by", "undone_by"), pk=pk)
    return visit_class(request, found.training_class_id, Verb.EDIT), found


def steps(current: int) -> list[tuple[str, str]]:
    names = [_("Choose the file"), _("Check first"), _("Write to the roster")]
    return [(name, "done" if index < current else "current" if index == current else "to-do") for index, name in enumerate(names)]


@login_required
@require_GET
def import_list(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Every list that came for this class: who, when, what became of it."""
    visit = visit_class(request, pk, Verb.EDIT)
    lists = visit.training_class.roster_imports.select_related("by", "invitation__agency", "undone_by")
    page = Paginator(lists, 30).get_page(request.GET.get("page"))
    return class_page(request, visit, "classes/import_list.html", page_obj=page)


@login_required
@require_GET
def import_show(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Kiểm tra trước»: the rows as they stand, page by page, what needs a person first."""
    visit, roster_import = visit_import(request, pk)
    audit.access(request, roster_import, "roster_import")
    report = Report.load(roster_import.report_sha256)
    rows = report.now(imports.standing_of(roster_import))
    kind = request.GET.get("loc", "all")
    page = Paginator(chosen(rows, kind if kind in FILTERS else "all"), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = counts_of(rows)
    context: dict[str, Any] = {
        "roster_import": roster_import,
        "page_obj": page,
        "counts": counts,
        "kind": kind,
        "chips": _chips(counts),
        "to_write": counts[NEW] + counts[KNOWN],
        "legacy": report.legacy,
        "kept_encoding": imports.options_of(roster_import).keep_encoding,
        "encoding": report.encoding,
        "may_pad": report.may_pad,
        "answerable": roster_import.state in (State.CHECKED, State.WRITTEN) and visit.may_edit,
        "steps": steps(1 if roster_import.state == State.CHECKED else 3 if roster_import.state == State.WRITTEN else 2),
        **_progress(roster_import),
    }
    return class_page(request, visit, "classes/import_show.html", **context)


def _chips(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """(value, label, how many); kinds that do not occur have no chip."""
    labels = {
        "all": pgettext("rows of a list", "All"),
        DOUBTFUL: pgettext("rows of a list", "To be answered"),
        "refused": pgettext("rows of a list", "With errors"),
        NEW: pgettext("rows of a list", "New people"),
        KNOWN: pgettext("rows of a list", "Known people"),
        ALREADY: pgettext("rows of a list", "On the roster before"),
        WRITTEN: pgettext("rows of a list", "Written"),
    }
    numbers = {**counts, "all": counts["rows"]}
    return [(value, labels[value], numbers[value]) for value in FILTERS if numbers[value] or value == "all"]


def _progress(roster_import: RosterImport) -> dict[str, Any]:
    is_writing = roster_import.state == State.WRITING
    return {"is_writing": is_writing, "is_quiet": is_writing and roster_import.beat_at < timezone.now() - QUIET}


@login_required
@require_GET
def import_progress(request: LoggedInRequest, pk: int) -> HttpResponse:
    """How far the writing is; the page is loaded anew when it is over."""
    visit, roster_import = visit_import(request, pk)
    context = {"roster_import": roster_import, "visit": visit, **_progress(roster_import)}
    response = render(request, "classes/_import_progress.html", context)
    if roster_import.state != State.WRITING:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def import_answer(request: LoggedInRequest, pk: int, row: int) -> HttpResponse:
    """«Là người này / Là người khác / Để sau» about one doubtful row."""
    _visit, roster_import = visit_import(request, pk)
    try:
        imports.answer(roster_import=roster_import, row=row, choice=request.POST.get("choice", ""), by=request.user)
    except ClassError as error:
        tell(request, error)
    kind = request.POST.get("loc", "all")
    page = request.POST.get("page", "1")
    return redirect(
        f"{reverse('import-show', args=[pk])}?loc={kind if kind in FILTERS else 'all'}&page={page if page.isdigit() else 1}#dong-{row}"
    )


@login_required
@require_POST
def import_options(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The file read once more: with the encoding left alone or converted, with zeros put in front of numbers or not."""
    _visit, roster_import = visit_import(request, pk)
    said = {name: request.POST[name] == "yes" for name in ("keep_encoding", "pad_ids") if name in request.POST}
    try:
        imports.read_again(roster_import=roster_import, by=request.user, **said)
    except ClassError as error:
        tell(request, error)
    return redirect("import-show", pk=pk)


@login_required
@require_POST
def import_begin(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Ghi vào danh sách». Pressed twice, it is written once."""
    _visit, roster_import = visit_import(request, pk)
    try:
        imports.begin(roster_import=roster_import, by=request.user)
    except ClassError as error:
        tell(request, error)
    return redirect("import-show", pk=pk)


@login_required
@require_GET
def import_remarks(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The agency's own sheet with a remark beside each row and red cells."""
    visit, roster_import = visit_import(request, pk)
    audit.access(request, roster_import, "roster_file")
    content = sheet_with_remarks(roster_import, imports.rows_of(roster_import))
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="ghi-chu-{visit.training_class.code}-{roster_import.pk}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def import_undo(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Asks first what will go, then takes the list back in one step."""
    visit, roster_import = visit_import(request, pk)
    if request.method == "POST":
        try:
            imports.undo(roster_import=roster_import, by=request.user)
        except ClassError as error:
            tell(request, error)
            return redirect("import-show", pk=pk)
        messages.success(request, _("The list was taken back; the roster is as it was before."))
        return redirect("import-list", pk=visit.training_class.pk)
    entries = roster_import.entries
    numbers = {"places": entries.filter(made_trainee=True).count(), "people": entries.filter(made_person=True).count()}
    return class_page(request, visit, "classes/import_undo.html", roster_import=roster_import, numbers=numbers)
