"""Signed sheets of a session: scans kept with the roll call, and the page on which their marks are typed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lms.classes.actions import papers
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession
from lms.classes.paper_typing import PaperSheet
from lms.classes.permissions import Verb, visit_place, visit_session
from lms.classes.places import name_of
from lms.classes.sheets import order_of, places_with_paper
from lms.foundation import audit, files, uploads
from lms.foundation.uploads import UploadError
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell

IMAGES = ("image/jpeg", "image/png", "image/webp")


@login_required
def session_papers(request: LoggedInRequest, pk: int) -> HttpResponse:
    """What is kept; several photos may be chosen at once. Read by everybody who reads the class."""
    visit, session = visit_session(request, pk, Verb.MARK_PLACE if request.method == "POST" else Verb.READ)
    if request.method == "POST":
        _attach_all(request, session)
        return redirect("session-papers", pk=pk)
    kept = papers.papers_of(session).select_related("by")
    places = [(place.pk if place else 0, name_of(session, place)) for place in places_with_paper(session)]
    return class_page(request, visit, "classes/session_papers.html", session=session, papers=kept, places=places)


def _attach_all(request: LoggedInRequest, session: ClassSession) -> None:
    kept = 0
    for upload in request.FILES.getlist("papers"):
        try:
            papers.attach(session=session, paper=uploads.keep(upload), by=request.user)
            kept += 1
        except (UploadError, ClassError) as error:
            tell(request, error)
    if kept:
        messages.success(request, ngettext("%(n)s sheet was kept.", "%(n)s sheets were kept.", kept) % {"n": kept})
    elif not request.FILES:
        messages.error(request, _("Choose the photos or the scan first."))


@login_required
@require_GET
def paper_file(request: LoggedInRequest, pk: int, document: int) -> HttpResponseBase:
    """The scan itself: people's signatures, so who looked is noted."""
    _visit, session = visit_session(request, pk, Verb.READ)
    paper = get_object_or_404(papers.papers_of(session), pk=document)
    audit.access(request, paper, "signed_sheet")
    return files.private_response(paper.file_sha256, paper.file_name, uploads.content_type_of(paper.file_sha256, paper.file_name))


@login_required
@require_POST
def paper_remove(request: LoggedInRequest, pk: int, document: int) -> HttpResponse:
    _visit, session = visit_session(request, pk, Verb.MARK)
    try:
        papers.remove(document=get_object_or_404(papers.papers_of(session), pk=document), by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The sheet was removed from the list."))
    return redirect("session-papers", pk=pk)


@login_required
def paper_typing(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Nhập theo bảng giấy»: `theo` the order of the paper, `diem` its place. Only “write” writes."""
    wanted = request.GET.get("diem", "")
    visit, session, place = visit_place(request, pk, int(wanted) if wanted.isascii() and wanted.isdigit() else None)
    order = order_of(request.GET.get("theo"))
    sheet = PaperSheet.of(session, place, order, request.POST if request.method == "POST" else None)
    if request.method == "POST" and "write" in request.POST and sheet.is_valid():
        try:
            written = papers.type_in(session=session, marks=sheet.marks(), by=request.user)
        except ClassError as error:
            sheet.errors.append(str(error))
        else:
            messages.success(request, _("%(n)s marks were written.") % {"n": written} if written else _("Nothing had changed."))
            return redirect("session-papers", pk=pk)
    context: dict[str, Any] = {
        "session": session,
        "sheet": sheet,
        "order": order,
        "place": name_of(session, place),
        "pictures": _pictures(session),
    }
    return class_page(request, visit, "classes/paper_typing.html", status=422 if sheet.errors else 200, **context)


def _pictures(session: ClassSession) -> list[dict[str, object]]:
    """Scans that a browser shows are shown; the others are links."""
    kept = list(papers.papers_of(session))
    types = {paper.pk: uploads.content_type_of(paper.file_sha256, paper.file_name) for paper in kept}
    return [
        {"url": reverse("session-paper-file", args=[session.pk, paper.pk]), "name": paper.file_name, "is_image": types[paper.pk] in IMAGES}
        for paper in kept
    ]
