"""Sessions of a class: planning, the projector page, the roll call, the book."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.classes import checkin, checkin_qr
from lms.classes.actions import sessions
from lms.classes.exceptions import ClassError
from lms.classes.forms import SessionForm
from lms.classes.models import ClassSession, Venue
from lms.classes.permissions import Verb, visit_class, visit_session
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell


@login_required
def class_sessions(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    planned = visit.training_class.sessions.with_presence().select_related("venue")
    return class_page(request, visit, "classes/class_sessions.html", sessions=planned)


@login_required
def session_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sessions.add(training_class=visit.training_class, plan=form.plan(), by=request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The session was added."))
            return redirect("class-sessions", pk=pk)
    return class_page(request, visit, "classes/session_form.html", form=form, venues=Venue.objects.order_by("name"))


@login_required
def session_change(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = visit_session(request, pk, Verb.EDIT)
    form = SessionForm(request.POST or None, initial=SessionForm.initial_of(session))
    if request.method == "POST" and form.is_valid():
        try:
            sessions.change(session=session, values=vars(form.plan()), by=request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("class-sessions", pk=visit.training_class.pk)
    return class_page(request, visit, "classes/session_form.html", form=form, session=session, venues=Venue.objects.order_by("name"))


@login_required
def session_cancel(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = visit_session(request, pk, Verb.EDIT)
    if request.method != "POST":
        return class_page(request, visit, "classes/session_cancel.html", session=session)
    try:
        sessions.cancel(session=session, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The session was cancelled; it does not count for attendance."))
    return redirect("class-sessions", pk=visit.training_class.pk)


@login_required
@never_cache
def session_projector(request: LoggedInRequest, pk: int) -> HttpResponse:
    """What hangs on the wall. POST opens check-in; the page then follows the server's clock by itself."""
    visit, session = visit_session(request, pk, Verb.MARK)
    if request.method == "POST":
        try:
            sessions.open_checkin(session=session, by=request.user)
        except ClassError as error:
            tell(request, error)
        return redirect("session-projector", pk=pk)
    return render(request, "classes/session_projector.html", {"visit": visit, **_projection(session)})


@login_required
@never_cache
def session_projector_panel(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The part of the projector page that htmx fetches every few seconds."""
    _visit, session = visit_session(request, pk, Verb.MARK)
    return render(request, "classes/_projector_panel.html", _projection(session))


def _projection(session: ClassSession) -> dict[str, object]:
    now = timezone.now()
    window = checkin.window_at(now)
    token = checkin.token_for(session.checkin_secret, window)
    counted: Any = ClassSession.objects.with_presence().get(pk=session.pk)
    scan_url = settings.HOCAI_SITE_URL + reverse("session-checkin", args=[session.pk, token])
    return {
        "session": session,
        "training_class": session.training_class,
        "present": counted.present,
        "expected": counted.expected,
        "code": checkin.code_for(session.checkin_secret, window),
        "qr": checkin_qr.svg(scan_url),
        "scan_url": scan_url,
        "seconds_left": checkin.seconds_left(now),
        "window_seconds": checkin.WINDOW_SECONDS,
        "typed_address": (settings.HOCAI_SITE_URL + reverse("checkin-code")).split("://", 1)[1],
    }


@login_required
@require_POST
def session_checkin_close(request: LoggedInRequest, pk: int) -> HttpResponse:
    _visit, session = visit_session(request, pk, Verb.MARK)
    sessions.close_checkin(session=session, by=request.user)
    messages.success(request, _("Check-in is closed. Mark those who did not check in below."))
    return redirect("session-rollcall", pk=pk)
