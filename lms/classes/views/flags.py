"""«Cần người xem»: odd things of a class or of one session, settled by a person with a note."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes.actions import flags
from lms.classes.exceptions import ClassError
from lms.classes.flag_texts import grouped
from lms.classes.models import ClassSession, HeadCount, Trainee
from lms.classes.open_matters import flags_of
from lms.classes.permissions import Verb, Visit, visit_class, visit_session
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell


@login_required
def class_flags(request: LoggedInRequest, pk: int) -> HttpResponse:
    return _page(request, visit_class(request, pk, Verb.READ), None)


@login_required
def session_flags(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = visit_session(request, pk, Verb.READ)
    return _page(request, visit, session)


def _page(request: LoggedInRequest, visit: Visit, session: ClassSession | None) -> HttpResponse:
    found = flags_of(visit.training_class)
    counts = HeadCount.objects.filter(session__training_class=visit.training_class)
    if session:
        found, counts = found.filter(session=session), counts.filter(session=session)
    groups = grouped(found)
    context: dict[str, Any] = {
        "session": session,
        "groups": [group for group in groups if not group.is_settled],
        "settled": [group for group in groups if group.is_settled],
        "counts": _with_names(list(counts.select_related("session", "place__venue", "by").order_by("-at"))),
        "may_settle": visit.may_mark,
    }
    return class_page(request, visit, "classes/class_flags.html", **context)


def _with_names(counts: list[HeadCount]) -> list[tuple[HeadCount, list[str]]]:
    """Each head count with the names that were called and did not answer."""
    missing = {pk for count in counts for pk in _silent(count)}
    names = dict(Trainee.objects.filter(pk__in=missing).values_list("pk", "enrollment__person__full_name"))
    return [(count, [names[pk] for pk in _silent(count) if pk in names]) for count in counts]


def _silent(count: HeadCount) -> list[int]:
    return [called["trainee"] for called in count.called if called.get("answered") is False]


@login_required
@require_POST
def flag_settle(request: LoggedInRequest, pk: int) -> HttpResponse:
    """One note for the flags that were shown together; flags of another class are none of ours."""
    visit = visit_class(request, pk, Verb.MARK)
    if not visit.may_mark:
        raise PermissionDenied
    keys = [key for key in request.POST.getlist("flag") if key.isascii() and key.isdigit()]
    chosen = list(flags_of(visit.training_class).filter(pk__in=keys))
    try:
        count = flags.settle_all(flags=chosen, note=request.POST.get("note", ""), by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, ngettext("%(n)s matter was settled.", "%(n)s matters were settled.", count) % {"n": count})
    session = request.POST.get("session", "")
    if chosen and session.isdigit() and int(session) == chosen[0].session_id:
        return redirect("session-flags", pk=int(session))
    return redirect("class-flags", pk=pk)
