"""Question banks in the editor. Everybody sees the banks of the courses that he or she may edit, and no others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from courses.actions import questions
from courses.models import Question
from courses.permissions import banks_for, courses_edited_by, get_bank_for_editor, get_question_for_editor, require_editor
from courses.question_forms import QuestionForm


def bank_list(request: HttpRequest) -> HttpResponse:
    require_editor(request)
    banks = banks_for(request.user).with_question_counts()
    with_bank = {bank.course_uid for bank in banks}
    without = [course for course in courses_edited_by(request.user).order_by("title") if course.content_uid not in with_bank]
    return render(request, "courses/admin/bank_list.html", {"banks": banks, "courses_without_bank": without})


@require_POST
def bank_create(request: HttpRequest, course_pk: int) -> HttpResponse:
    require_editor(request)
    course = get_object_or_404(courses_edited_by(request.user), pk=course_pk)
    return redirect("question-bank", pk=questions.create_bank(course=course, by=request.user).pk)


def bank_detail(request: HttpRequest, pk: int) -> HttpResponse:
    bank = get_bank_for_editor(request, pk)
    return render(request, "courses/admin/bank_detail.html", {"bank": bank, "questions": bank.questions.all()})


def question_create(request: HttpRequest, bank_pk: int) -> HttpResponse:
    bank = get_bank_for_editor(request, bank_pk)
    form = QuestionForm(request.POST or None, instance=Question(bank=bank))
    if request.method == "POST" and form.is_valid():
        questions.create(bank=bank, values=form.cleaned_data, by=request.user)
        messages.success(request, _("The question is in the bank. Place it in a quiz in the lesson's editor."))
        return redirect("question-bank", pk=bank.pk)
    return render(request, "courses/admin/question_form.html", {"form": form, "bank": bank})


def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_question_for_editor(request, pk)
    form = QuestionForm(request.POST or None, instance=question)
    if request.method == "POST" and form.is_valid():
        questions.change(question=question, values=form.cleaned_data, by=request.user)
        messages.success(request, _("The question was changed. Attempts that were begun keep the old one."))
        return redirect("question-bank", pk=question.bank_id)
    return render(request, "courses/admin/question_form.html", {"form": form, "bank": question.bank, "question": question})
