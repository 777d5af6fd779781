"""The auditor's page, the check that is asked for there, and the checkpoints for everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from certificates import book_verdicts, register_audit
from certificates.models import RegisterBook
from certificates.permissions_register import get_book, require_shelf
from certificates.tasks_register import check_book
from lms.foundation import audit, ratelimit
from lms.people.requests import LoggedInRequest

PAGE_SIZE = 25
# The check of a bigger book is left to the worker: some thousand lines take a second.
AT_ONCE = 2000


@login_required
@require_safe
def register_audit_show(request: LoggedInRequest) -> HttpResponse:
    shelf = require_shelf(request)
    whole = register_audit.whole()
    page = Paginator(shelf.books(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = register_audit.rows_of(list(page.object_list), whole.checkpoint)
    return render(request, "certificates/register_audit.html", {"shelf": shelf, "whole": whole, "page_obj": page, "rows": rows})


@login_required
@require_safe
def register_audit_book(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The row of one book; it asks for itself again while its check is running."""
    book, shelf = get_book(request, pk)
    row = register_audit.rows_of([book], register_audit.whole().checkpoint)[0]
    return render(request, "certificates/_register_verdict.html", {"row": row, "shelf": shelf})


@login_required
@require_POST
def register_audit_check(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Check now: small books at once, bigger ones by the worker."""
    book, _shelf = get_book(request, pk)
    audit.record(request.user, "register.check", book)
    if not book_verdicts.begin(book):
        messages.info(request, _("This book is being checked already; the result appears here."))
    elif book.last_position <= AT_ONCE:
        _tell(request, book)
    else:
        _leave_to_worker(request, book)
    return redirect("register-audit")


def _tell(request: LoggedInRequest, book: RegisterBook) -> None:
    findings = book_verdicts.check_and_note(book)
    if findings.is_intact:
        messages.success(request, _("%(book)s: all %(lines)s lines are as they were written.") % {"book": book, "lines": findings.entries})
    else:
        messages.error(
            request,
            _("%(book)s: %(count)s places are not as they were written; they are listed below.") % {"book": book, "count": findings.count},
        )


def _leave_to_worker(request: LoggedInRequest, book: RegisterBook) -> None:
    try:
        check_book.delay(book.pk)
    except (OperationalError, OSError):
        book_verdicts.give_up(book)
        messages.error(request, _("The check could not be started; try again in a minute."))
    else:
        messages.info(request, _("This book is long, so it is checked in the background; the result appears here."))


@require_safe
@ratelimit.limited("register-checkpoints", per_account=30, per_address=60)
def register_checkpoints(request: HttpRequest) -> JsonResponse:
    """For everybody: keep a copy, and nobody can write the register anew unseen."""
    response = JsonResponse(register_audit.published(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'inline; filename="moc-kiem-tra-so-cap.json"'
    return response
