"""Questions from a file or a text into a bank: choose, look, write."""

from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from courses.actions import questions
from courses.exceptions import CourseError
from courses.models import QuestionBank
from courses.permissions import get_bank_for_editor, require_editor
from courses.question_forms import QuestionImportForm
from courses.question_import import sheet
from courses.question_import.drafts import Draft
from courses.question_import.reading import read_file, read_text, word_template

# The drafts travel through the browser, signed: they are good for this bank and this person, for a day.
SALT = "courses.question-import"
A_DAY = 24 * 3600
TEMPLATES = {
    "xlsx": (sheet.template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (word_template, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def question_import(request: HttpRequest, bank_pk: int) -> HttpResponse:
    """The form, or what was read of the file; nothing is written here."""
    bank = get_bank_for_editor(request, bank_pk)
    is_given = request.method == "POST"
    form = QuestionImportForm(request.POST, request.FILES) if is_given else QuestionImportForm()
    if is_given and form.is_valid():
        try:
            drafts = read_given(form.cleaned_data)
        except CourseError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "courses/admin/question_import_preview.html", preview(request, bank, drafts))
    return render(request, "courses/admin/question_import.html", {"bank": bank, "form": form})


def read_given(given: dict[str, Any]) -> list[Draft]:
    return read_file(given["file"].read(), given["file"].name) if given["file"] else read_text(given["text"])


def preview(request: HttpRequest, bank: QuestionBank, drafts: list[Draft]) -> dict[str, Any]:
    standing = {questions.twin_key(question.kind, question.prompt) for question in bank.questions.all()}
    rows = [(draft, questions.twin_key(draft.values["kind"], draft.values["prompt"]) in standing) for draft in drafts]
    ready = [draft.values for draft, is_twin in rows if not draft.problems and not is_twin]
    return {"bank": bank, "rows": rows, "ready": len(ready), "left_out": len(rows) - len(ready), "payload": signed(request, bank, ready)}


def signed(request: HttpRequest, bank: QuestionBank, values: list[dict[str, Any]]) -> str:
    return signing.dumps({"bank": bank.pk, "by": request.user.pk, "questions": values}, salt=SALT, compress=True)


@require_POST
def question_import_write(request: HttpRequest, bank_pk: int) -> HttpResponse:
    """Writes what the preview showed."""
    bank = get_bank_for_editor(request, bank_pk)
    try:
        found = signing.loads(request.POST.get("payload", ""), salt=SALT, max_age=A_DAY)
        if (found["bank"], found["by"]) != (bank.pk, request.user.pk):
            raise signing.BadSignature
        added = questions.add_all(bank=bank, questions=found["questions"], by=request.user)
    except (signing.BadSignature, ValidationError):
        messages.error(request, _("The preview is no longer good: choose the file again."))
        return redirect("question-import", bank_pk=bank.pk)
    messages.success(
        request, ngettext("%(n)d question was added to the bank.", "%(n)d questions were added to the bank.", added) % {"n": added}
    )
    return redirect("question-bank", pk=bank.pk)


@require_GET
def question_template(request: HttpRequest, kind: str) -> HttpResponse:
    """The example questions to write over."""
    require_editor(request)
    make, content_type = TEMPLATES[kind]
    return HttpResponse(make(), content_type=content_type, headers={"Content-Disposition": f'attachment; filename="mau-cau-hoi.{kind}"'})
