"""Marking by hand: who has handed in, one learner's work with the rubric, the marks of a paper test, reviews."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.foundation import audit, files
from lms.foundation.spreadsheets import SpreadsheetError
from lms.foundation.vietnamese import format_number
from lms.learning import paper_marks
from lms.learning.actions import hand_ins, reviews
from lms.learning.exceptions import LearningError
from lms.learning.models import Enrollment, GradeItem, HandInTask, MarkReview
from lms.learning.paper_marks import parse_score
from lms.learning.permissions import get_task_for_staff
from lms.learning.work_lists import LearnerLine, hand_ins_of, learner_lines, marks_of
from lms.people.requests import LoggedInRequest

SALT = "learning.paper-marks"
TOKEN_SECONDS = 24 * 3600
FILTERS = ("", "to_mark", "marked", "missing")


@login_required
def work_detail(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    """Everybody and where the work stands; for a paper test the table to type marks into."""
    task = get_task_for_staff(request, code, pk)
    only = request.GET.get("loc", "")
    lines = learner_lines(task)
    audit.access(request, task.item, "hand_ins")
    return _table(request, task, lines, only=only if only in FILTERS else "")


def _table(request: LoggedInRequest, task: HandInTask, lines: list[LearnerLine], **context: Any) -> HttpResponse:
    only = context.get("only", "")
    typed, wrong = context.get("typed", {}), context.get("wrong", set())
    rows = [
        (line, typed.get(line.enrollment.pk, format_number(line.score) if line.score is not None else ""), line.enrollment.pk in wrong)
        for line in lines
        if not only or line.state == only
    ]
    counts = [(name, sum(1 for line in lines if not name or line.state == name)) for name in FILTERS]
    page = {"run": task.item.run, "task": task, "rows": rows, "counts": counts, "is_paper": task.item.kind == GradeItem.Kind.PAPER}
    return render(request, "learning/work_detail.html", {**page, **context}, status=422 if wrong else 200)


@login_required
@require_POST
def paper_type(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    """Marks typed into the table: all of them, or none and every wrong one named."""
    task = get_task_for_staff(request, code, pk)
    lines = learner_lines(task)
    typed = {line.enrollment.pk: request.POST.get(f"score-{line.enrollment.pk}", "").strip() for line in lines}
    full = task.item.max_score or Decimal(0)
    scores = [(line.enrollment, parse_score(typed[line.enrollment.pk])) for line in lines if typed[line.enrollment.pk]]
    wrong = {enrollment.pk for enrollment, score in scores if score is None or score > full}
    if wrong:
        sentence = ngettext(
            "%(n)s mark is no number between 0 and %(full)s.", "%(n)s marks are no numbers between 0 and %(full)s.", len(wrong)
        )
        return _table(request, task, lines, typed=typed, wrong=wrong, error=sentence % {"n": len(wrong), "full": format_number(full)})
    written = hand_ins.mark_paper(task=task, scores=[(who, score) for who, score in scores if score is not None], by=request.user)
    _tell_written(request, written)
    return redirect("work-detail", code=code, pk=pk)


@login_required
def paper_sheet(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    task = get_task_for_staff(request, code, pk)
    audit.access(request, task.item, "paper_sheet")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(paper_marks.sheet(task), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="bang-diem-{task.item.run.code}-{task.pk}.xlsx"'
    return response


@login_required
def paper_import(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    """«Kiểm tra trước»: a sheet is read and shown; nothing is written before the second button."""
    task = get_task_for_staff(request, code, pk)
    context: dict[str, Any] = {"run": task.item.run, "task": task}
    file = request.FILES.get("file")
    if request.method == "POST" and file is None:
        context["error"] = _("Choose a file first.")
    elif file is not None and file.size and file.size > paper_marks.LIMITS.bytes:
        context["error"] = str(SpreadsheetError("too_large", filename=file.name, limit=paper_marks.LIMITS.bytes // 1_000_000))
    elif file is not None:
        data, name = file.read(), (file.name or "")[-100:]
        try:
            context["rows"] = paper_marks.read(task=task, data=data, filename=name)
        except SpreadsheetError as error:
            context["error"] = str(error)
        else:
            context["token"] = signing.dumps(
                {"task": pk, "sha256": files.store(data).sha256, "name": name, "by": request.user.pk}, salt=SALT
            )
            context["news"] = sum(1 for row in context["rows"] if row.is_new)
            context["wrong"] = sum(1 for row in context["rows"] if row.error)
    return render(request, "learning/paper_import.html", context, status=422 if "error" in context else 200)


@login_required
@require_POST
def paper_commit(request: LoggedInRequest, code: str, pk: int) -> HttpResponse:
    """Writes the good rows of the sheet that was looked at. Pressed twice, the second time writes nothing."""
    task = get_task_for_staff(request, code, pk)
    try:
        kept = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        kept = {}
    if (kept.get("task"), kept.get("by")) != (pk, request.user.pk) or not files.exists(kept["sha256"]):
        messages.warning(request, _("This check is too old; choose the file again."))
        return redirect("paper-import", code=code, pk=pk)
    rows = paper_marks.read(task=task, data=files.read(kept["sha256"]), filename=kept["name"])
    scores = [(row.enrollment, row.score) for row in rows if row.enrollment and row.score is not None and not row.error]
    _tell_written(request, hand_ins.mark_paper(task=task, scores=scores, by=request.user))
    return redirect("work-detail", code=code, pk=pk)


def _tell_written(request: LoggedInRequest, written: int) -> None:
    if written:
        messages.success(request, ngettext("%(n)s mark was written.", "%(n)s marks were written.", written) % {"n": written})
    else:
        messages.info(request, _("Nothing had changed."))


@login_required
def work_mark(request: LoggedInRequest, code: str, pk: int, enrollment_pk: int) -> HttpResponse:
    """One learner's work beside the rubric. Saving leads to the next one that waits."""
    task = get_task_for_staff(request, code, pk)
    enrollment = get_object_or_404(Enrollment.objects.select_related("person"), pk=enrollment_pk, run=task.item.run)
    review = MarkReview.objects.filter(item=task.item, enrollment=enrollment, state=MarkReview.State.ASKED).first()
    if request.method != "POST":
        audit.access(request, enrollment, "hand_in")
        return _marking(request, task, enrollment, review)
    remark = request.POST.get("remark", "")[:2000]
    values = _points(request, task)
    try:
        if review:
            reviews.decide(review=review, task=task, answer=remark, by=request.user, **values)
        else:
            hand_ins.mark(task=task, enrollment=enrollment, remark=remark, by=request.user, **values)
    except LearningError as error:
        return _marking(request, task, enrollment, review, error=str(error))
    messages.success(request, _("The mark of %(name)s was saved.") % {"name": enrollment.person.full_name})
    following = next((line for line in learner_lines(task, only="to_mark") if line.enrollment.pk != enrollment.pk), None)
    return (
        redirect("work-mark", code=code, pk=pk, enrollment_pk=following.enrollment.pk)
        if following
        else redirect("work-detail", code=code, pk=pk)
    )


def _points(request: LoggedInRequest, task: HandInTask) -> dict[str, Any]:
    """What was typed; a line that is no number is missing, and the action says so."""
    if not task.rubric:
        return {"score": parse_score(request.POST.get("score", ""))}
    typed = {line["key"]: parse_score(request.POST.get(f"line-{line['key']}", "")) for line in task.rubric}
    return {"points": {key: value for key, value in typed.items() if value is not None}}


def _marking(
    request: LoggedInRequest, task: HandInTask, enrollment: Enrollment, review: MarkReview | None, *, error: str = ""
) -> HttpResponse:
    marks = marks_of(task, enrollment)
    newest = marks[0].mark if marks else None
    posted = request.POST if request.method == "POST" else {}
    lines = [
        (
            line,
            posted.get(f"line-{line['key']}")
            or (format_number(Decimal(newest.points[line["key"]])) if newest and line["key"] in newest.points else ""),
        )
        for line in task.rubric
    ]
    context = {
        "run": task.item.run,
        "task": task,
        "enrollment": enrollment,
        "handed": hand_ins_of(task, enrollment),
        "marks": marks,
        "lines": lines,
        "score": posted.get("score") or (format_number(newest.score) if newest else ""),
        "remark": posted.get("remark", newest.remark if newest and not review else ""),
        "review": review,
        "error": error,
    }
    return render(request, "learning/work_mark.html", context, status=422 if error else 200)
