"""Checking in with a phone: the address inside the QR, and the typed code.

A GET records here, on purpose. Scanning must be one tap, and the rotating secret in the address is the proof that
somebody was in the room within the last forty seconds: no other site can know it, so there is nothing to forge.
Doing it twice changes nothing. Browsers that fetch ahead are turned away, HEAD is refused, and a program that looks at
a link to draw a preview of it stands for nobody.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lms.classes import browsers, checkins, walls
from lms.classes.checkins import Claim, Outcome
from lms.classes.flags import raise_flag
from lms.classes.forms import CodeForm
from lms.classes.models import Flag, Scan, Trainee
from lms.classes.views import activation
from lms.classes.views.checkin_outcome import show
from lms.classes.walls import Shown
from lms.foundation.ratelimit import hit, too_many
from lms.people.privacy import has_consented, notice_in_force

# A code this old was not on the wall when it was opened: somebody kept it or sent it on.
FAR_FROM_ITS_TIME = timedelta(minutes=2)
# Tries that failed, from one address: a hall of 500 mistypes now and then, a guesser must not get far.
MISSES = {"token": ((600, 60),), "code": ((120, 60), (1000, 3600))}


@require_http_methods(["GET", "POST"])
@never_cache
def session_checkin(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The address inside the QR. Only codes that fail are counted against an address: 500 people may share one."""
    if _is_prefetch(request):
        return HttpResponse(status=503)
    now = timezone.now()
    claim = checkins.claim_of(request.session, f"{pk}:{token}", now, Scan.Way.QR)
    shown = walls.of_token(pk, token, claim.arrived)
    if shown is None:
        return _missed(request, "token") or show(request, _expired(request, walls.of_late_token(pk, token, now), now))
    return answer(request, shown, claim, token)


@require_GET
@never_cache
def checkin_code(request: HttpRequest) -> HttpResponse:
    """The box for the typed code. It is a GET form, so that the code survives a login in between."""
    form = CodeForm(request.GET if "ma" in request.GET else None)
    if _is_prefetch(request) or not form.is_valid():
        return render(request, "classes/checkin_code.html", {"form": form})
    found = walls.of_code(form.cleaned_data["ma"], timezone.now())
    if not found:
        return _missed(request, "code") or show(request, Outcome("expired"))
    if mine := next((shown for shown in found if browsers.trainee_of(request, shown.session.training_class)), None):
        found = [mine]
    claim = Claim(found[0].at, found[0].at, Scan.Way.TYPED)
    if len(found) == 1:
        return answer(request, found[0], claim, found[0].token)
    for shown in found:
        checkins.keep_claim(request.session, checkins.proof_of(shown, shown.token), claim)
    return render(request, "classes/checkin_which.html", {"found": found})


def answer(request: HttpRequest, shown: Shown, claim: Claim, token: str) -> HttpResponse:
    """A valid code: one tap for a browser that is known, the account for somebody logged in, else the first check-in."""
    browser = browsers.browser_of(request)
    bound = browsers.bound_trainee(browser, shown.session.training_class)
    account = browsers.account_trainee(request, shown.session.training_class)
    if bound and (account is None or account == bound):
        return show(request, checkins.settle(shown, bound, browser=browser, claim=claim))
    # From here on the clock stands still for this browser: neither login nor notice nor a long list makes anybody late.
    checkins.keep_claim(request.session, checkins.proof_of(shown, token), claim)
    if account:
        return _by_account(request, shown, claim, token, account)
    if request.user.is_authenticated and "khach" not in request.GET and request.method == "GET":
        return show(request, checkins.not_on_roster(shown.session, request.user))
    return activation.step(request, shown, claim, token)


def _by_account(request: HttpRequest, shown: Shown, claim: Claim, token: str, trainee: Trainee) -> HttpResponse:
    if not has_consented(trainee.enrollment.person, notice_in_force(timezone.localdate())):
        again = reverse("session-checkin", args=[shown.session.pk, token])
        return redirect(f"{reverse('consent-give')}?{urlencode({'next': again})}")
    key = browsers.key_of(request)
    response = show(request, checkins.settle_account(shown, trainee, key=key, claim=claim))
    browsers.give_key(response, key)
    return response


def _expired(request: HttpRequest, late: Shown | None, now: datetime) -> Outcome:
    """A photographed code says when it was on the wall; whoever uses it and has a name here is listed for a human."""
    if late is None or now - late.at <= FAR_FROM_ITS_TIME:
        return Outcome("expired")
    trainee = browsers.trainee_of(request, late.session.training_class)
    if trainee:
        raise_flag(
            session=late.session,
            kind=Flag.Kind.CODE_FAR_FROM_ITS_TIME,
            trainee=trainee,
            browser=browsers.browser_of(request),
            details=checkins.times_of(late, now),
        )
    times = {"shown": timezone.localtime(late.at).strftime("%H:%M %d/%m"), "now": timezone.localtime(now).strftime("%H:%M %d/%m")}
    text = _("This code was on the wall at %(shown)s, and it is %(now)s now. A picture of a code does not check anybody in.") % times
    return Outcome("expired", text=text)


def _missed(request: HttpRequest, what: str) -> HttpResponse | None:
    """Counts a try that failed; the page that asks to wait when there were too many."""
    address = request.META.get("REMOTE_ADDR", "")
    for limit, seconds in MISSES[what]:
        if not hit(f"checkin-missed-{what}", f"{address}:{seconds}", limit, seconds):
            return too_many(request, seconds)
    return None


def _is_prefetch(request: HttpRequest) -> bool:
    """Browsers say when they fetch what nobody has tapped yet."""
    purposes = (request.headers.get("Sec-Purpose", ""), request.headers.get("Purpose", ""), request.headers.get("X-Moz", ""))
    return any("prefetch" in purpose or "prerender" in purpose for purpose in purposes)
