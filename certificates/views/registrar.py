"""Classes that wait, and the page of one class: who gets a certificate, who does not and why, how far the files are."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from certificates import desk as reading
from certificates.desk import ClassView, Row
from certificates.models import RegisterBook
from certificates.permissions import Verb, classes_of_registrar, get_desk, require_registrar
from certificates.progress import batch_progress, files_progress
from lms.foundation.vietnamese import search_key
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 50


@login_required
def certificate_class_list(request: LoggedInRequest) -> HttpResponse:
    issuers = require_registrar(request)
    classes = reading.with_issued(classes_of_registrar(request.user))
    context = {
        "to_decide": reading.waiting_for_decision(classes),
        "to_issue": reading.waiting_for_issue(classes),
        "page_obj": Paginator(classes.order_by("-closing_on", "-pk"), PAGE_SIZE).get_page(request.GET.get("page")),
        "books": RegisterBook.objects.of_issuers(issuers),
    }
    return render(request, "certificates/class_list.html", context)


@dataclass(frozen=True)
class Part:
    """Some of the people of a class, as a tab with their number."""

    name: str
    label: str
    rows: list[Row]
    is_chosen: bool


@login_required
def certificate_class(request: LoggedInRequest, pk: int) -> HttpResponse:
    desk = get_desk(request, pk, Verb.READ)
    view = reading.view_of(desk.training_class)
    words = request.GET.get("q", "").strip()[:100]
    parts = _parts(view, words, request.GET.get("nhom", ""))
    context = {
        "desk": desk,
        "training_class": desk.training_class,
        "view": view,
        "parts": parts,
        "words": words,
        "page_obj": _page(parts, request.GET.get("page")),
        "files": files_progress(desk.training_class),
        "batch": batch_progress(desk.training_class),
    }
    return render(request, "certificates/class_detail.html", context)


def _parts(view: ClassView, words: str, chosen: str) -> list[Part]:
    """All, recognised, not recognised, and those with whom something is wrong, each within what was searched for."""
    rows = [row for row in view.rows if row.reads(search_key(words))] if words else view.rows
    parts = [
        ("", _("All people"), rows),
        ("dat", _("Fulfil the conditions"), [row for row in rows if row.eligible]),
        ("khong-dat", _("Do not"), [row for row in rows if not row.eligible]),
        ("can-xu-ly", _("To be dealt with"), [row for row in rows if row.document and row.document.file_problem]),
    ]
    known = chosen if chosen in [name for name, _label, _rows in parts] else ""
    made = [Part(name, label, found, name == known) for name, label, found in parts]
    return [part for part in made if part.rows or part.is_chosen or not part.name]


def _page(parts: list[Part], number: str | None) -> Page[Row]:
    chosen = next(part for part in parts if part.is_chosen)
    return Paginator(chosen.rows, PAGE_SIZE).get_page(number)


@login_required
def certificate_progress(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The bars alone; they ask for themselves again while something is under way, and the page is fetched anew after a batch."""
    desk = get_desk(request, pk, Verb.READ)
    batch, files = batch_progress(desk.training_class), files_progress(desk.training_class)
    context = {"training_class": desk.training_class, "desk": desk, "files": files, "batch": batch}
    response = render(request, "certificates/_files.html", context)
    if "lo" in request.GET and not (batch and batch.is_under_way):
        response["HX-Refresh"] = "true"
    return response
