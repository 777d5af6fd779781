"""“Làm chung một máy”: learners put themselves together for a lab, and leave again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.learning.models import Enrollment
from lms.people.requests import LoggedInRequest
from notebooks import classmates
from notebooks.access import get_place_and_lab
from notebooks.actions import groups
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.assignments import LearnerRules, rules_for
from notebooks.forms_assignments import GroupForm


@login_required
def lab_group(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(request.user, code, slug)
    rules = rules_for(place, lab)
    if rules.group_size < 2:
        messages.info(request, _("In this lab everybody hands in alone."))
        return redirect("lab-detail", code=code, slug=slug)
    words = request.GET.get("q", "")
    form = GroupForm(request.POST or None, run=place.run, found=classmates.found_for_learner(place, words))
    if request.method == "POST" and form.is_valid():
        try:
            put_together(rules, place, list(form.cleaned_data["members"]))
            messages.success(request, _("You work together now. What one of you hands in counts for all."))
            return redirect("lab-group", code=code, slug=slug)
        except AssignmentRefused as error:
            form.add_error("members", str(error))
    context = {"place": place, "lab": lab, "rules": rules, "form": form, "q": words, "room": rules.group_size - len(rules.members or (1,))}
    return render(request, "notebooks/lab_group.html", context, status=422 if form.errors else 200)


def put_together(rules: LearnerRules, place: Enrollment, chosen: list[Enrollment]) -> None:
    assert rules.assignment is not None
    if rules.group:
        groups.add(group=rules.group, members=chosen, by=place.person)
    else:
        groups.make(assignment=rules.assignment, members=[place, *chosen], by=place.person)


@login_required
@require_POST
def lab_group_leave(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(request.user, code, slug)
    group = rules_for(place, lab).group
    if group:
        groups.leave(group=group, member=place, by=request.user)
    messages.success(request, _("You hand in alone from now on. What the group handed in before still counts for you."))
    return redirect("lab-detail", code=code, slug=slug)
