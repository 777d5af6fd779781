"""“Giao bài”: how a lab is set in a run, who has more time, who works together. For the run's staff."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.learning.models import CourseRun
from lms.learning.permissions import get_run_for_staff
from lms.people.requests import LoggedInRequest
from notebooks import classmates
from notebooks.access import get_lab_of_run
from notebooks.actions import assignments, groups
from notebooks.assignment_refusals import AssignmentRefused
from notebooks.assignment_words import sentence_of
from notebooks.assignments import terms_of
from notebooks.forms_assignments import AssignmentForm, ExtensionForm, GroupForm
from notebooks.models import Assignment, Lab, WorkGroup, WorkGroupMember

TABS = ("assignment-edit", "extension-list", "group-list", "version-move-list")


@dataclass(frozen=True)
class Setting:
    """A lab in a run as its staff sees it."""

    run: CourseRun
    lab: Lab
    assignment: Assignment | None

    def context(self, current: str) -> dict[str, Any]:
        """What every page about it shows around its own part."""
        titles = (_("Rules"), _("More time"), _("Groups"), _("Versions and regrading"))
        return {
            "course_run": self.run,
            "lab": self.lab,
            "assignment": self.assignment,
            "words": sentence_of(self.assignment, terms_of(self.assignment)) if self.assignment else "",
            "tabs": [
                (title, reverse(name, args=[self.run.code, self.lab.slug]), name == current)
                for title, name in zip(titles, TABS, strict=True)
            ],
        }


def get_setting(request: LoggedInRequest, code: str, slug: str) -> Setting:
    """404 for strangers, 403 for learners of the run."""
    run = get_run_for_staff(request, code)
    lab = get_lab_of_run(run, slug)
    return Setting(run, lab, Assignment.objects.filter(run=run, lab=lab).first())


@login_required
def assignment_edit(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    setting = get_setting(request, code, slug)
    form = AssignmentForm(request.POST or None, instance=setting.assignment)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data.get("reason", "")
            assignments.set_rules(run=setting.run, lab=setting.lab, plan=form.plan(), by=request.user, reason=reason)
            messages.success(request, _("The rules are saved. Points that lateness changes have followed in the gradebook."))
            return redirect("assignment-edit", code=code, slug=slug)
        except (AssignmentRefused, ValidationError) as error:
            form.add_error(None, str(error) if isinstance(error, AssignmentRefused) else error)
    is_author = Lab.objects.usable_by(request.user).filter(pk=setting.lab.pk).exists()
    context = setting.context("assignment-edit") | {"form": form, "is_author": is_author}
    return render(request, "notebooks/assignment_edit.html", context, status=422 if form.errors else 200)


@login_required
def extension_list(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """Who has more time, and the form to give it: search first, then choose."""
    setting = get_setting(request, code, slug)
    assignment, words = setting.assignment, request.GET.get("q", "")
    due = assignment.closes_at if assignment else None
    form = ExtensionForm(request.POST or None, run=setting.run, found=classmates.found(setting.run, words), due=due)
    if request.method == "POST" and assignment and form.is_valid():
        try:
            given = assignments.give_time(assignment=assignment, by=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s has more time now.") % {"name": given.enrollment.person.full_name})
            return redirect("extension-list", code=code, slug=slug)
        except AssignmentRefused as error:
            form.add_error(None, str(error))
    context = setting.context("extension-list") | {"form": form, "q": words, "extensions": extensions(assignment)}
    return render(request, "notebooks/assignment_extensions.html", context, status=422 if form.errors else 200)


def extensions(assignment: Assignment | None) -> list[tuple[Any, bool]]:
    """Every extension with whether it counts: the newest of each learner does."""
    if assignment is None:
        return []
    seen: set[int] = set()
    listed = []
    for each in assignment.extensions.select_related("enrollment__person", "by"):
        listed.append((each, each.enrollment_id not in seen))
        seen.add(each.enrollment_id)
    return listed


@login_required
def group_list(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """The groups, and the form to make one."""
    setting = get_setting(request, code, slug)
    words = request.GET.get("q", "")
    found = classmates.found(setting.run, words) if setting.assignment else []
    form = GroupForm(request.POST or None, run=setting.run, found=free(setting.assignment, found))
    if request.method == "POST" and setting.assignment and form.is_valid():
        try:
            groups.make(assignment=setting.assignment, members=list(form.cleaned_data["members"]), by=request.user)
            messages.success(request, _("The group is made. What they hand in from now on counts for each of them."))
            return redirect("group-list", code=code, slug=slug)
        except AssignmentRefused as error:
            form.add_error("members", str(error))
    context = setting.context("group-list") | {"form": form, "q": words, "groups": listed_groups(setting.assignment)}
    return render(request, "notebooks/assignment_groups.html", context, status=422 if form.errors else 200)


def free(assignment: Assignment | None, found: list[int]) -> list[int]:
    """Those among `found` who are in no group yet."""
    taken = set(WorkGroupMember.objects.filter(assignment=assignment, enrollment__in=found).values_list("enrollment", flat=True))
    return [pk for pk in found if pk not in taken]


def listed_groups(assignment: Assignment | None) -> list[WorkGroup]:
    if assignment is None:
        return []
    return list(assignment.groups.select_related("made_by").prefetch_related("members__enrollment__person").order_by("made_at", "pk"))


def get_group(request: LoggedInRequest, code: str, slug: str, pk: int) -> WorkGroup:
    setting = get_setting(request, code, slug)
    return get_object_or_404(WorkGroup, pk=pk, assignment__run=setting.run, assignment__lab=setting.lab)


@login_required
@require_POST
def group_dissolve(request: LoggedInRequest, code: str, slug: str, pk: int) -> HttpResponse:
    groups.dissolve(group=get_group(request, code, slug, pk), by=request.user)
    messages.success(request, _("The group is dissolved. What it handed in stays with everybody who was in it."))
    return redirect("group-list", code=code, slug=slug)


@login_required
@require_POST
def group_member_remove(request: LoggedInRequest, code: str, slug: str, pk: int, member: int) -> HttpResponse:
    group = get_group(request, code, slug, pk)
    row = get_object_or_404(group.members.select_related("enrollment__person"), pk=member)
    groups.leave(group=group, member=row.enrollment, by=request.user)
    messages.success(request, _("%(name)s hands in alone from now on.") % {"name": row.enrollment.person.full_name})
    return redirect("group-list", code=code, slug=slug)
