"""The live page of a lesson, and the class's lab servers: for the staff of a run."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.foundation import audit
from lms.people.requests import LoggedInRequest
from notebooks import room
from notebooks.actions import live
from notebooks.boards import Board, get_board
from notebooks.live import room_of
from notebooks.models import HelpRequest, LabReport

NUMBERS = "so"


@login_required
def lab_live(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """A tile per pupil; asked again every five seconds, answered only when something has changed."""
    board = get_board(request, code, slug)
    found = room_of(board)
    if request.htmx and request.GET.get("seen") == found.seen:
        return HttpResponse(status=204)
    context = {"course_run": board.run, "lab": board.lab, "room": found, "with_names": request.GET.get("ten") != NUMBERS}
    if request.htmx:
        return render(request, "notebooks/live_tiles.html", context)
    audit.access(request, board.lab, "live")
    return render(request, "notebooks/live_page.html", context | servers_context(board, live.room_state(run=board.run, lab=board.lab)))


@login_required
@require_POST
def lab_live_help(request: LoggedInRequest, code: str, slug: str, pk: int) -> HttpResponse:
    """“Đã giúp”: a hand that was lowered meanwhile stays lowered."""
    board = get_board(request, code, slug)
    live.answer_help(request=get_object_or_404(HelpRequest, pk=pk, lab=board.lab, enrollment__run=board.run), by=request.user)
    if request.htmx:
        context = {"course_run": board.run, "lab": board.lab, "room": room_of(board), "with_names": request.POST.get("ten") != NUMBERS}
        return render(request, "notebooks/live_tiles.html", context)
    return back_to_live(code, slug, request.POST.get("ten", ""))


def back_to_live(code: str, slug: str, names: str = "") -> HttpResponse:
    response = redirect("lab-live", code=code, slug=slug)
    if names == NUMBERS:
        response["Location"] += f"?ten={NUMBERS}"
    return response


@login_required
def lab_room(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """How far the opening or closing of the class's servers is; a POST opens them."""
    board = get_board(request, code, slug)
    if request.method == "POST":
        live.open_room(run=board.run, lab=board.lab, by=request.user)
        return back_to_live(code, slug, request.POST.get("ten", ""))
    context = servers_context(board, live.room_state(run=board.run, lab=board.lab))
    if request.htmx and request.GET.get("seen") == context["servers"]["seen"]:
        return HttpResponse(status=204)
    if not request.htmx:
        return back_to_live(code, slug)
    return render(request, "notebooks/live_servers.html", {"course_run": board.run, "lab": board.lab} | context)


@login_required
def lab_room_close(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """Asks once more before everybody's server is stopped."""
    board = get_board(request, code, slug)
    if request.method != "POST":
        return render(request, "notebooks/live_close.html", {"course_run": board.run, "lab": board.lab})
    live.close_room(run=board.run, lab=board.lab, by=request.user)
    messages.success(request, _("The class's lab servers are being stopped. Saved work stays."))
    return back_to_live(code, slug)


def servers_context(board: Board, report: LabReport | None) -> dict:
    if report is None:
        return {"servers": {"report": None, "seen": "", "is_open": False}}
    found = room.counts(report)
    is_going_on = report.state in (LabReport.State.QUEUED, LabReport.State.RUNNING)
    # Between two steps the row waits: the person sees one thing that goes on.
    state = "going_on" if is_going_on else report.state
    return {
        "servers": {
            "report": report,
            "wanted": report.result.get("wanted"),
            "is_open": is_going_on,
            "total": sum(found.values()),
            "ready": found[room.READY],
            "off": found[room.OFF],
            "failed": found[room.FAILED],
            "is_full": any(person.get("why") == "full" for person in report.result.get("people", {}).values()),
            "seen": f"{report.pk}-{state}-" + "-".join(f"{key}{found[key]}" for key in sorted(found)),
        }
    }
