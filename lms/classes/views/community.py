"""«Buổi hướng dẫn cộng đồng»: a ward's people write them down, those above read the figures."""

import json
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.classes import community
from lms.classes.actions import community as actions
from lms.classes.community_forms import SUGGESTIONS, CommunityForm, PeriodForm
from lms.classes.community_permissions import (
    WardVisit,
    reads_from_above,
    require_any_ward,
    visit_community_session,
    visit_ward,
    wards_read_by,
    wards_written_by,
)
from lms.classes.exceptions import ClassError
from lms.classes.models import CommunitySession
from lms.foundation import audit
from lms.foundation.spreadsheets import write_table
from lms.foundation.vietnamese import format_date
from lms.people.requests import LoggedInRequest

from .documents import XLSX
from .pages import tell

PAGE_SIZE = 30
MOST_BYTES = 100_000  # of one session that a phone sends
REMEMBERED = 8


@login_required
def community_list(request: LoggedInRequest) -> HttpResponse:
    """The own wards; for officers above them the table of all wards. Whoever has one ward alone is taken there."""
    require_any_ward(request)
    own = list(wards_written_by(request.user).by_name())
    from_above = reads_from_above(request.user)
    if len(own) == 1 and not from_above:
        return redirect("community-ward", pk=own[0].pk)
    form = PeriodForm(request.GET or None)
    period = form.period()
    rows = community.by_ward(wards_read_by(request.user), **period) if from_above else []
    context = {
        "own": own,
        "from_above": from_above,
        "form": form,
        "period": period,
        "rows": [row for row in rows if row.sessions],
        "wards": len(rows),
        "total": _sum(rows),
    }
    return render(request, "classes/community_list.html", context)


@login_required
def community_export(request: LoggedInRequest) -> HttpResponse:
    """Every ward that this person reads, also those without a session."""
    require_any_ward(request)
    period = PeriodForm(request.GET or None).period()
    rows = community.by_ward(wards_read_by(request.user), **period)
    titles = ["STT", "Phường, xã, đặc khu", "Số buổi", "Số lượt", "Nữ", "Nam"]
    body = [[n, row.ward.name, row.sessions, row.participations, row.female, row.male] for n, row in enumerate(rows, start=1)]
    total = _sum(rows)
    body.append(["", "Tổng cộng", total["sessions"], total["participations"], total["female"], total["male"]])
    title = f"Buổi hướng dẫn cộng đồng, {format_date(period['since'])} – {format_date(period['until'])}"
    response = HttpResponse(write_table(titles, body, title=title), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="buoi-huong-dan-cong-dong.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def community_ward(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_ward(request, pk)
    sessions = community.held(wards=[pk]).select_related("by").prefetch_related("counts").order_by("-on", "-pk")
    page = Paginator(sessions, PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [(session, sum(count.n for count in session.counts.all()), actions.is_open(session, now)) for session in page]
    return _ward_page(request, visit, "classes/community_ward.html", rows=rows, page_obj=page, months=community.by_month(visit.ward))


@login_required
def community_show(request: LoggedInRequest, pk: int) -> HttpResponse:
    """One session with its figures; names are shown to the ward's own people alone."""
    visit, session = visit_community_session(request, pk)
    if visit.may_write and session.names:
        audit.access(request, session, "names")
    form = CommunityForm(session=session)
    heads = sum(count.n for count in session.counts.all())
    changeable = visit.may_write and actions.is_open(session, timezone.now())
    return _ward_page(request, visit, "classes/community_show.html", session=session, form=form, heads=heads, changeable=changeable)


def community_add(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; and, as JSON, what a phone kept while it had no network."""
    if request.content_type == "application/json" and request.method == "POST":
        return _take_from_phone(request, pk)
    return _add(request, pk)  # type: ignore[arg-type]  # asks for the login itself


@login_required
def _add(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit = visit_ward(request, pk, write=True)
    form = CommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            session, is_new = _record(request, visit, form)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(session, is_new))
            return redirect("community-ward", pk=pk)
    return _form_page(request, visit, form)


def _take_from_phone(request: HttpRequest, pk: int) -> JsonResponse:
    """2xx and refusals with `final` take the entry out of the phone's box; a lost login leaves it there."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("Log in again; what you wrote waits on this phone.")}, status=401)
    visit = visit_ward(request, pk, write=True)  # type: ignore[arg-type]  # logged in, as was just seen
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"final": True, "error": _("This is too long; shorten the list of names.")}, status=413)
    form = CommunityForm(_sent(request.body))
    if not form.is_valid():
        return JsonResponse({"final": True, "error": _first_error(form)}, status=422)
    try:
        session, is_new = _record(request, visit, form)  # type: ignore[arg-type]  # logged in
    except ClassError as error:
        return JsonResponse({"final": True, "error": str(error)}, status=422)
    return JsonResponse({"new": is_new, "said": _said(session, is_new), "url": reverse("community-ward", args=[pk])})


@login_required
def community_change(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = visit_community_session(request, pk, write=True)
    form = CommunityForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(session=session, plan=form.plan(), by=request.user)
        except ClassError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("community-ward", pk=visit.ward.pk)
    return _form_page(request, visit, form, session=session)


@login_required
def community_remove(request: LoggedInRequest, pk: int) -> HttpResponse:
    visit, session = visit_community_session(request, pk, write=True)
    if request.method != "POST":
        return _ward_page(request, visit, "classes/community_remove.html", session=session)
    try:
        actions.remove(session=session, by=request.user)
    except ClassError as error:
        tell(request, error)
    else:
        messages.success(request, _("The session was removed and no longer counts."))
    return redirect("community-ward", pk=visit.ward.pk)


def _record(request: LoggedInRequest, visit: WardVisit, form: CommunityForm) -> tuple[CommunitySession, bool]:
    return actions.record(ward=visit.ward, uid=form.cleaned_data["uid"] or uuid4(), plan=form.plan(), by=request.user)


def _sent(body: bytes) -> dict[str, Any]:
    """The fields of a kept form; `id` is the uid made on the phone. What is no object is an empty form."""
    try:
        values = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(values, dict):
        return {}
    return {**{name: value for name, value in values.items() if isinstance(value, str | int)}, "uid": values.get("id")}


def _first_error(form: CommunityForm) -> str:
    name, errors = next(iter(form.errors.items()))
    return f"{form.fields[name].label}: {errors[0]}" if name in form.fields else str(errors[0])


def _said(session: CommunitySession, is_new: bool) -> str:
    heads = sum(count.n for count in session.counts.all())
    if not is_new:
        return _("This session had already been written down.")
    return ngettext("Written down: %(n)s participation.", "Written down: %(n)s participations.", heads) % {"n": heads}


def _form_page(request: LoggedInRequest, visit: WardVisit, form: CommunityForm, session: CommunitySession | None = None) -> HttpResponse:
    recent = list(community.held(wards=[visit.ward.pk]).order_by("-pk").values_list("topic", "place")[:REMEMBERED])
    topics = list(dict.fromkeys([*(topic for topic, _place in recent), *map(str, SUGGESTIONS)]))
    places = list(dict.fromkeys(place for _topic, place in recent))
    status = 422 if form.errors else 200
    return _ward_page(
        request, visit, "classes/community_form.html", status=status, form=form, session=session, topics=topics, places=places
    )


def _ward_page(request: HttpRequest, visit: WardVisit, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    crumbs = [(_("Community sessions"), reverse("community-list")), (visit.ward.name, reverse("community-ward", args=[visit.ward.pk]))]
    return render(request, template, {"visit": visit, "ward": visit.ward, "crumbs": crumbs, **context}, status=status)


def _sum(rows: list[community.WardTotals]) -> dict[str, int]:
    return {name: sum(getattr(row, name) for row in rows) for name in ("sessions", "participations", "female", "male")}
