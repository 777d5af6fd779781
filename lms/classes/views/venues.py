"""The places of a session, and who of a class learns at which."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes import session_lists
from lms.classes.actions import session_venues
from lms.classes.exceptions import ClassError
from lms.classes.permissions import Verb, visit_class, visit_session, visit_staff
from lms.classes.session_forms import FurtherVenueForm, StaffVenueForm, VenueAssignmentForm
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell
from .sessions import known_venues


@login_required
def session_places(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The places of one session; POST adds one."""
    visit, session = visit_session(request, pk, Verb.EDIT if request.method == "POST" else Verb.READ)
    form = FurtherVenueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            session_venues.add(
                session=session,
                venue=form.chosen_venue(),
                kind=form.cleaned_data["kind"],
                meeting_url=form.cleaned_data["meeting_url"],
                by=request.user,
            )
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The place was added; it has its own check-in screen."))
            return redirect("session-venues", pk=pk)
    rows = session_lists.places_with_presence(visit, session)
    return class_page(request, visit, "classes/session_venues.html", session=session, form=form, rows=rows, venues=known_venues())


@login_required
@require_POST
def session_venue_remove(request: LoggedInRequest, pk: int, place: int) -> HttpResponse:
    _visit, session = visit_session(request, pk, Verb.EDIT)
    found = get_object_or_404(session.further_venues.select_related("venue"), pk=place)
    try:
        session_venues.remove(place=found, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The place was removed."))
    return redirect("session-venues", pk=pk)


@login_required
def class_venues(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Chia điểm học»: whole agencies to one venue."""
    visit = visit_class(request, pk, Verb.EDIT if request.method == "POST" else Verb.READ)
    rows = session_lists.agencies_by_venue(visit.training_class)
    form = VenueAssignmentForm(request.POST or None, agencies=rows)
    if request.method == "POST" and form.is_valid():
        try:
            moved = session_venues.assign(
                training_class=visit.training_class,
                agencies=form.cleaned_data["agencies"],
                venue=form.chosen_venue(),
                by=request.user,
            )
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, ngettext("%(n)s trainee was moved.", "%(n)s trainees were moved.", moved) % {"n": moved})
            return redirect("class-venues", pk=pk)
    managers = session_lists.managers_of(visit.training_class)
    status = 422 if form.errors else 200
    return class_page(
        request, visit, "classes/class_venues.html", status=status, form=form, rows=rows, managers=managers, venues=known_venues()
    )


@login_required
@require_POST
def staff_venue(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Entrusts a venue to a class manager, or gives the whole class back."""
    visit, staff = visit_staff(request, pk)
    form = StaffVenueForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["venue"][0]))
        return redirect("class-venues", pk=visit.training_class.pk)
    try:
        session_venues.entrust(staff=staff, venue=form.chosen_venue(), by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("Saved."))
    return redirect("class-venues", pk=visit.training_class.pk)
