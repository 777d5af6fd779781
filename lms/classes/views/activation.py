"""The first check-in of a browser without a login: agency, name, confirmation. Plain pages, so that any built-in browser can show them.

Every step has the address of the code that was scanned; the server remembers for this browser alone when it was.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.classes import activation, browsers, checkins, confirmations
from lms.classes.checkins import Claim, Outcome
from lms.classes.exceptions import ClassError
from lms.classes.models import Trainee
from lms.classes.views.checkin_outcome import show
from lms.classes.walls import Shown
from lms.people.models import Organization


def step(request: HttpRequest, shown: Shown, claim: Claim, token: str) -> HttpResponse:
    """The page that this request has come to; a POST confirms."""
    here = reverse("session-checkin", args=[shown.session.pk, token])
    context = {"session": shown.session, "place": shown.place, "arrived": claim.arrived, "here": here, "is_guest": "khach" in request.GET}
    trainee = _chosen(request, shown)
    if trainee and request.method == "POST":
        return _confirm(request, shown, claim, trainee, context)
    if trainee:
        return _ask(request, trainee, context)
    if agency := _agency(request, shown):
        names = activation.free_names(shown.session.training_class, agency)
        return render(request, "classes/checkin_name.html", context | {"agency": agency, "names": names})
    words = request.GET.get("tim", "")[:80]
    agencies = activation.agencies_of(shown.session.training_class, words)
    return render(request, "classes/checkin_agency.html", context | {"agencies": agencies, "words": words})


def _confirm(request: HttpRequest, shown: Shown, claim: Claim, trainee: Trainee, context: dict[str, Any]) -> HttpResponse:
    key = browsers.key_of(request)
    typed = {"birth": request.POST.get("ngay_sinh", "")[:20], "ticket": request.POST.get("ma_phieu", "")[:30]}
    if not any(value.strip() for value in typed.values()):
        return _ask(request, trainee, context | {"error": _("Fill in one of the boxes, then confirm.")})
    try:
        outcome = checkins.activate(shown, trainee, key=key, visitor=_visitor(request), claim=claim, **typed)
    except ClassError as error:
        return _ask(request, trainee, context | {"error": str(error), "typed": typed})
    response = show(request, outcome)
    if outcome.scan is not None:
        browsers.give_key(response, key)
    return response


def _ask(request: HttpRequest, trainee: Trainee, context: dict[str, Any]) -> HttpResponse:
    ways = confirmations.ways_of(trainee)
    if ways.none:
        text = str(ClassError("nothing_to_confirm_by"))
        return show(request, Outcome("nothing_to_confirm_by", context["session"], trainee=trainee, text=text))
    return render(request, "classes/checkin_confirm.html", context | {"trainee": trainee, "ways": ways})


def _chosen(request: HttpRequest, shown: Shown) -> Trainee | None:
    """Only of this class; whether the name is still free is decided when it is confirmed."""
    pk = _number(request.POST.get("hoc_vien") or request.GET.get("hoc_vien"))
    chosen: Trainee | None = activation.places_in(shown.session.training_class).filter(pk=pk).first() if pk else None
    return chosen


def _agency(request: HttpRequest, shown: Shown) -> Organization | None:
    pk = _number(request.GET.get("don_vi"))
    return next((agency for agency in activation.agencies_of(shown.session.training_class) if agency.pk == pk), None) if pk else None


def _visitor(request: HttpRequest) -> str:
    """Stays with this browser while it confirms: without it there is no claim either."""
    return request.session.session_key or ""


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
