"""The exchange API: what a student's server may ask for. The identity in the token is the learner; nothing in the payload is."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lms.foundation import files
from lms.foundation.ratelimit import hit
from lms.learning.models import Enrollment
from lms.people.models import User
from notebooks import check_queue, hub, receipts
from notebooks.access import get_place_and_lab, labs_of
from notebooks.actions import activity, checks, helping, submissions
from notebooks.assignments import LearnerRules, Place, reduced, rules_for, rules_of
from notebooks.credits import submissions_credited
from notebooks.exceptions import NotebooksError
from notebooks.models import CheckRun, GradingRun, Lab, Submission, SubmissionCredit
from notebooks.totals import scored_cells

View = Callable[..., HttpResponse]
SUBMISSIONS_PER_HOUR = 60


def refused(code: str, sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence, "code": code}, status=status)


def for_learner(method: str) -> Callable[[View], View]:
    """Lets in a request with a learner's own token from the learner's own server, and hands the person to the view."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with translation.override(settings.LANGUAGE_CODE):
                if request.method != method:
                    return refused("method", _("This address does not take such a request."), 405)
                try:
                    person = learner_of(request)
                except hub.HubUnavailable:
                    return refused(
                        "hub_down", _("The lab server cannot be checked right now. Your work is safe; try again in a minute."), 503
                    )
                if person is None:
                    return refused("no_permission", _("Your lab session has ended. Open the lab again from its page."), 403)
                try:
                    return view(request, person, *args, **kwargs)
                except NotebooksError as error:
                    return refused(error.code, str(error), 422)
                except Http404:
                    return refused("not_found", _("This lab is not open to you. Open it from your course."), 404)

        return guarded

    return wrap


def learner_of(request: HttpRequest) -> User | None:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() not in ("token", "bearer") or not token.strip():
        return None
    found = hub.identify(token.strip())
    return User.objects.active().filter(handle=found.handle).first() if found else None


def places_of(person: User) -> list[Enrollment]:
    return list(Enrollment.objects.active().of_learner(person).select_related("run__course"))


@for_learner("GET")
def course_list(request: HttpRequest, person: User) -> HttpResponse:
    return JsonResponse({"courses": [place.run.code for place in places_of(person)]})


@for_learner("GET")
def assignment_list(request: HttpRequest, person: User) -> HttpResponse:
    course = request.GET.get("course")
    places = [place for place in places_of(person) if course in (None, "", place.run.code)]
    mine = submissions_of(places)
    set_here = [Place(place, lab) for place in places for lab in labs_of(place.run)]
    rules = rules_of(set_here)
    assignments = [
        as_assignment(place, lab, mine.get((place.pk, lab.pk), [])) | as_rules(rules[place.pk, lab.pk]) for place, lab in set_here
    ]
    return JsonResponse({"assignments": assignments})


def submissions_of(places: list[Enrollment]) -> dict[tuple[int, int], list[Submission]]:
    """What was handed in from these places or with their groups, by place and lab: as many queries for twenty labs as for one."""
    credits = SubmissionCredit.objects.filter(enrollment__in=places).select_related("submission__lab_version")
    found: dict[tuple[int, int], list[Submission]] = {}
    for credit in credits.prefetch_related("submission__grading_runs").order_by("-submission__received_at"):
        found.setdefault((credit.enrollment_id, credit.submission.lab_id), []).append(credit.submission)
    return found


def as_assignment(place: Enrollment, lab: Lab, mine: list[Submission]) -> dict[str, Any]:
    version = lab.current_version
    assert version is not None
    return {
        "course_id": place.run.code,
        "assignment_id": lab.slug,
        "title": lab.title,
        "version": version.number,
        "digest": version.digest,
        "notebooks": [
            entry["path"].removesuffix(".ipynb")
            for entry in version.release_files
            if entry["path"].endswith(".ipynb") and "/" not in entry["path"]
        ],
        "submissions": [as_submission(each) for each in mine],
    }


def as_rules(rules: LearnerRules) -> dict[str, Any]:
    """What the lab's server may show; the site decides again when work arrives."""
    return {
        "due": iso(rules.terms.due),
        "late_until": iso(rules.terms.accepts_until),
        "attempts_left": rules.attempts_left,
        "open": rules.is_open,
        "group": rules.member_names,
    }


def iso(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat() if at else None


def as_submission(submission: Submission) -> dict[str, Any]:
    runs = list(submission.grading_runs.all())
    return {
        "id": str(submission.pk),
        "received_at": timezone.localtime(submission.received_at).isoformat(),
        "version": submission.lab_version.number,
        "state": runs[0].state if runs else GradingRun.State.QUEUED,
        "sha256": submission.sha256,
        "url": page_of(submission),
    }


def as_receipt(submission: Submission) -> dict[str, Any]:
    """What the learner keeps: the submission, and a code that anybody can have verified."""
    code = receipts.code_for(submission)
    return as_submission(submission) | {"code": code, "verify_url": f"{settings.HOCAI_SITE_URL}/bai-thuc-hanh/bien-nhan/?ma={code}"}


def page_of(submission: Submission) -> str:
    """The submission's page on the site, whose addresses this process does not serve; a test holds it against them."""
    return f"{settings.HOCAI_SITE_URL}/bai-thuc-hanh/bai-nop/{submission.pk}/"


@for_learner("GET")
def file_list(request: HttpRequest, person: User, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(person, code, slug)
    submissions.refuse_before_opening(rules_for(place, lab))
    version = lab.current_version
    assert version is not None
    return JsonResponse({"version": version.number, "digest": version.digest, "files": version.release_files})


@for_learner("GET")
def blob(request: HttpRequest, person: User, code: str, slug: str, sha256: str) -> HttpResponse:
    place, lab = get_place_and_lab(person, code, slug)
    submissions.refuse_before_opening(rules_for(place, lab))
    assert lab.current_version is not None
    if sha256 not in {entry["sha256"] for entry in lab.current_version.release_files}:
        raise Http404
    return HttpResponse(files.read(sha256), content_type="application/octet-stream")


@for_learner("POST")
def submission_create(request: HttpRequest, person: User, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(person, code, slug)
    key = request.headers.get("Idempotency-Key", "")[:64]
    if not key:
        return refused("no_key", _("The lab did not send a submission key. Reload the page and submit again."), 400)
    known = Submission.objects.filter(enrollment=place, idempotency_key=key).first()
    if known:
        return JsonResponse(as_receipt(known))
    if not hit("submission", f"{person.pk}", SUBMISSIONS_PER_HOUR, 3600):
        return refused("too_many", _("You have submitted very often. Wait a few minutes, then submit again."), 429)
    submission = submissions.receive(
        lab=lab,
        enrollment=place,
        files=files_in(request),
        idempotency_key=key,
        channel=Submission.Channel.LAB,
        version_number=version_in(request),
    )
    return JsonResponse(as_receipt(submission), status=201)


def files_in(request: HttpRequest) -> dict[str, bytes]:
    return {upload.name or "": upload.read() for upload in request.FILES.getlist("files")}


def version_in(request: HttpRequest) -> int | None:
    """The version that the work was fetched from, where the lab says it."""
    number = request.POST.get("version", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


@for_learner("POST")
def check_create(request: HttpRequest, person: User, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(person, code, slug)
    check = checks.ask(enrollment=place, lab=lab, files=files_in(request), version_number=version_in(request))
    return JsonResponse(as_check(check), status=202)


@for_learner("GET")
def check_detail(request: HttpRequest, person: User, code: str, slug: str, pk: int) -> HttpResponse:
    place, lab = get_place_and_lab(person, code, slug)
    check = CheckRun.objects.select_related("enrollment", "lab").filter(pk=pk, enrollment=place, lab=lab).first()
    if check is None:
        raise Http404
    return JsonResponse(as_check(check))


def as_check(check: CheckRun) -> dict[str, Any]:
    """A check as the lab shows it: no points, and where it stands while it waits."""
    results = [{name: result[name] for name in ("title", "passed", "message")} for result in check.results]
    waits = check.state == CheckRun.State.QUEUED
    return {
        "id": check.pk,
        "state": check.state,
        "ahead": check_queue.place_of(check) if waits else 0,
        "results": results,
        "message": check.message,
        "left_this_hour": checks.allowance(enrollment=check.enrollment, lab=check.lab).left,
    }


@for_learner("POST")
def activity_record(request: HttpRequest, person: User, code: str, slug: str) -> HttpResponse:
    place, lab = get_place_and_lab(person, code, slug)
    event = told_in(request).get("event")
    if event not in activity.EVENTS:
        return refused("bad_event", _("This address does not take such a request."), 400)
    activity.record(enrollment=place, lab=lab, event=event)
    return JsonResponse({"event": event})


@for_learner("POST")
def help_record(request: HttpRequest, person: User, code: str, slug: str) -> HttpResponse:
    """Raises the hand, with or without a note, or lowers it."""
    place, lab = get_place_and_lab(person, code, slug)
    told = told_in(request)
    if told.get("raised") is True:
        helping.raise_hand(enrollment=place, lab=lab, note=str(told.get("note") or ""))
    elif told.get("raised") is False:
        helping.lower_hand(enrollment=place, lab=lab, by=person)
    else:
        return refused("bad_event", _("This address does not take such a request."), 400)
    return JsonResponse({"raised": told["raised"]})


def told_in(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; empty for anything else."""
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


@for_learner("GET")
def feedback(request: HttpRequest, person: User, code: str, slug: str, pk: UUID) -> HttpResponse:
    place, lab = get_place_and_lab(person, code, slug)
    submission = submissions_credited(place, lab).filter(pk=pk).first()
    if submission is None:
        raise Http404
    run = submission.grading_runs.select_related("lab_version").first()
    if run is None or not run.is_final:
        return JsonResponse({"state": run.state if run else "queued", "score": None, "max_score": None, "questions": []})
    titles = {(question["notebook"], question["grade_id"]): question["title"] for question in run.lab_version.questions}
    questions = [
        {
            "notebook": each.cell.notebook,
            "grade_id": each.cell.grade_id,
            "title": titles.get((each.cell.notebook, each.cell.grade_id), each.cell.grade_id),
            "score": each.score,
            "max_score": each.cell.max_score,
            "state": each.cell.state,
            "message": each.manual.comment if each.manual else each.cell.message,
        }
        for each in scored_cells(run)
    ]
    counted = None if run.score is None else reduced(run.score, run.late_percent)
    return JsonResponse(
        {
            "state": run.state,
            "score": counted,
            "score_before_late": run.score,
            "late_percent": run.late_percent,
            "max_score": run.max_score,
            "questions": questions,
        }
    )
