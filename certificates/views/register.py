"""Register books: the list, the pages of one with its search, the files, and closing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import book_rows, book_search, register
from certificates.actions import closing
from certificates.exceptions import CertificateError
from certificates.lineage import is_gone, successors_of
from certificates.models import Certificate, RegisterBook
from certificates.permissions_register import get_book, get_book_for_closing, require_shelf
from lms.foundation import audit, files
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 50
SPREADSHEET, PDF = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf"
# The closing file of a bigger book is left to the worker.
AT_ONCE = 1000
LONGEST_SEARCH = 100


@login_required
@require_safe
def register_book_list(request: LoggedInRequest) -> HttpResponse:
    shelf = require_shelf(request)
    page = Paginator(shelf.books(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "certificates/register_book_list.html", {"page_obj": page, "shelf": shelf})


@login_required
@require_safe
def register_book(request: LoggedInRequest, pk: int) -> HttpResponse:
    book, shelf = get_book(request, pk)
    audit.access(request, book, "birth_dates")
    words, state = request.GET.get("q", "")[:LONGEST_SEARCH].strip(), request.GET.get("state", "")
    page = Paginator(book_search.numbers_of(book, words, state), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "book": book,
        "shelf": shelf,
        "manages": book.issuer_id in shelf.manages,
        "may_close": book.issuer_id in shelf.manages and not book.is_closed and book.year < timezone.localdate().year,
        "successors": _successors(book),
        "volumes": register.volumes_of(book),
        "page_obj": page,
        "rows": book_rows.rows_of(book, list(page.object_list)),
        "words": words,
        "state": state,
        "states": [(value, label) for value, label in Certificate.State.choices],
    }
    return render(request, "certificates/register_book.html", context)


def _successors(book: RegisterBook) -> list[str] | None:
    """Who took over from an issuer that is gone; None while the issuer exists."""
    today = timezone.localdate()
    return [row.name for row in successors_of(book.issuer, today)] if is_gone(book.issuer, today) else None


@login_required
@require_safe
def register_book_export(request: LoggedInRequest, pk: int) -> HttpResponse:
    book, _shelf = get_book(request, pk)
    audit.access(request, book, "birth_dates")
    return _file(register.as_spreadsheet(book), f"so-cap-{book.year}-{book.pk}.xlsx", SPREADSHEET)


@login_required
@require_safe
def register_book_pdf(request: LoggedInRequest, pk: int) -> HttpResponse:
    """A volume, since a big book takes minutes; it stays on the page of the book when there are several and none was chosen."""
    book, _shelf = get_book(request, pk)
    volumes = len(register.volumes_of(book))
    asked = request.GET.get("quyen", "1" if volumes == 1 else "")
    if not (asked.isdecimal() and 1 <= int(asked) <= volumes):
        messages.info(request, _("This book has %(count)s volumes; choose which one to print.") % {"count": volumes})
        return redirect("register-book", pk=pk)
    audit.access(request, book, "birth_dates")
    part = f"-quyen-{asked}" if volumes > 1 else ""
    return _file(register.as_pdf(book, volume=int(asked)), f"so-cap-{book.year}-{book.pk}{part}.pdf", PDF)


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def register_book_close(request: LoggedInRequest, pk: int) -> HttpResponse:
    book = get_book_for_closing(request, pk)
    if request.method == "POST":
        try:
            closed = closing.close(book=book, by=request.user)
        except CertificateError as error:
            return render(request, "certificates/register_book_close.html", {"book": book, "obstacle": str(error)}, status=409)
        _make_file(request, book, closed)
        return redirect("register-book", pk=pk)
    return render(request, "certificates/register_book_close.html", {"book": book, "obstacle": _obstacle(book)})


def _obstacle(book: RegisterBook) -> str:
    """Why it cannot be closed now; the check of the whole chain comes with the closing."""
    try:
        closing.check_ready(book)
    except CertificateError as error:
        return str(error)
    return ""


def _make_file(request: LoggedInRequest, book: RegisterBook, closed: RegisterBook) -> None:
    """The book is closed whatever becomes of its file."""
    messages.success(request, _("The register book of %(year)s is closed.") % {"year": book.year})
    if closed.last_number > AT_ONCE:
        messages.info(request, _("Its PDF is being made; it can be downloaded here in a few minutes."))
        return
    try:
        closing.ensure_file(book=closed)
    except (CertificateError, OSError):
        messages.warning(request, _("Its PDF could not be made yet; download it here later, it is made then."))


@login_required
@require_safe
def register_book_closing_file(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    """The PDF that was made when the book was closed."""
    book, _shelf = get_book(request, pk)
    if not book.is_closed:
        messages.info(request, _("This book is not closed yet, so it has no closing file."))
        return redirect("register-book", pk=pk)
    if book.last_number > AT_ONCE and not closing.has_file(book):
        closing.ring(book.pk)
        messages.info(request, _("Its PDF is being made; it can be downloaded here in a few minutes."))
        return redirect("register-book", pk=pk)
    try:
        book = closing.ensure_file(book=book)
    except CertificateError as error:
        messages.error(request, str(error))
        return redirect("register-book", pk=pk)
    audit.access(request, book, "birth_dates")
    return files.private_response(book.closing_file_sha256, f"so-cap-{book.year}-{book.pk}-khoa-so.pdf", PDF)
