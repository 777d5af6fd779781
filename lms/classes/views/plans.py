"""The year plan: list, one plan with its lines, the way to its approval."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.classes.actions import plan_scans, plans
from lms.classes.exceptions import ClassError
from lms.classes.models import YearPlan
from lms.classes.permissions import organizers_for, require_officer
from lms.classes.plan_forms import AnswerForm, LineForm, PlanCopyForm, PlanDecisionForm, PlanForm
from lms.classes.plan_overview import overview_of
from lms.classes.plan_permissions import PlanVisit, plans_visible_to, visit_line, visit_plan
from lms.foundation import files, uploads
from lms.people.requests import LoggedInRequest

from .pages import tell

MOVES = {"submit": plans.submit, "take_back": plans.take_back}


@login_required
def plan_list(request: LoggedInRequest) -> HttpResponse:
    require_officer(request)
    found = plans_visible_to(request.user).prefetch_related("planned_classes__training_class", "approvers").order_by("-year", "title")
    rows = [(plan, overview_of(plan.planned_classes.all(), plan.year).whole) for plan in found]
    return render(request, "classes/plan_list.html", {"rows": rows, "crumbs": _crumbs()})


@login_required
def plan_create(request: LoggedInRequest) -> HttpResponse:
    require_officer(request)
    year = timezone.localdate().year
    known = {"year": year, "title": _("Plan of AI training classes in %(year)s") % {"year": year}}
    form = PlanForm(request.POST or None, organizers=organizers_for(request.user), initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            plan = plans.create(by=request.user, **form.cleaned_data)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan was created. Next: add its classes."))
            return redirect("plan-detail", pk=plan.pk)
    earlier = plans_visible_to(request.user).filter(organizer__in=organizers_for(request.user)).order_by("-year", "title")
    return render(request, "classes/plan_create.html", {"form": form, "earlier": earlier, "crumbs": _crumbs((_("New plan"), ""))})


@login_required
def plan_copy(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_plan(request, pk, edit=True)
    plan = visit.plan
    year = plan.year + 1
    known = {"year": year, "title": plan.title.replace(str(plan.year), str(year))}
    form = PlanCopyForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = plans.copy(plan=plan, by=request.user, **form.cleaned_data)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan was copied with all its classes; change what is different this year."))
            return redirect("plan-detail", pk=made.pk)
    return _plan_page(request, visit, "classes/plan_form.html", form=form, heading=_("Copy the plan"), submit=_("Copy the plan"))


@login_required
def plan_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_plan(request, pk)
    form = LineForm(plan=visit.plan) if _may_write(visit) else None
    return _detail(request, visit, line_form=form)


@login_required
def plan_change(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_plan(request, pk, edit=True)
    form = PlanForm(request.POST or None, organizers=set(visit.realm), plan=visit.plan)
    if request.method == "POST" and form.is_valid():
        try:
            plans.change(plan=visit.plan, by=request.user, **form.cleaned_data)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("plan-detail", pk=pk)
    return _plan_page(request, visit, "classes/plan_form.html", form=form, heading=_("Change the plan"), submit=_("Save"))


@login_required
def plan_decide(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_plan(request, pk, edit=True)
    known = {"decision_no": visit.plan.decision_no, "decision_on": visit.plan.decision_on}
    form = PlanDecisionForm(request.POST or None, request.FILES or None, initial=known)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        scan = values.pop("scan")
        try:
            if scan:
                plan_scans.attach(plan=visit.plan, upload=scan, by=request.user)
        except uploads.UploadError as error:
            form.add_error("scan", str(error))
        else:
            plans.decide(plan=visit.plan, by=request.user, **values)
            messages.success(request, _("Saved."))
            return redirect("plan-detail", pk=pk)
    return _plan_page(request, visit, "classes/plan_form.html", form=form, heading=_("Decision of the plan"), submit=_("Save"))


@login_required
def plan_scan(request: LoggedInRequest, pk: int) -> HttpResponseBase:
    """The scan of the signed plan, for whoever may read the plan."""
    visit = visit_plan(request, pk)
    scan = plan_scans.scan_of(visit.plan)
    if scan is None:
        raise Http404
    return files.private_response(scan.sha256, scan.name, uploads.content_type_of(scan.sha256, scan.name))


@login_required
@require_POST
def plan_move(request: LoggedInRequest, pk: int, step: str) -> HttpResponse:
    visit = visit_plan(request, pk, edit=True)
    try:
        moved = MOVES[step](plan=visit.plan, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The plan is now “%(state)s”.") % {"state": moved.get_state_display()})
    return redirect("plan-detail", pk=pk)


@login_required
@require_POST
def plan_answer(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Two buttons, one note. Whoever holds no role at an approving agency is told so by the action."""
    visit = visit_plan(request, pk)
    form = AnswerForm(request.POST, agencies=list(visit.plan.approvers.all()))
    if not form.is_valid():
        return _detail(request, visit, answer_form=form, status=422)
    values = form.cleaned_data
    try:
        given = plans.answer(
            plan=visit.plan,
            organization=values["organization"],
            approved="approve" in request.POST,
            note=values["note"],
            by=request.user,
        )
    except ClassError as error:
        form.add_error(None, str(error))
        return _detail(request, visit, answer_form=form, status=403 if error.code == "plan_not_officer_there" else 422)
    messages.success(request, _("The plan was approved.") if given.approved else _("The plan was returned."))
    return redirect("plan-detail", pk=pk)


@login_required
@require_POST
def line_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_plan(request, pk, edit=True)
    form = LineForm(request.POST, plan=visit.plan)
    if form.is_valid():
        values = dict(form.cleaned_data)
        number = values.pop("number")
        try:
            for _each in range(number):
                plans.add_line(plan=visit.plan, values=values, by=request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, ngettext("%(n)s class was added.", "%(n)s classes were added.", number) % {"n": number})
            return redirect(reverse("plan-detail", args=[pk]) + "#them-lop")
    return _detail(request, visit, line_form=form, status=422)


@login_required
def line_change(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, line = visit_line(request, pk, edit=True)
    form = LineForm(request.POST or None, plan=visit.plan, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            plans.change_line(line=line, values=form.cleaned_data, by=request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("plan-detail", pk=visit.plan.pk)
    return _plan_page(request, visit, "classes/plan_form.html", form=form, heading=_("Change a planned class"), submit=_("Save"))


@login_required
def line_remove(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, line = visit_line(request, pk, edit=True)
    if request.method != "POST":
        return _plan_page(request, visit, "classes/plan_line_remove.html", line=line)
    try:
        plans.remove_line(line=line, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The class was taken off the plan."))
    return redirect("plan-detail", pk=visit.plan.pk)


def _may_write(visit: PlanVisit) -> bool:
    return visit.may_edit and visit.plan.state == YearPlan.State.DRAFT


def _detail(request: LoggedInRequest, visit: PlanVisit, *, status: int = 200, **context: Any) -> HttpResponse:
    plan = visit.plan
    lines = list(plan.planned_classes.select_related("programme", "organizer", "issuer", "training_class"))
    known: dict[str, Any] = {
        "lines": [(line, visit.may_open(line)) for line in lines],
        "overview": overview_of(lines, plan.year),
        "answers": plans.answers_of(plan),
        "scan": plan_scans.scan_of(plan),
        "submitted_at": plans.submitted_at(plan),
        "history": plan.approvals.select_related("organization", "by").order_by("-at", "-pk"),
        "may_write": _may_write(visit),
        "line_form": None,
        "answer_form": AnswerForm(agencies=visit.answers_for) if visit.answers_for else None,
    }
    return _plan_page(request, visit, "classes/plan_detail.html", status=status, **{**known, **context})


def _plan_page(request: HttpRequest, visit: PlanVisit, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    crumbs = _crumbs((str(visit.plan), reverse("plan-detail", args=[visit.plan.pk])))
    if heading := context.get("heading"):
        crumbs.append((heading, ""))
    return render(request, template, {"visit": visit, "plan": visit.plan, "crumbs": crumbs, **context}, status=status)


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Classes"), reverse("class-list")), (_("Year plans"), reverse("plan-list")), *further]
