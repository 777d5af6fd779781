"""«Học thay»: the page on which a class manager voids a mark and says why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from lms.classes.actions import impersonations
from lms.classes.book_forms import ImpersonationForm
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassSession, Trainee
from lms.classes.permissions import Verb, visit_session
from lms.people.requests import LoggedInRequest

from .pages import class_page


@login_required
def impersonation_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    """`?trainee=` says whose mark; the page shows the mark first and asks for the reason."""
    visit, session = visit_session(request, pk, Verb.MARK)
    trainee = _trainee(request, session)
    form = ImpersonationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            impersonations.add(session=session, trainee=trainee, by=request.user, **form.cleaned_data)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The mark is void. Who and why is kept in the record of the class."))
            return redirect("session-rollcall", pk=pk)
    current = session.current_attendance.filter(trainee=trainee).select_related("record").first()
    context = {"session": session, "trainee": trainee, "form": form, "current": current}
    return class_page(request, visit, "classes/impersonation_add.html", status=422 if form.errors else 200, **context)


def _trainee(request: LoggedInRequest, session: ClassSession) -> Trainee:
    """404 for nobody of this class."""
    pk = request.GET.get("trainee", "")
    if not (pk.isascii() and pk.isdigit()):
        raise Http404
    people = Trainee.objects.filter(training_class=session.training_class_id).select_related("enrollment__person", "agency")
    return get_object_or_404(people, pk=pk)
