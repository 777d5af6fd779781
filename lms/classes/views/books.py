"""The attendance book of a session: the roll call, a correction, the closing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes.actions import attendance, sessions
from lms.classes.exceptions import ClassError
from lms.classes.permissions import Verb, visit_session
from lms.classes.roll_call import RollCall
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell


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
    return class_page(request, visit, "classes/session_rollcall.html", status=status, session=session, roll=roll)


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
    history = session.attendance_records.filter(trainee=trainee_pk).select_related("by").order_by("pk")
    status = 422 if roll.errors else 200
    return class_page(
        request, visit, "classes/attendance_correct.html", status=status, session=session, roll=roll, row=roll.rows[0], history=history
    )


@login_required
@require_POST
def session_book_close(request: LoggedInRequest, pk: int) -> HttpResponse:
    _visit, session = visit_session(request, pk, Verb.MARK)
    try:
        sessions.close_book(session=session, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The attendance book of this session is closed."))
    return redirect("session-rollcall", pk=pk)
