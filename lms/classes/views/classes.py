"""The list of classes, a class and its life."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import BaseFormSet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.classes import panels
from lms.classes.actions import classes, plans
from lms.classes.due import dues_of
from lms.classes.editions import conflict_of
from lms.classes.eligibility import eligibility_of
from lms.classes.exceptions import ClassError
from lms.classes.forms import ClassChangeForm, ClassForm, CloseForm, SessionFormSet
from lms.classes.matrix import attendance_matrix
from lms.classes.models import PlannedClass, TrainingClass
from lms.classes.permissions import Verb, classes_visible_to, is_officer, organizers_for, require_officer, visit_class
from lms.classes.plan_permissions import visit_line_to_open
from lms.classes.plan_values import planned_values
from lms.people.models import User
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell

PAGE_SIZE = 30
# Verbs of the diary under which the fields of the form change.
CHANGES = ("class.change", "class.decide", "class.close")
NO_DECISION = "no_decision"  # chosen in the list beside the states
STEPS = {"open_enrolling": classes.open_enrolling, "start": classes.start, "assess": classes.assess}


@login_required
def class_list(request: LoggedInRequest) -> HttpResponse:
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = classes_visible_to(request.user).with_counts().select_related("organizer", "issuer")
    if words:
        found = found.named_like(words)
    if state in TrainingClass.State.values:
        found = found.in_state(state)
    elif state == NO_DECISION:
        found = found.waiting_for_decision()
    page = Paginator(found.order_by("-created_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "words": words, "state": state, "states": TrainingClass.State.choices, "may_create": is_officer(request)}
    return render(request, "classes/class_list.html", context)


@login_required
def class_create(request: LoggedInRequest) -> HttpResponse:
    """A class of its own, or with `?dong=` the class of a line of an approved year plan."""
    require_officer(request)
    line = _planned_line(request)
    if line is not None and (refusal := _refusal(line)):
        tell(request, refusal)
        return redirect("plan-detail", pk=line.plan_id)
    organizers = organizers_for(request.user)
    form = ClassForm(request.POST or None, organizers=organizers, initial=planned_values(line) if line else None)
    sessions = SessionFormSet(_with_more_rows(request) or None, prefix="session")
    if request.method == "POST" and "more_sessions" not in request.POST and form.is_valid() and sessions.is_valid():
        try:
            made = _create(line, form, sessions, request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The class was created. Next: import the roster and appoint the class manager."))
            return redirect("class-detail", pk=made.pk)
    return render(request, "classes/class_create.html", {"form": form, "sessions": sessions, "line": line})


def _planned_line(request: LoggedInRequest) -> PlannedClass | None:
    """404 for a line that this person may not see, also when the address is nonsense."""
    text = request.GET.get("dong", "")
    if not text:
        return None
    if not text.isdecimal():
        raise Http404
    return visit_line_to_open(request, int(text))


def _refusal(line: PlannedClass) -> ClassError | None:
    try:
        plans.refuse_opening(line)
    except ClassError as error:
        return error
    return None


def _create(line: PlannedClass | None, form: ClassForm, sessions: BaseFormSet, by: User) -> TrainingClass:
    if line is None:
        return classes.create(plan=form.plan(), sessions=_plans(sessions), by=by)
    return plans.open_class(line=line, plan=form.plan(), sessions=_plans(sessions), by=by)


def _with_more_rows(request: LoggedInRequest) -> Any:
    """The posted rows, and one more when that was the button."""
    if "more_sessions" not in request.POST:
        return request.POST
    data = request.POST.copy()
    data["session-TOTAL_FORMS"] = str(int(data.get("session-TOTAL_FORMS", "0") or 0) + 1)
    return data


def _plans(sessions: BaseFormSet) -> list[classes.SessionPlan]:
    """Rows left empty are no sessions."""
    return [form.plan() for form in sessions if form.has_changed()]


@login_required
def class_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.VISIT)
    if not visit.may_read:
        place = panels.place_of(request.user, visit.training_class)
        return class_page(request, visit, "classes/trainee_class.html", place=place)
    counted = TrainingClass.objects.with_counts().get(pk=pk)
    context: dict[str, Any] = {
        "counted": counted,
        "dues": dues_of(counted, timezone.now()) if visit.may_edit else [],
        "sessions": visit.training_class.sessions.with_presence().select_related("venue"),
        "staff": visit.training_class.staff.select_related("person"),
        "coordinators": visit.training_class.coordinators.by_name(),
        "may_copy": visit.may(Verb.EDIT),  # of a closed class too
    }
    return class_page(request, visit, "classes/class_detail.html", **context)


@login_required
def class_change(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT)
    form = ClassChangeForm(request.POST or None, training_class=visit.training_class, organizers=organizers_for(request.user))
    conflict = None
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            classes.change(
                training_class=visit.training_class,
                coordinators=values.pop("coordinators"),
                edition=values.pop("edition"),
                values=values,
                by=request.user,
            )
        except ClassError as error:
            if error.code == "edited_meanwhile":
                visit.training_class.refresh_from_db()
                form, conflict = conflict_of(form, visit.training_class, form.initial_of(visit.training_class), verbs=CHANGES)
            else:
                form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("class-detail", pk=pk)
    status = 409 if conflict else 200
    return class_page(request, visit, "classes/class_change.html", status=status, form=form, conflict=conflict)


@login_required
@require_POST
def class_advance(request: LoggedInRequest, pk: int, step: str) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT)
    try:
        moved = STEPS[step](training_class=visit.training_class, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The class is now “%(state)s”.") % {"state": moved.get_state_display()})
    return redirect("class-detail", pk=pk)


@login_required
def class_close(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT)
    training_class = visit.training_class
    known = {
        "decision_no": training_class.decision_no,
        "decision_on": training_class.decision_on,
        "closing_on": training_class.closing_on or timezone.localdate(),
    }
    form = CloseForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            classes.close(training_class=training_class, by=request.user, **form.cleaned_data)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The class is closed. The issuer can now settle the results and issue certificates."))
            return redirect("class-detail", pk=pk)
    unmarked = [row for row in attendance_matrix(training_class).rows if row.attendance.unmarked]
    return class_page(request, visit, "classes/class_close.html", form=form, unmarked=unmarked)


@login_required
def class_cancel(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.EDIT)
    if request.method != "POST":
        return class_page(request, visit, "classes/class_cancel.html")
    try:
        classes.cancel(training_class=visit.training_class, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The class was cancelled."))
    return redirect("class-detail", pk=pk)


@login_required
def class_attendance(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    return class_page(request, visit, "classes/class_attendance.html", matrix=attendance_matrix(visit.training_class))


@login_required
def class_results(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_class(request, pk, Verb.READ)
    found = eligibility_of(visit.training_class)
    trainees = visit.training_class.trainees.active().by_name().select_related("enrollment__person", "agency")
    rows = [(trainee, found[trainee.pk]) for trainee in trainees]
    eligible = sum(1 for _trainee, eligibility in rows if eligibility.eligible)
    return class_page(request, visit, "classes/class_results.html", rows=rows, eligible=eligible, others=len(rows) - eligible)
