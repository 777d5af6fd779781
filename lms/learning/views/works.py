"""Works that a teacher adds to a run: the list with what waits, adding, changing, taking back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.learning.actions import works
from lms.learning.exceptions import LearningError
from lms.learning.forms import WorkForm
from lms.learning.models import MarkReview
from lms.learning.permissions import get_run_for_staff, get_task_for_staff
from lms.learning.work_lists import tasks_with_counts
from lms.people.requests import LoggedInRequest


@login_required
def work_list(request: LoggedInRequest, code: str) -> HttpResponse:
    run = get_run_for_staff(request, code)
    reviews = MarkReview.objects.filter(item__run=run, state=MarkReview.State.ASKED).select_related("item__task", "enrollment__person")
    context = {"run": run, "lines": tasks_with_counts(run), "reviews": reviews.order_by("asked_at")}
    return render(request, "learning/work_list.html", context)


@login_required
def work_create(request: LoggedInRequest, code: str) -> HttpResponse:
    run = get_run_for_staff(request, code)
    form = WorkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            works.create(run=run, plan=form.plan(), by=request.user)
        except LearningError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The work was added; learners see it under “My results”."))
            return redirect("work-list", code=code)
    return render(request, "learning/work_form.html", {"run": run, "form": form}, status=422 if form.errors else 200)


@login_required
def work_change(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    task = get_task_for_staff(request, code, pk)
    form = WorkForm(request.POST or None, initial=WorkForm.initial_of(task))
    form.fields["kind"].disabled = True  # what has been handed in would lose its meaning
    if request.method == "POST" and form.is_valid():
        try:
            works.change(task=task, plan=form.plan(), by=request.user)
        except LearningError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("work-detail", code=code, pk=pk)
    context = {"run": task.item.run, "task": task, "form": form}
    return render(request, "learning/work_form.html", context, status=422 if form.errors else 200)


@login_required
def work_remove(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    task = get_task_for_staff(request, code, pk)
    if request.method != "POST":
        return render(request, "learning/work_remove.html", {"run": task.item.run, "task": task})
    try:
        works.remove(task=task, by=request.user)
    except LearningError as error:
        messages.error(request, str(error))
        return redirect("work-detail", code=code, pk=pk)
    messages.success(request, _("The work was removed."))
    return redirect("work-list", code=code)
