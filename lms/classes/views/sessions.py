"""Sessions of a class: planned, changed, moved to another room, cancelled, deleted, made up for."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes import editions, session_lists
from lms.classes.actions import notices, sessions
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Venue
from lms.classes.permissions import Verb, visit_class, visit_session
from lms.classes.session_forms import MakeUpForm, RoomForm, SessionAddForm, SessionChangeForm
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell


@login_required
def class_sessions(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    planned = session_lists.with_figures(visit.training_class.sessions.all())
    return class_page(request, visit, "classes/class_sessions.html", sessions=planned, venues=known_venues())


@login_required
def session_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT)
    form = SessionAddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sessions.add(training_class=visit.training_class, plan=form.plan(), by=request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The session was added."))
            return redirect("class-sessions", pk=pk)
    return class_page(request, visit, "classes/session_form.html", form=form, venues=known_venues())


@login_required
def session_change(request: LoggedInRequest, pk: int) -> HttpResponse:
    """What trainees must know of is written as a notice at once; its page offers the ways to send it."""
    visit, session = visit_session(request, pk, Verb.EDIT)
    form = SessionChangeForm(request.POST or None, initial=SessionChangeForm.initial_with_edition(session))
    conflict = None
    if request.method == "POST" and form.is_valid():
        before = notices.as_it_was(session)
        try:
            changed = sessions.change(session=session, values=vars(form.plan()), by=request.user, edition=form.cleaned_data["edition"])
        except ClassError as error:
            if error.code == "edited_meanwhile":
                session.refresh_from_db()
                theirs = SessionChangeForm.initial_of(session)
                form, conflict = editions.conflict_of(form, session, theirs, verbs=["session.change"])
            else:
                form.add_error(None, str(error))
        else:
            return _announced(request, changed, before)
    return class_page(
        request,
        visit,
        "classes/session_form.html",
        status=409 if conflict else 200,
        form=form,
        conflict=conflict,
        session=session,
        venues=known_venues(),
    )


@login_required
@require_POST
def session_room_change(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Đổi phòng»: one field, one button, then the notice."""
    visit, session = visit_session(request, pk, Verb.EDIT)
    form = RoomForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["venue"][0]))
        return redirect("class-sessions", pk=visit.training_class.pk)
    before = notices.as_it_was(session)
    try:
        changed = sessions.change(session=session, values={"venue": form.chosen_venue()}, by=request.user)
    except ClassError as error:
        tell(request, error)
        return redirect("class-sessions", pk=visit.training_class.pk)
    return _announced(request, changed, before)


@login_required
def session_cancel(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = visit_session(request, pk, Verb.EDIT)
    if request.method != "POST":
        return class_page(request, visit, "classes/session_cancel.html", session=session)
    before = notices.as_it_was(session)
    try:
        cancelled = sessions.cancel(session=session, by=request.user)
    except ClassError as error:
        tell(request, error)
        return redirect("class-sessions", pk=visit.training_class.pk)
    messages.success(request, _("The session was cancelled; it does not count for attendance."))
    return _announced(request, cancelled, before)


@login_required
def session_delete(request: LoggedInRequest, pk: int) -> HttpResponse:
    """For a session that was planned by mistake; one with attendance in it stays."""
    visit, session = visit_session(request, pk, Verb.EDIT)
    if request.method != "POST":
        return class_page(request, visit, "classes/session_delete.html", session=session)
    try:
        sessions.delete(session=session, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The session was deleted."))
    return redirect("class-sessions", pk=visit.training_class.pk)


@login_required
def session_make_up(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Tạo buổi học bù» for those who missed this session."""
    visit, session = visit_session(request, pk, Verb.EDIT)
    form = MakeUpForm(request.POST or None, initial=MakeUpForm.initial_for(session))
    absentees = session_lists.absentees_of(session)
    if request.method == "POST" and form.is_valid():
        try:
            made = sessions.add_make_up(session=session, plan=form.plan(), by=request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Session %(n)s makes up for session %(missed)s.") % {"n": made.number, "missed": session.number})
            return redirect("class-sessions", pk=visit.training_class.pk)
    return class_page(
        request, visit, "classes/session_make_up.html", form=form, session=session, absentees=absentees, venues=known_venues()
    )


def known_venues() -> list[str]:
    """The names of rooms for a field that also takes a new one."""
    return list(Venue.objects.order_by("name").values_list("name", flat=True).distinct()[:500])


def _announced(request: LoggedInRequest, session: ClassSession, before: Mapping[str, Any]) -> HttpResponse:
    """To the page of the notice when there is something to tell, else back to the sessions."""
    notice = notices.announce_change(session=session, before=before, by=request.user)
    if notice is not None:
        try:
            return redirect(reverse("notice-detail", args=[notice.pk]))
        except NoReverseMatch:
            pass
    messages.success(request, _("Saved."))
    return redirect("class-sessions", pk=session.training_class_id)
