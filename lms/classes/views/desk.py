"""The desk at the door: a page that finds and marks people, also without a network and without script."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.classes import desk
from lms.classes.actions import bindings
from lms.classes.actions import desk as desk_actions
from lms.classes.actions.desk import Answer, Tap
from lms.classes.exceptions import MESSAGES, ClassError
from lms.classes.models import ClassSession, Trainee
from lms.classes.permissions import Verb, Visit, visit_session
from lms.people.requests import LoggedInRequest

from .pages import crumbs_of, tell

VERBS = {"mark": desk_actions.mark, "undo": desk_actions.undo}
ID_LENGTH = 64
# A clock that is more than this away from ours says nothing.
NO_OLDER_THAN = timedelta(days=2)


@login_required
@never_cache
@require_GET
def desk_show(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The page, with the whole roster inside; `tim` is the search of a browser without script."""
    visit, session = visit_session(request, pk, Verb.MARK_PLACE)
    words = request.GET.get("tim", "")[:100]
    rows = desk.search(desk.rows_of(session, visit), words) if words else []
    context: dict[str, Any] = {
        "visit": visit,
        "session": session,
        "training_class": visit.training_class,
        "crumbs": crumbs_of(visit),
        "listing": desk.listing(session, visit, request.user),
        "words": words,
        "words_of_page": words_of_page(),
        "rows": [(row, row.may_undo(request.user, timezone.now())) for row in rows],
    }
    return render(request, "classes/session_desk.html", context)


@login_required
@never_cache
@require_GET
def desk_list(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The roster again, after somebody was added."""
    visit, session = visit_session(request, pk, Verb.MARK_PLACE)
    return _json(desk.listing(session, visit, request.user))


@login_required
@never_cache
@require_GET
def desk_news(request: LoggedInRequest, pk: int) -> HttpResponse:
    """What the other desks have marked; `tu` is the moment that the last answer named."""
    _visit, session = visit_session(request, pk, Verb.MARK_PLACE)
    return _json(desk.news(session, request.user, since=_moment(request.GET.get("tu")) or timezone.now()))


@require_POST
def desk_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap from a page with script, sent at once or kept on the device and sent later. `final`: do not send it again."""
    if not request.user.is_authenticated:
        # Not a redirect: the device must keep the tap until somebody has logged in again.
        return _json({"text": _("Log in again in this browser; nothing is lost.")}, status=401)
    try:
        visit, session = visit_session(request, pk, Verb.MARK_PLACE)  # type: ignore[arg-type]  # logged in by now
        body = _body(request)
        if body.get("by") not in (None, request.user.handle):
            # A device that several people use: a tap is sent only in the name of the one who made it.
            return _json({"text": _("Somebody else made this tap; it waits until that person logs in here.")}, status=401)
        trainee = _trainee(visit, session, body.get("trainee"))
        answer = VERBS[body["kind"]](session=session, trainee=trainee, tap=_tap(body), by=request.user)
    except ClassError as error:
        return _json({"outcome": "refused", "code": error.code, "text": str(error), "final": True}, status=409)
    except (PermissionDenied, Http404) as error:
        status = 404 if isinstance(error, Http404) else 403
        text = str(error) if isinstance(error, PermissionDenied) and str(error) else _("You may not mark here.")
        return _json({"outcome": "refused", "code": "", "text": text, "final": True}, status=status)
    except (KeyError, ValueError):
        return _json({"outcome": "refused", "code": "", "text": _("This tap could not be read."), "final": True}, status=400)
    return _json(_answered(request, session, answer))


def _answered(request: HttpRequest, session: ClassSession, answer: Answer) -> dict[str, object]:
    row = desk.mark_row(answer.current, request.user) if answer.current else None  # type: ignore[arg-type]  # logged in
    return {"outcome": answer.outcome, "text": OUTCOMES[answer.outcome](answer), "mark": row}


@login_required
@require_POST
def desk_mark(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The same for a browser without script: back to the search, with a sentence."""
    visit, session = visit_session(request, pk, Verb.MARK_PLACE)
    trainee = _trainee(visit, session, request.POST.get("trainee"))
    verb = VERBS["undo" if "undo" in request.POST else "mark"]
    try:
        answer = verb(session=session, trainee=trainee, tap=Tap(is_sure="is_sure" in request.POST), by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, f"{trainee.enrollment.person.full_name}: {OUTCOMES[answer.outcome](answer)}")
    return redirect("desk-show", pk=pk)


@login_required
def desk_device(request: LoggedInRequest, pk: int, trainee_pk: int) -> HttpResponse:
    """«Đổi máy»: asked once more, since the person must be standing there."""
    visit, session = visit_session(request, pk, Verb.MARK_PLACE)
    trainee = _trainee(visit, session, trainee_pk)
    binding = trainee.browser_bindings.in_force().first()
    if request.method == "POST":
        if "seen" not in request.POST:
            messages.error(request, _("Confirm that you have the person and the papers before you."))
            return redirect("desk-device", pk=pk, trainee_pk=trainee_pk)
        bindings.release(trainee=trainee, by=request.user)
        messages.success(
            request, _("%(name)s can now activate another phone by scanning the code on the wall.") % {"name": trainee.enrollment.person}
        )
        return redirect("desk-show", pk=pk)
    context = {"visit": visit, "session": session, "training_class": visit.training_class, "trainee": trainee, "binding": binding}
    return render(request, "classes/desk_device.html", context)


def _trainee(visit: Visit, session: ClassSession, pk: object) -> Trainee:
    """A trainee of this class, at this helper's place; 404 for anybody else's."""
    number = int(str(pk)) if str(pk).isascii() and str(pk).isdigit() else 0
    found = visit.training_class.trainees.select_related("enrollment__person", "agency")
    trainee: Trainee = get_object_or_404(found, pk=number)
    if not visit.may_mark_trainee(session, trainee) and not visit.training_class.is_final:
        raise PermissionDenied(MESSAGES["desk_not_here"] % {"name": trainee.enrollment.person.full_name})
    return trainee


def _body(request: HttpRequest) -> dict[str, Any]:
    """Raises ValueError for what is no object."""
    body = json.loads(request.body or b"null")
    if not isinstance(body, dict):
        raise ValueError("a tap is an object")
    return body


def _tap(body: dict[str, Any]) -> Tap:
    return Tap(
        id=str(body.get("id", ""))[:ID_LENGTH],
        made_at=_moment(body.get("made")),
        by_card=body.get("way") == "card",
        is_sure=body.get("sure") is True,
    )


def _moment(milliseconds: object) -> datetime | None:
    """A moment of the server's clock as a page counts it; None for what cannot be one."""
    try:
        moment = datetime.fromtimestamp(int(str(milliseconds)) / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if abs(timezone.now() - moment) <= NO_OLDER_THAN else None


def _json(values: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(values, status=status, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


def _already(answer: Answer) -> str:
    if answer.current is None:
        return _("this was already written.")
    return _("already %(mark)s.") % {"mark": desk.mark_text(answer.current.record)}


OUTCOMES = {
    "marked": lambda answer: _("marked present at %(time)s.") % {"time": desk.clock(answer.current.record.happened_at)},
    "already": _already,
    "left": lambda _answer: _("the way out was written."),
    "claimed": lambda _answer: _("reached the site late; the mark waits for the class manager's confirmation."),
    "undone": lambda _answer: _("the mark was taken back."),
    "nothing": lambda _answer: _("there was nothing to take back."),
}


def words_of_page() -> dict[str, str]:
    """What the page says by itself; {…} is filled in there."""
    return {
        "mark": _("Mark present"),
        "mark_sure": _("Is here after all"),
        "undo": _("Undo"),
        "other_phone": _("Another phone"),
        "waits": _("present, waiting to be sent"),
        "claimed": _("came late to the site, waits for confirmation"),
        "claims": _("Late taps to confirm ({n})"),
        "undo_waits": _("taken back, waiting to be sent"),
        "present_at": _("{status} at {time} ({way})"),
        "absent_at": _("{status}, written at {time} ({way})"),
        "awaits": _("waits for the agency"),
        "not_marked": _("not marked yet"),
        "nobody": _("Nobody on the roster fits. Try fewer letters, or add the person below."),
        "said_present": _("Present: {name}"),
        "said_undo": _("Taken back: {name}"),
        "unknown_card": _("This code belongs to nobody in this class."),
        "decide": _("If the person is here, press the button beside the name."),
        "loaded": _("List loaded at {time}"),
        "to_send": _("{n} taps waiting to be sent"),
        "offline": _("No network: marks are kept on this device"),
        "log_in": _("Log in again in another tab: marks are kept on this device until then"),
        "of_another": _("some were made by another helper and wait until that person logs in here"),
        "not_loaded": _("The list could not be loaded; the one on this device still works."),
        "not_taken": _("The mark was not taken."),
        "leave_as_is": _("Leave it as it is"),
        "seen": _("I have seen this"),
        "no_camera": _("The camera could not be opened. Allow it in the browser, or use a scanner or type the code."),
    }
