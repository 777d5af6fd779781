"""The lab's page for a learner: open it, hand in, see what came back."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.foundation import audit, files
from lms.foundation.ratelimit import hit
from lms.learning.models import Enrollment
from lms.people.requests import LoggedInRequest
from notebooks import hub, queue
from notebooks.access import get_place_and_lab, get_submission_for_reader, is_run_staff
from notebooks.actions import submissions
from notebooks.credits import is_credited, submissions_credited
from notebooks.exceptions import NotebooksError
from notebooks.forms import SubmitForm
from notebooks.models import Lab, Submission
from notebooks.totals import scored_cells
from notebooks.views.exchange import SUBMISSIONS_PER_HOUR


@login_required
def lab_detail(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(request.user, code, slug)
    form = SubmitForm(initial={"key": uuid.uuid4().hex})
    return render(request, "notebooks/lab_detail.html", lab_context(place, lab, form))


def lab_context(place: Enrollment, lab: Lab, form: SubmitForm) -> dict:
    mine = submissions_credited(place, lab).select_related("lab_version").prefetch_related("grading_runs")
    return {
        "place": place,
        "run": place.run,
        "lab": lab,
        "version": lab.current_version,
        "form": form,
        "submissions": [(each, next(iter(each.grading_runs.all()), None)) for each in mine],
        "submit_url": hub.lab_url(place.run.code, lab.slug, action="submit"),
    }


@login_required
def lab_open(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """To the learner's own server, or a page that says why not when the hub is down."""
    place, lab = get_place_and_lab(request.user, code, slug)
    if not hub.is_up():
        return render(request, "notebooks/hub_down.html", {"place": place, "lab": lab}, status=503)
    return redirect(hub.lab_url(place.run.code, lab.slug))


@login_required
def lab_submit(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(request.user, code, slug)
    form = SubmitForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return redirect("lab-detail", code=code, slug=slug)
    if form.is_valid():
        if not hit("submission", f"{request.user.pk}", SUBMISSIONS_PER_HOUR, 3600):
            form.add_error(None, _("You have submitted very often. Wait a few minutes, then submit again."))
        else:
            try:
                key = form.cleaned_data["key"]
                submission = submissions.receive(
                    lab=lab, enrollment=place, files=form.upload(), idempotency_key=key, channel=Submission.Channel.UPLOAD
                )
                return redirect("submission-detail", pk=submission.pk)
            except NotebooksError as error:
                form.add_error("files", str(error))
    return render(request, "notebooks/lab_detail.html", lab_context(place, lab, form), status=422)


@login_required
def submission_detail(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    submission = get_submission_for_reader(request, pk)
    context = submission_context(request, submission)
    if not context["is_own"] and not request.htmx:
        audit.access(request, submission, "submission")
    if request.htmx and context["seen"] and request.GET.get("seen") == context["seen"]:
        # Nothing new: a screen reader is spared a redraw every second.
        return HttpResponse(status=204)
    template = "notebooks/submission_state.html" if request.htmx else "notebooks/submission_detail.html"
    return render(request, template, context)


def submission_context(request: LoggedInRequest, submission: Submission) -> dict:
    run = submission.grading_runs.select_related("lab_version").first()
    version = run.lab_version if run else submission.lab_version
    titles = {(question["notebook"], question["grade_id"]): question["title"] for question in version.questions}
    cells = (
        [(titles.get((each.cell.notebook, each.cell.grade_id), each.cell.grade_id), each) for each in scored_cells(run)]
        if run and run.is_final
        else []
    )
    ahead = queue.place_of(run) if run and run.state == run.State.QUEUED else None
    is_own = is_credited(request.user, submission)
    return {
        "submission": submission,
        "lab": submission.lab,
        "course_run": submission.enrollment.run,
        "run": run,
        "ahead": ahead,
        "cells": cells,
        "seen": f"{run.state}-{ahead}" if run else "",
        "is_own": is_own,
        "is_staff_view": not is_own and is_run_staff(request.user, submission.enrollment.run),
    }


@login_required
def submission_file(request: LoggedInRequest, pk: UUID, number: int) -> HttpResponseBase:
    """One handed-in file as a download: it never renders here."""
    submission = get_submission_for_reader(request, pk)
    try:
        entry = submission.files[number]
    except IndexError:
        messages.error(request, _("This submission has no such file."))
        return redirect("submission-detail", pk=pk)
    return files.private_response(entry["sha256"], entry["path"].rpartition("/")[2], "application/octet-stream")
