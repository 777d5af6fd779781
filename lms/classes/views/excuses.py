"""Leave: asked by the trainee or on behalf of the agency, answered by the class manager or the officer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes.actions import excuses
from lms.classes.book_forms import ExcuseForm
from lms.classes.exceptions import ClassError
from lms.classes.models import Excuse, Trainee
from lms.classes.open_matters import WAITING, excuses_of, look_agains_of
from lms.classes.permissions import Verb, Visit, visit_class
from lms.foundation import audit, files, uploads
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell


def may_decide(visit: Visit) -> bool:
    """Leave and requests are answered by the class manager or the officer of the class."""
    return (visit.may(Verb.MARK) or visit.may(Verb.EDIT)) and not visit.training_class.is_final


def own_place(request: LoggedInRequest, visit: Visit) -> Trainee:
    """The trainee who asks; 404 for everybody else."""
    places = Trainee.objects.active().of_person(request.user).filter(training_class=visit.training_class)
    return get_object_or_404(places.select_related("enrollment__person", "training_class"))


@login_required
def class_requests(request: LoggedInRequest, pk: int) -> HttpResponse:
    """«Đơn, đề nghị»: what waits for an answer first, then what was answered."""
    visit = visit_class(request, pk, Verb.READ)
    asked, looks = list(excuses_of(visit.training_class)), list(look_agains_of(visit.training_class))
    context: dict[str, Any] = {
        "excuses": [row for row in asked if row.state == WAITING],
        "look_agains": [row for row in looks if row.state == WAITING],
        "answered_excuses": [row for row in reversed(asked) if row.state != WAITING],
        "answered_look_agains": [row for row in reversed(looks) if row.state != WAITING],
        "may_decide": may_decide(visit),
    }
    return class_page(request, visit, "classes/class_requests.html", **context)


@login_required
def excuse_ask(request: LoggedInRequest, pk: int) -> HttpResponse:
    """A trainee's own request."""
    visit = visit_class(request, pk, Verb.VISIT)
    return _ask(request, visit, own_place(request, visit))


@login_required
def excuse_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    """On behalf of an agency that sent a letter."""
    visit = visit_class(request, pk, Verb.READ)
    if not may_decide(visit):
        raise PermissionDenied
    return _ask(request, visit, None)


def _ask(request: LoggedInRequest, visit: Visit, trainee: Trainee | None) -> HttpResponse:
    initial = {"sessions": [request.GET["buoi"]]} if request.GET.get("buoi", "").isdigit() else {}
    form = ExcuseForm(
        request.POST or None,
        request.FILES or None,
        training_class=visit.training_class,
        asks_for_others=trainee is None,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            excuses.ask(
                trainee=trainee or values["trainee"],
                sessions=values["sessions"],
                reason=values["reason"],
                paper=form.paper,
                by=request.user,
            )
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The request was sent; the answer will be shown on the page of the class."))
            return redirect("class-detail" if trainee else "class-requests", pk=visit.training_class.pk)
    return class_page(request, visit, "classes/excuse_ask.html", status=422 if form.errors else 200, form=form, trainee=trainee)


@login_required
@require_POST
def excuse_decide(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, excuse = _visit_excuse(request, pk)
    if not may_decide(visit):
        raise PermissionDenied
    answer = request.POST.get("answer", "")
    try:
        if request.POST.get("decision") == "grant":
            excuses.grant(excuse=excuse, answer=answer, by=request.user)
            messages.success(
                request, _("Leave was granted. Sessions to come are marked when their book is closed, unless the trainee comes.")
            )
        else:
            excuses.refuse(excuse=excuse, answer=answer, by=request.user)
            messages.success(request, _("Leave was refused; the trainee sees the answer."))
    except ClassError as error:
        tell(request, error)
    return redirect("class-requests", pk=visit.training_class.pk)


@login_required
@require_POST
def excuse_withdraw(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, excuse = _visit_excuse(request, pk)
    if request.user.pk not in (excuse.asked_by_id, excuse.trainee.enrollment.person_id):
        raise PermissionDenied
    try:
        excuses.withdraw(excuse=excuse, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The request was taken back."))
    return redirect("class-requests" if visit.may_read else "class-detail", pk=visit.training_class.pk)


@login_required
def excuse_file(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    """The paper: for those who decide, the readers of the class, and the trainee."""
    _visit, excuse = _visit_excuse(request, pk)
    if not excuse.file_sha256 or not files.exists(excuse.file_sha256):
        raise Http404
    audit.access(request, excuse, "paper")
    return files.private_response(excuse.file_sha256, excuse.file_name, uploads.content_type_of(excuse.file_sha256, excuse.file_name))


def _visit_excuse(request: LoggedInRequest, pk: int) -> tuple[Visit, Excuse]:
    """404 for strangers and for trainees who ask about somebody else's request."""
    excuse = get_object_or_404(Excuse.objects.select_related("trainee__enrollment"), pk=pk)
    visit = visit_class(request, excuse.trainee.training_class_id, Verb.VISIT)
    if not visit.may_read and excuse.trainee.enrollment.person_id != request.user.pk:
        raise Http404
    return visit, excuse
