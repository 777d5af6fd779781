"""The address inside a trainee's own code. For the people who mark it is a button; for everybody else it says nothing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.classes import desk
from lms.classes.actions import desk as desk_actions
from lms.classes.actions.desk import Tap
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Trainee
from lms.classes.permissions import Verb, Visit, visit_class
from lms.foundation.ratelimit import limited

from .desk import OUTCOMES
from .pages import tell

CODE_LENGTH = 16


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited("ticket-scan", per_account=600, per_address=6000)
def ticket_scan(request: HttpRequest, code: str) -> HttpResponse:
    """GET shows, POST marks. An unknown code and a code that one may not read give the same page."""
    trainee = _trainee_of(code)
    visit = _visit(request, trainee) if trainee else None
    if trainee is None or visit is None:
        return render(request, "classes/ticket_scan.html", {"trainee": None})
    session = _session_today(trainee)
    if session is None or not visit.may_mark_trainee(session, trainee):
        return render(request, "classes/ticket_scan.html", {"trainee": trainee, "session": None, "training_class": trainee.training_class})
    if request.method == "POST":
        _mark(request, session, trainee)
        return redirect("ticket-scan", code=code)
    return render(request, "classes/ticket_scan.html", _facts(request, visit, session, trainee))


def _visit(request: HttpRequest, trainee: Trainee) -> Visit | None:
    """None for everybody who does not mark in this class."""
    if not request.user.is_authenticated:
        return None
    try:
        return visit_class(request, trainee.training_class_id, Verb.MARK_PLACE)  # type: ignore[arg-type]  # logged in
    except (Http404, PermissionDenied):
        return None


def _facts(request: HttpRequest, visit: Visit, session: ClassSession, trainee: Trainee) -> dict[str, object]:
    current = session.current_attendance.filter(trainee=trainee).select_related("record").first()
    row = desk.DeskRow(trainee, current)
    return {"trainee": trainee, "session": session, "training_class": visit.training_class, "row": row}


def _mark(request: HttpRequest, session: ClassSession, trainee: Trainee) -> None:
    tap = Tap(by_card=True, is_sure="is_sure" in request.POST)
    try:
        answer = desk_actions.mark(session=session, trainee=trainee, tap=tap, by=request.user)  # type: ignore[arg-type]  # may mark
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, f"{trainee.enrollment.person.full_name}: {OUTCOMES[answer.outcome](answer)}")


def _trainee_of(code: str) -> Trainee | None:
    if not code or len(code) > CODE_LENGTH:
        return None
    found = Trainee.objects.active().select_related("training_class", "enrollment__person", "agency")
    return found.filter(ticket_code=code.lower()).first()


def _session_today(trainee: Trainee) -> ClassSession | None:
    """The one going on or next today, else the last one of today; none whose book is closed."""
    now = timezone.now()
    today = ClassSession.objects.on_day(timezone.localdate()).filter(training_class=trainee.training_class_id, book_closed_at=None)
    sessions = list(today.select_related("training_class", "venue"))
    to_come = [session for session in sessions if session.ends_at > now]
    return next(iter(to_come or sessions[-1:]), None)
