"""Checking in with a phone: the address inside the QR, and the typed code.

A GET records here, on purpose. Scanning must be one tap, and the rotating secret in the address is the proof that
somebody was in the room within the last forty seconds: no other site can know it, so there is nothing to forge.
Doing it twice changes nothing. Browsers that fetch ahead are turned away, HEAD is refused, and a program that looks at
a link to draw a preview of it is not logged in.
"""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lms.classes import checkins
from lms.classes.checkins import Outcome
from lms.classes.forms import CodeForm
from lms.classes.models import AttendanceRecord, ClassSession
from lms.foundation.ratelimit import limited
from lms.people.privacy import has_consented, notice_in_force

Source = AttendanceRecord.Source
STATUS = {"recorded": 200, "again": 200, "expired": 410, "stranger": 403, "staff": 403}


@require_GET
@never_cache
@limited("checkin", per_account=60, per_address=6000)
def session_checkin(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The address inside the QR."""
    if _is_prefetch(request):
        return HttpResponse(status=503)
    proof = f"{pk}:{token}"
    arrived = checkins.arrived_at(request.session, proof, timezone.now())
    session = checkins.session_of_token(pk, token, arrived)
    return _answer(request, [session] if session else [], proof, arrived, Source.QR)


@require_GET
@never_cache
@limited("checkin-code", per_account=30, per_address=600)
def checkin_code(request: HttpRequest) -> HttpResponse:
    """The box for the typed code. It is a GET form, so that the code survives a login in between."""
    form = CodeForm(request.GET if "ma" in request.GET else None)
    if _is_prefetch(request) or not form.is_valid():
        return render(request, "classes/checkin_code.html", {"form": form})
    code = form.cleaned_data["ma"]
    arrived = checkins.arrived_at(request.session, code, timezone.now())
    return _answer(request, checkins.sessions_of_code(code, arrived), code, arrived, Source.CODE)


def _answer(request: HttpRequest, sessions: list[ClassSession], proof: str, arrived: datetime, source: str) -> HttpResponse:
    if not sessions:
        return _show(request, Outcome("expired"))
    # From here on the clock stands still for this browser: neither login nor privacy notice makes anybody late.
    checkins.keep_claim(request.session, proof, arrived)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not has_consented(request.user, notice_in_force(timezone.localdate())):
        return redirect(f"{reverse('consent-give')}?{urlencode({'next': request.get_full_path()})}")
    return _show(request, checkins.settle(sessions, request.user, arrived, source))


def _show(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    return render(
        request, "classes/checkin_result.html", {"outcome": outcome, "session": outcome.session}, status=STATUS.get(outcome.code, 409)
    )


def _is_prefetch(request: HttpRequest) -> bool:
    """Browsers say when they fetch what nobody has tapped yet."""
    purposes = (request.headers.get("Sec-Purpose", ""), request.headers.get("Purpose", ""), request.headers.get("X-Moz", ""))
    return any("prefetch" in purpose or "prerender" in purpose for purpose in purposes)
