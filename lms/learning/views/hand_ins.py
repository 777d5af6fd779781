"""A learner hands work in, sees the mark and may ask for a review; the files of a hand-in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.foundation import audit, files, uploads
from lms.foundation.uploads import UploadError
from lms.learning.actions import hand_ins, reviews
from lms.learning.exceptions import LearningError
from lms.learning.models import CurrentGrade, Enrollment, HandInTask, MarkReview
from lms.learning.permissions import get_hand_in, get_own_task
from lms.learning.work_lists import files_of, hand_ins_of, marks_of
from lms.people.requests import LoggedInRequest


@login_required
def work_hand_in(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    """The learner's page of one work. A refused hand-in keeps the text that was typed."""
    enrollment, task = get_own_task(request, code, pk)
    if request.method != "POST":
        return _page(request, enrollment, task)
    text = request.POST.get("text", "")[:100_000]
    try:
        papers = [uploads.keep(upload, kinds=uploads.WORK) for upload in request.FILES.getlist("files")]
        hand_ins.hand_in(task=task, enrollment=enrollment, text=text, papers=papers, by=request.user)
    except (LearningError, UploadError) as error:
        return _page(request, enrollment, task, error=str(error), text=text)
    messages.success(request, _("Your work has been received. You may hand in again until it is marked."))
    return redirect("work-hand-in", code=code, pk=pk)


def _page(request: LoggedInRequest, enrollment: Enrollment, task: HandInTask, *, error: str = "", text: str = "") -> HttpResponse:
    now = timezone.now()
    grade = CurrentGrade.objects.select_related("change").filter(item=task.item, enrollment=enrollment, score__isnull=False).first()
    context = {
        "run": enrollment.run,
        "task": task,
        "grade": grade,
        "passed": bool(grade and grade.score is not None and grade.score * 2 >= grade.max_score),
        "handed": hand_ins_of(task, enrollment),
        "marks": marks_of(task, enrollment)[:1],
        "is_over": bool(task.due_at and now > task.due_at),
        "may_review": not reviews.refusal(task, enrollment, now),
        "review_until": reviews.last_moment(task, grade.change.at) if grade else None,
        "reviews": MarkReview.objects.filter(item=task.item, enrollment=enrollment).order_by("-asked_at"),
        "error": error,
        "text": text,
    }
    return render(request, "learning/work_hand_in.html", context, status=422 if error else 200)


@login_required
@require_POST
def review_ask(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    enrollment, task = get_own_task(request, code, pk)
    try:
        reviews.ask(task=task, enrollment=enrollment, reason=request.POST.get("reason", "")[:1000], by=request.user)
    except LearningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your request for a review was sent. Another marker will look at your work and answer here."))
    return redirect("work-hand-in", code=code, pk=pk)


@login_required
def hand_in_file(request: LoggedInRequest, pk: int, number: int) -> HttpResponseBase:
    """One file of a hand-in, as a download that acts nowhere."""
    handed = get_hand_in(request, pk)
    kept = files_of(handed)
    if number >= len(kept) or not files.exists(kept[number][0]):
        raise Http404
    sha256, name = kept[number]
    if handed.enrollment.person_id != request.user.pk:
        audit.access(request, handed, "hand_in")
    return files.private_response(sha256, name, uploads.content_type_of(sha256, name))
