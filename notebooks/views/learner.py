"""The lab's page for a learner: open it, hand in, see what came back."""

import math
import uuid
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.foundation import audit, files
from lms.foundation.ratelimit import hit
from lms.learning.models import Enrollment
from lms.people.requests import LoggedInRequest
from notebooks import anonymity, hub, qr, queue, receipts, saved_work
from notebooks.access import get_place_and_lab, get_submission_for_reader, is_run_staff
from notebooks.actions import checks, helping, retrying, submissions
from notebooks.credits import is_credited, submissions_credited
from notebooks.exceptions import NotebooksError
from notebooks.forms import CheckForm, SubmitForm
from notebooks.models import CheckRun, GradingRun, Lab, Submission
from notebooks.totals import scored_cells
from notebooks.views.exchange import SUBMISSIONS_PER_HOUR


@login_required
def lab_detail(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(request.user, code, slug)
    return lab_page(request, place, lab)


def lab_page(
    request: LoggedInRequest,
    place: Enrollment,
    lab: Lab,
    *,
    form: SubmitForm | None = None,
    check_form: CheckForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The lab's page, with whichever form was not right."""
    form = form or SubmitForm(initial={"key": uuid.uuid4().hex})
    context = lab_context(place, lab) | {"form": form, "check_form": check_form or CheckForm()}
    return render(request, "notebooks/lab_detail.html", context, status=status)


def lab_context(place: Enrollment, lab: Lab) -> dict[str, Any]:
    mine = submissions_credited(place, lab).select_related("lab_version").prefetch_related("grading_runs")
    address = f"{settings.HOCAI_SITE_URL}/bai-thuc-hanh/{place.run.code}/{lab.slug}/"
    return saved_context(place, lab) | {
        "place": place,
        "run": place.run,
        "lab": lab,
        "version": lab.current_version,
        "submissions": [(each, next(iter(each.grading_runs.all()), None)) for each in mine],
        "submit_url": hub.lab_url(place.run.code, lab.slug, action="submit"),
        "address": address,
        "address_qr": qr.svg(address),
        "allowance": checks.allowance(enrollment=place, lab=lab),
        "last_check": CheckRun.objects.filter(enrollment=place, lab=lab).first(),
        "hand": helping.raised_hand(enrollment=place, lab=lab),
    }


def saved_context(place: Enrollment, lab: Lab) -> dict[str, Any]:
    """What the learner's home holds, where the site can see it; the key makes two presses one submission."""
    return {"saved": saved_work.find(place.person.handle, place.run.code, lab.slug), "saved_key": uuid.uuid4().hex}


@login_required
def lab_open(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """To the learner's own server, or a page that says why not when the hub is down, with the last saved work."""
    place, lab = get_place_and_lab(request.user, code, slug)
    if not hub.is_up():
        context = saved_context(place, lab) | {"place": place, "run": place.run, "lab": lab}
        return render(request, "notebooks/hub_down.html", context, status=503)
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
    return lab_page(request, place, lab, form=form, status=422)


@login_required
def submission_detail(request: LoggedInRequest, pk: UUID) -> HttpResponse:
    submission = get_submission_for_reader(request, pk)
    context = submission_context(request, submission)
    if not context["is_own"] and not request.htmx:
        audit.access(request, submission, "submission")
    if request.htmx and context["seen"] and request.GET.get("seen") == context["seen"]:
        # Nothing new: a screen reader is spared a redraw every second.
        return HttpResponse(status=204)
    if request.htmx:
        return render(request, "notebooks/submission_state.html", context)
    return render(request, "notebooks/submission_detail.html", context | receipt_context(submission))


def receipt_context(submission: Submission) -> dict[str, Any]:
    """The code that anybody can have verified, and where."""
    code = receipts.code_for(submission)
    address = f"{settings.HOCAI_SITE_URL}{reverse('receipt-verify')}?ma={code}"
    return {"receipt_code": code, "receipt_url": address, "receipt_qr": qr.svg(address)}


def submission_context(request: LoggedInRequest, submission: Submission) -> dict:
    run = submission.grading_runs.select_related("lab_version").first()
    version = run.lab_version if run else submission.lab_version
    titles = {(question["notebook"], question["grade_id"]): question["title"] for question in version.questions}
    cells = (
        [(titles.get((each.cell.notebook, each.cell.grade_id), each.cell.grade_id), each) for each in scored_cells(run)]
        if run and run.is_final
        else []
    )
    waiting = waiting_of(run)
    is_own = is_credited(request.user, submission)
    course_run = submission.enrollment.run
    is_staff_view = not is_own and is_run_staff(request.user, course_run)
    hidden = is_staff_view and anonymity.hides_names(course_run, submission.lab)
    return waiting | {
        "submission": submission,
        "lab": submission.lab,
        "course_run": course_run,
        "run": run,
        "cells": cells,
        "seen": f"{run.state}-{waiting['ahead']}-{waiting['wait_minutes']}" if run else "",
        "is_own": is_own,
        "can_retry": is_own and retrying.can_retry(submission, run),
        "is_staff_view": is_staff_view,
        "who": anonymity.label_of(submission.pk) if hidden else submission.enrollment.person.full_name,
    }


def waiting_of(run: GradingRun | None) -> dict[str, Any]:
    """The place in the queue and the minutes that it will take (0: less than one), as far as they are known."""
    if run is None or run.state != run.State.QUEUED:
        return {"ahead": None, "wait_minutes": None}
    seconds = queue.expected_seconds(run)
    minutes = None if seconds is None else 0 if seconds < 60 else math.ceil(seconds / 60)
    return {"ahead": queue.place_of(run), "wait_minutes": minutes}


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
