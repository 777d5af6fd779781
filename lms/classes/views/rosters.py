"""The roster, and where a list for it is chosen or pasted."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect

from lms.classes.actions import imports, replacements
from lms.classes.exceptions import ClassError
from lms.classes.import_forms import ListForm
from lms.classes.permissions import Verb, visit_class
from lms.foundation.spreadsheets import SpreadsheetError
from lms.people.requests import LoggedInRequest

from .imports import steps
from .pages import class_page

PAGE_SIZE = 500


@login_required
def class_roster(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    trainees = visit.training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
    page = Paginator(trainees, PAGE_SIZE).get_page(request.GET.get("page"))
    replaced = replacements.of_class(visit.training_class)
    return class_page(request, visit, "classes/class_roster.html", trainees=page.object_list, page_obj=page, replacements=replaced)


@login_required
def roster_check(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Step 1. A readable list is kept and shown in step 2; an unreadable one is refused here and nothing is kept."""
    visit = visit_class(request, pk, Verb.EDIT)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        given = form.given()
        try:
            received = imports.receive(
                training_class=visit.training_class, data=given.data, filename=given.filename, source=given.source, by=request.user
            )
        except (SpreadsheetError, ClassError) as error:
            form.add_error("pasted" if given.source == "paste" else "file", str(error))
        else:
            return redirect("import-show", pk=received.pk)
    return class_page(request, visit, "classes/roster_check.html", form=form, steps=steps(0))
