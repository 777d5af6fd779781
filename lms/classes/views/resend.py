"""Scans that a phone kept while there was no network. The token alone says when it was shown; a phone's clock is never asked."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.classes import browsers, checkins, walls
from lms.classes.checkins import Claim, Outcome
from lms.classes.models import Scan
from lms.classes.walls import Shown
from lms.foundation.ratelimit import hit

LARGEST = 2_000
MISSES_PER_MINUTE = 600


@require_POST
@never_cache
def checkin_resend(request: HttpRequest) -> JsonResponse:
    """JSON {session, token}. `final` tells the phone that nothing will change by sending it again; doing so changes nothing either."""
    sent = _read(request)
    if sent is None:
        return _answer(400, _("This was not a scan."))
    now = timezone.now()
    shown = walls.of_late_token(*sent, now)
    if shown is None:
        if not hit("checkin-missed-resend", request.META.get("REMOTE_ADDR", ""), MISSES_PER_MINUTE, 60):
            return JsonResponse({"text": _("Too many scans at once; they are sent again in a minute.")}, status=429)
        return _answer(410, _("The scan that was kept belongs to no code of this session; speak to the class manager."))
    return _settle(request, shown, sent[1], Claim(shown.at, now, Scan.Way.OFFLINE))


def _settle(request: HttpRequest, shown: Shown, token: str, claim: Claim) -> JsonResponse:
    trainee = browsers.trainee_of(request, shown.session.training_class)
    if trainee is None:
        # Nobody has said yet who this is. The time of the scan is kept for the first check-in that follows.
        checkins.keep_claim(request.session, checkins.proof_of(shown, token), claim)
        return _answer(
            200, _("Your scan has arrived. Say who you are, once."), next=reverse("session-checkin", args=[shown.session.pk, token])
        )
    outcome = checkins.settle(shown, trainee, browser=browsers.browser_of(request), claim=claim)
    return _answer(200 if outcome.scan else 409, _said(outcome), code=outcome.code)


def _said(outcome: Outcome) -> str:
    if outcome.scan is None:
        return outcome.text
    time = timezone.localtime(outcome.scan.shown_at).strftime("%H:%M")
    sentences = {
        "recorded": _("Checked in: the code was shown at %(time)s."),
        "again": _("You had already checked in."),
        "claimed": _("Kept: the code was shown at %(time)s. The class manager confirms it with one tap."),
    }
    return sentences[outcome.code] % {"time": time}


def _read(request: HttpRequest) -> tuple[int, str] | None:
    if len(request.body) > LARGEST:
        return None
    try:
        sent: Any = json.loads(request.body)
        pk, token = sent["session"], sent["token"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(pk, int) or not isinstance(token, str) or not 0 < pk < 2**31 or len(token) > 64:
        return None
    return pk, token


def _answer(status: int, text: str, **more: str) -> JsonResponse:
    return JsonResponse({"final": True, "text": text} | more, status=status)
