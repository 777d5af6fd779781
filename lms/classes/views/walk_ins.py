"""Somebody who is not on the roster, at the desk; and the list of those whom an agency must still confirm."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes.actions import walk_ins
from lms.classes.actions.walk_ins import Added, Similar
from lms.classes.exceptions import ClassError
from lms.classes.models import Trainee
from lms.classes.permissions import Verb, visit_class, visit_session
from lms.classes.walk_in_form import WalkInForm
from lms.foundation import audit
from lms.people.models import Organization, User
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell

ANSWERS = {"confirm": walk_ins.confirm, "refuse": walk_ins.refuse}


@login_required
def walk_in_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Type, send, done; with a question in between when somebody of this name is known."""
    visit, session = visit_session(request, pk, Verb.MARK_PLACE)
    form = WalkInForm(request.POST or None, initial={"full_name": request.GET.get("ten", "")[:150]})
    known: list[Similar] = []
    if request.method == "POST" and form.is_valid():
        walk_in = form.walk_in(None if visit.may_mark else min(visit.venues, default=None))
        known = walk_ins.similar_to(training_class=visit.training_class, walk_in=walk_in)
        try:
            added = walk_ins.add(session=session, walk_in=walk_in, person=_chosen(request, known), is_new=_is_new(request), by=request.user)
        except ClassError as error:
            if error.code != "walk_in_similar":
                form.add_error(None, str(error))
        else:
            _tell_added(request, added)
            return redirect("desk-show", pk=pk)
    if known:
        audit.access(request, visit.training_class, "namesakes")
    context = {"visit": visit, "session": session, "training_class": visit.training_class, "form": form, "known": known}
    context["agencies"] = _agency_names(visit.training_class.pk)
    return render(request, "classes/walk_in_add.html", context, status=422 if form.errors else 200)


def _chosen(request: LoggedInRequest, known: list[Similar]) -> User | None:
    """Only somebody of the list that was shown can be chosen."""
    handle = request.POST.get("person", "")
    return next((each.person for each in known if each.person.handle == handle), None)


def _is_new(request: LoggedInRequest) -> bool:
    return "somebody_else" in request.POST


def _agency_names(class_pk: int) -> list[str]:
    """Those of the class first: most walk-ins come with colleagues."""
    here = Organization.objects.filter(trainees__training_class=class_pk).distinct().by_name().values_list("name", flat=True)
    return list(dict.fromkeys([*here, *Organization.objects.by_name().values_list("name", flat=True)]))


def _tell_added(request: LoggedInRequest, added: Added) -> None:
    name = added.trainee.enrollment.person.full_name
    if added.trainee.confirmation == Trainee.Confirmation.AWAITING_AGENCY:
        messages.success(request, _("%(name)s was added and marked present; the agency still has to confirm.") % {"name": name})
    else:
        messages.success(request, _("%(name)s is on the roster and was marked present.") % {"name": name})
    if added.is_over_quota:
        messages.warning(request, _("The class now has more people than places; tell the officer."))


@login_required
def class_awaiting(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Walk-ins and their agencies' answers: everybody who reads the class sees them, the officer answers."""
    visit = visit_class(request, pk, Verb.READ)
    waiting = walk_ins.awaiting(visit.training_class).select_related("enrollment__person", "agency")
    refused = visit.training_class.trainees.filter(confirmation=Trainee.Confirmation.REFUSED).select_related("enrollment__person", "agency")
    return class_page(request, visit, "classes/class_awaiting.html", waiting=waiting, refused=refused)


@login_required
@require_POST
def trainee_answer(request: LoggedInRequest, pk: int, trainee_pk: int, answer: str) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT)
    trainee = get_object_or_404(visit.training_class.trainees.select_related("enrollment__person"), pk=trainee_pk)
    try:
        ANSWERS[answer](trainee=trainee, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        sentence = (
            _("%(name)s is confirmed.") if answer == "confirm" else _("%(name)s was refused; the marks stay in the book and do not count.")
        )
        messages.success(request, sentence % {"name": trainee.enrollment.person.full_name})
    return redirect("class-awaiting", pk=pk)
