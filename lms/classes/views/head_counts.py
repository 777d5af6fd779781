"""Counting the heads of a room, and calling the names that were drawn."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from lms.classes import session_lists
from lms.classes.actions import head_counts
from lms.classes.exceptions import ClassError
from lms.classes.models import HeadCount, Trainee
from lms.classes.permissions import Verb, visit_place, visit_session
from lms.classes.session_forms import HeadCountForm
from lms.people.requests import LoggedInRequest

from .pages import class_page, tell
from .projector import chosen_place

ANSWERS = {"yes": True, "no": False, "": None}


@login_required
def head_count_add(request: LoggedInRequest, pk: int) -> HttpResponse:
    """Every place with what is recorded there; POST ?diem=<id> counts one. All earlier counts stay visible."""
    form = HeadCountForm(request.POST or None)
    if request.method == "POST":
        visit, session, place = visit_place(request, pk, chosen_place(request))
        if form.is_valid():
            try:
                count = head_counts.add(session=session, place=place, n=form.cleaned_data["n"], by=request.user)
            except ClassError as error:
                tell(request, error)
                return redirect("head-count-add", pk=pk)
            return redirect("head-count-show", pk=count.pk)
    else:
        visit, session = visit_session(request, pk, Verb.READ)
    rows = session_lists.places_with_presence(visit, session)
    history = session.head_counts.select_related("by", "place__venue").order_by("-pk")
    status = 422 if form.errors else 200
    return class_page(
        request,
        visit,
        "classes/head_count_add.html",
        status=status,
        session=session,
        rows=rows,
        history=history,
        form=form,
        wrong_place=chosen_place(request),
    )


@login_required
def head_count_show(request: LoggedInRequest, pk: int) -> HttpResponse:
    """One count: the difference, the names drawn; POST keeps who answered, or draws ten more."""
    count = get_object_or_404(HeadCount.objects.select_related("session", "place__venue", "by"), pk=pk)
    if request.method == "POST":
        visit, session, _place = visit_place(request, count.session_id, count.place_id)
        try:
            if "more" in request.POST:
                head_counts.draw_more(count=count, by=request.user)
            else:
                head_counts.answer(count=count, answers=_answers(request, count), by=request.user)
        except ClassError as error:
            tell(request, error)
        return redirect("head-count-show", pk=pk)
    visit, session = visit_session(request, count.session_id, Verb.READ)
    called = _called(count)
    return class_page(
        request,
        visit,
        "classes/head_count_show.html",
        session=session,
        count=count,
        place_name=count.place.venue.name if count.place else session.venue.name if session.venue else "",
        called=called,
        silent=[trainee for trainee, answered in called if answered == "no"],
        may_mark=visit.may_mark_at(session, count.place) and not session.is_book_closed,
        may_mark_all=visit.may_mark,
        may_draw_more=len(count.called) < count.recorded,
    )


def _answers(request: LoggedInRequest, count: HeadCount) -> dict[int, bool | None]:
    sent = {called["trainee"]: request.POST.get(f"answer-{called['trainee']}") for called in count.called}
    return {trainee: ANSWERS[value] for trainee, value in sent.items() if value in ANSWERS}


def _called(count: HeadCount) -> list[tuple[Trainee, str]]:
    """The drawn trainees in the order of drawing, each with «yes», «no» or nothing."""
    drawn = Trainee.objects.select_related("enrollment__person", "agency").in_bulk([called["trainee"] for called in count.called])
    words = {value: word for word, value in ANSWERS.items()}
    return [(drawn[called["trainee"]], words[called["answered"]]) for called in count.called if called["trainee"] in drawn]
