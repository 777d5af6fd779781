"""A grader's pages: everybody's submissions of a lab, and one question across people."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from lms.foundation import audit
from lms.learning.models import CourseRun
from lms.learning.permissions import get_run_for_staff
from lms.people.requests import LoggedInRequest
from notebooks import anonymity, submitted
from notebooks.access import get_lab_of_run, get_submission_for_grader
from notebooks.actions import anonymity as names
from notebooks.actions import answers, rubrics
from notebooks.forms_grading import LineForm, PointsForm
from notebooks.models import Assignment, Lab, Remark, RubricItem, Submission
from notebooks.questions import Line, line_of, questions_of
from notebooks.refusals import GradingRefused, ScoreChanged
from notebooks.sheets import Sheet, remarks_of

PER_PAGE = 50


@dataclass(frozen=True)
class Room:
    """A lab in a run as a grader works on it."""

    run: CourseRun
    lab: Lab

    @cached_property
    def assignment(self) -> Assignment | None:
        return Assignment.objects.filter(run=self.run, lab=self.lab).first()

    @cached_property
    def names_hidden(self) -> bool:
        return bool(self.assignment and self.assignment.is_anonymous) and anonymity.hides_names(self.run, self.lab)

    def who(self, submission: Submission) -> str:
        return anonymity.label_of(submission.pk) if self.names_hidden else submission.enrollment.person.full_name

    def context(self) -> dict[str, Any]:
        return {"course_run": self.run, "lab": self.lab, "assignment": self.assignment, "names_hidden": self.names_hidden}


def get_room(request: LoggedInRequest, code: str, slug: str) -> Room:
    """404 for strangers and for labs that are not this run's, 403 for its learners."""
    run = get_run_for_staff(request, code)
    lab = Lab.objects.filter(slug=slug, submissions__enrollment__run=run).select_related("current_version").first()
    # A lab with submissions belongs to the run, whatever its lessons say today; the course is asked only where there are none.
    return Room(run, lab or get_lab_of_run(run, slug))


def get_sheet(request: LoggedInRequest, room: Room, pk: UUID, notebook: str, grade_id: str) -> Sheet:
    submission = get_submission_for_grader(request, pk)
    sheet = Sheet.of(submission, notebook, grade_id)
    if sheet is None or (submission.enrollment.run_id, submission.lab_id) != (room.run.pk, room.lab.pk):
        raise Http404
    return sheet


# --- the list ---------------------------------------------------------------------------------------------------------
@login_required
def submission_list(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """Everybody's newest submission of one lab in one run, those that wait for a person first."""
    room = get_room(request, code, slug)
    state, words, order = (request.GET.get(name, "").strip() for name in ("state", "q", "sort"))
    if order not in submitted.ORDERS or (room.names_hidden and order in submitted.NAMED_ORDERS):
        order = "time" if room.names_hidden else "waiting"
    everybody = submitted.listed(room.lab, room.run, room.assignment)
    counts = submitted.counts_of(everybody)
    found = submitted.chosen(everybody, state=state, words="" if room.names_hidden else words, order=order)
    paginator = Paginator(found, PER_PAGE)
    if not state and (room.names_hidden or not words):
        paginator.count = counts["all"]
    page = paginator.get_page(request.GET.get("page"))
    rows = submitted.rows_of(list(page), room.assignment)
    audit.access(request, room.lab, "submissions")
    context = {
        "rows": [(row, anonymity.label_of(row.submission.pk) if room.names_hidden else ", ".join(row.names)) for row in rows],
        "page_obj": page,
        "counts": counts,
        "state": state if state in submitted.FILTERS else "",
        "words": words,
        "sort": order,
        "filters": filters_of(counts),
    }
    return render(request, "notebooks/submission_list.html", room.context() | context | questions_context(request, room))


def questions_context(request: LoggedInRequest, room: Room) -> dict[str, Any]:
    questions = questions_of(room.lab, room.run, by=request.user)
    for_people = [question for question in questions if question.for_people]
    by_machine = [question for question in questions if not question.for_people]
    return {"for_people": for_people, "by_machine": by_machine, "first_question": next(iter([*for_people, *by_machine]), None)}


def filters_of(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """(value, words, how many) of each filter that finds something."""
    labels = {
        "": _("All of them"),
        "waiting": _("Wait for me"),
        "failed": _("Grading failed"),
        "open": _("In the queue"),
        "late": pgettext("submissions", "Late"),
        "appeal": _("Second look asked for"),
    }
    return [(name, label, counts[name or "all"]) for name, label in labels.items() if not name or counts[name]]


@login_required
def names_reveal(request: LoggedInRequest, code: str, slug: str) -> HttpResponse:
    """Names in a lab that is graded without them: one press, on record."""
    room = get_room(request, code, slug)
    if room.assignment is None or not room.names_hidden:
        return redirect("submission-list", code=code, slug=slug)
    waiting = sum(question.waiting for question in questions_of(room.lab, room.run, by=request.user))
    if request.method == "POST":
        names.reveal(assignment=room.assignment, waiting=waiting, by=request.user)
        messages.success(request, _("The names are shown from now on. Who pressed and when is on record."))
        return redirect("submission-list", code=code, slug=slug)
    return render(request, "notebooks/question_names.html", room.context() | {"waiting": waiting})


# --- one question -----------------------------------------------------------------------------------------------------
@login_required
def question_grade(request: LoggedInRequest, code: str, slug: str, notebook: str, grade_id: str) -> HttpResponse:
    """The way in: the first answer that waits, else the first of all."""
    room = get_room(request, code, slug)
    line = line_of(room.lab, room.run, notebook, grade_id, by=request.user, by_name=not room.names_hidden)
    first = line.next_waiting() or (line.answers[0].submission_pk if line.answers else None)
    if first is None:
        messages.info(request, _("Nobody has a graded answer to this question yet."))
        return redirect("submission-list", code=code, slug=slug)
    return redirect("question-answer", code=code, slug=slug, notebook=notebook, grade_id=grade_id, pk=first)


@login_required
def question_answer(request: LoggedInRequest, code: str, slug: str, notebook: str, grade_id: str, pk: UUID) -> HttpResponse:
    """One answer among everybody's: what was written, the points, and the next one."""
    room = get_room(request, code, slug)
    sheet = get_sheet(request, room, pk, notebook, grade_id)
    line = line_of(room.lab, room.run, notebook, grade_id, by=request.user, by_name=not room.names_hidden)
    form, changed = form_for(request, sheet), None
    if request.method == "POST" and "remark" not in request.POST and form.is_valid():
        try:
            save(request, sheet, form)
            return redirect(after_saving(request, sheet, line, code=code, slug=slug, notebook=notebook, grade_id=grade_id))
        except ScoreChanged as error:
            changed = show_standing(form, error)
        except GradingRefused as error:
            form.add_error(None, str(error))
    audit.access(request, sheet.submission, "answer")
    context = sheet_context(request, sheet, form, changed) | line_context(line, pk) | {"who": room.who(sheet.submission)}
    return render(
        request,
        "notebooks/question_answer.html",
        room.context() | context | saved_before(request, room, sheet),
        status=status_of(form, changed),
    )


def form_for(request: LoggedInRequest, sheet: Sheet) -> PointsForm:
    """The form as sent, as it was with one remark put in, or with what stands."""
    fixed: dict[str, Any] = {"max_score": sheet.cell.max_score, "rubric": sheet.lines(), "for_people": sheet.question.for_people}
    if request.method != "POST":
        comment = sheet.standing.comment if sheet.standing else ""
        standing = {
            "score": "" if sheet.score is None else floatformat(sheet.score, -2),
            "comment": comment,
            "lines": sheet.chosen_lines,
            "seen": sheet.seen,
        }
        return PointsForm(initial=standing, **fixed)
    if "remark" not in request.POST:
        return PointsForm(request.POST, **fixed)
    typed = {name: request.POST.get(name, "") for name in ("score", "comment", "seen", "keep")} | {"lines": request.POST.getlist("lines")}
    key = request.POST["remark"]
    remark = Remark.objects.filter(owner=request.user, lab=sheet.submission.lab_id, pk=int(key) if key.isdecimal() else 0).first()
    if remark:
        typed["comment"] = f"{typed['comment']}\n{remark.text}".strip()
    return PointsForm(initial=typed, **fixed)


def save(request: LoggedInRequest, sheet: Sheet, form: PointsForm) -> None:
    given = form.cleaned_data
    answers.give_points(
        submission=sheet.submission,
        notebook=sheet.cell.notebook,
        grade_id=sheet.cell.grade_id,
        score=given["score"],
        comment=given["comment"],
        seen=given["seen"],
        lines=[int(line) for line in given["lines"]],
        by=request.user,
    )
    if given["keep"]:
        rubrics.keep_remark(lab=sheet.submission.lab, text=given["comment"], owner=request.user)
    rubrics.count_remarks(lab=sheet.submission.lab, comment=given["comment"], owner=request.user)


def show_standing(form: PointsForm, error: ScoreChanged) -> Any:
    """What this grader typed stays in the form; sending it once more overwrites knowingly."""
    form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    form.data["seen"] = error.standing.pk if error.standing else ""  # type: ignore[index]
    return error.standing


def after_saving(request: LoggedInRequest, sheet: Sheet, line: Line, **place: str) -> str:
    pk = sheet.submission.pk
    following = line.next_waiting(pk) or line.after(pk) if request.POST.get("then") != "stay" else pk
    if following is None:
        messages.success(request, _("The points are saved. This was the last answer to this question."))
        return reverse("submission-list", args=[place["code"], place["slug"]])
    if following == pk:
        messages.success(request, _("The points are in; the total has followed."))
        return reverse("question-answer", kwargs=place | {"pk": pk})
    return reverse("question-answer", kwargs=place | {"pk": following}) + f"?saved={pk}"


def status_of(form: PointsForm, changed: Any) -> int:
    return 409 if changed else 422 if form.is_bound and form.errors else 200


def sheet_context(request: LoggedInRequest, sheet: Sheet, form: PointsForm, changed: Any) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "submission": sheet.submission,
        "title": sheet.title,
        "form": form,
        "changed": changed,
        "remarks": remarks_of(request.user.pk, sheet.submission.lab_id),
        "rubric_lines": [line for line in sheet.lines() if line.retired_at is None],
    }


def line_context(line: Line, pk: UUID) -> dict[str, Any]:
    place = line.place_of(pk)
    return {
        "line": line,
        "place": None if place is None else place + 1,
        "total": len(line.answers),
        "before": line.before(pk),
        "after": line.after(pk),
        "next_waiting": line.next_waiting(pk),
    }


def saved_before(request: LoggedInRequest, room: Room, sheet: Sheet) -> dict[str, Any]:
    """The answer that was saved a moment ago, so that it can be taken back from here."""
    try:
        earlier = get_submission_for_grader(request, UUID(request.GET["saved"])) if "saved" in request.GET else None
    except ValueError:
        return {}
    if earlier is None or (earlier.enrollment.run_id, earlier.lab_id) != (room.run.pk, room.lab.pk):
        return {}
    saved = Sheet.of(earlier, sheet.cell.notebook, sheet.cell.grade_id)
    return {"saved": saved, "saved_who": room.who(earlier)} if saved and saved.standing else {}


@login_required
@require_POST
def question_undo(request: LoggedInRequest, code: str, slug: str, notebook: str, grade_id: str, pk: UUID) -> HttpResponse:
    """Takes back the last change of this answer's points."""
    room = get_room(request, code, slug)
    sheet = get_sheet(request, room, pk, notebook, grade_id)
    seen = request.POST.get("seen", "")
    try:
        answers.take_back(
            submission=sheet.submission, notebook=notebook, grade_id=grade_id, by=request.user, seen=int(seen) if seen.isdecimal() else None
        )
        messages.success(request, _("The last change is taken back; the total has followed."))
    except GradingRefused as error:
        messages.error(request, str(error))
    return redirect("question-answer", code=code, slug=slug, notebook=notebook, grade_id=grade_id, pk=pk)


@login_required
@require_POST
def question_rubric(request: LoggedInRequest, code: str, slug: str, notebook: str, grade_id: str) -> HttpResponse:
    """Adds, changes or retires one rubric line, then goes back to the answer it was pressed at."""
    room = get_room(request, code, slug)
    pressed = request.POST.get("press", "")
    verb, _space, key = pressed.partition(" ")
    try:
        if verb == "retire":
            rubrics.retire_line(line=get_line(room, notebook, grade_id, key), by=request.user)
        else:
            form = LineForm(request.POST, prefix=key if verb == "change" else "new")
            if not form.is_valid():
                messages.error(request, _("A rubric line needs words and a number of points. Nothing was changed."))
            elif verb == "change":
                rubrics.change_line(line=get_line(room, notebook, grade_id, key), by=request.user, **form.cleaned_data)
            else:
                rubrics.add_line(lab=room.lab, notebook=notebook, grade_id=grade_id, by=request.user, **form.cleaned_data)
    except GradingRefused as error:
        messages.error(request, str(error))
    return back_to_answer(request, code, slug, notebook, grade_id)


def get_line(room: Room, notebook: str, grade_id: str, key: str) -> RubricItem:
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(RubricItem, lab=room.lab, notebook=notebook, grade_id=grade_id, pk=int(key))


@login_required
@require_POST
def remark_forget(request: LoggedInRequest, code: str, slug: str, notebook: str, grade_id: str) -> HttpResponse:
    """Drops one of the grader's own remarks."""
    room = get_room(request, code, slug)
    key = request.POST.get("remark", "")
    rubrics.forget_remark(remark=get_object_or_404(Remark, owner=request.user, lab=room.lab, pk=int(key) if key.isdecimal() else 0))
    return back_to_answer(request, code, slug, notebook, grade_id)


def back_to_answer(request: LoggedInRequest, code: str, slug: str, notebook: str, grade_id: str) -> HttpResponse:
    place = {"code": code, "slug": slug, "notebook": notebook, "grade_id": grade_id}
    try:
        return redirect(reverse("question-answer", kwargs=place | {"pk": UUID(request.POST.get("pk", ""))}) + "#thang-diem")
    except ValueError:
        return redirect(reverse("question-grade", kwargs=place))


# --- one submission ---------------------------------------------------------------------------------------------------
@login_required
def answer_grade(request: LoggedInRequest, pk: UUID, notebook: str, grade_id: str) -> HttpResponse:
    """One answer of one submission; afterwards back to the submission."""
    submission = get_submission_for_grader(request, pk)
    room = Room(submission.enrollment.run, submission.lab)
    if room.names_hidden:
        return redirect("question-answer", code=room.run.code, slug=room.lab.slug, notebook=notebook, grade_id=grade_id, pk=pk)
    sheet = get_sheet(request, room, pk, notebook, grade_id)
    form, changed = form_for(request, sheet), None
    if request.method == "POST" and "remark" not in request.POST and form.is_valid():
        try:
            save(request, sheet, form)
            messages.success(request, _("The points are in; the total has followed."))
            return redirect("submission-detail", pk=pk)
        except ScoreChanged as error:
            changed = show_standing(form, error)
        except GradingRefused as error:
            form.add_error(None, str(error))
    audit.access(request, submission, "answer")
    context = sheet_context(request, sheet, form, changed) | {"who": room.who(submission)}
    return render(request, "notebooks/answer_grade.html", room.context() | context, status=status_of(form, changed))
