"""Sign-in sheets for tomorrow in one click."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lms.classes import documents, sheets
from lms.classes.models import ClassSession
from lms.classes.permissions import Verb, visit_class
from lms.people.requests import LoggedInRequest

from .documents import _file


@login_required
@require_GET
def sheets_of_tomorrow(request: LoggedInRequest) -> HttpResponse:
    """Of all classes that one manages or looks after, every place on pages of its own."""
    sessions = sheets.sessions_of_tomorrow(request.user)
    if not sessions:
        messages.info(request, _("No session of your classes is held tomorrow, so there is no sheet to print."))
        return redirect("first-screen")
    return _sheets(request, sessions, "ky-ten")


@login_required
@require_GET
def class_sheets_of_tomorrow(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    sessions = sheets.class_sessions_of_tomorrow(visit.training_class)
    if not sessions:
        messages.info(request, _("This class has no session tomorrow; choose the sheet of another session below."))
        return redirect("class-sessions", pk=pk)
    return _sheets(request, sessions, f"ky-ten-{visit.training_class.code}")


def _sheets(request: LoggedInRequest, sessions: list[ClassSession], name: str) -> HttpResponse:
    order = sheets.order_of(request.GET.get("theo"))
    return _file(documents.signin_sheets(sessions, order), f"{name}-{sheets.tomorrow():%Y-%m-%d}.pdf", "application/pdf")
