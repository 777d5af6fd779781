"""«Đề nghị xem lại»: asked by a trainee about one mark, answered by the class manager or the officer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes.actions import look_agains
from lms.classes.book_forms import LookAgainForm
from lms.classes.exceptions import ClassError
from lms.classes.models import LookAgain
from lms.classes.permissions import Verb, Visit, visit_class, visit_session
from lms.classes.roll_call import RollCall
from lms.foundation import audit, files, uploads
from lms.people.requests import LoggedInRequest

from .excuses import may_decide, own_place
from .pages import class_page, tell


@login_required
def look_again_ask(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = visit_session(request, pk, Verb.VISIT)
    trainee = own_place(request, visit)
    form = LookAgainForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            look_agains.ask(session=session, trainee=trainee, text=form.cleaned_data["text"], paper=form.paper, by=request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The request was sent; the answer will be shown on the page of the class."))
            return redirect("class-detail", pk=visit.training_class.pk)
    current = session.current_attendance.filter(trainee=trainee).first()
    context = {"session": session, "form": form, "current": current}
    return class_page(request, visit, "classes/look_again_ask.html", status=422 if form.errors else 200, **context)


@login_required
def look_again_answer(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The request beside the chain of marks; either another mark or the answer why it stands."""
    visit, asked = _visit_look_again(request, pk)
    if not may_decide(visit):
        raise PermissionDenied
    session = asked.session
    roll = RollCall.of(session, request.POST or None, only=asked.trainee_id)
    if request.method == "POST" and roll.is_valid():
        try:
            _answer(request, asked, roll)
        except ClassError as error:
            roll.errors.append(str(error))
        else:
            messages.success(request, _("The answer was written; the trainee sees it on the page of the class."))
            return redirect("class-requests", pk=visit.training_class.pk)
    context = {
        "asked": asked,
        "session": session,
        "roll": roll,
        "row": roll.rows[0],
        "history": session.attendance_records.filter(trainee=asked.trainee_id).select_related("by").order_by("pk"),
        "answer": request.POST.get("answer", ""),
    }
    return class_page(request, visit, "classes/look_again_answer.html", status=422 if roll.errors else 200, **context)


def _answer(request: LoggedInRequest, asked: LookAgain, roll: RollCall) -> None:
    answer, marks = request.POST.get("answer", ""), roll.marks()
    if request.POST.get("decision") == "grant" and marks:
        [mark] = marks
        look_agains.grant(look_again=asked, status=mark.status, periods_missed=mark.periods_missed, answer=answer, by=request.user)
    else:
        look_agains.refuse(look_again=asked, answer=answer, by=request.user)


@login_required
@require_POST
def look_again_withdraw(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, asked = _visit_look_again(request, pk)
    if asked.trainee.enrollment.person_id != request.user.pk:
        raise PermissionDenied
    try:
        look_agains.withdraw(look_again=asked, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The request was taken back."))
    return redirect("class-detail", pk=visit.training_class.pk)


@login_required
def look_again_file(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    _visit, asked = _visit_look_again(request, pk)
    if not asked.file_sha256 or not files.exists(asked.file_sha256):
        raise Http404
    audit.access(request, asked, "paper")
    return files.private_response(asked.file_sha256, asked.file_name, uploads.content_type_of(asked.file_sha256, asked.file_name))


def _visit_look_again(request: LoggedInRequest, pk: int) -> tuple[Visit, LookAgain]:
    """404 for strangers and for trainees who ask about somebody else's request."""
    found = LookAgain.objects.select_related("trainee__enrollment__person", "trainee__agency", "session__training_class")
    asked = get_object_or_404(found, pk=pk)
    visit = visit_class(request, asked.trainee.training_class_id, Verb.VISIT)
    if not visit.may_read and asked.trainee.enrollment.person_id != request.user.pk:
        raise Http404
    return visit, asked
