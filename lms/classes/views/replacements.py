"""A trainee is replaced or withdrawn by the officer; the letters; the waiting list."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes import typed
from lms.classes.actions import replacements, waiting, withdrawals
from lms.classes.exceptions import ClassError
from lms.classes.forms_agencies import ReplacementForm
from lms.classes.models import Replacement, Trainee, WaitingPlace
from lms.classes.permissions import Verb, Visit, visit_class
from lms.classes.quotas import Places
from lms.foundation import audit, files, uploads
from lms.people.requests import LoggedInRequest

from .agency_people import add_reading_errors, ask_of, tell_replaced
from .pages import class_page, tell


@login_required
def trainee_replace(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Cử người thay»."""
    visit, leaving = _visit_trainee(request, pk, Verb.EDIT)
    form = ReplacementForm(request.POST or None, request.FILES or None, training_class=visit.training_class)
    if request.method == "POST" and form.is_valid():
        read = typed.read(form.cleaned_data, leaving.agency.name)
        ask = None if add_reading_errors(form, read) else ask_of(form)
        if ask is not None:
            try:
                made = replacements.replace(leaving=leaving, coming=read.person, ask=ask, by=request.user)
            except ClassError as error:
                form.add_error(None, str(error))
            else:
                tell_replaced(request, made)
                return redirect("class-roster", pk=visit.training_class.pk)
    return class_page(request, visit, "classes/trainee_replace.html", form=form, leaving=leaving, status=422 if form.errors else 200)


@login_required
@require_POST
def trainee_withdraw(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Off the roster; while the class takes people in, the next one of the waiting list moves up."""
    visit, leaving = _visit_trainee(request, pk, Verb.EDIT)
    try:
        withdrawals.withdraw(trainee=leaving, reason=request.POST.get("reason", "")[:300], by=request.user)
        admitted = waiting.fill_while_enrolling(training_class=visit.training_class, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(
            request, _("%(name)s was taken off the roster; what was recorded stays.") % {"name": leaving.enrollment.person.full_name}
        )
        _tell_admitted(request, admitted)
    return redirect("class-roster", pk=visit.training_class.pk)


@login_required
def replacement_letter(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    made = get_object_or_404(Replacement.objects.select_related("leaving"), pk=pk)
    visit_class(request, made.leaving.training_class_id, Verb.READ)
    if not made.letter_sha256:
        raise Http404
    audit.access(request, made, "letter")
    return files.private_response(made.letter_sha256, made.letter_name, uploads.content_type_of(made.letter_sha256, made.letter_name))


@login_required
def class_waiting(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    places = Places(visit.training_class)
    queue = [(place, bool(places.room(place.agency_id).fits(1))) for place in waiting.queue_of(visit.training_class)]
    context: dict[str, Any] = {"queue": queue, "taken": places.total, "has_room": any(fits for _place, fits in queue)}
    return class_page(request, visit, "classes/class_waiting.html", **context)


@login_required
@require_POST
def waiting_admit_next(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Nhận người kế tiếp»."""
    visit = visit_class(request, pk, Verb.EDIT)
    try:
        trainee = waiting.admit_next(training_class=visit.training_class, by=request.user)
        messages.success(request, _("%(name)s got a place in the class.") % {"name": trainee.enrollment.person.full_name})
    except ClassError as error:
        tell(request, error)
    return redirect("class-waiting", pk=pk)


@login_required
@require_POST
def waiting_admit(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, place = _visit_place(request, pk)
    try:
        trainee = waiting.admit(place=place, by=request.user)
        messages.success(request, _("%(name)s got a place in the class.") % {"name": trainee.enrollment.person.full_name})
    except ClassError as error:
        tell(request, error)
    return redirect("class-waiting", pk=visit.training_class.pk)


@login_required
@require_POST
def waiting_leave(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, place = _visit_place(request, pk)
    try:
        waiting.leave(place=place, by=request.user)
        messages.success(request, _("%(name)s no longer waits.") % {"name": place.person.full_name})
    except ClassError as error:
        tell(request, error)
    return redirect("class-waiting", pk=visit.training_class.pk)


def _tell_admitted(request: LoggedInRequest, admitted: list[Trainee]) -> None:
    if admitted:
        text = ngettext("%(n)s person of the waiting list got a place.", "%(n)s people of the waiting list got a place.", len(admitted))
        messages.success(request, text % {"n": len(admitted)})


def _visit_trainee(request: LoggedInRequest, pk: int, verb: Verb) -> tuple[Visit, Trainee]:
    trainee = get_object_or_404(Trainee.objects.active().select_related("enrollment__person", "agency"), pk=pk)
    return visit_class(request, trainee.training_class_id, verb), trainee


def _visit_place(request: LoggedInRequest, pk: int) -> tuple[Visit, WaitingPlace]:
    place = get_object_or_404(WaitingPlace.objects.select_related("person", "training_class", "agency"), pk=pk)
    return visit_class(request, place.training_class_id, Verb.EDIT), place
