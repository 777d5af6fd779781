"""What hangs on the wall: the code of one place of a session, how many are here and who is missing."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.classes import checkin, checkin_qr, projection
from lms.classes.actions import sessions
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession
from lms.classes.permissions import Verb, Visit, visit_place, visit_session
from lms.classes.places import Place, name_of, places_of
from lms.classes.presence import presence_at
from lms.people.requests import LoggedInRequest

from .pages import tell

# The first answer holds ten minutes, so that the page stands at once; the rest is fetched behind it.
FIRST_WINDOWS = 30


def chosen_place(request: HttpRequest) -> int | None:
    """The further place that the address names: ?diem=<id>."""
    chosen = request.GET.get("diem", "")
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None


@login_required
@never_cache
def session_projector(request: LoggedInRequest, pk: int) -> HttpResponse:
    """POST opens check-in at every place; the page then follows the server's clock by itself."""
    if own := _own_wall(request, pk):
        return redirect(own)
    visit, session, place = visit_place(request, pk, chosen_place(request))
    if request.method == "POST":
        try:
            sessions.open_checkin(session=session, by=request.user)
        except ClassError as error:
            tell(request, error)
        return redirect(request.get_full_path())
    return render(request, "classes/session_projector.html", _page_of(visit, session, place))


@login_required
@never_cache
def session_projector_panel(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The part of the page that htmx fetches every few seconds where no other script runs."""
    _visit, session, place = visit_place(request, pk, chosen_place(request))
    return render(request, "classes/_projector_panel.html", _panel_of(session, place))


@login_required
@never_cache
@require_GET
def session_codes(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Codes ahead, half an hour in one answer: ?tu=<window>."""
    _visit, session, place = visit_place(request, pk, chosen_place(request))
    asked = request.GET.get("tu", "")
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else None
    return JsonResponse(projection.ahead(session, place, asked_from=first))


@login_required
@never_cache
@require_GET
def session_presence(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The count for the page on the wall, asked for every few seconds; also tells it the server's time."""
    _visit, session, place = visit_place(request, pk, chosen_place(request))
    now = timezone.now()
    presence = presence_at(session, place)
    return JsonResponse(
        {
            "now": int(now.timestamp() * 1000),
            "open": session.is_checkin_open,
            "out": session.check_out_opened_at is not None,
            "present": presence.present,
            "expected": presence.expected,
            "missing": presence.missing_text,
            "at": timezone.localtime(now).strftime("%H:%M"),
        }
    )


@login_required
@require_POST
def session_checkin_close(request: LoggedInRequest, pk: int) -> HttpResponse:
    _visit, session = visit_session(request, pk, Verb.MARK)
    sessions.close_checkin(session=session, by=request.user)
    messages.success(request, _("Check-in is closed. Mark those who did not check in below."))
    return redirect("session-rollcall", pk=pk)


@login_required
@require_POST
def session_check_out_open(request: LoggedInRequest, pk: int) -> HttpResponse:
    _visit, session = visit_session(request, pk, Verb.MARK)
    return _to_the_wall(request, session, sessions.open_check_out)


@login_required
@require_POST
def session_check_out_close(request: LoggedInRequest, pk: int) -> HttpResponse:
    _visit, session = visit_session(request, pk, Verb.MARK)
    return _to_the_wall(request, session, sessions.close_check_out)


def _own_wall(request: LoggedInRequest, pk: int) -> str:
    """Where a manager of one venue is sent who asked for no place; empty for everybody else."""
    if request.method != "GET" or chosen_place(request) is not None:
        return ""
    visit, session = visit_session(request, pk, Verb.MARK_PLACE)
    if visit.may(Verb.MARK) or session.venue_id in visit.venues:
        return ""
    own = next((place.pk for place in places_of(session) if place and place.venue_id in visit.venues), None)
    return _address("session-projector", session, own) if own else ""


def _to_the_wall(request: LoggedInRequest, session: ClassSession, verb: Any) -> HttpResponse:
    try:
        verb(session=session, by=request.user)
    except ClassError as error:
        tell(request, error)
    return redirect(_address("session-projector", session, chosen_place(request)))


def _address(name: str, session: ClassSession, place: int | None) -> str:
    return reverse(name, args=[session.pk]) + (f"?diem={place}" if place else "")


def _page_of(visit: Visit, session: ClassSession, place: Place) -> dict[str, object]:
    return {
        "visit": visit,
        "places": [_tab(session, each, place) for each in places_of(session) if visit.may_mark_at(session, each)],
        "codes": _kept_by_the_page(session, place),
        **_panel_of(session, place),
    }


def _tab(session: ClassSession, each: Place, here: Place) -> tuple[str, str, bool]:
    return name_of(session, each) or _("Main venue"), _address("session-projector", session, each.pk if each else None), each == here


def _kept_by_the_page(session: ClassSession, place: Place) -> dict[str, object]:
    pk = place.pk if place else None
    return {
        **projection.ahead(session, place, count=FIRST_WINDOWS),
        "zone": settings.TIME_ZONE,
        "out": session.check_out_opened_at is not None,
        "codesAddress": _address("session-codes", session, pk),
        "presenceAddress": _address("session-presence", session, pk),
    }


def _panel_of(session: ClassSession, place: Place) -> dict[str, object]:
    now = timezone.now()
    shown = projection.shown_at(session, place, checkin.window_at(now))
    presence = presence_at(session, place)
    return {
        "session": session,
        "training_class": session.training_class,
        "place": place,
        "place_name": name_of(session, place),
        "panel_address": _address("session-projector-panel", session, place.pk if place else None),
        "present": presence.present,
        "expected": presence.expected,
        "missing_text": presence.missing_text,
        "code": shown.code,
        "qr": checkin_qr.svg(shown.address),
        "scan_url": shown.address,
        "seconds_left": checkin.seconds_left(now),
        "window_seconds": checkin.WINDOW_SECONDS,
        "typed_address": (settings.HOCAI_SITE_URL + reverse("checkin-code")).split("://", 1)[1],
    }
