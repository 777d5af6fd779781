"""«Lớp mới từ lớp trước»."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lms.classes.actions import copies
from lms.classes.copy_form import CopyForm, rescheduled
from lms.classes.exceptions import ClassError
from lms.classes.models import TrainingClass
from lms.classes.permissions import Verb, organizers_for, visit_class
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell


@login_required
def class_copy(request: LoggedInRequest, pk: int) -> HttpResponse:
    """One page: the opening day, the days that follow from it, «Tạo lớp». Another opening day shows its days first."""
    visit = visit_class(request, pk, Verb.EDIT)
    source = visit.training_class
    try:
        form, is_shown_first = _form(request, source)
    except ClassError as error:
        tell(request, error)
        return redirect("class-detail", pk=pk)
    ask_again = request.method == "POST" and not is_shown_first and form.is_valid() and bool(form.unseen_warnings())
    if request.method == "POST" and not is_shown_first and not ask_again and form.is_valid():
        values = form.cleaned_data
        try:
            made = copies.create(
                source=source,
                code=values["code"],
                title=values["title"],
                opening_on=values["opening_on"],
                organizer=values["organizer"],
                days=form.days(),
                by=request.user,
            )
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The class %(code)s was created from %(old)s.") % {"code": made.code, "old": source.code})
            return redirect("class-detail", pk=made.pk)
    return class_page(request, visit, "classes/class_copy.html", form=form, ask_again=ask_again)


def _form(request: LoggedInRequest, source: TrainingClass) -> tuple[CopyForm, bool]:
    """The form, and whether its days are new and have to be looked at before a class is made."""
    organizers = organizers_for(request.user)
    if request.method != "POST":
        return CopyForm(source=source, opening=copies.proposed_opening(source), organizers=organizers), False
    scheduled, wanted = _day(request.POST.get("scheduled_for")), _day(request.POST.get("opening_on"))
    opening = wanted or scheduled or copies.proposed_opening(source)
    is_new = "reschedule" in request.POST or (wanted is not None and wanted != scheduled)
    data: Any = rescheduled(request.POST, source, opening) if is_new else request.POST
    return CopyForm(data, source=source, opening=opening, organizers=organizers), is_new and wanted is not None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
