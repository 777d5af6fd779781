"""The attendance book of a session: the roll call, a correction, the closing, the sealed text."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.classes.actions import attendance, claims, seals
from lms.classes.exceptions import ClassError
from lms.classes.models import BookSeal, ClassSession
from lms.classes.permissions import Verb, Visit, visit_class, visit_session
from lms.classes.roll_call import RollCall
from lms.classes.seals import SealState, verify_class
from lms.foundation import files
from lms.people.requests import LoggedInRequest

from .pages import class_page


@login_required
def session_rollcall(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Seen by everybody who may read the class; written by the class manager."""
    visit, session = visit_session(request, pk, Verb.MARK if request.method == "POST" else Verb.READ)
    roll = RollCall.of(session, request.POST or None)
    if request.method == "POST" and "mark_rest" not in request.POST and roll.is_valid():
        try:
            written = attendance.record(session=session, marks=roll.marks(), by=request.user)
        except ClassError as error:
            roll.errors.append(str(error))
        else:
            messages.success(request, _("%(n)s marks were written.") % {"n": written} if written else _("Nothing had changed."))
            return redirect("session-rollcall", pk=pk)
    status = 422 if roll.errors else 200
    context = {
        "session": session,
        "roll": roll,
        "may_close": may_close(visit),
        "claims_waiting": claims.waiting_count(session),
        "open_flags": session.flags.filter(settled_at__isnull=True).count(),
        "impersonations": session.impersonations.select_related("trainee__enrollment__person", "by").order_by("pk"),
    }
    return class_page(request, visit, "classes/session_rollcall.html", status=status, **context)


@login_required
def attendance_correct(request: LoggedInRequest, pk: int, trainee_pk: int) -> HttpResponse:
    """One mark after the book is closed, with its reason; also shows the whole chain of marks."""
    visit, session = visit_session(request, pk, Verb.MARK if request.method == "POST" else Verb.READ)
    roll = RollCall.of(session, request.POST or None, only=trainee_pk)
    if request.method == "POST" and roll.is_valid():
        try:
            for mark in roll.marks():
                attendance.correct(session=session, mark=mark, by=request.user)
        except ClassError as error:
            roll.errors.append(str(error))
        else:
            messages.success(request, _("The correction was written; the old mark stays in the book."))
            return redirect("session-rollcall", pk=pk)
    status = 422 if roll.errors else 200
    context = {
        "session": session,
        "roll": roll,
        "row": roll.rows[0],
        "history": session.attendance_records.filter(trainee=trainee_pk).select_related("by").order_by("pk"),
        "found": session.impersonations.filter(trainee=trainee_pk).select_related("by").order_by("pk"),
    }
    return class_page(request, visit, "classes/attendance_correct.html", status=status, **context)


def may_close(visit: Visit) -> bool:
    """The officer too: where one manager marks, somebody else must be able to close."""
    return (visit.may(Verb.MARK) or visit.may(Verb.EDIT)) and not visit.training_class.is_final


@login_required
def session_book_close(request: LoggedInRequest, pk: int) -> HttpResponse:
    """First shows what is still open; then closes and seals. Only who may mark says that somebody was absent."""
    visit, session = visit_session(request, pk, Verb.READ)
    if not may_close(visit):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        absent = [int(key) for key in request.POST.getlist("absent") if key.isascii() and key.isdigit()] if visit.may_mark else []
        reason = request.POST.get("same_person_reason", "")
        try:
            seals.close_book(
                session=session, by=request.user, absent=absent if "mark_absent" in request.POST else [], same_person_reason=reason
            )
        except ClassError as refused:
            error = str(refused)
        else:
            messages.success(request, _("The attendance book of this session is closed and sealed."))
            return redirect("class-books", pk=visit.training_class.pk)
    return class_page(
        request, visit, "classes/session_book_close.html", status=422 if error else 200, **_closing(request, session), error=error
    )


def _closing(request: LoggedInRequest, session: ClassSession) -> dict[str, object]:
    return {
        "session": session,
        "unmarked": seals.unmarked(session).by_name().select_related("enrollment__person", "agency"),
        "claims": seals.claims_waiting(session).select_related("trainee__enrollment__person"),
        "flags": session.flags.filter(settled_at__isnull=True),
        "has_marked": seals.has_marked(session, request.user),
        "reason": request.POST.get("same_person_reason", ""),
    }


@login_required
def class_books(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Sổ điểm danh đã khóa»: every book of the class compared with its seal, now."""
    visit = visit_class(request, pk, Verb.READ)
    verdicts = verify_class(visit.training_class)
    damaged = sum(verdict.state == SealState.DAMAGED for verdict in verdicts)
    return class_page(
        request, visit, "classes/class_books.html", verdicts=verdicts, damaged=damaged, may_close=may_close(visit), now=timezone.now()
    )


@login_required
def book_text(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    """The sealed text as it was stored."""
    visit, session = visit_session(request, pk, Verb.READ)
    seal = BookSeal.objects.filter(session=session).first()
    if seal is None or not files.exists(seal.text_sha256):
        raise Http404
    name = f"so-diem-danh-{visit.training_class.code}-{session.number}.jsonl"
    return files.private_response(seal.text_sha256, name, "application/x-ndjson")
